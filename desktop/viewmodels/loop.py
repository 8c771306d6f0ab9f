"""Over and over: the chosen bars, or the whole song where none are."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from desktop.viewmodels.bar_choice import BarChoice
from desktop.viewmodels.playback import PlaybackViewModel
from desktop.viewmodels.song import SongViewModel
from desktop.viewmodels.timeline import Timeline

__all__ = ["Loop"]


class Loop(QObject):
    """Lets the playback go back to where the chosen bars begin, as long as it is on."""

    changed = Signal(bool)  # whether it is on

    def __init__(
        self,
        song: SongViewModel,
        playback: PlaybackViewModel,
        choice: BarChoice,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._song, self._playback, self._choice = song, playback, choice
        self._is_on = False
        song.piece_changed.connect(self._follow)
        choice.changed.connect(self._follow)

    @property
    def is_on(self) -> bool:
        """Whether what sounds comes again and again."""
        return self._is_on

    @Slot(bool)
    def turn(self, is_on: bool) -> None:  # noqa: FBT001 - a slot for an action that is toggled
        """Turn it on or off; what is chosen is gone to, if another place sounds."""
        if is_on == self._is_on:
            return
        self._is_on = is_on
        self.changed.emit(is_on)
        self._follow()

    @Slot()
    def toggle(self) -> None:
        """Turn it on if it is off, and off if it is on."""
        self.turn(not self._is_on)

    @Slot()
    def _follow(self) -> None:
        piece, bars = self._song.piece, self._choice.bars
        if not self._is_on or piece is None:
            self._playback.set_loop(None)
            return
        timeline = Timeline.of(piece)
        fits = bars is not None and bars.stop <= len(timeline.bars)
        span = timeline.span_of(bars) if bars is not None and fits else (0.0, timeline.music_end)
        self._playback.set_loop(span)
        if self._playback.is_loaded and not span[0] <= self._playback.position < span[1]:
            self._playback.seek(span[0])
