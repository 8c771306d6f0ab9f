from __future__ import annotations

import dataclasses

import pytest

from engine.composition.score import Metre, Note, Track
from engine.export.sheet.rhythm import as_written, is_swung, pulses_of


def with_notes(score, notes):
    return dataclasses.replace(score, tracks=(Track("melody", 40, tuple(notes)),))


def spans(score):
    return [(note.start, note.duration) for note in score.tracks[0].notes]


def test_what_is_written_already_stays(written):
    assert as_written(written) == written


@pytest.mark.parametrize("played", [20, 23, 15])
def test_a_touch_is_no_rest(sheet, played):
    quarters = [Note(tick, played, 62, 80) for tick in range(0, 96, 24)]
    assert spans(as_written(with_notes(sheet, quarters)))[:3] == [(0, 24), (24, 24), (48, 24)]


def test_a_rest_that_is_heard_is_written(sheet):
    notes = [Note(0, 11, 62, 80), Note(24, 24, 62, 80), Note(96, 24, 62, 80)]
    assert spans(as_written(with_notes(sheet, notes)))[:2] == [(0, 12), (24, 24)]


def test_late_and_early_notes_stand_on_the_grid(sheet):
    notes = [Note(1, 11, 62, 80), Note(13, 11, 64, 80), Note(23, 24, 65, 80)]
    assert spans(as_written(with_notes(sheet, notes)))[:2] == [(0, 12), (12, 12)]


def test_swing_is_written_straight_and_triplets_are_not(sheet):
    swung = [Note(beat + off, 7, 62, 80) for beat in range(0, 384, 24) for off in (0, 16)]
    triplets = [Note(beat + off, 7, 62, 80) for beat in range(0, 384, 24) for off in (0, 8, 16)]
    assert is_swung(with_notes(sheet, swung))
    assert not is_swung(with_notes(sheet, triplets))
    starts = [start for start, _ in spans(as_written(with_notes(sheet, swung)))]
    assert starts == list(range(0, 384, 12))
    kept = [start for start, _ in spans(as_written(with_notes(sheet, triplets)))]
    assert kept == [note.start for note in triplets]


def test_no_note_is_lost(sheet):
    score = as_written(sheet)
    assert [len(t.notes) for t in score.tracks] == [len(t.notes) for t in sheet.tracks]


@pytest.mark.parametrize(
    ("metre", "pulses"),
    [
        (Metre(3, 4), (0, 24, 48, 72)),
        (Metre(6, 8), (0, 36, 72)),
        (Metre(5, 8), (0, 24, 60)),
        (Metre(7, 8), (0, 24, 48, 84)),
    ],
)
def test_bars_are_counted_in_their_beats(metre, pulses):
    assert pulses_of(metre) == pulses
