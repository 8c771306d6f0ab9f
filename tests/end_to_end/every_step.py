"""Hear, compose, render, check, and open the window until it is ready.

Run as ``python every_step.py RECORDING FOLDER``; the test watches what the system is asked for.
"""

from __future__ import annotations

import sys

from engine.cli import main

if __name__ == "__main__":
    recording, folder = sys.argv[1:]
    for command in (
        ["transcribe", recording],
        ["compose", "calm rain", "--seconds", "5", "-o", f"{folder}/a.wav", f"{folder}/a.mid"],
        ["render", f"{folder}/a.mid", "-o", f"{folder}/b.wav"],
        ["check"],
    ):
        if main(command):
            sys.exit(f"failed: {command}")

    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from desktop.app import open_window

    application = open_window()
    window, client = application.window, application._client
    timer = QTimer(interval=50)
    timer.timeout.connect(lambda: client.is_warming_up or window.close())
    window.shown.connect(timer.start)
    sys.exit(QApplication.exec())
