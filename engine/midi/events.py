"""Reads the events of one track, and goes on where another reader would give up."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence

from engine.midi.chunks import Remarks
from engine.midi.music import Bend, ControlChange, MetreSign, MidiNote, MidiTrack, Program, Tempo
from engine.midi.names import read_text

__all__ = ["read_track"]

_FIRST_MODE_MESSAGE = 120  # controllers from here on are commands
_ENDS_ALL_NOTES = frozenset({120, 123, 124, 125, 126, 127})
_LEAST_TEMPO = 6_000
"""Microseconds: ten thousand quarter notes a minute, beyond what anybody writes on purpose."""
_SMALLEST_UNIT = 6  # 1/64
_DATA_BYTES = {0xF1: 1, 0xF2: 2, 0xF3: 1}
"""Data bytes of the system messages that have no place in a file."""


def read_track(content: bytes, longest_pause: int, most_events: int, remarks: Remarks) -> MidiTrack:
    """Read the events of a track as far as they go.

    Parameters
    ----------
    longest_pause
        Ticks beyond which a pause between two events is taken for damage.
    most_events
        After which no more are read.
    remarks
        Receives what had to be mended.
    """
    reader = _TrackReader(content, longest_pause, remarks)
    reader.read(most_events)
    return reader.track


class _TrackReader:
    """Walks over the bytes of a track."""

    def __init__(self, content: bytes, longest_pause: int, remarks: Remarks) -> None:
        self.track = MidiTrack()
        self._content, self._longest_pause, self._remarks = content, longest_pause, remarks
        self._at = self._tick = self._running = self._port = 0
        self._strikes = defaultdict[tuple[int, int], list[tuple[int, int]]](list)
        self._struck = defaultdict[int, set[int]](set)
        """Of each channel the pitches that may sound."""

    def read(self, most_events: int) -> None:
        try:
            while self._at < len(self._content) and self.track.n_events < most_events:
                self.track.n_events += 1
                self._wait(self._number())
                self._event()
        except IndexError:
            self._remarks.add("a track breaks off within a message")
        self._end_notes()

    def _number(self) -> int:
        """Read a number of up to four bytes, seven bits each."""
        value = 0
        for _ in range(4):
            byte = self._content[self._at]
            self._at += 1
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                break
        return value

    def _wait(self, ticks: int) -> None:
        if ticks > self._longest_pause:
            self._remarks.add("a pause of hours was passed over")
            return
        self._tick += ticks

    def _event(self) -> None:
        """Read one message; one without a status byte is of the kind of the last one.

        The standard ends that habit at system messages and texts, but not all writers do.
        """
        status = self._content[self._at]
        if status >= 0x80:
            self._at += 1
        else:
            status = self._running
        if 0x80 <= status < 0xF0:
            self._running = status
            self._channel_message(status)
        elif status == 0xFF:
            self._meta()
        elif status in {0xF0, 0xF7}:
            self._skip(self._number())
        else:
            self._stray(status)

    def _skip(self, length: int) -> bytes:
        """Pass over data, up to its end mark if it is said to be longer than the track."""
        start = self._at
        if start + length > len(self._content):
            self._remarks.add("a message is said to be longer than its track")
            end_mark = self._content.find(b"\xf7", start)
            self._at = end_mark + 1 if end_mark >= 0 else len(self._content)
        else:
            self._at = start + length
        return self._content[start : self._at]

    def _stray(self, status: int) -> None:
        """Pass over bytes that belong to no message, and let one follow without a pause."""
        self._remarks.add("stray bytes were passed over")
        self._at += _DATA_BYTES.get(status, 0) if status else 1
        if self._content[self._at : self._at + 1] >= b"\x80" and not self._begins_pause():
            self._event()

    def _begins_pause(self) -> bool:
        """Say whether a pause of several bytes stands here, and after it a message."""
        ahead = self._content[self._at : self._at + 5]
        length = next((n for n, byte in enumerate(ahead) if byte < 0x80), 4) + 1
        return ahead[length : length + 1] >= b"\x80"

    def _channel_message(self, status: int) -> None:
        kind, channel = status & 0xF0, (status & 0xF) + 16 * self._port
        first = self._data()
        if kind == 0xC0:
            self.track.programs.append(Program(self._tick, channel, first))
            return
        if kind == 0xD0:
            return
        second = self._data()
        if kind == 0x90 and second:
            self._strikes[channel, first].append((self._tick, second))
            self._struck[channel].add(first)
        elif kind in {0x80, 0x90}:
            self._strikes[channel, first].append((self._tick, 0))
        elif kind == 0xB0:
            self._control(channel, first, second)
        elif kind == 0xE0:
            self.track.bends.append(Bend(self._tick, channel, (second << 7 | first) - 8192))

    def _data(self) -> int:
        byte = self._content[self._at]
        self._at += 1
        if byte > 0x7F:
            self._remarks.add("values above 127 were lowered to it")
            return 0x7F
        return byte

    def _control(self, channel: int, number: int, value: int) -> None:
        if number < _FIRST_MODE_MESSAGE:
            self.track.controls.append(ControlChange(self._tick, channel, number, value))
        elif number in _ENDS_ALL_NOTES:
            for pitch in self._struck.pop(channel, ()):
                self._strikes[channel, pitch].append((self._tick, 0))

    def _meta(self) -> None:
        kind = self._content[self._at]
        self._at += 1
        data = self._skip(self._number())
        if kind == 0x03 and not self.track.name:
            self.track.name = read_text(data)
        elif kind == 0x21 and data:
            self._port = data[0] & 0x7F
        elif kind == 0x2F:
            self._at = len(self._content)
        elif kind == 0x51:
            self._tempo(int.from_bytes(data[:3]))
        elif kind == 0x58:
            self._metre(data)
        elif kind == 0x59 and not _is_key(data):
            self._remarks.add("a key that makes no sense was passed over")

    def _tempo(self, length: int) -> None:
        if length < _LEAST_TEMPO:
            self._remarks.add("a tempo that nobody can play was passed over")
            return
        self.track.tempos.append(Tempo(self._tick, length))

    def _metre(self, data: bytes) -> None:
        if len(data) < 2 or not data[0] or data[1] > _SMALLEST_UNIT:
            self._remarks.add("a metre that makes no sense was passed over")
            return
        self.track.metres.append(MetreSign(self._tick, data[0], 1 << data[1]))

    def _end_notes(self) -> None:
        self.track.n_ticks = self._tick
        for (channel, pitch), strikes in self._strikes.items():
            found = _pair(strikes)
            if found is None:
                self._remarks.add("notes without an end last until the next one or the end")
                found = list(_cut(strikes, self._tick))
            self.track.notes += [
                MidiNote(start, end, channel, pitch, velocity) for start, end, velocity in found
            ]
        self.track.notes.sort(key=lambda note: (note.start, note.pitch))


def _is_key(data: bytes) -> bool:
    """Say whether up to seven sharps or flats and one of two modes are named."""
    return len(data) >= 2 and (data[0] + 7) % 256 <= 14 and data[1] <= 1


_Strikes = Sequence[tuple[int, int]]
"""Ticks at which one pitch of a channel begins, with its velocity, or ends, with 0."""


def _pair(strikes: _Strikes) -> list[tuple[int, int, int]] | None:
    """End first the notes that began first; None if one has no end. More ends are usual.

    Returns
    -------
    list of tuple, or None
        Start, end and velocity.
    """
    sounding, notes = deque[tuple[int, int]](), []
    for tick, velocity in strikes:
        if velocity:
            sounding.append((tick, velocity))
        elif sounding:
            start, loudness = sounding.popleft()
            notes.append((start, tick, loudness))
    return notes if not sounding else None


def _cut(strikes: _Strikes, end: int) -> Iterator[tuple[int, int, int]]:
    """End each note where the same pitch begins or ends next, the last one at ``end``."""
    for (start, velocity), (stop, _) in zip(strikes, [*strikes[1:], (end, 0)], strict=True):
        if velocity and stop > start:
            yield start, stop, velocity
