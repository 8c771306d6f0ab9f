"""The voices of other people's files, on our grid: what melodies and songs are made of."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from engine.composition.grid import METRES, readable_metre
from engine.composition.score import TICKS_PER_BEAT, Key, Metre, Note, TempoChange
from engine.errors import CompositionError
from engine.midi.music import MidiFile, MidiTrack, is_drum_channel

__all__ = [
    "FEWEST_NOTES",
    "HOME",
    "SIXTEENTH",
    "ChannelVoice",
    "changes_metre",
    "choose_melody",
    "ends_on",
    "later",
    "metre_of",
    "snap",
    "tempos_of",
    "uncovered",
    "voices_of",
]

FEWEST_NOTES = 3
"""Of a melody."""
_TEMPOS = (10.0, 500.0)
_MELODIC = re.compile("melod|vocal|voice|lead|sopran|violin|flute", re.IGNORECASE)
_GRID = sorted({*range(0, TICKS_PER_BEAT + 1, 6), *range(0, TICKS_PER_BEAT + 1, 8)})
"""Ticks of a beat on which notes begin: sixteenths and triplets."""
SIXTEENTH = TICKS_PER_BEAT // 4
"""Ticks of the shortest note that is kept."""
HOME = 0.1
"""How much it speaks for a key that the melody ends on its tonic."""


@dataclass
class ChannelVoice:
    """The notes of one channel of one track, in ticks of ours, while they are read."""

    name: str = ""
    program: int = 0
    is_drum: bool = False
    notes: list[Note] = field(default_factory=list)


def voices_of(track: MidiTrack, midi: MidiFile) -> Iterator[ChannelVoice]:
    """Read one track; a channel is a voice.

    Where the file counts no beats, its notes have no grid to be put on yet.
    """
    place = snap if midi.has_beats else round
    scale = TICKS_PER_BEAT / midi.ticks_per_beat
    voices: dict[int, ChannelVoice] = {}
    for note in track.notes:
        if note.channel not in voices:
            program = midi.program_at(note.channel, note.start)
            voices[note.channel] = ChannelVoice(track.name, program, is_drum_channel(note.channel))
        start, end = place(note.start * scale), place(note.end * scale)
        duration = max(end - start, SIXTEENTH)
        voices[note.channel].notes.append(Note(start, duration, note.pitch, note.velocity))
    yield from voices.values()


def snap(tick: float) -> int:
    """Give the nearest place on the grid."""
    beat, place = divmod(tick, TICKS_PER_BEAT)
    return int(beat) * TICKS_PER_BEAT + int(min(_GRID, key=lambda grid: abs(grid - place)))


def choose_melody(voices: Sequence[ChannelVoice]) -> ChannelVoice:
    """Take the voice that is called a melody, else the highest of those that move."""
    onsets = [len({note.start for note in voice.notes}) for voice in voices]
    able = [voice for voice, n in zip(voices, onsets, strict=True) if n >= max(onsets) / 4]
    named = [
        voice
        for voice in voices
        if _MELODIC.search(voice.name) and len(voice.notes) >= FEWEST_NOTES
    ]
    named = [voice for voice in named if "melod" in voice.name.lower()] or named
    return max(named or able, key=lambda voice: float(np.mean([n.pitch for n in voice.notes])))


def uncovered(notes: Iterable[Note]) -> Iterator[Note]:
    """Leave out what lies below a note that sounds on: it belongs to another voice."""
    last: Note | None = None
    for note in sorted(notes, key=lambda note: (note.start, -note.pitch)):
        if last and note.pitch < last.pitch and note.end <= last.end:
            continue
        last = note
        yield note


def metre_of(path: Path, midi: MidiFile) -> tuple[Metre, int]:
    """Give the metre that holds longest, and the tick of ours at which its bars begin to count."""
    sign, _ = midi.main_metre()
    written = Metre(sign.numerator, sign.denominator)
    metre = readable_metre(written)
    if metre is None:
        raise CompositionError(
            f"{path} is in {written}", hint=f"Choose a melody in {', '.join(map(str, METRES))}."
        )
    return metre, snap(sign.tick * TICKS_PER_BEAT / midi.ticks_per_beat)


def changes_metre(midi: MidiFile, metre: Metre, first: int) -> bool:
    """Say whether bars are of different lengths, an upbeat before the first full one left out."""
    start = first * midi.ticks_per_beat / TICKS_PER_BEAT
    is_upbeat = first < metre.ticks_per_bar
    written = {sign[1:] for sign in midi.metres if sign.tick >= start or not is_upbeat}
    return len(written) > 1


def tempos_of(midi: MidiFile) -> list[TempoChange]:
    """Give the file's tempos, the first one at tick 0."""
    scale = TICKS_PER_BEAT / midi.ticks_per_beat
    changes = {
        round(tempo.tick * scale): min(max(60e6 / tempo.length, _TEMPOS[0]), _TEMPOS[1])
        for tempo in midi.tempos
    }
    return [TempoChange(tick, tempo) for tick, tempo in sorted(changes.items())]


def later(tempos: Sequence[TempoChange], skipped: int, end: int) -> Iterator[TempoChange]:
    """Let the tempos begin with a later tick."""
    first = bisect.bisect_right(tempos, skipped, key=lambda change: change.tick) - 1
    yield TempoChange(0, tempos[max(first, 0)].tempo)
    for change in tempos[max(first, 0) + 1 :]:
        if change.tick - skipped < end:
            yield TempoChange(change.tick - skipped, change.tempo)


def ends_on(tonic: int) -> dict[Key, float]:
    """Let it speak for a key that its tonic comes last."""
    return {Key(tonic, "major"): HOME, Key(tonic, "minor"): HOME}
