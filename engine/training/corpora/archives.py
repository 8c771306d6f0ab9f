"""Opens a data set that lies packed or unpacked in the folder given by ``--data``."""

from __future__ import annotations

import contextlib
import logging
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from engine.errors import ResourceError, SynthesisError

__all__ = ["holds_data", "open_data", "read_each"]

_log = logging.getLogger(__name__)
T = TypeVar("T")

_LARGEST = 2_000_000_000
"""Bytes of a data set unpacked; the largest of ours takes 170 million."""
_NONSENSE = (ValueError, LookupError, ArithmeticError)
"""What annotations provoke that are no text, no numbers, or not as many as they should be."""


def holds_data(data: Path, name: str) -> bool:
    """Whether a folder holds a data set, packed or not."""
    return (data / name).is_dir() or (data / f"{name}.tar.gz").is_file()


@contextlib.contextmanager
def open_data(data: Path, name: str) -> Iterator[Path]:
    """Give the folder of a data set, unpacked for as long as it is used.

    Parameters
    ----------
    data
        Folder that holds ``name/`` or ``name.tar.gz``.
    name
        Such as ``"emopia"``.

    Raises
    ------
    ResourceError
        If neither is there, or the archive is damaged.
    """
    folder, archive = data / name, data / f"{name}.tar.gz"
    if folder.is_dir():
        yield folder
        return
    if not archive.is_file():
        raise ResourceError(
            f"{data} holds neither {name}/ nor {name}.tar.gz",
            hint="Give the folder of the data sets with --data.",
        )
    with tempfile.TemporaryDirectory(prefix="affetto-") as unpacked:
        try:
            with tarfile.open(archive) as tar:
                tar.extractall(unpacked, filter=_Bounded())  # noqa: S202 - it knows no other filters
        except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
            raise ResourceError(
                f"{archive} cannot be unpacked: {error}", hint="Copy the archive again."
            ) from error
        yield Path(unpacked) / name


class _Bounded:
    """Lets nothing out of an archive but plain data, and no more than a data set holds."""

    def __init__(self) -> None:
        self._n_bytes = 0

    def __call__(self, member: tarfile.TarInfo, place: str) -> tarfile.TarInfo | None:
        self._n_bytes += member.size
        if self._n_bytes > _LARGEST:
            raise tarfile.ReadError(f"it holds more than {_LARGEST / 1e9:g} GB")
        return tarfile.data_filter(member, place)


def read_each(files: Iterable[Path], read: Callable[[Path], T | None]) -> Iterator[T]:
    """Read files one after the other; one that cannot be read is named in the log and left out.

    Parameters
    ----------
    read
        Gives None for a file that is whole, but of no use.
    """
    for file in files:
        try:
            found = read(file)
        except (ResourceError, SynthesisError, OSError, *_NONSENSE) as error:
            _log.warning("left out: %s (%s)", file, error)
        else:
            if found is not None:
                yield found
