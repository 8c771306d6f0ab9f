"""The voices of a MIDI file on the ticks of a score, and the metre that they are read in."""

from __future__ import annotations

from collections import defaultdict

from engine.composition.grid import readable_metre
from engine.composition.score import TICKS_PER_BEAT, Metre, Note
from engine.errors import ResourceError
from engine.midi.music import MidiFile, MidiTrack, is_drum_channel

__all__ = ["FOUR_FOUR", "Voices", "find_metre", "gather_voices", "notes_of"]

Voices = dict[tuple[int, int], list[Note]]
"""The notes by track and channel, in ticks of `engine.composition.score`."""

FOUR_FOUR = Metre(4, 4)

_MOST_BARS = 1000


def find_metre(midi: MidiFile) -> tuple[Metre, Metre, int, int]:
    """Give the metre that holds longest, as written and as read, and where it begins and ends.

    Raises
    ------
    ResourceError
        If it is one that machines do not learn.
    """
    sign, end = midi.main_metre()
    written = Metre(sign.numerator, sign.denominator)
    metre = readable_metre(written)
    if metre is None:
        raise ResourceError(f"its metre is {written}, which is not learned")
    scale = TICKS_PER_BEAT / midi.ticks_per_beat
    first, last = round(sign.tick * scale), max(round(end * scale), round(sign.tick * scale) + 1)
    return written, metre, first, min(last, first + _MOST_BARS * metre.ticks_per_bar)


def gather_voices(midi: MidiFile) -> Voices:
    """Gather the notes by track and channel, drums left out."""
    voices: Voices = defaultdict(list)
    for number, track in enumerate(midi.tracks):
        for channel in sorted({note.channel for note in track.notes}):
            if not is_drum_channel(channel):
                voices[number, channel] = notes_of(track, midi.ticks_per_beat, channel)
    return voices


def notes_of(track: MidiTrack, ticks_per_beat: float, channel: int | None = None) -> list[Note]:
    """Give a track's notes, or those of one of its channels, sorted by start, then pitch."""
    scale = TICKS_PER_BEAT / ticks_per_beat
    notes = []
    for played in track.notes:
        if channel is None or played.channel == channel:
            start = round(played.start * scale)
            length = max(1, round(played.end * scale) - start)
            notes.append(Note(start, length, played.pitch, 64))
    return notes
