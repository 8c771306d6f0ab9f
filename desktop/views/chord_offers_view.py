"""Six chords that fit beside the one that was clicked."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.viewmodels.chord_choice import ChordChoice, ShownOffer
from desktop.viewmodels.timeline import TimedChord
from desktop.widgets.naming import named

__all__ = ["ChordOffersView"]


class ChordOffersView(QFrame):
    """Pops up below a chord; a click on a chord sounds it, one beside it puts it in."""

    def __init__(self, choice: ChordChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._choice = choice
        self._place: TimedChord | None = None
        self._offers: tuple[ShownOffer, ...] = ()
        self.setObjectName("chord_offers")
        self.setProperty("role", "popup")
        self._title = named(QLabel(), "chord_offers_title", role="caption")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addLayout(self._grid)

    def offer(self, place: TimedChord, corner: QPoint) -> None:
        """Offer what could sound in a place, below a corner of the screen."""
        self._place, self._offers = place, self._choice.offers(place)
        if not self._offers:  # the song is not there yet
            return
        self._title.setText(self.tr("Instead of {chord}:").format(chord=place.symbol))
        self.setAccessibleName(self._title.text())
        self._clear()
        for row, offer in enumerate(self._offers):
            for column, widget in enumerate(self._row(row, offer)):
                self._grid.addWidget(widget, row, column)
        self.adjustSize()
        room = self.screen().availableGeometry()
        left = max(min(corner.x(), room.right() - self.width()), room.left())
        top = max(min(corner.y(), room.bottom() - self.height()), room.top())
        self.move(left, top)
        self.show()
        self._button("hear_0").setFocus(Qt.FocusReason.PopupFocusReason)

    def _clear(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            assert widget is not None
            widget.hide()  # it is freed later
            widget.setObjectName("")
            widget.deleteLater()

    def _row(self, number: int, offer: ShownOffer) -> tuple[QWidget, ...]:
        heard = named(QPushButton(offer.symbol), f"hear_{number}", role="chip")
        heard.setMinimumWidth(72)
        heard.setAccessibleName(self.tr("Hear {chord}").format(chord=offer.symbol))
        heard.setToolTip(heard.accessibleName())
        does = named(QLabel(offer.does), f"does_{number}", role="muted")
        put = named(QPushButton(self.tr("Put in")), f"put_in_{number}", role="chip")
        put.setAccessibleName(
            self.tr("Put in {chord}: {does}").format(chord=offer.symbol, does=offer.does)
        )
        put.setToolTip(put.accessibleName())
        heard.clicked.connect(self._on_heard)
        put.clicked.connect(self._on_put_in)
        return heard, does, put

    def _button(self, name: str) -> QPushButton:
        found = self.findChild(QPushButton, name)
        assert isinstance(found, QPushButton)
        return found

    def _asked(self) -> ShownOffer:
        return self._offers[int(self.sender().objectName().rsplit("_", 1)[1])]

    @Slot()
    def _on_heard(self) -> None:
        self._choice.sound(self._asked().chord)

    @Slot()
    def _on_put_in(self) -> None:
        if self._place is not None:
            self._choice.put_in(self._place, self._asked())
        self.close()
