"""Reading many files, one after the other; or wherever somebody else has it done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

__all__ = ["ReadAll", "ReadOne", "Tell", "read_here"]

ReadOne = Callable[[Path, Path], Any]
"""Reads a file below a folder; what it gives can travel between machines, and so can it."""
Tell = Callable[[float], None]
"""Hears which share is done, and may stop all by raising."""
ReadAll = Callable[[ReadOne, Path, Sequence[Path], Tell], Iterator[Any]]
"""Reads files below a folder, and gives what came of each in their order."""


def read_here(read: ReadOne, folder: Path, files: Sequence[Path], tell: Tell) -> Iterator[Any]:
    """Read the files in this process."""
    for number, file in enumerate(files):
        tell(number / len(files))
        yield read(folder, file)
