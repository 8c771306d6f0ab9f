"""How chords are voiced and broken."""

from __future__ import annotations

import itertools
from typing import get_args

import pytest

from engine.composition.grid import METRES, columns_of
from engine.composition.planning.manner import Figure
from engine.composition.playing.figures import (
    MOST_ONSETS,
    PUSHED,
    RHYTHMS,
    SPREAD,
    Stroke,
    let_ring,
    play_figure,
    voice_chords,
)
from engine.composition.score import Chord

TRIAD, SEVENTH = (60, 64, 67), (60, 64, 67, 70)
FIGURES: tuple[Figure, ...] = get_args(Figure)


def heard(
    figure: Figure, voicing: tuple[int, ...] = TRIAD, columns: tuple[int, ...] = (0, 4, 8, 12)
) -> list[tuple[int, int, int]]:
    return sorted(
        (stroke.column, stroke.n_columns, stroke.pitch)
        for stroke in play_figure(figure, voicing, columns, 16)
    )


@pytest.mark.parametrize("figure", FIGURES)
def test_a_chord_without_an_onset_is_not_played(figure: Figure) -> None:
    assert play_figure(figure, TRIAD, (), 16) == []


@pytest.mark.parametrize("figure", FIGURES)
def test_strokes_begin_at_the_onsets_and_end_with_the_chord(figure: Figure) -> None:
    strokes = play_figure(figure, SEVENTH, (2, 6, 10), 14)
    neighbour = {SEVENTH[-1] % 12 - 1} if figure == "restless" else set()
    assert {stroke.pitch % 12 for stroke in strokes} <= {p % 12 for p in SEVENTH} | neighbour
    assert {stroke.column for stroke in strokes} <= {2, 6, 10}
    assert max(stroke.column + stroke.n_columns for stroke in strokes) == 14


@pytest.mark.parametrize("figure", FIGURES)
def test_a_chord_struck_once_sounds_to_its_end(figure: Figure) -> None:
    strokes = play_figure(figure, TRIAD, [0], 8)
    assert strokes
    assert all(stroke.n_columns == 8 for stroke in strokes)


def test_a_sustained_chord_is_held_and_breathes_softly_inside() -> None:
    strokes = play_figure("sustained", TRIAD, (0, 8, 12), 16)
    held = [s for s in strokes if s.column == 0]
    assert {(s.n_columns, s.pitch, s.accent) for s in held} == {(16, p, 0) for p in TRIAD}
    assert [(s.column, s.n_columns, s.pitch) for s in strokes[3:]] == [(8, 4, 64), (12, 4, 64)]
    assert all(s.accent < 0 for s in strokes[3:])
    wide = play_figure("sustained", (48, 55, 76), (0, 8), 16)
    assert wide[-1].pitch == 67  # where there is room below the top, an octave higher


def test_a_pulse_strikes_three_tones_at_each_onset() -> None:
    spans = [(0, 4), (4, 4), (8, 4), (12, 4)]
    assert heard("pulse", SEVENTH) == [(*span, pitch) for span in spans for pitch in (64, 67, 70)]


def test_broken_chords_go_up_and_down_again() -> None:
    notes = heard("broken", SEVENTH, tuple(range(0, 16, 2)))
    assert [pitch for _, _, pitch in notes] == [60, 64, 67, 70, 67, 64, 60, 64]
    assert {length for _, length, _ in notes} == {2}


def test_an_alberti_bass_goes_low_high_middle_high() -> None:
    assert [pitch for _, _, pitch in heard("alberti")] == [60, 67, 64, 67]
    seventh = heard("alberti", SEVENTH, (0, 2, 4, 6, 8))
    assert [pitch for _, _, pitch in seventh] == [60, 70, 64, 70, 60]


def test_off_the_beat_the_first_onset_is_left_to_the_bass() -> None:
    assert heard("offbeat") == [n for n in heard("pulse") if n[0] > 0]
    assert heard("offbeat", columns=(0,)) == heard("pulse", columns=(0,))


