"""The one reader of MIDI files, behind everything that plays them, changes them or learns of them.

Readers that keep to the standard (mido, pretty_midi, symusic) refuse a file for a byte that makes
no sound, or for its last bytes. This one goes on: what is there is read, and what was mended or
left out is said in one line.
"""

from __future__ import annotations

import dataclasses
import errno
import itertools
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from engine.errors import SynthesisError
from engine.files import read_limited
from engine.midi.chunks import FileLayout, Frames, Remarks, take_apart
from engine.midi.events import read_track
from engine.midi.music import Bend, ControlChange, MetreSign, MidiFile, MidiTrack, Program, Tempo

__all__ = ["SUFFIXES", "Tell", "parse_midi", "read_midi", "say_nothing"]

Tell = Callable[[str], object]
"""Receives in one line what was mended or left out of a file, if anything was."""
_Change = TypeVar("_Change", Tempo, MetreSign, Program, ControlChange, Bend)

SUFFIXES = (".mid", ".midi", ".kar", ".rmi", ".smf")
"""Endings that MIDI files have."""

_LARGEST = 10_000_000
"""Bytes; the longest symphonies take a fifth of it."""
_MOST_EVENTS = 500_000
"""A symphony of an hour and a half has a third of it."""
_LONGEST_PAUSE = 10_000
"""Quarter notes; hours of silence are damage, not music."""
_USUAL_TEMPO = Tempo(0, 500_000)  # until a file says otherwise
_CHOOSE = f"Choose a file with one of the endings {', '.join(SUFFIXES)}."
_GET_AGAIN = "Get the file again from where it came, or open and save it in another program."


def say_nothing(remark: str) -> None:
    """Keep to oneself what was mended."""


def read_midi(path: Path, tell: Tell = say_nothing) -> MidiFile:
    """Read a MIDI file of any format, as much of it as there is.

    Raises
    ------
    SynthesisError
        If it cannot be read, is no MIDI file, holds more than any music does, or is so damaged
        that no note is left.
    """
    try:
        content = read_limited(path, _LARGEST)
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise _too_large(str(path), f"{path.stat().st_size / 1e6:.0f} MB") from error
        raise SynthesisError(
            f"cannot read {path}: {error.strerror}", hint="Check the file's name and place."
        ) from error
    midi = parse_midi(content, str(path))
    if midi.mended:
        tell(midi.mended)
    return midi


def parse_midi(content: bytes, name: str) -> MidiFile:
    """Read the content of a MIDI file; ``name`` is what errors call it.

    Raises
    ------
    SynthesisError
        If it is no MIDI file, holds more than any music does, or is so damaged that no note is
        left.
    """
    remarks: Remarks = set()
    layout = take_apart(content, remarks)
    if layout is None:
        what = "is not a MIDI file" if content else "is empty"
        raise SynthesisError(f"{name} {what}", hint=_CHOOSE)
    tracks = _read_tracks(layout, name, remarks)
    if layout.kind == 2 and len(tracks) > 1:
        remarks.add("its patterns (format 2) follow one another")
        tracks = list(_one_after_the_other(tracks))
    if remarks and not any(track.notes for track in tracks):
        raise SynthesisError(
            f"{name} is damaged or cut short ({_sentence(remarks)})", hint=_GET_AGAIN
        )
    return _join(layout, tracks, _sentence(remarks))


def _read_tracks(layout: FileLayout, name: str, remarks: Remarks) -> list[MidiTrack]:
    tracks, n_events = [], 0
    longest_pause = round(_LONGEST_PAUSE * _ticks_per_beat(layout))
    for content in layout.tracks:
        track = read_track(content, longest_pause, _MOST_EVENTS + 1 - n_events, remarks)
        n_events += track.n_events
        if n_events > _MOST_EVENTS:
            raise _too_large(name, f"more than {_MOST_EVENTS} events")
        tracks.append(track)
    return tracks


def _ticks_per_beat(layout: FileLayout) -> float:
    """Take half a second for a beat where the file knows of none."""
    if isinstance(layout.division, Frames):
        return layout.division.rate * layout.division.ticks / 2
    return layout.division


def _one_after_the_other(tracks: Iterable[MidiTrack]) -> Iterator[MidiTrack]:
    first = 0
    for track in tracks:
        yield _moved(track, first)
        first += track.n_ticks


def _moved(track: MidiTrack, by: int) -> MidiTrack:
    return dataclasses.replace(
        track,
        notes=[note._replace(start=note.start + by, end=note.end + by) for note in track.notes],
        programs=_later(track.programs, by),
        controls=_later(track.controls, by),
        bends=_later(track.bends, by),
        tempos=_later(track.tempos, by),
        metres=_later(track.metres, by),
        n_ticks=track.n_ticks + by,
    )


def _later(changes: Iterable[_Change], by: int) -> list[_Change]:
    return [change._replace(tick=change.tick + by) for change in changes]


def _join(layout: FileLayout, tracks: list[MidiTrack], mended: str) -> MidiFile:
    has_beats = not isinstance(layout.division, Frames)
    tempos = itertools.chain.from_iterable(track.tempos for track in tracks if has_beats)
    metres = itertools.chain.from_iterable(track.metres for track in tracks)
    return MidiFile(
        _ticks_per_beat(layout),
        has_beats,
        tuple(tracks),
        _latest([_USUAL_TEMPO, *tempos]),
        _latest(metres),
        mended,
    )


def _latest(changes: Iterable[_Change]) -> tuple[_Change, ...]:
    """Sort changes; of one tick the last one counts."""
    by_tick = {change.tick: change for change in changes}
    return tuple(by_tick[tick] for tick in sorted(by_tick))


def _sentence(remarks: Remarks) -> str:
    return "; ".join(sorted(remarks))


def _too_large(name: str, size: str) -> SynthesisError:
    return SynthesisError(
        f"{name} is larger than any music ({size})",
        hint=f"Choose a file of at most {_LARGEST // 1_000_000} MB and {_MOST_EVENTS} events.",
    )
