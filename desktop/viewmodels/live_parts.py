"""The parts of the song that is there, at hand before somebody moves a fader."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.engine_client import EngineClient, Request
from desktop.viewmodels.history import have_same_notes
from desktop.viewmodels.playback import PlaybackViewModel
from desktop.viewmodels.song import SongViewModel
from engine import Faders, Failure, LivePart, PartsJob, Piece

__all__ = ["LiveParts"]

MOST_TRIES = 3
"""For one song: an engine that died is there again, what it cannot play stays so."""

IDLE_MS = 300
"""So long the engine has nothing to do before it is asked: what the user wants comes first."""


class LiveParts(QObject):
    """Asks the engine for the parts when it is idle, and gives them to the playback."""

    def __init__(
        self,
        client: EngineClient,
        song: SongViewModel,
        playback: PlaybackViewModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client, self._song, self._playback = client, song, playback
        self._request: Request | None = None
        self._of: Piece | None = None  # whose parts are at hand, or on their way
        self._parts: dict[str, LivePart] = {}
        self._is_whole = False
        self._n_failed = 0
        self._idle = QTimer(self, interval=IDLE_MS, singleShot=True)
        self._idle.timeout.connect(self._ask)
        song.composing_changed.connect(self._on_composing)

    def has(self, piece: Piece) -> bool:
        """Whether the parts of these notes are at hand, whatever the faders say."""
        if self._of is None or not self._is_whole or not have_same_notes(self._of, piece):
            return False
        return self._of.render_options.unmixed == piece.render_options.unmixed

    def join(self, piece: Piece) -> None:
        """Give the parts to what has just been loaded, if they are at hand."""
        if self.has(piece):
            self._playback.take_apart(self._parts, piece.render_options.mix.faders)

    def move(self, faders: Faders) -> bool:
        """Let the faders be heard at once; False where they cannot be."""
        piece = self._song.piece
        if piece is None or not self.has(piece):
            return False
        self._playback.move_faders(faders)
        return True

    @Slot()
    def _on_composing(self) -> None:
        """Stand back for whatever else the engine does, and come again when it has done it."""
        if self._request is not None:
            self._client.cancel(self._request)
            self._request = self._of = None
        self._n_failed = 0
        if self._song.making.is_under_way:
            self._idle.stop()
        else:
            self._idle.start()

    @Slot()
    def _ask(self) -> None:
        piece = self._song.piece
        if piece is None or piece.waveform is None or self.has(piece):
            return
        self._of, self._parts, self._is_whole = piece, {}, False
        request = self._client.submit(PartsJob(piece.silent))
        request.staged.connect(self._on_part)
        request.finished.connect(self._on_whole)
        request.failed.connect(self._on_failed)
        self._request = request

    @Slot(str, object)
    def _on_part(self, stage: str, value: tuple[str, LivePart]) -> None:
        if stage == "part":
            self._parts[value[0]] = value[1]

    @Slot(object)
    def _on_failed(self, _failure: Failure) -> None:
        """Ask again, and say nothing: a fader that is moved meanwhile is heard a little later."""
        self._request = self._of = None
        self._n_failed += 1
        if self._n_failed < MOST_TRIES:
            self._idle.start()

    @Slot(object)
    def _on_whole(self, _nothing: None) -> None:
        self._request, self._is_whole = None, True
        if self._song.piece is not None:
            self.join(self._song.piece)
