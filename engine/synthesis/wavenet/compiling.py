"""Numba's compiler, told where to keep what it makes before there is anything to compile."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import numba

__all__ = ["CACHE", "cache_folder", "compiled", "empty_cache"]


def cache_folder() -> Path:
    """Where compiled loops are kept: a folder of the user's, which a frozen app can write to.

    Numba looks only whether the file of a function itself has changed, so every version of these
    modules gets a folder of its own.
    """
    import platformdirs  # noqa: PLC0415 - only here

    sources = sorted(Path(__file__).parent.glob("*.py"))
    version = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]
    return Path(platformdirs.user_cache_dir("affetto")) / "numba" / version


def _choose_cache() -> Path:
    """Tell numba where to keep what it compiles, unless it has been told; drop older versions."""
    config: Any = numba.config
    if not config.CACHE_DIR:
        folder = cache_folder()
        config.CACHE_DIR = str(folder)
        for older in folder.parent.glob("*"):
            if older != folder:
                shutil.rmtree(older, ignore_errors=True)
    return Path(config.CACHE_DIR)


def empty_cache() -> None:
    """Remove the loops that were kept, but not their folders, which numba makes only once."""
    for kept in CACHE.rglob("*.nb[ci]"):
        kept.unlink(missing_ok=True)


# a function's place is settled when it is marked: chosen any later, it would be kept beside the
# source, where it outlives changes of the modules that it was compiled from
CACHE = _choose_cache()

compiled = numba.njit(cache=True, nogil=True, fastmath={"contract", "nsz", "arcp", "reassoc"})
"""Marks a function to be compiled when it is first called, and kept on disk."""
