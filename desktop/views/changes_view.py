"""What is asked for most, one click away; it acts on what is chosen, and says so."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QWidget

from desktop.actions import Actions
from desktop.viewmodels.bar_choice import BarChoice
from desktop.viewmodels.edit_wording import name_bars
from desktop.widgets.action_button import ActionButton
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.naming import named

__all__ = ["ChangesView"]

USUAL = ("sadder", "happier", "calmer", "busier", "new melody", "new harmony")
"""The changes that have a button of their own; the menu has all."""


class ChangesView(QWidget):
    """Shows the changes of `Actions`."""

    def __init__(self, actions: Actions, choice: BarChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._where = named(QLabel(), "changes_where", role="muted")
        by_name = {
            action.objectName().removeprefix("change "): action for action in actions.changes
        }
        row = FlowLayout(self, spacing=6)
        row.addWidget(self._where)
        for name in USUAL:
            row.addWidget(ActionButton(by_name[name], "chip"))
        row.addWidget(self._more_button(actions))
        self.setSizePolicy(row.policy())
        choice.changed.connect(self._on_choice)
        self._on_choice(choice.bars)

    def _more_button(self, actions: Actions) -> QPushButton:
        button = named(QPushButton(self.tr("More")), "change", role="chip")
        button.setAccessibleName(self.tr("Change the song"))
        button.setToolTip(self.tr("Make it sadder, calmer, busier … or say so"))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click the space bar still talks
        menu = QMenu(button)
        menu.addActions([actions.undo, actions.redo])
        menu.addSeparator()
        menu.addActions([actions.rewrite_here, *actions.changes])
        button.setMenu(menu)
        return button

    @Slot(object)
    def _on_choice(self, bars: range | None) -> None:
        """Say where a change will act."""
        where = self.tr("Whole song") if bars is None else name_bars(bars).capitalize()
        self._where.setText(self.tr("{where}:").format(where=where))
