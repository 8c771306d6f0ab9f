from __future__ import annotations

import numpy as np

from engine.composition.boltzmann.conditions import N_BAR_CONDITIONS, n_phrase_conditions
from engine.composition.boltzmann.piano_roll import pitches_of
from engine.composition.harmony import CHORD_HOLD, Degree
from engine.composition.score import Chord, Key, Metre, Note
from engine.training.boltzmann.bars import (
    Examples,
    choose_vocabulary,
    cut_bars,
    cut_phrases,
    fold_holds,
    measure_phrase,
)
from engine.training.corpora.lead_sheets import LeadSheet


def sheet(metre: Metre = Metre(4, 4), n_bars: int = 4, name: str = "pop909/1") -> LeadSheet:  # noqa: B008
    """D major: D and A in turn, four notes a bar."""
    length = metre.ticks_per_bar
    chords = tuple(Chord(n * length, length, (2, 9)[n % 2]) for n in range(n_bars))
    melody = tuple(
        Note(n * length // 4, length // 4, 74 + (0, 2, 4, 2)[n % 4], 64) for n in range(4 * n_bars)
    )
    return LeadSheet(name, Key(2, "major"), metre, melody, chords)


def test_bars_are_moved_to_the_tonic_and_the_usual_octave() -> None:
    rows = list(cut_bars(sheet()))
    assert len(rows) == 4
    for states, conditions, group in rows:
        assert pitches_of(states).tolist() == [60, 62, 64, 62]
        assert conditions.shape == (N_BAR_CONDITIONS,)
        assert group == "pop909 major"


def test_short_bars_are_read_in_pairs() -> None:
    assert len(list(cut_bars(sheet(Metre(2, 4), 8)))) == 4


def test_metres_that_cannot_be_composed_in_are_left_out() -> None:
    assert list(cut_bars(sheet(Metre(9, 8)))) == []
    assert list(cut_phrases(sheet(Metre(5, 4)), {Degree(0): 0})) == []


def test_phrases_hold_the_chords_that_go_on() -> None:
    vocabulary = {Degree(0): 0, Degree(7): 1}
    rows = list(cut_phrases(sheet(n_bars=5), vocabulary))
    assert len(rows) == 2
    assert rows[0][0].tolist() == [1, 0, 2, 0, 1, 0, 2, 0]
    assert rows[1][0].tolist() == [2, 0, 1, 0, 2, 0, 1, 0]
    assert rows[0][1].shape == (n_phrase_conditions(2),)
    assert rows[1][1][-2:].tolist() == [1, 0]  # the chord before


def test_phrases_with_unknown_chords_are_left_out() -> None:
    assert list(cut_phrases(sheet(), {Degree(0): 0})) == []


def test_the_vocabulary_holds_what_lasts_longest_in_either_mode() -> None:
    rare = LeadSheet("x/2", Key(2, "minor"), Metre(4, 4), (), (Chord(0, 96, 2, "m"),))
    assert choose_vocabulary([sheet(), sheet(), rare], 1) == [Degree(0, "m")]
    assert choose_vocabulary([sheet(), rare], 9) == [Degree(0), Degree(0, "m"), Degree(7)]


def test_traits_of_a_phrase() -> None:
    chords = [Degree(0), Degree(9, "m7"), Degree(2, "7")]
    traits = measure_phrase(np.array([1, CHORD_HOLD, 2, 3]), chords, "major")
    assert (traits.changes, traits.minor, traits.sevenths) == (1.5, 1 / 3, 2 / 3)
    assert traits.chromatic == 1 / 3


def test_folding_holds() -> None:
    assert fold_holds([4, 4, 2, 4]).tolist() == [5, 0, 3, 5]


def test_examples_are_stacked() -> None:
    examples = Examples.gather(row for part in (sheet(), sheet()) for row in cut_bars(part))
    assert examples.states.shape == (8, 16)
    assert examples.conditions.dtype == np.float16
    assert set(examples.groups) == {"pop909 major"}
