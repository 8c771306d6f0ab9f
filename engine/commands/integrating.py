"""Making Affetto one of the desktop's programs."""

from __future__ import annotations

import argparse
import sys

from engine.errors import OptionError
from engine.integration import data_folder, install, uninstall
from engine.terminal import tell

__all__ = ["integrate"]


def integrate(options: argparse.Namespace) -> int:
    """Put Affetto into the menu of a Linux desktop and give it its files, or take it out again."""
    if not sys.platform.startswith("linux"):
        raise OptionError(
            "only desktops of Linux have such a menu",
            hint='Start the window with "affetto" here.',
        )
    if options.remove:
        n_files = len(uninstall())
        tell(f"removed {n_files} files" if n_files else f"nothing to remove in {data_folder()}")
        return 0
    for path in install():
        tell(str(path))
    tell("Affetto is in the menu and opens .affetto files; affetto integrate --remove undoes it.")
    return 0
