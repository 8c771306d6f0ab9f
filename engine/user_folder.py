"""Where what a user makes and adds is kept: takes, learned moods, own composers."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

__all__ = ["ELSEWHERE", "takes_folder", "user_folder", "user_places"]


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
    """Give the folder of takes, which may not exist yet."""
    return user_folder() / "takes"


def user_places() -> list[Path]:
    """List the folders in which we write for the user: for takes and for composers, too."""
    home = user_folder()
    return [home, takes_folder(), home / "composers", *(home / "composers").glob("*/")]
