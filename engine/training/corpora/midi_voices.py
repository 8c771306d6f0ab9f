"""What a MIDI file holds: notes by track and channel, metres, and the clock they are counted by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.composition.grid import readable_metre
from engine.composition.score import TICKS_PER_BEAT, Metre, Note
from engine.errors import ResourceError

__all__ = [
    "FOUR_FOUR",
    "Voices",
    "find_metre",
    "gather_voices",
    "has_notes",
    "note_starts",
    "open_midi",
    "seconds_per_tick",
    "track_names",
]

Voices = dict[tuple[int, int], list[Note]]
"""The notes by track and channel, in ticks of `engine.composition.score`."""

FOUR_FOUR = Metre(4, 4)

_LARGEST = 4_000_000
_MOST_BARS = 1000
_DRUMS = 9


def open_midi(file: Path) -> Any:
    """Read a MIDI file.

    Raises
    ------
    ResourceError
        If it is none, is damaged or has no beats.
    """
    import mido  # noqa: PLC0415 - slow to load

    try:
        if file.stat().st_size > _LARGEST:
            raise ResourceError("it is larger than any song")
        music = mido.MidiFile(file, clip=True)
    except OSError as error:
        raise ResourceError(f"it is no MIDI file, or damaged: {error}") from error
    except EOFError as error:
        raise ResourceError("it is no MIDI file, or damaged: it ends too soon") from error
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise ResourceError(f"it is damaged: {error}") from error
    if not 1 <= music.ticks_per_beat < 0x8000:  # above: frames of film in place of beats
        raise ResourceError("its time is not counted in beats")
    return music


def find_metre(music: Any) -> tuple[Metre, Metre, int, int]:
    """Give the metre that holds longest, as written and as read, and where it begins and ends.

    Raises
    ------
    ResourceError
        If it is one that machines do not learn.
    """
    scale, changes, end = TICKS_PER_BEAT / music.ticks_per_beat, {0: FOUR_FOUR}, 0
    for track in music.tracks:
        tick = 0
        for message in track:
            tick += message.time
            if message.type == "time_signature" and message.numerator:
                changes[round(tick * scale)] = Metre(message.numerator, message.denominator)
        end = max(end, round(tick * scale))
    starts = sorted(changes)
    joined = [start for n, start in enumerate(starts) if not n or _differs(changes, starts, n)]
    spans = list(zip(joined, [*joined[1:], max(end, joined[-1]) + 1], strict=True))
    first, last = max(spans, key=lambda span: span[1] - span[0])
    written = changes[first]
    metre = readable_metre(written)
    if metre is None:
        raise ResourceError(f"its metre is {written}, which is not learned")
    return written, metre, first, min(last, first + _MOST_BARS * metre.ticks_per_bar)


def _differs(changes: dict[int, Metre], starts: list[int], number: int) -> bool:
    return changes[starts[number]] != changes[starts[number - 1]]


def gather_voices(music: Any) -> Voices:
    """Gather the notes by track and channel, drums left out."""
    scale = TICKS_PER_BEAT / music.ticks_per_beat
    voices: Voices = defaultdict(list)
    for number, track in enumerate(music.tracks):
        for channel, start, end, pitch in _spans(track):
            if channel != _DRUMS:
                begin = round(start * scale)
                length = max(1, round(end * scale) - begin)
                voices[number, channel].append(Note(begin, length, pitch, 64))
    return voices


def _spans(track: Any) -> Iterator[tuple[int, int, int, int]]:
    """Give channel, start, end (in the file's ticks) and pitch of every note of a track."""
    tick, sounding = 0, dict[tuple[int, int], int]()
    for message in track:
        tick += message.time
        if message.type not in ("note_on", "note_off"):
            continue
        who = (message.channel, message.note)
        if who in sounding:
            yield message.channel, sounding.pop(who), tick, message.note
        if message.type == "note_on" and message.velocity:
            sounding[who] = tick


def has_notes(music: Any) -> bool:
    """Say whether anything plays, be it drums."""
    return any(True for track in music.tracks for _ in _spans(track))


def track_names(music: Any) -> list[str]:
    """Give the names of the tracks in small letters."""
    return [str(track.name).lower() for track in music.tracks]


def note_starts(music: Any) -> list[float]:
    """Give where the notes begin, in the file's beats."""
    spans = (span for track in music.tracks for span in _spans(track))
    return [start / music.ticks_per_beat for channel, start, _, _ in spans if channel != _DRUMS]


def seconds_per_tick(music: Any) -> float:
    """Say how long a tick of ours lasts at the first tempo of the file."""
    tempos = (m.tempo for track in music.tracks for m in track if m.type == "set_tempo")
    return float(next(tempos, 500_000)) * 1e-6 / TICKS_PER_BEAT
