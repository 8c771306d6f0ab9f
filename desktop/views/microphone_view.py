"""Which microphone hears, by name, and how well the chosen one does."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QLabel,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.viewmodels.microphones import Microphones
from desktop.widgets.level_meter import LevelMeter
from desktop.widgets.naming import named

__all__ = ["MicrophoneName", "MicrophoneView"]

WIDEST = 260
PADDING = 6
"""Pixels: of a name beside the microphone, and beside the name."""


class MicrophoneView(QFrame):
    """Pops up with the names; while it is there, the chosen one is heard and its meter moves."""

    chosen = Signal(object)  # str, or None for the system's own choice

    def __init__(self, microphones: Microphones, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._microphones = microphones
        self.setObjectName("microphones")
        self.setProperty("role", "popup")
        self.setAccessibleName(self.tr("Microphone"))
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._on_clicked)
        self._names: list[str | None] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self._meter = named(LevelMeter(), "trial_level", says=self.tr("Microphone level"))
        self._meter.setMinimumWidth(240)
        self._says = named(QLabel(wordWrap=True), "trial_says", role="caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(self._rows)
        layout.addWidget(self._meter)
        layout.addWidget(self._says)
        microphones.listed.connect(self._on_listed)
        microphones.level_changed.connect(self._meter.add)
        microphones.refused.connect(self._says.setText)

    def open_at(self, corner: QPoint) -> None:
        """Show the microphones below a corner of the screen."""
        self._says.setText(self.tr("Say something: the bars move with your voice."))
        self._meter.clear()
        self._on_listed(())
        self.adjustSize()
        self.move(corner)
        self.show()
        self._microphones.look()
        self._microphones.try_out(self._microphones.chosen)

    def hideEvent(self, event: QHideEvent) -> None:
        """Listen no longer."""
        self._microphones.stop()
        super().hideEvent(event)

    @Slot(object)
    def _on_listed(self, names: tuple[str, ...]) -> None:
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._rows.removeWidget(button)
            button.hide()  # it is freed later
            button.setObjectName("")
            button.deleteLater()
        chosen = self._microphones.chosen
        others = [] if chosen is None or chosen in names else [chosen]  # it may be unplugged
        self._names = [None, *others, *names]
        for number, name in enumerate(self._names):
            text = self.tr("As the system has it") if name is None else name
            button = named(QRadioButton(text.replace("&", "&&")), f"microphone_{number}")
            button.setChecked(name == chosen)
            self._group.addButton(button, number)
            self._rows.addWidget(button)
            if name == chosen:
                button.setFocus(Qt.FocusReason.PopupFocusReason)
        self.adjustSize()

    @Slot(int)
    def _on_clicked(self, number: int) -> None:
        """Use another one from now on, and let it be heard."""
        name = self._names[number]
        self._microphones.chosen = name
        self._says.setText(self.tr("Say something: the bars move with your voice."))
        self._meter.clear()
        self._microphones.try_out(name)
        self.chosen.emit(name)


class MicrophoneName(QPushButton):
    """Names the microphone; a click lets another one be chosen."""

    def __init__(self, view: MicrophoneView, microphones: Microphones) -> None:
        super().__init__()
        self._view, self._microphones = view, microphones
        self._name = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        named(self, "choose_microphone", role="bare")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self._on_clicked)
        view.chosen.connect(self.show_chosen)
        self.show_chosen()

    @Slot()
    def show_chosen(self) -> None:
        """Name the one that is chosen."""
        self._name = self._microphones.chosen or self.tr("Microphone")
        says = self._microphones.chosen or self.tr("as the system has it")
        self.setAccessibleName(self.tr("Microphone: {name}").format(name=says))
        self.setToolTip(self.tr("Choose the microphone, and see whether it hears you"))
        self._fit()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Have room for the whole name, if it is none of the very long ones."""
        width = min(self.fontMetrics().horizontalAdvance(f"{self._name} ▾"), WIDEST)
        return QSize(width + 2 * PADDING, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Need room for the first letters."""
        return QSize(self.fontMetrics().horizontalAdvance("Micro… ▾"), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much of the name as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        room = self.width() - 2 * PADDING - metrics.horizontalAdvance(" ▾")
        name = metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        self.setText(f"{name} ▾".replace("&", "&&"))

    @Slot()
    def _on_clicked(self) -> None:
        self._view.open_at(self.mapToGlobal(self.rect().bottomLeft()))
