"""Which soundfont to play, and whether a file is one."""

from __future__ import annotations

import functools
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from engine import resources
from engine.errors import SynthesisError

__all__ = ["SHIPPED_SOUNDFONT", "TRY_ANOTHER", "find_soundfont", "identify_soundfont"]

SHIPPED_SOUNDFONT = "soundfonts/MuseScore_General_Lite.sf3"
TRY_ANOTHER = "Choose another SF2 or SF3 file, or none to use the one that Affetto brings along."


def find_soundfont(chosen: str | None = None) -> Path:
    """Find the soundfont to play: the one that the user chose, else the one that ships.

    What the system has does not matter: the same song sounds the same on every machine.

    Raises
    ------
    SynthesisError
        If the chosen file is missing, cut short or no soundfont.
    ResourceError
        If ours is missing or damaged.
    """
    if chosen is not None:
        path = Path(chosen).expanduser()
        _check_soundfont(path)
        return path
    return resources.path(SHIPPED_SOUNDFONT)


def identify_soundfont(chosen: str | None = None) -> tuple[str, str]:
    """Give the file name and the SHA-256 of the soundfont that `find_soundfont` would give.

    The second is empty where the file cannot be read.
    """
    if chosen is None:
        return Path(SHIPPED_SOUNDFONT).name, str(resources.manifest()[SHIPPED_SOUNDFONT]["sha256"])
    path = Path(chosen).expanduser()
    try:
        stat = path.stat()
        sha256 = _sha256(path, stat.st_size, stat.st_mtime_ns) if path.is_file() else ""
    except (OSError, ValueError):
        sha256 = ""
    return path.name, sha256


@functools.lru_cache(maxsize=4)
def _sha256(path: Path, _size: int, _changed: int) -> str:
    """Read a file, again only when it has changed: a soundfont may have hundreds of megabytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_soundfont(path: Path) -> None:
    """Look at the file's outline: some builds of FluidSynth complain on stderr about the rest."""
    try:
        with path.open("rb") as file:
            head = file.read(12)
            lists = set(_lists(file))
            size = file.seek(0, io.SEEK_END)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SynthesisError(
            f"cannot read the soundfont {path}: {reason}", hint=TRY_ANOTHER
        ) from error
    if head[:4] != b"RIFF" or head[8:] != b"sfbk":
        raise SynthesisError(f"{path} is not an SF2 or SF3 soundfont", hint=TRY_ANOTHER)
    if size < int.from_bytes(head[4:8], "little") + 8:
        raise SynthesisError(f"the soundfont {path} is cut short", hint=TRY_ANOTHER)
    if not lists >= {b"INFO", b"sdta", b"pdta"}:
        raise SynthesisError(f"the soundfont {path} is damaged", hint=TRY_ANOTHER)


def _lists(file: BinaryIO) -> Iterator[bytes]:
    """Name the lists of a RIFF file, from after its head."""
    while len(head := file.read(12)) == 12 and head[:4] == b"LIST":
        yield head[8:]
        size = int.from_bytes(head[4:8], "little")
        file.seek(max(size - 4, 0), io.SEEK_CUR)
