"""Python packages that ought to be installed with Affetto, and what to do when one is not."""

from __future__ import annotations

import importlib.metadata
import re
import sys

from engine.errors import ResourceError

__all__ = ["is_package_of_others", "missing_package"]


def is_package_of_others(error: ImportError) -> bool:
    """Whether it is not our own code that cannot be imported."""
    return (error.name or "").partition(".")[0] not in {"", "engine", "desktop", "resources"}


def missing_package(error: ImportError) -> ResourceError:
    """Name the package that cannot be imported, and how it is installed."""
    name = (error.name or "").partition(".")[0]
    is_there = not isinstance(error, ModuleNotFoundError)
    reason = f"is damaged: {error}" if is_there else "is not installed"
    return ResourceError(
        f"the Python package {name} {reason}",
        hint=f"Type: {sys.executable} -m pip install {_requirement(name)}",
    )


def _requirement(module: str) -> str:
    """Give the release that we ask for; packages are called as their modules, or nearly so."""
    try:
        asked = importlib.metadata.requires("affetto") or []
    except importlib.metadata.PackageNotFoundError:  # run from a folder, not installed
        return module
    wanted = _plain(module)
    for requirement in asked:
        name = re.split(r"[\s;<>=!~\[]", requirement, maxsplit=1)[0]
        if _plain(name) == wanted:
            return requirement.partition(";")[0].strip().replace(" ", "")
    return module


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
