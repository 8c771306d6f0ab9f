"""The song: how it is made and which one is there."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from desktop.engine_client import EngineClient, Request
from desktop.settings import Preferences
from engine import (
    ComposeJob,
    ComposeOptions,
    Edit,
    EditJob,
    EmotionReading,
    Failure,
    Piece,
    Plan,
    RenderJob,
    RenderOptions,
    Score,
    VoiceCue,
    edit_called,
)

__all__ = ["SongViewModel"]

MOST_UNDONE = 8
"""Pieces that are kept to go back to; each holds some 20 MB of sound."""

SHORT_SEEDS = 1_000_000
"""New seeds have at most six digits, so that they can be read out and typed again."""


@dataclass(frozen=True)
class _Coming:
    """What is known of the piece that is composed."""

    compose_options: ComposeOptions
    render_options: RenderOptions
    reading: EmotionReading | None = None
    plan: Plan | None = None

    def begin(self, bars: Score) -> Piece | None:
        """Give the piece as far as it is written, once it was read and planned."""
        if self.reading is None or self.plan is None:
            return None
        return Piece(self.reading, self.plan, bars, self.compose_options, self.render_options)


class SongViewModel(QObject):
    """Composes; the piece that is there stays until a new one is."""

    piece_changed = Signal(object)  # Piece
    grew = Signal(object)  # Piece: its first bars, while the rest is composed
    sounded = Signal(object)  # Waveform: the next stretch of what is composed
    dropped = Signal()  # what grew will not be whole
    history_changed = Signal()
    sound_changed = Signal(object)  # Piece: the same notes, played by something else
    seconds_expected = Signal(float)  # how long the sound will take
    seed_changed = Signal(int)
    composing_changed = Signal(bool)
    progressed = Signal(str, float)
    read = Signal(object)  # EmotionReading
    planned = Signal(object)  # Plan
    remarked = Signal(object)  # tuple[str, ...]: what will not sound as it should
    failed = Signal(object)  # Failure

    def __init__(
        self,
        client: EngineClient,
        chance: random.Random | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._chance = chance or random.Random()
        self._request: Request | None = None
        self._piece: Piece | None = None
        self._sounds: dict[RenderOptions, Piece] = {}  # the piece, as it was played already
        self._coming: _Coming | None = None
        self._past: list[Piece] = []
        self._future: list[Piece] = []

    @property
    def piece(self) -> Piece | None:
        """What was composed last."""
        return self._piece

    @property
    def is_composing(self) -> bool:
        """Whether a piece is being made."""
        return self._request is not None

    def new_seed(self) -> int:
        """Draw a seed other than the present piece's."""
        seed = self._chance.randrange(SHORT_SEEDS)
        if self._piece is not None and seed == self._piece.seed:
            return (seed + 1) % SHORT_SEEDS
        return seed

    def compose(
        self, text: str, seed: int, preferences: Preferences, voice: VoiceCue | None = None
    ) -> None:
        """Make a piece from the wish and how it was said; one that is under way is dropped."""
        self.cancel()
        options = preferences.compose_options(seed), preferences.render_options()
        self._coming = _Coming(*options)
        request = self._client.submit(ComposeJob(text, *options, voice))
        request.finished.connect(self._on_composed)
        self._begin(request)
        self.seed_changed.emit(seed)

    def edit(self, names: Sequence[str], bars: range | None = None) -> None:
        """Change the present piece: moves such as ``"sadder"``, or ``"new melody"`` of bars."""
        seed = self.new_seed()
        self.apply(tuple(edit_called(name, seed, bars) for name in names))

    def apply(self, edits: tuple[Edit, ...]) -> None:
        """Make changes to the present piece, one after the other."""
        self.cancel()
        if self._piece is None:
            return
        silent = dataclasses.replace(self._piece, waveform=None)  # quick on its way
        request = self._client.submit(EditJob(silent, edits))
        request.finished.connect(self._on_composed)
        self._begin(request)

    @property
    def can_undo(self) -> bool:
        """Whether there was another piece before."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether a piece was left by `undo`."""
        return bool(self._future)

    @Slot()
    def undo(self) -> None:
        """Go back to the piece before."""
        self._step(self._past, self._future)

    @Slot()
    def redo(self) -> None:
        """Go to the piece again that `undo` left."""
        self._step(self._future, self._past)

    def undo_all(self) -> None:
        """Go back to the first piece that is still known."""
        while len(self._past) > 1 and self._piece is not None:
            self._future.append(self._piece)
            self._piece = self._past.pop()
        self.undo()

    def _step(self, source: list[Piece], target: list[Piece]) -> None:
        if not source or self._piece is None:
            return
        self.cancel()
        target.append(self._piece)
        self._show(source.pop())

    def open(self, piece: Piece) -> None:
        """Take a piece that was kept, and give it its sound."""
        self.cancel()
        request = self._client.submit(RenderJob(piece, piece.render_options))
        request.finished.connect(self._on_composed)
        self._begin(request)

    def _begin(self, request: Request) -> None:
        request.progressed.connect(self.progressed)
        request.staged.connect(self._on_staged)
        request.failed.connect(self._on_failed)
        self._request = request
        self.composing_changed.emit(True)

    def render(self, render_options: RenderOptions) -> None:
        """Play the present piece's notes with something else; at once if it was done before."""
        self.cancel()
        if self._piece is None or self._piece.render_options == render_options:
            return
        if render_options in self._sounds:
            self._on_rendered(self._sounds[render_options])
            return
        silent = dataclasses.replace(self._piece, waveform=None)  # quick on its way
        request = self._client.submit(RenderJob(silent, render_options))
        request.finished.connect(self._on_rendered)
        self._begin(request)

    def cancel(self) -> None:
        """Stop composing; the seed that is shown becomes the present piece's again."""
        if self._request is not None:
            self._client.cancel(self._request)
            self._end()
            self.dropped.emit()

    @Slot(str, object)
    def _on_staged(self, stage: str, value: Any) -> None:
        if self._coming and stage in ("reading", "plan"):
            self._coming = dataclasses.replace(self._coming, **{stage: value})
        if stage == "reading":
            self.read.emit(value)
        elif stage == "plan":
            self.planned.emit(value)
        elif stage == "bars" and self._coming and (piece := self._coming.begin(value)):
            self.grew.emit(piece)
        elif stage == "sound":
            self.sounded.emit(value)
        elif stage == "expected":
            self.seconds_expected.emit(value)
        elif stage == "remarks":
            self.remarked.emit(value)

    @Slot(object)
    def _on_composed(self, piece: Piece) -> None:
        if self._piece is not None:
            self._past = [*self._past, self._piece][-MOST_UNDONE:]
        self._future.clear()
        self._show(piece)

    def _show(self, piece: Piece) -> None:
        self._piece = piece
        self._sounds = {piece.render_options: piece}
        self._end()
        self.piece_changed.emit(piece)
        self.history_changed.emit()

    @Slot(object)
    def _on_rendered(self, piece: Piece) -> None:
        self._piece = piece
        self._sounds[piece.render_options] = piece
        self._end()
        self.sound_changed.emit(piece)

    @Slot(object)
    def _on_failed(self, failure: Failure) -> None:
        self._end()
        self.dropped.emit()
        self.failed.emit(failure)

    def _end(self) -> None:
        self._request = None
        if self._piece is not None:
            self.seed_changed.emit(self._piece.seed)
        self.composing_changed.emit(False)
