"""Opens the window: ``python -m desktop``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Show the window until the user closes it.

    Qt is imported here and not above: the engine's process imports this module as well.

    Parameters
    ----------
    argv
        Songs to open, and arguments for Qt; without the program's name.

    Returns
    -------
    int
        The exit code.
    """
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from desktop.app import open_window  # noqa: PLC0415
    from desktop.single_instance import hand_over  # noqa: PLC0415

    files = [Path(word) for word in argv or () if not word.startswith("-")]
    if hand_over(files):
        return 0
    application = open_window([word for word in argv or () if word.startswith("-")])
    application.open_files(files)
    assert application.window.isVisible()
    return QApplication.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
