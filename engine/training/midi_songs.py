"""Reads anybody's MIDI files as lead sheets: melody, metre, key and chords are estimated.

Nothing is expected of a file but notes. One that cannot be used is named with the reason, and the
others are read on.
"""

from __future__ import annotations

import itertools
import logging
import os
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np

from engine.composition.score import TICKS_PER_BEAT, Chord, Metre, Note
from engine.errors import ResourceError
from engine.progress import Progress
from engine.training.bars import readable_metre
from engine.training.beat_grid import find_beats, is_on_grid, place_on_beats
from engine.training.chord_estimation import estimate_chords
from engine.training.lead_sheets import LeadSheet, estimate_key, monophonic

__all__ = ["MOST_SONGS", "Music", "Songs", "read_folder", "read_music", "read_song", "read_songs"]

_log = logging.getLogger(__name__)
T = TypeVar("T")

MOST_SONGS = 4000
"""Of a larger collection a sample of so many is read: more would fill the memory, teach little."""

_ENDINGS = (".mid", ".midi", ".kar")
_LARGEST = 4_000_000
_MOST_BARS = 1000
_FEWEST_NOTES = 8
_MOST_NAMED = 10
_DRUMS = 9
_SINGERS = ("melod", "vocal", "voice", "voc.", "lead", "sing")
_FOUR_FOUR = Metre(4, 4)
_TWICE_AS_LONG = {Metre(12, 8): Metre(6, 8), Metre(6, 4): Metre(3, 4)}


Voices = dict[tuple[int, int], list[Note]]
"""The notes by track and channel."""


@dataclass
class Songs(Generic[T]):
    """What was read.

    Attributes
    ----------
    sheets
        One for every file that could be used.
    left_out
        What is wrong with each of the others.
    n_found
        MIDI files in the folder.
    """

    sheets: list[T] = field(default_factory=list)
    left_out: dict[Path, str] = field(default_factory=dict)
    n_found: int = 0

    @property
    def told(self) -> str:
        """What was learned from, and which files were not."""
        lines = [f"learned from {len(self.sheets)} of {self.n_found} MIDI files"]
        named = list(self.left_out.items())
        lines += [f"left out: {file} ({reason})" for file, reason in named[:_MOST_NAMED]]
        if len(named) > _MOST_NAMED:
            lines.append(f"left out: {len(named) - _MOST_NAMED} more; -v names them all")
        return "\n".join(lines)


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


def read_songs(folder: Path, progress: Progress, most: int = MOST_SONGS) -> Songs[LeadSheet]:
    """Read every MIDI file below a folder as a lead sheet; see `read_folder`."""
    return read_folder(folder, read_song, progress, most)


def read_folder(
    folder: Path, read: Callable[[Path, str], T], progress: Progress, most: int = MOST_SONGS
) -> Songs[T]:
    """Read every MIDI file below a folder; of more than ``most`` a sample, always the same.

    Parameters
    ----------
    read
        Takes a file and its name below the folder; raises ResourceError if it cannot be used.

    Raises
    ------
    ResourceError
        If there is none, or none can be used.
    JobCancelledError
        If the user asked to stop.
    """
    files = _find_files(folder)
    if not files:
        raise ResourceError(
            f"{folder} holds no MIDI files", hint="Name a folder with .mid or .midi files."
        )
    songs = Songs[T](n_found=len(files))
    if len(files) > most:
        files = sorted(random.Random(0).sample(files, most))
    for number, file in enumerate(files):
        progress.update("reading", number / len(files))
        try:
            songs.sheets.append(read(file, str(file.relative_to(folder))))
        except ResourceError as error:
            _log.warning("%s is left out: %s", file, error)
            songs.left_out[file] = str(error)
    progress.update("reading", 1.0)
    if not songs.sheets:
        file, reason = next(iter(songs.left_out.items()))
        raise ResourceError(
            f"none of the {len(files)} MIDI files in {folder} can be used; {file.name}: {reason}",
            hint="Give MIDI files with a melody of at least two bars.",
        )
    return songs


