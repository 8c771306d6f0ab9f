"""Turns anybody's MIDI or MusicXML file into a performance."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from engine.errors import SynthesisError
from engine.midi.music import MidiFile, MidiNote, is_drum_channel
from engine.midi.parsing import Tell, say_nothing
from engine.musicxml.playing import read_music_file
from engine.synthesis.timed_performance import Part, Performance, PitchBend, TimedControl, TimedNote

__all__ = ["read_performance"]

_BANK_SELECT = frozenset({0, 32})  # each maker numbers banks differently; we stay with General MIDI


def read_performance(path: Path, tell: Tell = say_nothing) -> Performance:
    """Read a MIDI or MusicXML file.

    Notes keep their times through all tempo changes. An instrument is a channel with a program;
    pedals, volumes and the pitch wheel of the channel are kept, banks are not.

    Parameters
    ----------
    tell
        Receives in one line what was mended or left out, if anything.

    Raises
    ------
    SynthesisError
        If the file cannot be read, is none, or has no notes.
    """
    midi = read_music_file(path, tell)
    parts = _parts(midi)
    if not parts:
        raise SynthesisError(f"{path} has no notes", hint="Choose another file.")
    return Performance(parts)


def _parts(midi: MidiFile) -> tuple[Part, ...]:
    """Give a part for each channel and program, in their order."""
    notes = defaultdict[tuple[int, int], list[MidiNote]](list)
    for note in midi.notes:
        notes[note.channel, midi.program_at(note.channel, note.start)].append(note)
    controls, bends = _controls(midi), _bends(midi)
    return tuple(
        Part(
            program,
            is_drum_channel(channel),
            _timed(midi, played),
            tuple(controls[channel]),
            tuple(bends[channel]),
        )
        for (channel, program), played in sorted(notes.items())
    )


def _timed(midi: MidiFile, notes: list[MidiNote]) -> tuple[TimedNote, ...]:
    starts = midi.seconds([note.start for note in notes]).tolist()
    ends = midi.seconds([note.end for note in notes]).tolist()
    return tuple(
        TimedNote(start, end, note.pitch, note.velocity)
        for start, end, note in zip(starts, ends, notes, strict=True)
    )


def _controls(midi: MidiFile) -> dict[int, list[TimedControl]]:
    found = defaultdict[int, list[TimedControl]](list)
    changes = [change for track in midi.tracks for change in track.controls]
    changes.sort(key=lambda change: change.tick)
    times = midi.seconds([change.tick for change in changes]).tolist()
    for time, change in zip(times, changes, strict=True):
        if change.number not in _BANK_SELECT:
            found[change.channel].append(TimedControl(time, change.number, change.value))
    return found


def _bends(midi: MidiFile) -> dict[int, list[PitchBend]]:
    found = defaultdict[int, list[PitchBend]](list)
    changes = [change for track in midi.tracks for change in track.bends]
    changes.sort(key=lambda change: change.tick)
    times = midi.seconds([change.tick for change in changes]).tolist()
    for time, change in zip(times, changes, strict=True):
        found[change.channel].append(PitchBend(time, change.value))
    return found
