"""What a style's grids play in place of the accompaniment, and how its drums go."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.composition.draft import Draft
from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.planning.brief import PieceBrief
from engine.composition.planning.briefing import brief_piece
from engine.composition.playing.arrangement import arrange
from engine.composition.playing.comping import play_comping
from engine.composition.playing.grooves import GROOVES
from engine.composition.playing.kit import play_groove
from engine.composition.score import (
    Chord,
    Key,
    Metre,
    Note,
    Role,
    Score,
    ScoreSection,
    TempoChange,
    Track,
)
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


def scored(*chords: Chord) -> Score:
    """Chords over a whole note of chords and of bass, in a piece of one section."""
    parts = tuple(Track(role, 0, (Note(0, BAR, 40, 64),)) for role in ("chords", "bass"))
    end = ScoreSection("A", 0, N_BARS, KEY)
    return Score(KEY, Metre(), N_BARS, (TempoChange(0, 120),), (end,), chords, parts)


LINE = tuple(Chord(n * BAR, BAR, root) for n, root in enumerate((0, 0, 5, 7, 0, 9, 5, 0)))


def test_basses_play_the_degrees_that_a_grid_names(brief: PieceBrief) -> None:
    comping = Comping("x...............", bass="R.3.5.6.8.......")
    bass = [n for n in notes_of(play_comping(scored(*LINE), brief, comping), "bass")
            if n.start < BAR]  # fmt: skip
    assert [note.pitch - 36 for note in bass] == [0, 4, 7, 9, 12]
    assert [note.duration for note in bass] == [11, 11, 11, 11, 35]  # apart, and soon damped


def test_a_walking_bass_leads_by_a_semitone_into_the_next_chord(brief: PieceBrief) -> None:
    walk = Comping("x...............", bass="w...w...w...w...")
    bass = notes_of(play_comping(scored(*LINE), brief, walk), "bass")
    for bar in range(N_BARS - 2):
        own = [n.pitch for n in bass if n.start // BAR == bar]
        after = [n.pitch for n in bass if n.start // BAR == bar + 1]
        root, following = LINE[bar].root, LINE[bar + 1].root
        assert [pitch - own[0] for pitch in own[:3]] == [0, 4, 7]
        if root == following:
            assert own[3] - own[0] == 9
        else:
            way = (following - root + 5) % 12 - 5  # the nearer way: up a fourth, down a third
            assert own[3] - own[0] == (way - 1 if way > 0 else way + 1)
            assert (own[3] - after[0]) % 12 in (1, 11)
    assert all(28 <= note.pitch < 57 for note in bass)  # no lower than a bass guitar


def test_what_lies_behind_a_border_is_not_led_into(brief: PieceBrief) -> None:
    walk = Comping("x...............", bass="w...w...w...w...")
    score = scored(*LINE)
    two = (ScoreSection("A", 0, 2, KEY), ScoreSection("B", 2, 6, KEY))
    bass = notes_of(play_comping(replace(score, sections=two), brief, walk), "bass")
    [last] = [n.pitch for n in bass if n.start == 2 * BAR - 24]
    assert last == 36 + 9  # as if C went on


def test_chords_that_change_in_a_bar_are_struck_where_the_grid_strikes(brief: PieceBrief) -> None:
    halves = (Chord(0, 48, 0), Chord(48, 48, 7), *LINE[1:])
    struck = notes_of(play_comping(scored(*halves), brief, Comping("x.....x...x.....", length=8)),
                      "chords")  # fmt: skip
    first = sorted({(n.start, n.duration) for n in struck if n.start < BAR})
    assert first == [(0, 36), (36, 12), (60, 36)]  # up to the next stroke, or the chord's end
    assert {n.pitch % 12 for n in struck if n.start in (0, 36)} == {0, 4, 7}
    assert {n.pitch % 12 for n in struck if n.start == 60} == {7, 11, 2}


def test_short_strokes_leave_silence(brief: PieceBrief) -> None:
    comped = play_comping(scored(*LINE), brief, Comping("x...x...x...x...", length=2))
    assert {note.duration for note in notes_of(comped, "chords")} - {BAR} == {12}


def test_broken_chords_go_on_up_and_down_over_the_bar_line(brief: PieceBrief) -> None:
    comped = play_comping(scored(*LINE), brief, Comping("x...x...x...x...", "broken", 4))
    pitches = [n.pitch for n in notes_of(comped, "chords") if n.start < 2 * BAR]
    low, middle, high = sorted(set(pitches))
    assert pitches == [low, middle, high, middle] * 2


def test_a_pulse_has_three_tones_and_a_block_all(brief: PieceBrief) -> None:
    sevenths = tuple(replace(chord, quality="7") for chord in LINE)
    for figure, n_tones in (("pulse", 3), ("block", 4)):
        comped = play_comping(scored(*sevenths), brief, Comping("x...............", figure, 4))
        assert len([n for n in notes_of(comped, "chords") if n.start == BAR]) == n_tones


def test_bar_lines_weigh_most_and_what_lies_off_the_beat_least(brief: PieceBrief) -> None:
    comped = play_comping(scored(*LINE), brief, Comping("x.x.x...........", length=1))
    loud = {n.start: n.velocity for n in notes_of(comped, "chords") if n.start // BAR == 3}
    line, off, beat = (loud[3 * BAR + place] for place in (0, 12, 24))
    assert line >= beat + 4
    assert beat >= off + 3
    assert beat < brief.sections[1].expression.velocity  # the tune stands out
