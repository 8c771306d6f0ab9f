"""The promises of the start, each kept in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

HEAVY = {"torch", "whisper", "gensim", "scipy", "numba", "onnxruntime", "fluidsynth", "soxr"}

OPEN_WINDOW = """
import sys
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from desktop.app import Application
from desktop.settings import Settings
app = QApplication([])
store = QSettings(sys.argv[1], QSettings.Format.IniFormat)
application = Application(app, Settings(store))
application.window.shown.disconnect()
application.window.shown.connect(app.quit)
application.window.show()
app.exec()
print(*sys.modules)
"""

COUNT_NONE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label, timer, spare = QLabel(), QTimer(), [None] * 100_000
picture = QPixmap(8, 8)
painter = QPainter(picture)
before = sys.getrefcount(None)
for _ in range(100):
    label.setText("x")
    label.update()
    timer.stop()
    painter.drawLine(0, 0, 4, 4)
print(sys.getrefcount(None) - before)
painter.end()
"""


def run(code: str, *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    ).stdout


def test_the_window_stands_without_anything_heavy(tmp_path: object) -> None:
    modules = run(OPEN_WINDOW, f"{tmp_path}/settings.ini")
    loaded = {name.partition(".")[0] for name in modules.split()}
    assert not loaded & HEAVY
    assert "sounddevice" not in loaded


def test_qt_does_not_lose_references_to_none() -> None:
    """PySide6 6.12 on Python 3.11 loses one with each such call, and aborts after thousands."""
    if sys.version_info >= (3, 12):
        pytest.skip("None is immortal here")
    assert abs(int(run(COUNT_NONE))) < 50


def test_the_engines_process_imports_no_qt() -> None:
    output = run("import sys, desktop.__main__; print(*sys.modules)")
    assert "PySide6" not in output
