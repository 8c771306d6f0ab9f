"""What of the song is heard: its first bars while the rest is composed, then all of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from desktop.viewmodels.bar_choice import BarChoice
from desktop.viewmodels.playback import PlaybackViewModel
from desktop.viewmodels.song import SongViewModel
from engine import Piece, Waveform

__all__ = ["SongPlayback"]


class SongPlayback(QObject):
    """Lets the playback play what the song becomes.

    Attributes
    ----------
    loudspeaker
        On which the next song is played; None for the system's own choice.
    """

    def __init__(
        self,
        song: SongViewModel,
        playback: PlaybackViewModel,
        choice: BarChoice,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._song, self._playback, self._choice = song, playback, choice
        self.loudspeaker: str | None = None
        self._is_growing = False  # what sounds is still composed
        song.sounded.connect(self._on_sounded)
        song.dropped.connect(self._on_dropped)
        song.piece_changed.connect(choice.fit)
        song.piece_changed.connect(self._on_composed)
        song.sound_changed.connect(self._on_sound_changed)

    @Slot(object)
    def _on_sounded(self, waveform: Waveform) -> None:
        """Play what is composed; what comes later is put behind it."""
        if self._is_growing:
            self._playback.append(waveform)
            return
        self._is_growing = True
        self._playback.load(waveform, self.loudspeaker, is_whole=False)
        self._playback.play()

    @Slot(object)
    def _on_composed(self, piece: Piece) -> None:
        if piece.waveform is None:
            return
        if self._is_growing:
            self._is_growing = False
            self._playback.append(_nothing_after(piece.waveform), is_last=True)
            return
        self._playback.load(piece.waveform, self.loudspeaker)
        if self._choice.bars is not None:  # that is what was changed
            bar = piece.score.metre.ticks_per_bar
            self._playback.seek(piece.score.seconds_at(self._choice.bars.start * bar))
        self._playback.play()

    @Slot()
    def _on_dropped(self) -> None:
        """Fall silent, and have the piece ready that was there before."""
        if self._is_growing:
            self._is_growing = False
            self._playback.pause()
            piece = self._song.piece
            if piece is not None and piece.waveform is not None:
                self._playback.load(piece.waveform, self.loudspeaker)

    @Slot(object)
    def _on_sound_changed(self, piece: Piece) -> None:
        if piece.waveform is not None:
            self._playback.exchange(piece.waveform, self.loudspeaker)


def _nothing_after(waveform: Waveform) -> Waveform:
    """Give no more sound of the same kind."""
    return Waveform(waveform.samples[:0], waveform.sample_rate)
