"""Reads anybody's MIDI files as lead sheets: melody, metre, key and chords are estimated.

Nothing is expected of a file but notes. One that cannot be used is named with the reason, and the
others are read on.
"""

from __future__ import annotations

import functools
import itertools
import logging
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from engine.errors import ResourceError
from engine.midi.parsing import SUFFIXES, Tell, say_nothing
from engine.progress import Progress
from engine.training.corpora.lead_sheets import LeadSheet, estimate_key
from engine.training.corpora.midi_music import read_music
from engine.training.many_files import ReadAll, read_here

__all__ = ["MOST_SONGS", "Songs", "read_folder", "read_song", "read_songs"]

_log = logging.getLogger(__name__)
T = TypeVar("T")
ReadSong = Callable[[Path, str, Tell], T]

MOST_SONGS = 4000
"""Of a larger collection a sample of so many is read: more would fill the memory, teach little."""

_MOST_NAMED = 10


@dataclass
class Songs(Generic[T]):
    """What was read.

    Attributes
    ----------
    sheets
        One for every file that could be used.
    left_out
        What is wrong with each of the others.
    mended
        What was mended or left out of files that could be used.
    n_found
        MIDI files in the folder.
    """

    sheets: list[T] = field(default_factory=list)
    left_out: dict[Path, str] = field(default_factory=dict)
    mended: dict[Path, str] = field(default_factory=dict)
    n_found: int = 0

    @property
    def told(self) -> str:
        """What was learned from, and which files were not."""
        lines = [f"learned from {len(self.sheets)} of {self.n_found} MIDI files"]
        lines += _name("left out", self.left_out)
        lines += _name("mended", self.mended)
        return "\n".join(lines)


def _name(what: str, files: dict[Path, str]) -> Iterator[str]:
    """Name some of the files, each with what is wrong with it."""
    for file, reason in itertools.islice(files.items(), _MOST_NAMED):
        yield f"{what}: {file} ({reason})"
    if len(files) > _MOST_NAMED:
        yield f"{what}: {len(files) - _MOST_NAMED} more; -v names them all"


def read_songs(folder: Path, progress: Progress, most: int = MOST_SONGS) -> Songs[LeadSheet]:
    """Read every MIDI file below a folder as a lead sheet; see `read_folder`."""
    return read_folder(folder, read_song, progress, most)


def read_folder(
    folder: Path,
    read: ReadSong[T],
    progress: Progress,
    most: int = MOST_SONGS,
    read_all: ReadAll = read_here,
) -> Songs[T]:
    """Read every MIDI file below a folder; of more than ``most`` a sample, always the same.

    Parameters
    ----------
    read
        Takes a file, its name below the folder and whom to tell what was mended; raises
        ResourceError if it cannot be used.
    read_all
        Who has it done; `read` must be a function of a module where others do it.

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
    tried = read_all(
        functools.partial(_try, read), folder, files, functools.partial(progress.update, "reading")
    )
    for file, (song, remark) in zip(files, tried, strict=True):
        if song is None:
            _log.info("%s is left out: %s", file, remark)
            songs.left_out[file] = remark
            continue
        songs.sheets.append(song)
        if remark:
            _log.info("%s was mended: %s", file, remark)
            songs.mended[file] = remark
    progress.update("reading", 1.0)
    if not songs.sheets:
        file, reason = next(iter(songs.left_out.items()))
        raise ResourceError(
            f"none of the {len(files)} MIDI files in {folder} can be used; {file.name}: {reason}",
            hint="Give MIDI files with a melody of at least two bars.",
        )
    return songs


def _try(read: ReadSong[T], folder: Path, file: Path) -> tuple[T | None, str]:
    """Give a song with what was mended first, or None with the reason."""
    remarks: list[str] = []
    try:
        song = read(file, str(file.relative_to(folder)), remarks.append)
    except ResourceError as error:
        return None, str(error)
    return song, remarks[0] if remarks else ""


def _find_files(folder: Path) -> list[Path]:
    """List the MIDI files below a folder in a fixed order; links to folders are not followed."""
    return sorted(
        Path(place) / name
        for place, _, names in os.walk(folder)
        for name in names
        if name.lower().endswith(SUFFIXES)
    )


def read_song(file: Path, name: str, tell: Tell = say_nothing) -> LeadSheet:
    """Read one MIDI file as a lead sheet.

    Raises
    ------
    ResourceError
        If it is no MIDI file, or holds too little music to learn from.
    """
    music = read_music(file, tell)
    key = estimate_key(music.melody, music.chords)
    return LeadSheet(f"own/{name}", key, music.metre, music.melody, music.chords)
