"""Finds the melody and the chords of a MIDI file, and its beat where it was played freely."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.composition.score import Chord, Metre, Note
from engine.errors import ResourceError
from engine.training.corpora.beat_grid import find_beats, is_on_grid, place_on_beats
from engine.training.corpora.chord_estimation import estimate_chords
from engine.training.corpora.lead_sheets import monophonic
from engine.training.corpora.midi_voices import (
    FOUR_FOUR,
    Voices,
    find_metre,
    gather_voices,
    has_notes,
    note_starts,
    open_midi,
    seconds_per_tick,
    track_names,
)

__all__ = ["Music", "read_music"]

_FEWEST_NOTES = 8
_SINGERS = ("melod", "vocal", "voice", "voc.", "lead", "sing")


@dataclass(frozen=True)
class Music:
    """What one file holds, on the ticks of `engine.composition.score` from a bar line on.

    Attributes
    ----------
    metre
        In which it can be read.
    bar_ticks, first_bar
        Length of a bar as it is written, and the number of the one at tick 0.
    melody, others
        The voice that leads, note by note on the grid, and all that sounds beside it.
    chords
        As they are heard.
    """

    metre: Metre
    bar_ticks: int
    first_bar: int
    melody: tuple[Note, ...]
    others: tuple[Note, ...]
    chords: tuple[Chord, ...]


def read_music(file: Path) -> Music:
    """Read one MIDI file and find its melody and chords.

    Raises
    ------
    ResourceError
        If it is no MIDI file, or holds too little music to learn from.
    """
    music = open_midi(file)
    written, metre, first, last = find_metre(music)
    voices = {
        who: [_moved(note, first) for note in notes if first <= note.start < last]
        for who, notes in gather_voices(music).items()
    }
    if not any(voices.values()):
        raise ResourceError("only drums play" if has_notes(music) else "no note is in it")
    if not is_on_grid(note_starts(music)):
        written = metre = FOUR_FOUR
        first, voices = 0, _on_beats(voices, seconds_per_tick(music))
    pitched = sorted(_together(voices), key=lambda note: note.start)
    if len(pitched) < _FEWEST_NOTES:
        raise ResourceError(f"too few notes: {len(pitched)}")
    line = list(_upper_line(_choose_melody(voices, track_names(music))))
    melody = monophonic(line)
    n_bars = -(-melody[-1].end // metre.ticks_per_bar)
    if len(melody) < _FEWEST_NOTES or n_bars < 2:
        raise ResourceError(f"its melody has {len(melody)} notes in {n_bars} bars, too few")
    return Music(
        metre=metre,
        bar_ticks=written.ticks_per_bar,
        first_bar=first // written.ticks_per_bar + 1,
        melody=melody,
        others=_without(pitched, line),
        chords=estimate_chords(pitched, metre, n_bars),
    )


def _on_beats(voices: Voices, tick: float) -> Voices:
    """Place what was played freely on the beats that it has."""
    beats = find_beats(list(_together(voices)), tick)
    return {who: place_on_beats(notes, beats) for who, notes in voices.items()}


def _together(voices: Voices) -> Iterator[Note]:
    return itertools.chain.from_iterable(voices.values())


def _moved(note: Note, by: int) -> Note:
    return Note(note.start - by, note.duration, note.pitch, note.velocity)


def _choose_melody(voices: Voices, names: list[str]) -> list[Note]:
    """Choose the voice that is most like a melody: called so, high, of single notes, long."""
    longest = max(len(notes) for notes in voices.values())

    def likeness(who: tuple[int, int]) -> float:
        notes = voices[who]
        if not notes:
            return -100.0
        called_so = any(word in names[who[0]] for word in _SINGERS)
        height = float(np.mean([note.pitch for note in notes])) - 60
        single = len({note.start for note in notes}) / len(notes)
        return 2 * called_so + min(1.0, height / 12) + 2 * single + min(0.5, len(notes) / longest)

    return voices[max(voices, key=likeness)]


def _upper_line(notes: Sequence[Note]) -> Iterator[Note]:
    """Leave out what begins below a note that still sounds: accompaniment in the same hand."""
    above: Note | None = None
    for note in sorted(notes, key=lambda note: (note.start, -note.pitch)):
        if above is None or note.pitch >= above.pitch or note.start >= above.end - 3:
            above = note
            yield note


def _without(notes: Sequence[Note], line: Sequence[Note]) -> tuple[Note, ...]:
    taken = set(line)
    return tuple(note for note in notes if note not in taken)
