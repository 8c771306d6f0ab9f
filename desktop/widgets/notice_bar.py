"""An inline notice: what happened, what to do, and the details for whoever wants them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.icons import icon
from desktop.theme import colours_of
from desktop.viewmodels.notice import Notice, Offer
from desktop.widgets.naming import named

__all__ = ["NoticeBar"]


class NoticeBar(QFrame):
    """Shows one notice at a time; hidden while there is none.

    Parameters
    ----------
    name
        Of the bar and, with an ending, of what is in it: each page of a window has its own.
    """

    def __init__(self, name: str = "notice", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._message = named(QLabel(wordWrap=True), f"{name}_message", role="value")
        self._hint = named(QLabel(wordWrap=True), f"{name}_hint")
        for label in (self._message, self._hint):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._details = named(QTextEdit(readOnly=True), f"{name}_details", says=self.tr("Details"))
        self._details.setFixedHeight(120)
        self._more = _quiet(self.tr("Details"), f"{name}_more")
        self._more.setCheckable(True)
        self._more.toggled.connect(self._details.setVisible)
        self._offers: dict[QPushButton, Callable[[], None]] = {}
        self._close = _quiet("", f"{name}_close", says=self.tr("Close the notice"))
        self._close.setToolTip(self.tr("Close the notice"))
        self._close.clicked.connect(self.hide)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._message)
        words.addWidget(self._hint)
        words.addWidget(self._details)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.setSpacing(12)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(self._more, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)

    @Slot(object)
    def show_notice(self, notice: Notice) -> None:
        """Show a notice in place of the one before, and tell screen readers."""
        colours = colours_of(self.palette())
        colour = colours.error if notice.is_error else colours.accent
        name = "error" if notice.is_error else "notice"
        self._icon.setPixmap(icon(name, colour).pixmap(24, 24))
        self._close.setIcon(icon("close", colours.text))
        self._message.setText(notice.message)
        self._hint.setText(notice.hint)
        self._hint.setVisible(bool(notice.hint))
        self._show_offers(notice.offers)
        self._more.setChecked(False)
        self._more.setVisible(bool(notice.details))
        self._details.setPlainText(notice.details)
        self._details.hide()
        self.setProperty("role", name)
        self.style().unpolish(self)  # the style sheet looks at the role only when polishing
        self.style().polish(self)
        self.setAccessibleName(f"{notice.message} {notice.hint}".strip())
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _show_offers(self, offers: tuple[Offer, ...]) -> None:
        for button in self._offers:
            button.hide()  # it is freed later
            button.setObjectName("")
            button.deleteLater()
        self._offers.clear()
        for number, offer in enumerate(offers):
            button = _quiet(offer.label, f"{self.objectName()}_offer_{number}")
            button.clicked.connect(self._on_offer)
            self._row.insertWidget(2 + number, button, 0, Qt.AlignmentFlag.AlignTop)
            self._offers[button] = offer.accept

    @Slot()
    def _on_offer(self) -> None:
        button = self.sender()
        assert isinstance(button, QPushButton)
        self.hide()
        self._offers[button]()


def _quiet(text: str, name: str, says: str = "") -> QPushButton:
    button = named(QPushButton(text), name, role="quiet", says=says)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
