from __future__ import annotations

import itertools
from typing import get_args

import pytest

from engine.composition.grid import METRES, columns_of
from engine.composition.playing.figures import (
    MOST_ONSETS,
    PUSHED,
    RHYTHMS,
    SPREAD,
    Figure,
    let_ring,
    play_figure,
    voice_chords,
)
from engine.composition.score import Chord

CHORDS = [Chord(0, 96, 0), Chord(96, 96, 9, "m"), Chord(192, 96, 5), Chord(288, 96, 7, "7")]
VOICING = (52, 55, 60)


def test_voicings_hold_the_chords_tones_and_lie_near_the_centre() -> None:
    for chord, voicing in zip(CHORDS, voice_chords(CHORDS, 57), strict=True):
        assert {pitch % 12 for pitch in voicing} == set(chord.pitch_classes)
        assert list(voicing) == sorted(voicing)
        assert abs(sum(voicing) / len(voicing) - 57) < 5


def test_voices_move_little() -> None:
    for before, after in itertools.pairwise(voice_chords(CHORDS[:3], 57)):
        assert sum(abs(a - b) for a, b in zip(before, after, strict=True)) <= 5


@pytest.mark.parametrize("figure", get_args(Figure))
def test_figures_play_chord_tones_within_the_chord(figure: Figure) -> None:
    strokes = play_figure(figure, VOICING, [16, 20, 24, 28], 32)
    neighbour = {11} if figure == "restless" else set()
    assert {stroke.pitch % 12 for stroke in strokes} == {0, 4, 7} | neighbour
    assert {stroke.column for stroke in strokes} <= {16, 20, 24, 28}
    assert all(stroke.column + stroke.n_columns <= 32 for stroke in strokes)


@pytest.mark.parametrize("figure", get_args(Figure))
def test_a_chord_struck_once_sounds_whole(figure: Figure) -> None:
    strokes = play_figure(figure, VOICING, [0], 8)
    assert strokes
    assert all(stroke.n_columns == 8 for stroke in strokes)


def test_off_beats_leave_the_beat_to_the_bass() -> None:
    assert {s.column for s in play_figure("offbeat", VOICING, [0, 4, 8], 16)} == {4, 8}


def test_broken_chords_go_up_and_down() -> None:
    pitches = [s.pitch for s in play_figure("broken", VOICING, [0, 2, 4, 6, 8], 16)]
    assert pitches == [52, 55, 60, 55, 52]


def test_a_restless_figure_rubs_a_semitone_over_a_held_tone() -> None:
    low, middle, top = VOICING
    strokes = play_figure("restless", VOICING, [0, 2, 4, 6], 8)
    assert (strokes[0].pitch, strokes[0].n_columns) == (low, 8)
    assert [(stroke.column, stroke.pitch) for stroke in strokes[1:]] == [
        (0, top), (2, top - 1), (4, top), (6, middle),
    ]  # fmt: skip


def test_pedalled_tones_ring_until_they_are_struck_again() -> None:
    strokes = let_ring(play_figure("broken", VOICING, [0, 2, 4, 6], 16), 16)
    spans = [(s.column, s.column + s.n_columns, s.pitch) for s in strokes]
    assert spans == [(0, 16, 52), (2, 6, 55), (4, 16, 60), (6, 16, 55)]


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
