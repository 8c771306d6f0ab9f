"""Finds the melody and the chords of a MIDI file, and its beat where it was played freely."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.composition.beat_grid import find_beats, is_on_grid, place_on_beats
from engine.composition.chord_estimation import estimate_chords
from engine.composition.score import TICKS_PER_BEAT, Chord, Metre, Note
from engine.errors import ResourceError, SynthesisError
from engine.midi.music import MidiFile, is_drum_channel
from engine.midi.parsing import Tell, read_midi, say_nothing
from engine.training.corpora.lead_sheets import monophonic
from engine.training.corpora.midi_voices import FOUR_FOUR, Voices, find_metre, gather_voices

__all__ = ["Music", "read_music"]

_FEWEST_NOTES = 8
_LONGEST_BEAT = 2_000_000  # microseconds; a slower clock is no beat, and would take hours to follow
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
    tempo
        Quarter notes a minute at the beginning, as the file says.
    """

    metre: Metre
    bar_ticks: int
    first_bar: int
    melody: tuple[Note, ...]
    others: tuple[Note, ...]
    chords: tuple[Chord, ...]
    tempo: float


def read_music(file: Path, tell: Tell = say_nothing) -> Music:
    """Read one MIDI file and find its melody and chords.

    Parameters
    ----------
    tell
        Receives in one line what was mended or left out of the file, if anything.

    Raises
    ------
    ResourceError
        If it is no MIDI file, or holds too little music to learn from.
    """
    try:
        midi = read_midi(file, tell)
    except SynthesisError as error:
        raise ResourceError(str(error).removeprefix(f"{file} "), hint=error.hint) from error
    written, metre, first, last = find_metre(midi)
    voices = {
        who: [_inside(note, first, last) for note in notes if first <= note.start < last]
        for who, notes in gather_voices(midi).items()
    }
    if not any(voices.values()):
        raise ResourceError(_why_silent(midi))
    if not _counts_beats(midi):
        written = metre = FOUR_FOUR
        first, voices = 0, _on_beats(voices, _seconds_per_tick(midi))
    pitched = sorted(_together(voices), key=lambda note: note.start)
    if len(pitched) < _FEWEST_NOTES:
        raise ResourceError(f"too few notes: {len(pitched)}")
    line = list(_upper_line(_choose_melody(voices, midi)))
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
        tempo=60 / (TICKS_PER_BEAT * _seconds_per_tick(midi)),
    )


def _why_silent(midi: MidiFile) -> str:
    channels = {note.channel for note in midi.notes}
    if not channels:
        return "no note is in it"
    return "only drums play" if all(map(is_drum_channel, channels)) else "its notes are hours away"


def _counts_beats(midi: MidiFile) -> bool:
    """Say whether notes begin where the file counts beats: else it was played freely."""
    starts = [note.start for note in midi.notes if not is_drum_channel(note.channel)]
    return midi.has_beats and is_on_grid([start / midi.ticks_per_beat for start in starts])


def _seconds_per_tick(midi: MidiFile) -> float:
    """Say how long a tick of ours lasts at the first tempo of the file."""
    return min(midi.tempos[0].length, _LONGEST_BEAT) * 1e-6 / TICKS_PER_BEAT


def _on_beats(voices: Voices, tick: float) -> Voices:
    """Place what was played freely on the beats that it has."""
    beats = find_beats(list(_together(voices)), tick)
    return {who: place_on_beats(notes, beats) for who, notes in voices.items()}


def _together(voices: Voices) -> Iterator[Note]:
    return itertools.chain.from_iterable(voices.values())


def _inside(note: Note, first: int, last: int) -> Note:
    """Count a note's ticks from ``first``, and end it at ``last``."""
    end = min(note.end, last)
    return Note(note.start - first, end - note.start, note.pitch, note.velocity)


def _choose_melody(voices: Voices, midi: MidiFile) -> list[Note]:
    """Choose the voice that is most like a melody: called so, high, of single notes, long."""
    names = [track.name.lower() for track in midi.tracks]
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
