"""Opens a data set that lies packed or unpacked in the folder given by ``--data``."""

from __future__ import annotations

import contextlib
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import ResourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["holds_data", "open_data"]


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
                tar.extractall(unpacked, filter="data")
        except (tarfile.TarError, OSError, EOFError) as error:
            raise ResourceError(
                f"{archive} cannot be unpacked: {error}", hint="Copy the archive again."
            ) from error
        yield Path(unpacked) / name
