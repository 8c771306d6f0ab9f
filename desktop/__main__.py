"""Opens the window: ``python -m desktop``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Show the window until the user closes it.

    Qt is imported here and not above: the engine's process imports this module as well.

    Parameters
    ----------
    argv
        Arguments for Qt, without the program's name.

    Returns
    -------
    int
        The exit code.
    """
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from desktop.app import open_window  # noqa: PLC0415

    application = open_window(argv or ())
    assert application.window.isVisible()
    return QApplication.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
