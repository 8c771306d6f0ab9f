"""Where what a user adds is kept: learned moods, composers trained on their own music."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

__all__ = ["ELSEWHERE", "user_folder", "user_places"]


ELSEWHERE = "Choose another place with the environment variable AFFETTO_HOME."
"""What to do where nothing can be written into the user's folder."""


def user_folder() -> Path:
    """Give the folder, which may not exist yet.

    The environment variable ``AFFETTO_HOME`` moves it; without it, it is where the system keeps
    the data of applications.
    """
    chosen = os.environ.get("AFFETTO_HOME")
    return Path(chosen).expanduser() if chosen else Path(platformdirs.user_data_dir("affetto"))


def user_places() -> list[Path]:
    """List the folders in which we write for the user: the user's, and those of own composers."""
    home = user_folder()
    return [home, home / "composers", *(home / "composers").glob("*/")]
