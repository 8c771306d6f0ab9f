"""Reads anybody's MIDI files as lead sheets: melody, metre, key and chords are estimated.

Nothing is expected of a file but notes. One that cannot be used is named with the reason, and the
others are read on.
"""

from __future__ import annotations

import logging
import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from engine.errors import ResourceError
from engine.progress import Progress
from engine.training.corpora.lead_sheets import LeadSheet, estimate_key
from engine.training.corpora.midi_music import read_music

__all__ = ["MOST_SONGS", "Songs", "read_folder", "read_song", "read_songs"]

_log = logging.getLogger(__name__)
T = TypeVar("T")

MOST_SONGS = 4000
"""Of a larger collection a sample of so many is read: more would fill the memory, teach little."""

_ENDINGS = (".mid", ".midi", ".kar")
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
