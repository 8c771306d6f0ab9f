"""The user's composers and moods, each with what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.viewmodels.composers import SHIPPED, ComposersViewModel
from desktop.viewmodels.lesson_words import mood_text
from desktop.viewmodels.wording import composer_name
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.naming import named

__all__ = ["OwnComposersView"]


class OwnComposersView(QWidget):
    """Shows the lists of a `ComposersViewModel`, a row each."""

    def __init__(self, composers: ComposersViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._composers = composers
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(6)
        composers.listed.connect(self._show)
        composers.insight_changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        """Make the rows anew; the keyboard stays where it was."""
        focused = self.focusWidget()
        name = focused.objectName() if focused is not None and focused.hasFocus() else ""
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        for number, composer in enumerate((SHIPPED, *self._composers.composers)):
            self._add(self._composer_row(number, composer))
        if self._composers.moods:
            self._add(named(QLabel(self.tr("Moods")), "moods_heading", role="caption"))
        for number, mood in enumerate(self._composers.moods):
            about = mood_text(mood)
            forget = self._button(
                self.tr("Forget"), f"forget_mood_{number}", mood.name, self._composers.forget
            )
            self._add(_row(f"mood_{number}", f"“{mood.name}”", about, [forget]))
        if name and (again := self.findChild(QPushButton, name)) is not None:
            again.setFocus()

    def _add(self, row: QWidget) -> None:
        self._rows.addWidget(row)
        row.show()  # at once: the keyboard may have been on it, and on what is hidden it cannot be

    def _composer_row(self, number: int, composer: str) -> QWidget:
        shown = self._composers
        look = self._button(self.tr("Look into"), f"look_{number}", composer, shown.show)
        look.setCheckable(True)
        look.setChecked(composer == shown.shown and shown.insight is not None)
        use = self._button(self.tr("Compose with it"), f"use_{number}", composer, shown.use)
        buttons = [look, use]
        about = self.tr("the one that Affetto brings along")
        if composer != SHIPPED:
            about = ""
            buttons += [
                self._button(self.tr("Rename…"), f"rename_{number}", composer, self._ask_name),
                self._button(self.tr("Delete"), f"delete_{number}", composer, shown.throw_away),
            ]
        return _row(f"composer_{number}", composer_name(composer), about, buttons)

    def _button(
        self, text: str, name: str, of_whom: str, act: Callable[[str], object]
    ) -> QPushButton:
        says = self.tr("{action}: {name}").format(
            action=text.rstrip("…"), name=composer_name(of_whom)
        )
        button = named(QPushButton(text), name, role="quiet", says=says)
        button.clicked.connect(lambda: act(of_whom))
        return button

    def _ask_name(self, composer: str) -> None:
        dialog = QInputDialog(self)
        dialog.setObjectName("rename_dialog")
        dialog.setWindowTitle(self.tr("Rename"))
        dialog.setLabelText(self.tr("Name of the composer"))
        dialog.setTextEchoMode(QLineEdit.EchoMode.Normal)
        dialog.setTextValue(composer)
        dialog.textValueSelected.connect(lambda name: self._composers.rename(composer, name))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _row(name: str, title: str, about: str, buttons: list[QPushButton]) -> QWidget:
    """Put a name and what is known of it at the left, buttons at the right."""
    row = named(QWidget(), name)
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(8)
    words = QVBoxLayout()
    words.setSpacing(0)
    label = ElidedLabel()
    label.setText(title)
    label.setProperty("role", "value")
    words.addWidget(label)
    if about:
        words.addWidget(named(QLabel(about), "", role="caption"))
    line.addLayout(words, 1)
    for button in buttons:
        line.addWidget(button)
    return row
