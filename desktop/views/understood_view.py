"""What was understood, in chips that can be corrected; "Why?" shows the words behind it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QColor, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desktop.emotion_colours import emotion_colour
from desktop.theme import is_dark
from desktop.viewmodels.understood import Chip, Other, Understood
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.naming import named

__all__ = ["UnderstoodView"]

DOT = 10


class UnderstoodView(QWidget):
    """Shows an `Understood`."""

    why_wanted = Signal(bool)

    def __init__(self, understood: Understood, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._understood = understood
        self._chips: list[QPushButton] = []
        self._others: dict[QAction, Other] = {}
        self._layout = FlowLayout(self, spacing=6)
        self.setSizePolicy(self._layout.policy())
        self.why = named(QPushButton(self.tr("Why?")), "why", role="chip")
        self.why.setCheckable(True)
        self.why.setToolTip(self.tr("Show which words say what"))
        self.why.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.why.toggled.connect(self.why_wanted)
        self._layout.addWidget(self.why)
        understood.chips_changed.connect(self._show)
        self._show(understood.chips)

    @Slot(object)
    def _show(self, chips: tuple[Chip, ...]) -> None:
        for button in self._chips:
            self._layout.removeWidget(button)
            button.hide()  # it is freed later
            button.setObjectName("")
            button.deleteLater()
        self._others.clear()
        self._chips = [self._button(number, chip) for number, chip in enumerate(chips)]
        self._layout.removeWidget(self.why)
        for button in (*self._chips, self.why):
            self._layout.addWidget(button)
            button.show()
        self.why.setVisible(bool(chips))
        self.updateGeometry()

    def _button(self, number: int, chip: Chip) -> QPushButton:
        is_feeling = chip.kind in ("feeling", "demand")
        name = f"chip_{chip.kind}_{number}" if is_feeling else f"chip_{chip.kind}"
        says = f"{chip.says}: {chip.text}" if chip.says else chip.text
        role = "refused" if chip.kind == "refused" else "chip"
        button = named(QPushButton(chip.text.replace("&", "&&"), self), name, role=role, says=says)
        button.setToolTip(says)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if chip.place is not None:
            colour = emotion_colour(*chip.place, dark=is_dark(self.window().palette()))
            button.setIcon(_dot(colour))
        if chip.others:
            button.clicked.connect(self._on_clicked)
            button.setProperty("number", number)
        return button

    @Slot()
    def _on_clicked(self) -> None:
        """Offer what it could be instead."""
        button = self.sender()
        assert isinstance(button, QPushButton)
        chip = self._understood.chips[button.property("number")]
        menu = QMenu(button)
        menu.setObjectName("others")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._others.clear()
        for other in chip.others:
            action = menu.addAction(other.label)
            action.triggered.connect(self._on_other)
            self._others[action] = other
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    @Slot()
    def _on_other(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self._understood.correct(self._others[action])


def _dot(colour: QColor) -> QPixmap:
    pixmap = QPixmap(2 * DOT, 2 * DOT)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(2, 2, 2 * DOT - 4, 2 * DOT - 4)
    painter.end()
    return pixmap
