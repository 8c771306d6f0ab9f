"""What a style's grids play in place of the accompaniment, and how its drums go."""

from __future__ import annotations

import pytest

from engine.composition.draft import Draft
from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.planning.brief import PieceBrief
from engine.composition.planning.briefing import brief_piece
from engine.composition.playing.arrangement import arrange
from engine.composition.playing.comping import play_comping
from engine.composition.playing.grooves import GROOVES
from engine.composition.playing.kit import play_groove
from engine.composition.score import Chord, Key, Metre, Note, Role, Score
from engine.composition.styles.style import Comping

KEY = Key(0, "major")
N_BARS, BAR = 8, 96


@pytest.fixture(scope="module")
def brief() -> PieceBrief:
    lively = Expression(120, 3.0, 67, 80, 0.8)
    form = (("introduction", 2), ("A", 4), ("ending", 2))
    sections = tuple(PlannedSection(name, n, KEY, 0.5, 0.5, lively) for name, n in form)
    return brief_piece(Plan(KEY, Metre(), sections, 1))


@pytest.fixture(scope="module")
def score(brief: PieceBrief) -> Score:
    chords = [Chord(n * BAR, BAR, (0, 9, 5, 7)[n % 4], ("", "m", "", "")[n % 4]) for n in range(8)]
    melody = [Note(24 * n, 24, 76, 64) for n in range(4 * N_BARS)]
    return arrange(brief, Draft(N_BARS, chords, melody))


def notes_of(score: Score, role: Role) -> tuple[Note, ...]:
    track = score.track(role)
    assert track is not None
    return track.notes


def columns(notes: tuple[Note, ...], first: int, end: int) -> set[int]:
    """Sixteenths of a bar at which notes begin, in some bars."""
    return {note.start % BAR // 6 for note in notes if first <= note.start // BAR < end}


def test_chords_and_bass_strike_as_the_grids_say_up_to_the_last_bar(
    score: Score, brief: PieceBrief
) -> None:
    comping = Comping(chords="....x.......x...", length=2, bass="R.......5.......")
    comped = play_comping(score, brief, comping)
    assert columns(notes_of(comped, "chords"), 0, N_BARS - 1) == {4, 12}
    assert columns(notes_of(comped, "bass"), 0, N_BARS - 1) == {0, 8}
    for role in ("chords", "bass"):
        held = [note for note in notes_of(score, role) if note.start >= 7 * BAR]
        assert [note for note in notes_of(comped, role) if note.start >= 7 * BAR] == held
    assert comped.track("melody") == score.track("melody")


def test_power_chords_are_root_fifth_and_octave(score: Score, brief: PieceBrief) -> None:
    comped = play_comping(score, brief, Comping("x...............", "power", 4, "R..............."))
    for bar in range(N_BARS - 1):
        pitches = [n.pitch for n in notes_of(comped, "chords") if n.start // BAR == bar]
        assert sorted(pitch - min(pitches) for pitch in pitches) == [0, 7, 12]
        assert min(pitches) % 12 == (0, 9, 5, 7)[bar % 4]


def test_broken_chords_strike_one_tone_after_the_other(score: Score, brief: PieceBrief) -> None:
    comped = play_comping(score, brief, Comping("x.x.x.x.x.x.x.x.", "broken", 2))
    own = [n for n in notes_of(comped, "chords") if n.start < 7 * BAR]
    assert len({note.start for note in own}) == len(own)
    assert len({note.pitch for note in own if note.start < BAR}) >= 3
    assert comped.track("bass") == score.track("bass")


def test_a_grid_of_another_metre_changes_nothing(score: Score, brief: PieceBrief) -> None:
    assert play_comping(score, brief, Comping("x...x...x...")) == score


def test_a_groove_waits_a_bar_fills_at_borders_and_rests_at_the_end(
    score: Score, brief: PieceBrief
) -> None:
    drums = notes_of(play_groove(score, brief, GROOVES["strong"]["4/4"]), "drums")
    bars = {note.start // BAR for note in drums}
    assert bars == set(range(1, N_BARS - 1))
    toms = {note.start // BAR for note in drums if note.pitch == 45}
    assert toms <= {1, 5, 6}
    assert 5 in toms
