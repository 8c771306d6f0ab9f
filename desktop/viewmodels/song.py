"""The song: how it is made and which one is there."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop.engine_client import EngineClient
from desktop.viewmodels.history import History, Moment, SoundShelf
from desktop.viewmodels.locks import spare
from desktop.viewmodels.song_making import SongMaking
from engine import (
    ComposeJob,
    ComposeOptions,
    Edit,
    EditJob,
    Faders,
    Failure,
    HumJob,
    Job,
    Keep,
    OpenJob,
    Piece,
    RenderJob,
    RenderOptions,
    Score,
    Take,
    VoiceCue,
    Waveform,
    edit_called,
)

__all__ = ["SongViewModel"]

SHORT_SEEDS = 1_000_000
"""New seeds have at most six digits, so that they can be read out and typed again."""


class SongViewModel(QObject):
    """Composes; the piece that is there stays until a new one is."""

    piece_changed = Signal(object)  # Piece: another one is there, new or again
    composed = Signal(object)  # Piece: one that is new, to be heard
    recalled = Signal(object)  # Moment: one that was there before
    dropped = Signal()  # what grew will not be whole
    history_changed = Signal()
    sound_changed = Signal(object)  # Piece: the same notes have a sound, or another one
    mixed = Signal(object)  # Piece: the same notes with other faders
    seed_changed = Signal(int)
    composing_changed = Signal(bool)
    failed = Signal(object)  # Failure

    def __init__(
        self,
        client: EngineClient,
        chance: random.Random | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._chance = chance or random.Random()
        self.making = SongMaking(client, self)
        self._present: Moment | None = None
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
        return self.making.is_under_way and not self.making.is_quiet

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
        self._begin(job, self._on_composed)
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
        keep = self._keep(self.piece.reading.text, change)
        self._begin(EditJob(self.piece.silent, edits, keep), self._on_composed)

    def open(self, path: Path, render_options: RenderOptions) -> None:
        """Take up a song out of a file that is none of ours, as a take of a new song."""
        self.cancel()
        self._begin(OpenJob(path.resolve(), render_options, Keep()), self._on_composed)

    def hum(
        self,
        heard: Waveform | Score,
        text: str,
        options: tuple[ComposeOptions, RenderOptions],
        earlier: Take | None = None,
    ) -> None:
        """Make a song of a tune that was hummed, told as the words ask if there are any.

        Parameters
        ----------
        earlier
            A take of the same tune.
        """
        self.cancel()
        keep = Keep(title="" if text else self.tr("A hummed tune"))
        if earlier is not None:
            keep = Keep(earlier.song, earlier.title)
        self._begin(HumJob(heard, text, *options, keep), self._on_composed)
        self.seed_changed.emit(options[0].seed)

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
        left = self._present
        options = moment.piece.render_options
        waveform = self._sounds.find(moment.piece, options)
        piece = dataclasses.replace(moment.piece, waveform=waveform)
        self._show(dataclasses.replace(moment, piece=piece))
        self.recalled.emit(self._present)
        # the same take in another mix is kept anew, or its file would be what was undone
        is_remixed = left is not None and left.is_remix_of(moment)
        if waveform is None or is_remixed:
            job = RenderJob(moment.piece, options, self._keep_here() if is_remixed else None)
            self._begin(job, self._on_rendered, is_quiet=True)

    def need_sound(self) -> None:
        """Give the present piece its sound, if it has none yet: somebody waits for it."""
        if self.piece is None or self.piece.waveform is not None:
            return
        if not self.making.is_under_way:
            self._begin(RenderJob(self.piece, self.piece.render_options), self._on_rendered)
        elif self.making.is_quiet:
            self.making.is_quiet = False
            self.composing_changed.emit(True)

    def render(self, render_options: RenderOptions) -> None:
        """Play the present piece's notes in another way; at once if it was done before."""
        self.cancel()
        piece = self.piece
        if piece is None or piece.render_options == render_options:
            return
        sound = self._sounds.find(piece, render_options)
        if sound is not None:
            self._on_rendered(
                dataclasses.replace(piece, render_options=render_options, waveform=sound)
            )
        job = RenderJob(piece.silent, render_options, self._keep_here())
        # of a sound that is known, what is left is to keep it so
        self._begin(job, self._on_rendered, is_quiet=sound is not None)

    def move_faders(self, faders: Faders) -> None:
        """Mix the present piece in another way: it is so at once, and its whole sound follows."""
        self.cancel()
        if self._present is None or self._present.piece.render_options.mix.faders == faders:
            return
        piece = self._present.piece
        self._leave()
        options = piece.render_options.with_faders(faders)
        sound = self._sounds.find(piece, options)
        piece = dataclasses.replace(piece, render_options=options, waveform=sound)
        self._present = dataclasses.replace(self._present, piece=piece)
        self.history_changed.emit()
        self.mixed.emit(piece)
        job = RenderJob(piece.silent, options, self._keep_here())
        self._begin(job, self._on_rendered, is_quiet=True)

    def _keep_here(self) -> Keep | None:
        """Say that the present take is to be kept as it has become."""
        return None if self.take is None else Keep(file=self.take.file)

    def _begin(self, job: Job, done: Callable[[Piece], None], *, is_quiet: bool = False) -> None:
        self.making.begin(job, done, self._on_failed, is_quiet=is_quiet)
        self.composing_changed.emit(not is_quiet)

    def cancel(self) -> None:
        """Stop composing; the seed that is shown becomes the present piece's again."""
        if self.making.is_under_way:
            self.making.stop()
            self._end()
            self.dropped.emit()

    @Slot(object)
    def _on_composed(self, piece: Piece) -> None:
        self._leave()
        self._show(Moment(piece, self.making.take))
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
        self.making.end()
        if self.piece is not None:
            self.seed_changed.emit(self.piece.seed)
        self.composing_changed.emit(False)
