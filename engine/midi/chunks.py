"""Takes a MIDI file apart into its tracks' bytes, whatever stands around or between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["MIDI_MARK", "Division", "FileLayout", "Frames", "Remarks", "take_apart"]

Remarks = set[str]
"""What was mended or left out, in a few words each."""

MIDI_MARK = b"MThd"
_TRACK_MARK = b"MTrk"
_WRAPPERS = 1 << 16
"""Bytes before the header that may belong to a container (RIFF, MacBinary) or to nobody."""
_HEADER = 8  # bytes of a chunk's mark and length
_NUMBERS = 6  # bytes of the header's: format, tracks, division
_USUAL_DIVISION = 480
_FRAME_RATES = {24: 24.0, 25: 25.0, 29: 30_000 / 1001, 30: 30.0}
"""Frames a second by the number in the header; 29 stands for the 29.97 of colour television."""


@dataclass(frozen=True)
class Frames:
    """Time in frames of film: ``rate`` frames a second of ``ticks`` each, and no beats."""

    rate: float
    ticks: int


Division = int | Frames
"""Ticks a quarter note, or the frames by which time is counted."""


@dataclass(frozen=True)
class FileLayout:
    """What the chunks of a file say.

    Attributes
    ----------
    kind
        Format of the file: 0 one track, 1 tracks that sound together, 2 one after the other.
    tracks
        The bytes of each track's events.
    """

    kind: int
    division: Division
    tracks: tuple[bytes, ...]


def take_apart(content: bytes, remarks: Remarks) -> FileLayout | None:
    """Find the header and the tracks; None if there is neither.

    Parameters
    ----------
    remarks
        Receives what had to be mended.
    """
    content = _unwrap(content)
    start = content.find(MIDI_MARK, 0, _WRAPPERS)
    first = content.find(_TRACK_MARK, max(start, 0), max(start, 0) + _WRAPPERS)
    if start < 0:  # its mark may be what is damaged
        start = first - _HEADER - _NUMBERS
        if not 0 <= start <= _HEADER:
            return None
        remarks.add("the header was damaged")
    elif start > 0:
        remarks.add("bytes before the header were passed over")
    body = start + _HEADER
    kind, promised, division = (
        int.from_bytes(content[place : place + 2]) for place in range(body, body + _NUMBERS, 2)
    )
    tracks = _find_tracks(content, body, first, remarks)
    if promised and not tracks:
        remarks.add("no track is in it")
    elif len(tracks) < promised:
        remarks.add(f"{promised - len(tracks)} of the {promised} promised tracks are missing")
    return FileLayout(kind, _read_division(division, remarks), tracks)


def _unwrap(content: bytes) -> bytes:
    """Take a MIDI file out of a RIFF one (RMID), which may hold an instrument behind it."""
    if content[:4] != b"RIFF":
        return content
    start = content.find(MIDI_MARK, 0, _WRAPPERS)
    if start < _HEADER or content[start - _HEADER : start - 4] != b"data":
        return content
    size = int.from_bytes(content[start - 4 : start], "little")
    return content[start : start + size] if size else content[start:]


def _read_division(number: int, remarks: Remarks) -> Division:
    if number & 0x8000:
        rate = _FRAME_RATES.get(0x100 - (number >> 8))
        if rate and number & 0xFF:
            return Frames(rate, number & 0xFF)
    elif number:
        return number
    remarks.add(f"how ticks are counted is not readable: {_USUAL_DIVISION} a quarter were taken")
    return _USUAL_DIVISION


def _find_tracks(content: bytes, body: int, first: int, remarks: Remarks) -> tuple[bytes, ...]:
    """Find the tracks behind a header.

    Parameters
    ----------
    body
        Where the header's numbers stand.
    first
        Where the mark of the first track stands, −1 if there is none.
    """
    end = body + int.from_bytes(content[body - 4 : body])
    if _is_chunk(content, end):
        return tuple(_tracks(content, end, remarks))
    if first >= 0:
        return tuple(_tracks(content, first, remarks))
    if len(content) > body + _NUMBERS + _HEADER:
        remarks.add("the mark of the track was damaged")
        return (content[body + _NUMBERS + _HEADER :],)
    return ()


def _tracks(content: bytes, at: int, remarks: Remarks) -> Iterator[bytes]:
    """Give the bytes of each track from the chunk at a place on."""
    while at < len(content):
        end = _end_of_chunk(content, at, remarks)
        if _is_track(content[at : at + 4]):
            yield content[at + _HEADER : end]
        else:
            remarks.add("a foreign chunk was passed over")
        at = end


def _end_of_chunk(content: bytes, at: int, remarks: Remarks) -> int:
    """Say where a chunk ends: where its length says, if that is the end or another one begins.

    If not, it goes on to the next track; its own end mark tells the reader of events enough.
    """
    end = at + _HEADER + int.from_bytes(content[at + 4 : at + _HEADER])
    if end == len(content) or _is_chunk(content, end):
        return end
    following = content.find(_TRACK_MARK, at + _HEADER)
    if following < 0 and end > len(content):
        remarks.add("the file ends early, what is there was read")
    else:
        remarks.add("a length is wrong, or bytes stand between the tracks")
    return following if following >= 0 else len(content)


def _is_track(mark: bytes) -> bool:
    """Say whether a track begins, also where one letter of its mark is damaged."""
    return sum(found == letter for found, letter in zip(mark, _TRACK_MARK, strict=False)) >= 3


def _is_chunk(content: bytes, at: int) -> bool:
    mark, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + _HEADER])
    is_named = len(mark) == 4 and mark.replace(b" ", b"").isalnum()
    return _is_track(mark) or (is_named and at + _HEADER + length <= len(content))
