"""Whether things move: for some people, movement at the edge of their sight is hard to bear."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

__all__ = ["is_calm", "keep_calm"]

_PROPERTY = "affetto_is_calm"


def keep_calm(*, is_calm: bool) -> None:
    """Let nothing move from now on that need not, or let it move again."""
    app = QApplication.instance()
    if app is not None:
        app.setProperty(_PROPERTY, is_calm)


def is_calm() -> bool:
    """Tell whether what need not move stands still."""
    app = QApplication.instance()
    return app is not None and bool(app.property(_PROPERTY))
