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
    from PySide6.QtCore import QSettings  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from desktop.app import Application  # noqa: PLC0415
    from desktop.settings import Settings  # noqa: PLC0415

    app = QApplication(["affetto", *(argv or ())])
    app.setApplicationName("Affetto")
    app.setDesktopFileName("affetto")
    store = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Affetto", "Affetto")
    application = Application(app, Settings(store))
    application.window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
