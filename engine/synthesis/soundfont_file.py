"""Which soundfont to play, and whether a file is one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from engine import resources
from engine.errors import SynthesisError

__all__ = ["SHIPPED_SOUNDFONT", "TRY_ANOTHER", "find_soundfont"]

SHIPPED_SOUNDFONT = "soundfonts/FluidR3Mono_GM.sf3"
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
