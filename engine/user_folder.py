"""Where what a user makes and adds is kept: takes, learned moods, own composers."""

from __future__ import annotations

import json
import os
from pathlib import Path

import platformdirs

from engine.errors import ExportError
from engine.files import make_folder, read_json, write_whole

__all__ = ["ELSEWHERE", "choose_takes_folder", "takes_folder", "user_folder", "user_places"]

_PLACES = "places.json"
_LARGEST = 100_000  # bytes


ELSEWHERE = "Choose another place with the environment variable AFFETTO_HOME."
"""What to do where nothing can be written into the user's folder."""


def user_folder() -> Path:
    """Give the folder, which may not exist yet.

    The environment variable ``AFFETTO_HOME`` moves it; without it, it is where the system keeps
    the data of applications.
    """
    chosen = os.environ.get("AFFETTO_HOME")
    return Path(chosen).expanduser() if chosen else Path(platformdirs.user_data_dir("affetto"))


def takes_folder() -> Path:
    """Give the folder of takes, which may not exist yet: that which the user chose, if any."""
    try:
        places = read_json(user_folder() / _PLACES, _LARGEST)
    except (OSError, ValueError):
        places = None
    chosen = places.get("takes") if isinstance(places, dict) else None
    return Path(chosen) if chosen and isinstance(chosen, str) else user_folder() / "takes"


def choose_takes_folder(folder: Path) -> None:
    """Keep takes in another folder from now on; those that were made before stay where they are.

    Raises
    ------
    ExportError
        If nothing can be written there, or the choice cannot be kept.
    """
    if not folder.is_absolute():
        raise ExportError(f"{folder} is no whole path", hint="Choose a folder with the button.")
    make_folder(folder)
    probe = folder / ".affetto-place"
    write_whole(probe, b"", overwrite=True)
    probe.unlink()
    make_folder(user_folder())
    content = json.dumps({"takes": str(folder)}, ensure_ascii=False).encode()
    write_whole(user_folder() / _PLACES, content, overwrite=True)


def user_places() -> list[Path]:
    """List the folders in which we write for the user: for takes and for composers, too."""
    home = user_folder()
    return [home, takes_folder(), home / "composers", *(home / "composers").glob("*/")]
