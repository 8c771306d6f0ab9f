"""The sections of the song in a row: a click chooses one, and what is asked for acts there."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from desktop.emotion_colours import emotion_colour
from desktop.theme import colours_of, is_dark
from desktop.viewmodels.bar_choice import BarChoice
from desktop.viewmodels.edit_wording import name_bars
from desktop.viewmodels.wording import feeling, section_name
from desktop.widgets.focus import FocusRing
from desktop.widgets.naming import named
from desktop.widgets.painting import faded
from engine import Piece

__all__ = ["SectionsView"]

PADDING = 8


class SectionsView(QWidget):
    """Shows a piece's sections, each as wide as it is long."""

    def __init__(self, choice: BarChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = choice
        self._buttons: list[_Section] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(3)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        choice.changed.connect(self._on_choice)

    def show_piece(self, piece: Piece) -> None:
        """Show another piece; sections that stay keep the keyboard."""
        sections = piece.score.sections
        while len(self._buttons) > len(sections):
            button = self._buttons.pop()
            button.hide()  # it is freed later
            button.setObjectName("")
            button.deleteLater()
        while len(self._buttons) < len(sections):
            button = named(_Section(), f"section_{len(self._buttons)}")
            button.clicked.connect(self._on_clicked)
            self._row.addWidget(button)
            self._buttons.append(button)
        for number, (button, section) in enumerate(zip(self._buttons, sections, strict=True)):
            planned = piece.plan.sections[min(number, len(piece.plan.sections) - 1)]
            button.show_section(
                range(section.first_bar, section.first_bar + section.n_bars),
                section_name(section.name),
                (planned.valence, planned.arousal),
            )
            self._row.setStretch(number, section.n_bars)
        self._on_choice(self._choice.bars)

    @Slot()
    def _on_clicked(self) -> None:
        """Choose a section, or let go of it."""
        button = self.sender()
        assert isinstance(button, _Section)
        self._choice.take(button.bars if button.isChecked() else None)

    @Slot(object)
    def _on_choice(self, bars: range | None) -> None:
        """Mark the sections that lie in what is chosen."""
        for button in self._buttons:
            own = button.bars
            inside = bars is not None and bars.start <= own.start and own.stop <= bars.stop
            button.setChecked(inside)


class _Section(QAbstractButton):
    """One section in the colour of its feeling."""

    def __init__(self) -> None:
        super().__init__()
        self.bars = range(0)
        self._place = (0.0, 0.0)
        self._ring = FocusRing(self)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click the space bar still talks
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_section(self, bars: range, name: str, place: tuple[float, float]) -> None:
        """Show another section."""
        self.bars, self._place = bars, place
        self.setText(name)
        says = self.tr("{name}, {bars}, {feeling}").format(
            name=name, bars=name_bars(bars), feeling=feeling(*place)
        )
        self.setAccessibleName(says)
        self.setToolTip(self.tr("{what}: click to choose it").format(what=says))
        self.update()

    def sizeHint(self) -> QSize:
        """Be one line high, however large the text is."""
        return QSize(40, self.fontMetrics().height() + PADDING)

    def minimumSizeHint(self) -> QSize:
        """Need hardly any width: many sections may stand in a row."""
        return QSize(8, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground, the name as far as there is room, and a frame if it is chosen."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.window().palette()
        colours = colours_of(palette)
        colour = emotion_colour(*self._place, dark=is_dark(palette))
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        is_marked = self.isChecked() or self._ring.is_shown
        painter.setPen(QColor(colours.accent) if is_marked else Qt.PenStyle.NoPen)
        painter.setBrush(faded(colour, 0.34 if self.isChecked() or self.underMouse() else 0.18))
        painter.drawRoundedRect(area, 7, 7)
        if self.isChecked():
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 6, 6)
        painter.setPen(QColor(colours.text))
        room = self.rect().adjusted(PADDING, 0, -PADDING, 0)
        metrics = painter.fontMetrics()
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        if len(text) > 1 or text == self.text():
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
