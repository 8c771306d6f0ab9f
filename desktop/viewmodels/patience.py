"""Words that are sent while a song is being made: they are heeded when it is there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.viewmodels.notice import Notice
from desktop.viewmodels.song import SongViewModel
from desktop.viewmodels.wish import WishViewModel

__all__ = ["Patience"]


class Patience(QObject):
    """Keeps the words until they can be heeded, unless they are written over or the song is not.

    Parameters
    ----------
    heed
        Does what the words of the wish ask.
    """

    noticed = Signal(object)  # Notice

    def __init__(
        self,
        song: SongViewModel,
        wish: WishViewModel,
        heed: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._song, self._wish, self._heed = song, wish, heed
        self._words: str | None = None
        self._asked = ""  # the wish of what is being made
        song.composing_changed.connect(self._on_composing)
        song.composed.connect(self._on_composed)
        song.dropped.connect(self._forget)

    @Slot()
    def submit(self) -> None:
        """Heed the words now, or as soon as the song that is being made is there."""
        if not self._song.is_composing:
            self._heed()
        elif self._wish.text.strip() not in ("", self._asked.strip()):
            self._words = self._wish.text
            message = self.tr("The song is still being made: your words come next.")
            self.noticed.emit(Notice(message, is_error=False))

    @Slot(bool)
    def _on_composing(self, is_composing: bool) -> None:  # noqa: FBT001 - a signal's argument
        if is_composing:
            self._asked = self._wish.text

    @Slot()
    def _on_composed(self) -> None:
        if self._words is not None:
            QTimer.singleShot(0, self, self._go_on)  # whoever else is told of the song comes first

    @Slot()
    def _go_on(self) -> None:
        words, self._words = self._words, None
        if words is not None and words == self._wish.text and not self._song.is_composing:
            self._heed()

    @Slot()
    def _forget(self) -> None:
        self._words = None
