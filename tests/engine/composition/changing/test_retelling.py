from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from engine.composition.changing.retelling import _on_grid, in_key, in_metre, in_tempo
from engine.composition.grid import METRES
from engine.composition.score import (
    TICKS_PER_BEAT,
    Key,
    Metre,
    Note,
    Score,
    ScoreSection,
    TempoChange,
    Track,
)
from engine.errors import CompositionError

PITCHES = (60, 62, 64, 65, 67, 65, 64, 62)


def melody(metre: Metre) -> Score:
    """Give four bars of quavers."""
    key, quaver = Key(0, "major"), TICKS_PER_BEAT // 2
    n_notes = 4 * metre.ticks_per_bar // quaver
    notes = tuple(
        Note(quaver * index, quaver, PITCHES[index % len(PITCHES)], 80) for index in range(n_notes)
    )
    tempos, sections = (TempoChange(0, 100.0),), (ScoreSection("A", 0, 4, key),)
    return Score(key, metre, 4, tempos, sections, (), (Track("melody", 0, notes),))


@pytest.mark.parametrize("new", METRES, ids=str)
@pytest.mark.parametrize("old", METRES, ids=str)
def test_a_tune_keeps_its_notes_their_order_and_its_seconds(old: Metre, new: Metre) -> None:
    before = melody(old)
    after = in_metre(before, new)
    assert after.metre == new
    assert [n.pitch for n in after.tracks[0].notes] == [n.pitch for n in before.tracks[0].notes]
    assert after.duration == pytest.approx(before.duration, rel=0.01)
    assert all(a.end <= b.start for a, b in pairwise(after.tracks[0].notes))


@pytest.mark.parametrize("new", METRES, ids=str)
@pytest.mark.parametrize("old", METRES, ids=str)
def test_what_begins_a_bar_begins_one(old: Metre, new: Metre) -> None:
    before, after = melody(old), in_metre(melody(old), new)
    for earlier, later in zip(before.tracks[0].notes, after.tracks[0].notes, strict=True):
        if earlier.start % old.ticks_per_bar == 0:
            assert later.start % new.ticks_per_bar == 0


def test_a_waltz_dwells_on_its_first_beat() -> None:
    notes = in_metre(melody(Metre(4, 4)), Metre(3, 4)).tracks[0].notes
    assert notes[0].duration > notes[2].duration


def test_a_metre_that_nobody_composes_in_is_refused() -> None:
    with pytest.raises(CompositionError, match="5/4"):
        in_metre(melody(Metre(4, 4)), Metre(5, 4))


def test_minor_lowers_third_and_sixth() -> None:
    tune = melody(Metre(4, 4))
    notes = tuple(
        replace(note, pitch=pitch)
        for note, pitch in zip(tune.tracks[0].notes, (60, 64, 69, 67), strict=False)
    )
    tune = replace(tune, tracks=(replace(tune.tracks[0], notes=notes),))
    sad = in_key(tune, Key(0, "minor"))
    assert sad.key == Key(0, "minor")
    assert [note.pitch for note in sad.tracks[0].notes] == [60, 63, 68, 67]
    assert in_key(sad, Key(0, "major")).tracks == tune.tracks


def test_a_tempo_is_taken_and_what_changes_on_the_way_stays() -> None:
    tune = replace(melody(Metre(4, 4)), tempos=(TempoChange(0, 100.0), TempoChange(96, 80.0)))
    assert [change.tempo for change in in_tempo(tune, 50).tempos] == [50.0, 40.0]


def test_notes_are_put_on_the_nearest_semiquaver_or_triplet() -> None:
    places = sorted({*range(0, 200, 6), *range(0, 200, 8)})
    for half in range(300):
        tick = half / 2
        placed = _on_grid(tick)
        assert placed in places
        assert abs(placed - tick) == min(abs(place - tick) for place in places)
