"""The real window, and a report of where its widgets are and what they show.

Run as ``python driven_window.py REPORT.json``. The test reads the report and presses real keys and
buttons there; nothing is done to the window from inside.
"""

from __future__ import annotations

import faulthandler
import json
import signal
import sys
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # the engine's process imports this file as well, and needs no Qt
    from PySide6.QtCore import QPoint, QTimer
    from PySide6.QtWidgets import QApplication, QWidget

    from desktop.app import open_window

PERIOD_MS = 100


def main() -> int:
    """Open the window and report until it is closed."""
    faulthandler.register(signal.SIGUSR1, all_threads=True)  # tells where it hangs
    application = open_window()
    report = Path(sys.argv[1])

    def write() -> None:
        aside = report.with_suffix(".part")
        aside.write_text(json.dumps(describe(application)), encoding="utf-8")
        aside.replace(report)

    timer = QTimer(interval=PERIOD_MS)
    timer.timeout.connect(write)
    timer.start()
    return QApplication.exec()


def describe(application: Any) -> dict[str, Any]:
    """Say what a person could see: every named widget, its place on the screen, its text."""
    widgets: dict[str, Any] = {}
    for top in QApplication.topLevelWidgets():
        for widget in [top, *top.findChildren(QWidget)]:
            name = widget.objectName()
            if name and widget.isVisible() and not name.startswith("qt_"):
                centre = widget.mapToGlobal(QPoint(widget.width() // 2, widget.height() // 2))
                widgets[name] = {
                    "x": centre.x(),
                    "y": centre.y(),
                    "right": centre.x() + widget.width() // 2,
                    "is_in_sight": widget.visibleRegion().contains(widget.rect().center()),
                    "text": text_of(widget),
                    "is_enabled": widget.isEnabled(),
                    "has_focus": widget.hasFocus(),
                }
    session = application._session
    piece = session.song.piece
    return {
        "widgets": widgets,
        "dialogs": [
            type(top).__name__ for top in QApplication.topLevelWidgets() if top.isVisible()
        ],
        "step": session.step.value,
        "is_warming_up": application._client.is_warming_up,
        "is_playing": session.playback.is_playing,
        "duration": session.playback.duration,
        "seed": None if piece is None else piece.seed,
    }


def text_of(widget: Any) -> str:
    """Give the text that a widget shows."""
    for method in ("toPlainText", "text"):
        if hasattr(widget, method):
            return str(getattr(widget, method)())
    return ""


if __name__ == "__main__":
    sys.exit(main())
