"""The parts in a row: each can be silenced, made louder, kept, and given to another instrument."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QSlider, QWidget

from desktop.icons import icon
from desktop.theme import colours_of
from desktop.viewmodels.parts import LEVELS, Parts, ShownPart
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.naming import named

__all__ = ["PartsView"]

ICON = QSize(18, 18)
SPACING = 8
GAP = 2
MOST_ROWS = 2
"""Rows that the parts may take before their levels are left out."""
A_STEP = 3
"""Decibels that a part gets louder or softer by its menu."""


class PartsView(QWidget):
    """Shows `Parts`."""

    def __init__(self, parts: Parts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._strips: dict[str, _Strip] = {}
        self._layout = FlowLayout(self, spacing=SPACING)
        self.setSizePolicy(self._layout.policy())
        parts.changed.connect(self._show)
        self._show(parts.parts)

    @Slot(object)
    def _show(self, parts: tuple[ShownPart, ...]) -> None:
        """Show other parts; those that stay keep the keyboard."""
        for part in parts:
            if part.role not in self._strips:
                strip = self._strips[part.role] = _Strip(part.role)
                strip.muted.connect(self._on_muted)
                strip.soloed.connect(self._on_soloed)
                strip.locked.connect(self._on_locked)
                strip.level_tried.connect(self._parts.try_level)
                strip.levelled.connect(self._parts.set_level)
                strip.recast.connect(self._parts.recast)
                self._layout.addWidget(strip)
            self._strips[part.role].show_part(part)
        there = {part.role for part in parts}
        for role, strip in self._strips.items():
            strip.setVisible(role in there)
        self._make_room()
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the levels to the menus where the parts would need more than two rows."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        shown = [strip for strip in self._strips.values() if not strip.isHidden()]
        n_rows = self._layout.count_rows([s.width_with_level() for s in shown], self.width())
        for strip in shown:
            strip.show_level(is_shown=n_rows <= MOST_ROWS)

    @Slot(str, bool)
    def _on_muted(self, role: str, is_muted: bool) -> None:  # noqa: FBT001 - a signal's argument
        self._parts.mute(role, is_muted=is_muted)

    @Slot(str, bool)
    def _on_soloed(self, role: str, is_solo: bool) -> None:  # noqa: FBT001 - a signal's argument
        self._parts.solo(role, is_solo=is_solo)

    @Slot(str, bool)
    def _on_locked(self, role: str, is_locked: bool) -> None:  # noqa: FBT001 - a signal's argument
        self._parts.lock(role, is_locked=is_locked)


class _Strip(QFrame):
    """One part."""

    muted = Signal(str, bool)
    soloed = Signal(str, bool)
    locked = Signal(str, bool)
    level_tried = Signal(str, float)
    levelled = Signal(str, float)
    recast = Signal(str, int)

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role
        self.setProperty("role", "part")
        self._player = named(QPushButton(), f"player_{role}", role="bare")
        self._player.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu = QMenu(self._player)
        self._player.setMenu(self._menu)
        self._level = named(QSlider(Qt.Orientation.Horizontal), f"level_{role}")
        self._level.setRange(*LEVELS)
        self._level.setPageStep(6)
        self._level.setFixedWidth(48)
        self._level.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._mute = self._toggle(f"mute_{role}")
        self._solo = self._toggle(f"solo_{role}")
        self._lock = self._toggle(f"lock_{role}")
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 2, 4, 2)
        row.setSpacing(GAP)
        for widget in (self._player, self._level, self._mute, self._solo, self._lock):
            # without it the row would be no higher than its lowest widget, however large the text
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self._level.valueChanged.connect(self._on_level)
        self._level.sliderReleased.connect(self._on_let_go)
        self._mute.clicked.connect(self._on_mute)
        self._solo.clicked.connect(self._on_solo)
        self._lock.clicked.connect(self._on_lock)

    def _toggle(self, name: str) -> QPushButton:
        button = named(QPushButton(), name, role="bare")
        button.setCheckable(True)
        button.setIconSize(ICON)
        button.setFixedWidth(ICON.width() + 14)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def width_with_level(self) -> int:
        """Give the width that it needs to show all."""
        hidden = self._level.width() + GAP if self._level.isHidden() else 0
        return self.sizeHint().width() + hidden

    def show_level(self, *, is_shown: bool) -> None:
        """Show the level, or leave it to a wider window."""
        self._level.setVisible(is_shown)

    def show_part(self, part: ShownPart) -> None:
        """Show another state of the part."""
        colours = colours_of(self.window().palette())
        text = f"{part.name} · {part.instrument}" if part.instrument else part.name
        self._player.setText(text)
        self._player.setAccessibleName(
            self.tr("{part}: choose who plays, and how loud").format(part=text)
        )
        self._player.setToolTip(self._player.accessibleName())
        self._offer(part)
        if not self._level.isSliderDown():
            self._level.blockSignals(True)  # it shows, and asks for nothing
            self._level.setValue(round(part.level))
            self._level.blockSignals(False)
        level = self.tr("{part}: level, {n} dB").format(part=part.name, n=round(part.level))
        for widget, says in (
            (self._level, level),
            (self._mute, self.tr("{part}: silent").format(part=part.name)),
            (self._solo, self.tr("{part}: heard alone").format(part=part.name)),
            (self._lock, self.tr("{part}: keep as it is").format(part=part.name)),
        ):
            widget.setAccessibleName(says)
            widget.setToolTip(says)
        self._mute.setChecked(part.is_muted)
        self._solo.setChecked(part.is_solo)
        self._lock.setChecked(part.is_locked)
        muted, locked = ("mute", colours.error), ("lock", colours.accent)
        self._mute.setIcon(icon(*(muted if part.is_muted else ("sound", colours.muted))))
        self._solo.setIcon(icon("solo", colours.accent if part.is_solo else colours.muted))
        self._lock.setIcon(icon(*(locked if part.is_locked else ("unlock", colours.muted))))

    def _offer(self, part: ShownPart) -> None:
        self._menu.clear()
        for name, program in part.players:
            action = self._menu.addAction(name)
            action.setData(program)
            action.triggered.connect(self._on_player)
        self._menu.addSeparator()
        for name, step in ((self.tr("Louder"), A_STEP), (self.tr("Softer"), -A_STEP)):
            action = self._menu.addAction(name)
            action.setData(step)
            action.setEnabled(LEVELS[0] <= part.level + step <= LEVELS[1])
            action.triggered.connect(self._on_step)

    @Slot()
    def _on_player(self) -> None:
        self.recast.emit(self._role, self.sender().data())  # type: ignore[attr-defined]

    @Slot()
    def _on_step(self) -> None:
        self._level.setValue(self._level.value() + self.sender().data())  # type: ignore[attr-defined]

    @Slot(int)
    def _on_level(self, level: int) -> None:
        """Let it be heard at once; it counts when the knob is let go."""
        signal = self.level_tried if self._level.isSliderDown() else self.levelled
        signal.emit(self._role, float(level))

    @Slot()
    def _on_let_go(self) -> None:
        self.levelled.emit(self._role, float(self._level.value()))

    @Slot(bool)
    def _on_solo(self, is_solo: bool) -> None:  # noqa: FBT001 - a signal's argument
        self.soloed.emit(self._role, is_solo)

    @Slot(bool)
    def _on_mute(self, is_muted: bool) -> None:  # noqa: FBT001 - a signal's argument
        self.muted.emit(self._role, is_muted)

    @Slot(bool)
    def _on_lock(self, is_locked: bool) -> None:  # noqa: FBT001 - a signal's argument
        self.locked.emit(self._role, is_locked)
