"""The playback step: play, pause, seek, over and over, how loud."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from desktop.icons import icon
from desktop.theme import colours_of
from desktop.viewmodels.playback import PlaybackViewModel
from desktop.viewmodels.wording import clock
from desktop.widgets.action_button import ActionButton
from desktop.widgets.naming import named
from desktop.widgets.seek_bar import SeekBar

__all__ = ["PlaybackView"]

LOUDEST = 100
"""Steps of the volume."""

SPEAKER = QSize(18, 18)


class PlaybackView(QWidget):
    """Shows a `PlaybackViewModel`."""

    def __init__(
        self,
        playback: PlaybackViewModel,
        play: QAction,
        loop: QAction,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._playback = playback
        button = ActionButton(play, "round", has_text=False)
        button.setIconSize(QSize(24, 24))
        self._now = _clock_label("position")
        self._end = _clock_label("duration")
        self.bar = named(SeekBar(), "seek")
        self._speaker = QLabel()
        self._volume = named(QSlider(Qt.Orientation.Horizontal), "volume")
        self._volume.setRange(0, LOUDEST)
        self._volume.setPageStep(10)
        self._volume.setFixedWidth(72)
        self._volume.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._volume.valueChanged.connect(self._on_turned)
        playback.volume_changed.connect(self._on_volume)
        self._on_volume(playback.volume)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(button)
        layout.addWidget(self._now)
        layout.addWidget(self.bar, 1)
        layout.addWidget(self._end)
        layout.addWidget(ActionButton(loop, "tool", has_text=False))
        layout.addWidget(self._speaker)
        layout.addWidget(self._volume)
        playback.position_changed.connect(self._on_position)
        playback.duration_changed.connect(self._on_duration)
        self.bar.seek_wanted.connect(playback.seek)

    def take_up(self) -> None:
        """Show where the song plays that is there already."""
        self._on_duration(self._playback.duration)
        self._on_position(self._playback.position)

    @Slot(float)
    def _on_position(self, seconds: float) -> None:
        self.bar.set_position(seconds)
        self._now.setText(clock(seconds))

    @Slot(int)
    def _on_turned(self, volume: int) -> None:
        self._playback.volume = volume / LOUDEST

    @Slot(float)
    def _on_volume(self, volume: float) -> None:
        self._volume.setValue(round(volume * LOUDEST))
        self._show_speaker()
        says = self.tr("Volume: {n} %").format(n=self._volume.value())
        self._volume.setAccessibleName(says)
        self._volume.setToolTip(says)

    def changeEvent(self, event: QEvent) -> None:
        """Tint the loudspeaker for the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_speaker()

    def _show_speaker(self) -> None:
        name = "sound" if self._playback.volume else "mute"
        colour = colours_of(self.palette()).muted
        self._speaker.setPixmap(icon(name, colour).pixmap(SPEAKER, self.devicePixelRatioF()))

    @Slot(float)
    def _on_duration(self, seconds: float) -> None:
        self._end.setText(clock(seconds))


def _clock_label(name: str) -> QLabel:
    """Make a label whose digits all have one width, so that nothing trembles."""
    label = named(QLabel("0:00"), name, role="muted")
    font = label.font()
    font.setFeature(QFont.Tag("tnum"), 1)
    label.setFont(font)
    return label
