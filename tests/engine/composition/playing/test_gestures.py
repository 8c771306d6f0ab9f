"""How a tune leaps, hesitates, is dotted and touched, by its feeling."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Callable

import pytest

from engine.composition.draft import Draft
from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.planning.briefing import brief_piece
from engine.composition.playing.arrangement import arrange
from engine.composition.score import Chord, Key, Metre, Note, Score

BAR, N_BARS = 96, 16
C = Key(0, "major")
TUNE = (64, 67, 72, 67, 65, 69, 72, 69)
Played = Callable[..., Score]


@pytest.fixture
def played() -> Played:
    def play(feeling: str, gap: int = 24, *, seed: int = 3, names: str = "AB") -> Score:
        """Play a tune of equal notes ``gap`` ticks apart."""
        expression = Expression(96, 4, 70, 70, 0.7)
        sections = tuple(
            PlannedSection(name, 8, C, 0.5, 0.4, expression, feelings=((feeling, 1.0),))
            for name in names
        )
        plan = Plan(C, Metre(4, 4), sections, seed)
        chords = tuple(Chord(n * BAR, BAR, (0, 5)[n % 2], "") for n in range(N_BARS))
        starts = range(0, N_BARS * BAR, gap)
        tune = tuple(Note(s, gap, TUNE[n % 8], 64) for n, s in enumerate(starts))
        return arrange(brief_piece(plan), Draft(N_BARS, chords, tune))

    return play


def tune(score: Score) -> tuple[Note, ...]:
    return next(track for track in score.tracks if track.role == "melody").notes


def test_what_plays_or_thrills_comes_before_the_beat_and_triumph_stands_on_it(
    played: Played,
) -> None:
    def early(feeling: str) -> float:
        return statistics.mean(note.start % 24 == 12 for note in tune(played(feeling)))

    assert early("playfulness") > 0.1
    assert early("excitement") > 0.1
    assert early("triumph") == early("serenity") == 0


def test_a_march_is_dotted(played: Played) -> None:
    def dotted(feeling: str) -> float:
        return statistics.mean(note.start % 24 == 18 for note in tune(played(feeling, 12)))

    assert dotted("triumph") > 0.15 > dotted("hope") == 0


def test_wonder_reaches_far_and_melancholy_stays_near(played: Played) -> None:
    def reach(feeling: str) -> float:
        steps = []
        for seed in range(6):
            pitches = [note.pitch for note in tune(played(feeling, seed=seed))]
            steps += [abs(a - b) for a, b in itertools.pairwise(pitches)]
        return statistics.mean(steps)

    assert reach("wonder") > reach("gratitude") + 0.5
    assert reach("melancholy") < reach("gratitude") - 0.3


def test_play_is_short_and_love_is_tied(played: Played) -> None:
    lengths = {
        name: statistics.median(note.duration for note in tune(played(name)))
        for name in ("playfulness", "rage", "love")
    }
    assert lengths["playfulness"] < lengths["rage"] < lengths["love"]


def test_a_theme_comes_back_with_its_own_gestures(played: Played) -> None:
    first, second = (
        [(n.start % (8 * BAR), n.pitch) for n in tune(played("excitement", names="AA"))
         if (n.start // (8 * BAR)) == half and n.start % (8 * BAR) < 6 * BAR]
        for half in (0, 1)
    )  # fmt: skip
    assert first == second


def test_every_chord_tone_that_is_reached_belongs_to_its_chord(played: Played) -> None:
    plain = set(TUNE)
    score = played("wonder")
    for note in tune(score):
        if note.pitch not in plain:
            chord = next(c for c in score.chords if c.start <= note.start < c.end)
            assert note.pitch % 12 in chord.pitch_classes


def test_threats_have_harsh_intervals_below_and_peace_has_none(played: Played) -> None:
    def harsh(feeling: str) -> int:
        chords = next(t for t in played(feeling).tracks if t.role == "chords").notes
        at: dict[int, list[int]] = {}
        for note in chords:
            at.setdefault(note.start, []).append(note.pitch)
        return sum(any(b - a in (6, 13) for a in some for b in some) for some in at.values())

    assert harsh("menace") >= 4 > harsh("serenity") == 0


def test_a_lullaby_has_no_sixteenths_off_its_quavers_and_a_game_may(played: Played) -> None:
    def crooked(feeling: str) -> float:
        return statistics.mean(note.start % 12 != 0 for note in tune(played(feeling, 6)))

    assert crooked("sleepiness") < 0.2
    assert crooked("playfulness") > 0.4


def test_an_even_tune_stays_one_voice_and_keeps_its_end(played: Played) -> None:
    for gap in (6, 18, 30):
        notes = tune(played("tenderness", gap))
        assert all(a.end <= b.start for a, b in itertools.pairwise(notes))
        assert all(note.duration > 0 for note in notes)
