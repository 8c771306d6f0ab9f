"""Finds the files that ship below ``resources/`` and verifies them on first use."""

from __future__ import annotations

import functools
import hashlib
import importlib.resources
import tomllib
from pathlib import Path
from typing import Any

from engine.errors import ResourceError

__all__ = ["manifest", "path", "verify_all"]

_REINSTALL = "Reinstall Affetto: the installation is incomplete or was changed."


def _root() -> Path:
    return Path(str(importlib.resources.files("resources")))


@functools.cache
def manifest() -> dict[str, dict[str, Any]]:
    """List every shipped file by name, with ``size``, ``sha256``, ``licence`` and ``made``.

    Raises
    ------
    ResourceError
        If the manifest itself is missing or damaged.
    """
    try:
        with (_root() / "manifest.toml").open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ResourceError(f"resources/manifest.toml: {error}", hint=_REINSTALL) from error


@functools.cache
def path(name: str) -> Path:
    """Find a shipped file and check it against the manifest, once a process.

    Parameters
    ----------
    name
        Path below ``resources/`` with forward slashes, as listed in the manifest.

    Raises
    ------
    ResourceError
        If the file is unknown, missing or not the one that was shipped.
    """
    if name not in manifest():
        raise ResourceError(f"no resource is called {name!r}", hint=_REINSTALL)
    expected = str(manifest()[name]["sha256"])
    file = _root() / name
    try:
        with file.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        message = f"resource {name!r} cannot be read: {error}"
        raise ResourceError(message, hint=_REINSTALL) from error
    if found != expected:
        raise ResourceError(
            f"resource {name!r} has checksum {found[:8]}, expected {expected[:8]}", hint=_REINSTALL
        )
    return file


def verify_all() -> dict[str, ResourceError | None]:
    """Check every shipped file; the value says what is wrong with it, None for nothing."""
    results: dict[str, ResourceError | None] = {}
    for name in manifest():
        try:
            path(name)
            results[name] = None
        except ResourceError as error:
            results[name] = error
    return results
