"""Excerpts of written music that composed pieces are compared with, as long as those are."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from musicality import Excerpt

from engine.composition.score import Chord, Metre, Note
from engine.training.corpora.datasets import read_lead_sheets, read_textures
from engine.training.corpora.lead_sheets import LeadSheet, estimate_key

__all__ = ["excerpts_of_sheets", "excerpts_of_textures", "read_sheets"]

_METRES = (Metre(4, 4), Metre(3, 4), Metre(6, 8))
_FEWEST_NOTES = 30


def read_sheets(data: Path) -> list[LeadSheet]:
    """Read the songs that composers were trained on or held out from, melody and chords."""
    return [sheet for sheet in read_lead_sheets(data) if len(sheet.melody) > _FEWEST_NOTES]


def excerpts_of_sheets(sheets: Iterable[LeadSheet], n_bars: int, most: int) -> Iterator[Excerpt]:
    """Cut one excerpt out of each of ``most`` songs, spread over all sets."""
    chance = random.Random(0)
    fit = [sheet for sheet in sheets if sheet.metre in _METRES]
    for sheet in chance.sample(fit, min(most, len(fit))):
        bar = sheet.metre.ticks_per_bar
        first = chance.randrange(max(1, sheet.melody[-1].end // bar - n_bars))
        melody = _cut_notes(sheet.melody, first * bar, n_bars * bar)
        chords = _cut_chords(sheet.chords, first * bar, n_bars * bar)
        if len(melody) >= _FEWEST_NOTES // 2:
            yield Excerpt(sheet.metre, n_bars, (), melody, chords, sheet.key)


def excerpts_of_textures(data: Path, n_bars: int, most: int) -> Iterator[Excerpt]:
    """Cut one excerpt out of each of ``most`` pop songs: all that is played."""
    chance = random.Random(0)
    for notes, bar in read_textures(data, most):
        first = chance.randrange(max(1, max(note.end for note in notes) // bar - n_bars))
        own = _cut_notes(notes, first * bar, n_bars * bar)
        if len(own) >= _FEWEST_NOTES:
            metre = Metre(bar // 24, 4)
            yield Excerpt(metre, n_bars, own, (), (), estimate_key(own, ()))


def _cut_notes(notes: Iterable[Note], start: int, length: int) -> list[Note]:
    return [
        replace(
            note, start=note.start - start, duration=min(note.duration, start + length - note.start)
        )
        for note in notes
        if start <= note.start < start + length
    ]


def _cut_chords(chords: Iterable[Chord], start: int, length: int) -> list[Chord]:
    return [
        replace(chord, start=chord.start - start)
        for chord in chords
        if start <= chord.start < start + length
    ]
