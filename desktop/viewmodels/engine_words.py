"""The engine's own names, such as those of feelings and instruments, in the window's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

__all__ = ["CONTEXT", "in_words"]

CONTEXT = "engine"
"""Of their translations; ``release/translations.py`` asks the engine which names there are."""


def in_words(name: str) -> str:
    """Say what the engine calls so; what is no name of the engine stays."""
    return QCoreApplication.translate(CONTEXT, name)
