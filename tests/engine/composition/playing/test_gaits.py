"""Fear creeps, suspense waits, disgust limps, rage hits: heard in what accompanies."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.composition.draft import Draft
from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.planning.briefing import brief_piece
from engine.composition.playing.arrangement import arrange
from engine.composition.score import Chord, Key, Metre, Note, Score, Track

BAR = 96
MINOR = Key(0, "minor")
Played = Callable[[str], Score]


@pytest.fixture
def played() -> Played:
    def play(feeling: str) -> Score:
        expression = Expression(90, 4, 66, 60, 0.5)
        section = PlannedSection(
            "A", 8, MINOR, -0.6, 0.6, expression, feelings=((feeling, 0.9),), is_drummed=False
        )
        plan = Plan(MINOR, Metre(4, 4), (section,), 3)
        roots = (0, 5, 7, 0, 8, 5, 7, 0)
        chords = tuple(Chord(n * BAR, BAR, root, "m") for n, root in enumerate(roots))
        melody = tuple(Note(n * 24, 24, 67, 64) for n in range(32))
        return arrange(brief_piece(plan), Draft(8, chords, melody))

    return play


def part(score: Score, role: str) -> Track:
    return next(track for track in score.tracks if track.role == role)


def test_a_heart_beats_low_where_music_creeps_and_half_as_often_where_it_waits(
    played: Played,
) -> None:
    fear, suspense = (part(played(name), "drums").notes for name in ("fear", "suspense"))
    assert {note.pitch for note in fear} == {36, 41}
    assert 1.5 < len(fear) / len(suspense) < 2.6
    assert {note.start % BAR for note in suspense} == {0, 18}


def test_creeping_chords_break_off(played: Played) -> None:
    chords = part(played("fear"), "chords").notes
    silent = [
        bar
        for bar in range(7)
        if not any(n.start % BAR < 12 for n in chords if n.start // BAR == bar)
    ]
    assert len(silent) >= 2  # no bar is like the next, and most do not begin on one
    assert max(note.pitch for note in chords) < 60


def test_waiting_stays_on_the_key_note_and_the_tune_breaks_off(played: Played) -> None:
    score = played("suspense")
    assert {note.pitch % 12 for note in part(score, "bass").notes} == {0}
    tune = part(score, "melody").notes
    assert not [
        n for n in tune if n.start // BAR % 2 and n.start % BAR >= BAR // 2 and n.start < 7 * BAR
    ]


def test_limping_steps_are_uneven_and_the_tune_comes_from_below(played: Played) -> None:
    score = played("disgust")
    bass = part(score, "bass").notes
    assert {note.start % BAR for note in bass if note.start < 7 * BAR} == {0, 36, 48, 84}
    for heavy, light in zip(bass[::2], bass[1::2], strict=False):  # the piece swells beneath them
        if heavy.start < 7 * BAR:
            assert heavy.velocity > light.velocity
    assert any(note.pitch == 66 for note in part(score, "melody").notes)


def test_rage_strikes_one_riff_in_octaves(played: Played) -> None:
    score = played("rage")
    strikes = [
        {(n.start, n.pitch % 12) for n in part(score, role).notes if n.start < 7 * BAR}
        for role in ("bass", "chords")
    ]
    assert strikes[0] < strikes[1]
    assert {start for start, _ in strikes[0]} == {start for start, _ in strikes[1]}
    first = {note.start % BAR for note in part(score, "bass").notes if note.start < 2 * BAR}
    assert len(first) >= 5