def _find_files(folder: Path) -> list[Path]:
    """List the MIDI files below a folder in a fixed order; links to folders are not followed."""
    return sorted(
        Path(place) / name
        for place, _, names in os.walk(folder)
        for name in names
        if name.lower().endswith(_ENDINGS)
    )


def read_song(file: Path, name: str) -> LeadSheet:
    """Read one MIDI file as a lead sheet.

    Raises
    ------
    ResourceError
        If it is no MIDI file, or holds too little music to learn from.
    """
    music = read_music(file)
    key = estimate_key(music.melody, music.chords)
    return LeadSheet(f"own/{name}", key, music.metre, music.melody, music.chords)


def read_music(file: Path) -> Music:
    """Read one MIDI file and find its melody and chords.

    Raises
    ------
    ResourceError
        If it is no MIDI file, or holds too little music to learn from.
    """
    music = _open(file)
    written, metre, first, last = _longest_metre(music)
    voices = {
        who: [_moved(note, first) for note in notes if first <= note.start < last]
        for who, notes in _voices(music).items()
    }
    if not any(voices.values()):
        raise ResourceError("only drums play" if _has_notes(music) else "no note is in it")
    if not is_on_grid(_starts(music)):
        written = metre = _FOUR_FOUR
        first, voices = 0, _on_beats(voices, _seconds_per_tick(music))
    pitched = sorted(_together(voices), key=lambda note: note.start)
    if len(pitched) < _FEWEST_NOTES:
        raise ResourceError(f"it has {len(pitched)} notes, too few")
    line = list(_upper_line(_choose_melody(voices, _track_names(music))))
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


def _without(notes: Sequence[Note], line: Sequence[Note]) -> tuple[Note, ...]:
    taken = set(line)
    return tuple(note for note in notes if note not in taken)


def _open(file: Path) -> Any:
    import mido  # noqa: PLC0415 - slow to load

    try:
        if file.stat().st_size > _LARGEST:
            raise ResourceError("it is larger than any song")
        music = mido.MidiFile(file, clip=True)
    except OSError as error:
        raise ResourceError(f"it is no MIDI file, or damaged: {error}") from error
    except (ArithmeticError, LookupError, TypeError, ValueError, EOFError) as error:
        raise ResourceError(f"it is damaged: {error or type(error).__name__}") from error
    if not 1 <= music.ticks_per_beat < 0x8000:  # above: frames of film in place of beats
        raise ResourceError("its time is not counted in beats")
    return music


def _longest_metre(music: Any) -> tuple[Metre, Metre, int, int]:
    """Give the metre that holds longest, as written and as read, and where it begins and ends.

    Raises
    ------
    ResourceError
        If it is one that machines do not learn.
    """
    scale, changes, end = TICKS_PER_BEAT / music.ticks_per_beat, {0: _FOUR_FOUR}, 0
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
    metre = _TWICE_AS_LONG.get(written) or readable_metre(written)
    if metre is None:
        raise ResourceError(f"its metre is {written}, which is not learned")
    return written, metre, first, min(last, first + _MOST_BARS * metre.ticks_per_bar)


def _differs(changes: dict[int, Metre], starts: list[int], number: int) -> bool:
    return changes[starts[number]] != changes[starts[number - 1]]


def _voices(music: Any) -> Voices:
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


def _has_notes(music: Any) -> bool:
    return any(True for track in music.tracks for _ in _spans(track))


def _track_names(music: Any) -> list[str]:
    return [str(track.name).lower() for track in music.tracks]


def _starts(music: Any) -> list[float]:
    """Give where the notes begin, in the file's beats."""
    spans = (span for track in music.tracks for span in _spans(track))
    return [start / music.ticks_per_beat for channel, start, _, _ in spans if channel != _DRUMS]


def _seconds_per_tick(music: Any) -> float:
    tempos = (m.tempo for track in music.tracks for m in track if m.type == "set_tempo")
    return float(next(tempos, 500_000)) * 1e-6 / TICKS_PER_BEAT


def _on_beats(voices: Voices, seconds_per_tick: float) -> Voices:
    """Place what was played freely on the beats that it has."""
    beats = find_beats(list(_together(voices)), seconds_per_tick)
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
