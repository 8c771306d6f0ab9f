"""Reads anybody's MIDI file as a performance."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import SynthesisError
from engine.synthesis.performance import Control, Part, Performance, PitchBend, TimedNote

if TYPE_CHECKING:
    import mido

__all__ = ["parse_midi", "read_performance"]

_DRUM_CHANNEL = 9  # the tenth, counted from 0
_FIRST_MODE_MESSAGE = 120  # controllers from here on are commands, such as "all notes off"
_BANK_SELECT = frozenset({0, 32})  # each maker numbers banks differently; we stay with General MIDI


def read_performance(path: Path) -> Performance:
    """Read a standard MIDI file of format 0 or 1.

    Notes keep their times through all tempo changes. An instrument is a channel with a program;
    pedals, volumes and the pitch wheel of the channel are kept, banks are not.

    Raises
    ------
    SynthesisError
        If the file cannot be read, is no MIDI file, is damaged or has no notes.
    """
    midi = parse_midi(path)
    reader = _Reader()
    seconds, tempo = 0.0, 500_000  # microseconds a quarter note, until the file says otherwise
    for message in _merged(midi):
        seconds += message.time * tempo * 1e-6 / midi.ticks_per_beat
        if message.type == "set_tempo":
            tempo = message.tempo
        else:
            reader.hear(message, seconds)
    performance = reader.finish(seconds)
    if not performance.parts:
        raise SynthesisError(f"{path} has no notes", hint="Choose another MIDI file.")
    return performance


def parse_midi(path: Path) -> mido.MidiFile:
    """Parse a standard MIDI file of format 0 or 1.

    Raises
    ------
    SynthesisError
        If it cannot be read, is no MIDI file, or damaged.
    """
    import mido  # noqa: PLC0415

    damaged = (EOFError, OSError, ValueError, LookupError, TypeError, struct.error)
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SynthesisError(
            f"cannot read {path}: {reason}", hint="Check the file's name and place."
        ) from error
    if content[:4] != b"MThd":
        what = "is not a MIDI file" if content else "is empty"
        raise SynthesisError(f"{path} {what}", hint="Choose a file with the ending .mid.")
    try:
        midi = mido.MidiFile(file=io.BytesIO(content), clip=True)
    except (*damaged, mido.KeySignatureError) as error:
        raise SynthesisError(
            f"{path} is damaged or cut short ({error or type(error).__name__})",
            hint="Get the file again from where it came, or open and save it in another program.",
        ) from error
    if midi.type not in (0, 1) or midi.ticks_per_beat <= 0:
        raise SynthesisError(
            f"{path} is a kind of MIDI file that Affetto cannot play",
            hint="Save it as format 0 or 1 with ticks per quarter note in another program.",
        )
    return midi


def _merged(midi: mido.MidiFile) -> mido.MidiTrack:
    """Give the messages of all tracks in the order of time, ``time`` in ticks since the last."""
    import mido  # noqa: PLC0415

    return mido.merge_tracks(midi.tracks, skip_checks=True)


class _Channel:
    """One MIDI channel while it is read."""

    def __init__(self) -> None:
        self.program = 0
        self.notes: dict[int, list[TimedNote]] = {}  # by program
        self.sounding: dict[int, list[tuple[float, int, int]]] = {}  # by pitch
        self.controls: list[Control] = []
        self.bends: list[PitchBend] = []

    def start(self, pitch: int, velocity: int, time: float) -> None:
        self.sounding.setdefault(pitch, []).append((time, velocity, self.program))

    def stop(self, pitch: int, time: float) -> None:
        """End the note of that pitch that has sounded longest; more ends than starts are usual."""
        if not (started := self.sounding.get(pitch)):
            return
        start, velocity, program = started.pop(0)
        self.notes.setdefault(program, []).append(TimedNote(start, time, pitch, velocity))


class _Reader:
    """Collects what the messages say, channel by channel."""

    def __init__(self) -> None:
        self._channels: dict[int, _Channel] = {}

    def hear(self, message: mido.Message, time: float) -> None:
        """Take one message at a time in seconds; what makes no sound is passed over."""
        if message.is_meta or not hasattr(message, "channel"):
            return
        channel = self._channels.setdefault(message.channel, _Channel())
        match message.type:
            case "note_on" if message.velocity > 0:
                channel.start(message.note, message.velocity, time)
            case "note_on" | "note_off":
                channel.stop(message.note, time)
            case "program_change":
                channel.program = message.program
            case "pitchwheel":
                channel.bends.append(PitchBend(time, message.pitch))
            case "control_change" if _makes_sound(message.control):
                channel.controls.append(Control(time, message.control, message.value))

    def finish(self, end: float) -> Performance:
        """End what still sounds and make the parts."""
        parts = []
        for number, channel in sorted(self._channels.items()):
            for pitch, started in channel.sounding.items():
                for _ in range(len(started)):
                    channel.stop(pitch, end)
            parts += [
                Part(
                    program,
                    number == _DRUM_CHANNEL,
                    tuple(notes),
                    tuple(channel.controls),
                    tuple(channel.bends),
                )
                for program, notes in sorted(channel.notes.items())
            ]
        return Performance(tuple(parts))


def _makes_sound(control: int) -> bool:
    return control < _FIRST_MODE_MESSAGE and control not in _BANK_SELECT
