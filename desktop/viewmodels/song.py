"""The song: how it is made and which one is there."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from desktop.engine_client import EngineClient, Request
from desktop.viewmodels.history import History, Moment, SoundShelf
from desktop.viewmodels.locks import spare
from engine import (
    ComposeJob,
    ComposeOptions,
    Edit,
    EditJob,
    EmotionReading,
    Failure,
    Keep,
    OpenJob,
    Piece,
    Plan,
    RenderJob,
    RenderOptions,
    Score,
    Take,
    VoiceCue,
    edit_called,
)

__all__ = ["SongViewModel"]

SHORT_SEEDS = 1_000_000
"""New seeds have at most six digits, so that they can be read out and typed again."""


@dataclass(frozen=True)
class _Coming:
    """What is known of the piece that is made."""

    compose_options: ComposeOptions | None = None
    render_options: RenderOptions | None = None
    reading: EmotionReading | None = None
    plan: Plan | None = None
    take: Take | None = None

    def begin(self, bars: Score) -> Piece | None:
        """Give the piece as far as it is written, once it was read and planned."""
        if not (self.reading and self.plan and self.compose_options and self.render_options):
            return None
        return Piece(self.reading, self.plan, bars, self.compose_options, self.render_options)


class SongViewModel(QObject):
    """Composes; the piece that is there stays until a new one is."""

    piece_changed = Signal(object)  # Piece: another one is there, new or again
    composed = Signal(object)  # Piece: one that is new, to be heard
    recalled = Signal(object)  # Moment: one that was there before
    grew = Signal(object)  # Piece: its first bars, while the rest is composed
    sounded = Signal(object)  # Waveform: the next stretch of what is composed
    dropped = Signal()  # what grew will not be whole
    kept = Signal(object)  # Take: what is made is on the disk
    unkept = Signal(object)  # Failure: it is not, but goes on
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
        self._is_quiet = False  # what is made is only the sound of what is there
        self._present: Moment | None = None
        self._coming = _Coming()
        self._history = History()
        self._sounds = SoundShelf()
        self.bars: range | None = None
        """Those that are chosen: they come back with the moment that they were chosen in."""
        self.locked: frozenset[str] = frozenset()
        """Parts whose notes no change touches."""

    @property
    def piece(self) -> Piece | None:
        """What is there; without its sound for as long as that is made."""
        return None if self._present is None else self._present.piece

    @property
    def take(self) -> Take | None:
        """As which the piece is kept."""
        return None if self._present is None else self._present.take

    @property
    def is_composing(self) -> bool:
        """Whether a piece is being made; one that is there may still be getting its sound."""
        return self._request is not None and not self._is_quiet

    def new_seed(self) -> int:
        """Draw a seed other than the present piece's."""
        seed = self._chance.randrange(SHORT_SEEDS)
        if self.piece is not None and seed == self.piece.seed:
            return (seed + 1) % SHORT_SEEDS
        return seed

    def compose(
        self,
        text: str,
        options: tuple[ComposeOptions, RenderOptions],
        voice: VoiceCue | None = None,
    ) -> None:
        """Make a piece from the wish and how it was said; one that is under way is dropped."""
        self._compose(self.job_for(text, options, voice))

    def job_for(
        self,
        text: str,
        options: tuple[ComposeOptions, RenderOptions],
        voice: VoiceCue | None = None,
    ) -> ComposeJob:
        """Say what `compose` would ask for."""
        return ComposeJob(text, *options, voice, self._keep(text))

    def finish(self, piece: Piece, take: Take) -> None:
        """Make a take whole of which only the beginning was kept: the program had ended."""
        options, reading = (piece.compose_options, piece.render_options), piece.reading
        self._compose(ComposeJob(reading.text, *options, reading.voice, Keep(file=take.file)))

    def _compose(self, job: ComposeJob) -> None:
        self.cancel()
        request = self._client.submit(job)
        request.finished.connect(self._on_composed)
        self._begin(request, _Coming(job.compose_options, job.render_options))
        self.seed_changed.emit(job.compose_options.seed)

    def edit(self, names: Sequence[str], bars: range | None = None) -> None:
        """Change the present piece: moves such as ``"sadder"``, or ``"new melody"`` of bars."""
        seed = self.new_seed()
        self.apply(tuple(edit_called(name, seed, bars) for name in names), ", ".join(names))

    def apply(self, edits: tuple[Edit, ...], change: str = "") -> None:
        """Make changes to the present piece, one after the other.

        Parameters
        ----------
        change
            In the user's words.
        """
        self.cancel()
        edits = spare(edits, self.locked)
        if self.piece is None or not edits:
            return
        silent = dataclasses.replace(self.piece, waveform=None)  # quick on its way
        keep = self._keep(self.piece.reading.text, change)
        request = self._client.submit(EditJob(silent, edits, keep))
        request.finished.connect(self._on_composed)
        self._begin(request, _Coming())

    def open(self, path: Path, render_options: RenderOptions) -> None:
        """Take up a song out of a file that is none of ours, as a take of a new song."""
        self.cancel()
        request = self._client.submit(OpenJob(path.resolve(), render_options, Keep()))
        request.finished.connect(self._on_composed)
        self._begin(request, _Coming())

    def _keep(self, text: str, change: str = "") -> Keep:
        """Say what the next piece is a take of: one of the same wish belongs to the same song."""
        piece, take = self.piece, self.take
        if piece is None or take is None or text.strip() != piece.reading.text.strip():
            return Keep()
        return Keep(take.song, take.title, change)

    @property
    def can_undo(self) -> bool:
        """Whether there was another piece before."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether a piece was left by `undo`."""
        return self._history.can_redo

    @Slot()
    def undo(self) -> None:
        """Go back to the piece before."""
        if self._present is not None and self.can_undo:
            self.cancel()
            self._recall(self._history.back(self._present.silent(self.bars)))

    @Slot()
    def redo(self) -> None:
        """Go to the piece again that `undo` left."""
        if self._present is not None and self.can_redo:
            self.cancel()
            self._recall(self._history.forth(self._present.silent(self.bars)))

    def undo_all(self) -> None:
        """Go back to the first piece that is still known."""
        moment = self._present
        while moment is not None and self.can_undo:
            moment = self._history.back(moment.silent(self.bars))
        if moment is not self._present and moment is not None:
            self.cancel()
            self._recall(moment)

    def recall(self, piece: Piece, take: Take | None) -> None:
        """Take a piece that was kept; it stays silent until it is to be heard."""
        self.cancel()
        self._leave()
        self._recall(Moment(piece, take))

    def _recall(self, moment: Moment) -> None:
        waveform = self._sounds.find(moment.piece, moment.piece.render_options)
        piece = dataclasses.replace(moment.piece, waveform=waveform)
        self._show(dataclasses.replace(moment, piece=piece))
        self.recalled.emit(self._present)
        if waveform is None:
            self._render(RenderJob(moment.piece, piece.render_options), is_quiet=True)

    def need_sound(self) -> None:
        """Give the present piece its sound, if it has none yet: somebody waits for it."""
        if self.piece is None or self.piece.waveform is not None:
            return
        if self._request is None:
            self._render(RenderJob(self.piece, self.piece.render_options))
        elif self._is_quiet:
            self._is_quiet = False
            self.composing_changed.emit(True)

    def render(self, render_options: RenderOptions, *, is_quiet: bool = False) -> None:
        """Play the present piece's notes in another way; at once if it was done before.

        Parameters
        ----------
        is_quiet
            Whether other things can be done meanwhile.
        """
        self.cancel()
        piece = self.piece
        if piece is None or piece.render_options == render_options:
            return
        if (sound := self._sounds.find(piece, render_options)) is not None:
            known = dataclasses.replace(piece, render_options=render_options, waveform=sound)
            self._on_rendered(known)
            is_quiet = True  # what is left is to keep it so
        keep = None if self.take is None else Keep(file=self.take.file)
        silent = dataclasses.replace(piece, waveform=None)  # quick on its way
        self._render(RenderJob(silent, render_options, keep), is_quiet=is_quiet)

    def _render(self, job: RenderJob, *, is_quiet: bool = False) -> None:
        request = self._client.submit(job)
        request.finished.connect(self._on_rendered)
        self._begin(request, _Coming(), is_quiet=is_quiet)

    def _begin(self, request: Request, coming: _Coming, *, is_quiet: bool = False) -> None:
        request.progressed.connect(self.progressed)
        request.staged.connect(self._on_staged)
        request.failed.connect(self._on_failed)
        self._request, self._coming, self._is_quiet = request, coming, is_quiet
        self.composing_changed.emit(not is_quiet)

    def cancel(self) -> None:
        """Stop composing; the seed that is shown becomes the present piece's again."""
        if self._request is not None:
            self._client.cancel(self._request)
            self._end()
            self.dropped.emit()

    @Slot(str, object)
    def _on_staged(self, stage: str, value: Any) -> None:
        if stage in ("reading", "plan"):
            self._coming = dataclasses.replace(self._coming, **{stage: value})
        if stage == "bars":
            if piece := self._coming.begin(value):
                self.grew.emit(piece)
        elif stage == "kept":
            self._coming = dataclasses.replace(self._coming, take=value)
            self.kept.emit(value)
        else:
            signals = {
                "reading": self.read,
                "plan": self.planned,
                "sound": self.sounded,
                "expected": self.seconds_expected,
                "remarks": self.remarked,
                "unkept": self.unkept,
            }
            if stage in signals:
                signals[stage].emit(value)

    @Slot(object)
    def _on_composed(self, piece: Piece) -> None:
        self._leave()
        self._show(Moment(piece, self._coming.take))
        self.composed.emit(piece)

    def _leave(self) -> None:
        if self._present is not None:
            self._history.leave(self._present.silent(self.bars))

    def _show(self, moment: Moment) -> None:
        self._present = moment
        self._sounds.put(moment.piece)
        self._end()
        self.piece_changed.emit(moment.piece)
        self.history_changed.emit()

    @Slot(object)
    def _on_rendered(self, piece: Piece) -> None:
        assert self._present is not None
        before = self._present.piece
        is_known = before.waveform is not None and before.render_options == piece.render_options
        if is_known:  # it sounds already
            self._end()
            return
        if before.render_options != piece.render_options:
            self._leave()
            self.history_changed.emit()
        self._present = dataclasses.replace(self._present, piece=piece)
        self._sounds.put(piece)
        self._end()
        self.sound_changed.emit(piece)

    @Slot(object)
    def _on_failed(self, failure: Failure) -> None:
        self._end()
        self.dropped.emit()
        self.failed.emit(failure)

    def _end(self) -> None:
        self._request, self._is_quiet = None, False
        if self.piece is not None:
            self.seed_changed.emit(self.piece.seed)
        self.composing_changed.emit(False)