def test_a_rolling_hand_turns_between_the_low_tone_and_the_others() -> None:
    assert heard("rolling") == [
        (0, 4, 60), (4, 4, 64), (4, 4, 67), (8, 4, 60), (12, 4, 64), (12, 4, 67),
    ]  # fmt: skip
    assert heard("rolling", columns=(0,)) == [(0, 16, 64), (0, 16, 67)]


def test_restless_figures_rub_the_top_tone_over_a_held_bass() -> None:
    strokes = play_figure("restless", TRIAD, (0, 4, 8, 12), 16)
    assert strokes[0] == Stroke(0, 16, 60)
    assert [stroke.pitch for stroke in strokes[1:]] == [67, 66, 67, 64]
    accents = [stroke.accent for stroke in strokes[1:]]
    assert accents[0] > accents[2] > accents[1] == accents[3]


def test_tones_ring_until_the_chord_ends_or_they_are_struck_again() -> None:
    strokes = [Stroke(0, 2, 60), Stroke(2, 2, 64), Stroke(4, 2, 60), Stroke(6, 12, 67)]
    rung = let_ring(strokes, 16)
    assert [(s.column, s.n_columns, s.pitch) for s in rung] == [
        (0, 4, 60), (2, 14, 64), (4, 12, 60), (6, 12, 67),
    ]  # fmt: skip


CHORDS = [(0, ""), (9, "m"), (5, ""), (7, "7"), (2, "m7"), (4, "dim"), (10, ""), (3, "aug")]


def voiced(centre: float, roots: list[tuple[int, str]] = CHORDS) -> list[tuple[int, ...]]:
    return voice_chords([Chord(96 * n, 96, *c) for n, c in enumerate(roots)], centre)


@pytest.mark.parametrize("centre", [45.0, 58.5, 70.0])
def test_chords_are_voiced_whole_close_and_near_their_place(centre: float) -> None:
    for (root, quality), voicing in zip(CHORDS, voiced(centre), strict=True):
        tones = Chord(0, 1, root, quality).pitch_classes
        assert sorted(pitch % 12 for pitch in voicing) == sorted(tones)
        assert list(voicing) == sorted(voicing)
        assert voicing[-1] - voicing[0] < 12
        assert abs(sum(voicing) / len(voicing) - centre) <= 4


def test_the_first_chord_lies_nearest_its_place() -> None:
    for root, quality in CHORDS:
        [voicing] = voiced(60.0, [(root, quality)])
        mean = sum(voicing) / len(voicing)
        turned = (*voicing[1:], voicing[0] + 12), (voicing[-1] - 12, *voicing[:-1])
        assert all(abs(mean - 60) <= abs(sum(v) / len(v) - 60) for v in turned)


def test_common_tones_stay_and_the_top_moves_by_step() -> None:
    for progression in ([(0, ""), (9, "m"), (5, "")], [(0, ""), (4, "m"), (7, "")]):
        for before, after in itertools.pairwise(voiced(60.0, progression)):
            assert len(set(before) & set(after)) == 2
            assert abs(after[-1] - before[-1]) <= 2


def test_chords_that_climb_do_not_wander_off() -> None:
    climbing = [((2 * n) % 12, "") for n in range(36)]
    for voicing in voiced(60.0, climbing):
        assert abs(sum(voicing) / 3 - 60) <= 6


def test_rhythms_grow_denser_and_fit_their_bar() -> None:
    for metre in METRES:
        rhythms = RHYTHMS[str(metre)]
        assert [len(rhythm) for rhythm in rhythms] == sorted(len(rhythm) for rhythm in rhythms)
        assert all(rhythm[0] == 0 and max(rhythm) < columns_of(metre) for rhythm in rhythms)


def test_pushed_rhythms_have_as_many_onsets() -> None:
    assert set(PUSHED) <= set(RHYTHMS["4/4"])
    assert all(len(plain) == len(pushed) for plain, pushed in PUSHED.items())


def test_spread_rhythms_gather_at_the_beginning() -> None:
    known = {rhythm for rhythms in RHYTHMS.values() for rhythm in rhythms}
    for plain, spread in SPREAD.items():
        assert plain in known
        assert len(spread) == len(plain)
        assert sum(spread) < sum(plain)


def test_every_figure_has_its_limit() -> None:
    assert set(MOST_ONSETS) == set(get_args(Figure))
