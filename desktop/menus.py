"""The window's menus: what stands where."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

from desktop.actions import Actions

__all__ = ["fill_menus"]


def _tr(text: str) -> str:
    return QCoreApplication.translate("menus", text)


def fill_menus(bar: QMenuBar, actions: Actions, recent: QMenu) -> None:
    """Put every action into its menu.

    Parameters
    ----------
    recent
        The menu of files that were opened last.
    """
    for title, entries in _menus(actions, recent):
        menu = bar.addMenu(title)
        for entry in entries:
            if entry is None:
                menu.addSeparator()
            elif isinstance(entry, QMenu):
                menu.addMenu(entry)
            else:
                menu.addAction(entry)


def _menus(actions: Actions, recent: QMenu) -> list[tuple[str, tuple[QAction | QMenu | None, ...]]]:
    """Give each menu with its entries; None is a line between them."""
    song = (
        actions.talk, actions.hum, actions.compose, actions.cancel, None,
        actions.play, actions.loop, actions.regenerate,
    )  # fmt: skip
    file = (
        actions.open, recent, actions.export, None, actions.trash, actions.preferences, None,
        actions.quit,
    )  # fmt: skip
    return [
        (_tr("&File"), file),
        (_tr("&Song"), song),
        (
            _tr("&Change"),
            (actions.undo, actions.redo, None, actions.rewrite_here, *actions.changes),
        ),
        (_tr("&View"), (actions.songs, actions.full_screen, actions.composers)),
        (_tr("&Help"), (actions.about,)),
    ]
