"""What is said while a song is there: changes are made, commands obeyed, the rest is asked back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from desktop.engine_client import EngineClient, Request
from desktop.viewmodels.edit_wording import name_edits
from desktop.viewmodels.notice import Notice, Offer
from desktop.viewmodels.playback import PlaybackViewModel
from desktop.viewmodels.song import SongViewModel
from desktop.viewmodels.song_playback import SongPlayback
from engine import Failure, Said, UnderstandJob, understand

__all__ = ["Conversation"]


@dataclass(frozen=True)
class _Question:
    """Words whose meaning the engine is asked for.

    Attributes
    ----------
    said
        What they mean to the grammar, which counts where the engine has no answer.
    compose
        What is done if they are another wish.
    """

    request: Request
    text: str
    chosen: range | None
    said: Said
    compose: Callable[[], None]


_SUFFIXES = {
    "wav": ".wav", "wave": ".wav", "audio": ".mp3", "mp3": ".mp3", "midi": ".mid", "mid": ".mid",
    "flac": ".flac", "ogg": ".ogg", "sheet music": ".pdf", "notes": ".pdf",
}  # fmt: skip
"""The ending of the file that is asked for by a word."""


def _do_nothing() -> None:
    """Leave the song as it is."""


class Conversation(QObject):
    """Takes words that may be about the song that is there.

    Parameters
    ----------
    client
        Who is asked what words mean that no grammar has.
    song, song_playback, playback
        What changes and commands are done to.
    """

    changing = Signal()  # a change was understood and is being made
    obeying = Signal()  # a command was understood and is being obeyed
    heard = Signal(object)  # Notice: what was understood, to be taken back
    new_wish_wanted = Signal(str)  # the words were no change, after all
    asked_back = Signal(object)  # Notice: what could have been meant
    export_wanted = Signal(str)  # the file's ending; empty where the user chooses
    favour_wanted = Signal()
    previous_wanted = Signal()
    loop_wanted = Signal()
    asking_changed = Signal(bool)  # whether the engine is asked what was meant

    def __init__(
        self,
        client: EngineClient,
        song: SongViewModel,
        song_playback: SongPlayback,
        playback: PlaybackViewModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._song, self._song_playback, self._playback = song, song_playback, playback
        self._question: _Question | None = None
        # an answer is about the song that was there when it was asked for
        song.composing_changed.connect(self._on_composing)
        song.piece_changed.connect(self.drop)

    @property
    def is_asking(self) -> bool:
        """Whether the engine is asked what was meant."""
        return self._question is not None

    def heed(self, text: str, chosen: range | None, compose: Callable[[], None]) -> None:
        """Do what words ask of the song that is there; if they are another wish, compose.

        What is not understood composes nothing: it is asked back. Words that the grammar is in
        doubt about are put to the engine, and heeded when it answers.

        Parameters
        ----------
        chosen
            Bars that a change keeps to where the words name none.
        compose
            Called at once or later.
        """
        self.drop()
        piece = self._song.piece
        if piece is None or text.strip() == piece.reading.text.strip():
            compose()
            return
        seed = self._song.new_seed()
        said = understand(text, piece.score, seed, chosen)
        if not said.is_doubtful:
            self._act(said, text, chosen, compose)
            return
        request = self._client.submit(UnderstandJob(text, piece.score, seed, chosen))
        request.finished.connect(self._on_understood)
        request.failed.connect(self._on_not_answered)
        self._question = _Question(request, text, chosen, said, compose)
        self.asking_changed.emit(True)

    @Slot()
    def drop(self) -> None:
        """Ask no more what was meant."""
        if self._question is not None:
            self._client.cancel(self._question.request)
            self._question = None
            self.asking_changed.emit(False)

    def may_change(self, text: str) -> bool:
        """Whether words may ask something of the song that is there."""
        piece = self._song.piece
        if piece is None or text.strip() == piece.reading.text.strip():
            return False
        said = understand(text, piece.score, self._song.new_seed())
        return said.kind != "wish" or said.is_doubtful

    @Slot()
    def _on_composing(self) -> None:
        if self._song.is_composing:
            self.drop()

    @Slot(object)
    def _on_understood(self, said: Said) -> None:
        if (question := self._question) is not None:
            self._question = None
            self.asking_changed.emit(False)
            self._act(said, question.text, question.chosen, question.compose)

    @Slot(object)
    def _on_not_answered(self, _failure: Failure) -> None:
        if self._question is not None:
            self._on_understood(self._question.said)

    def _act(
        self, said: Said, text: str, chosen: range | None, compose: Callable[[], None]
    ) -> None:
        match said.kind:
            case "change":
                self.changing.emit()
                self._song.apply(said.edits, text.strip())
                self._tell(said, text)
            case "command":
                self._obey(said)
            case "unclear":
                self._ask_back(said, text, chosen)
            case "wish":
                compose()

    def _obey(self, said: Said) -> None:
        self.obeying.emit()
        match said.command:
            case "play":
                self._song_playback.play()
            case "stop":
                self._playback.pause()
            case "again":
                self._playback.seek(0.0)
                self._song_playback.play()
            case "undo":
                self._song.undo()
            case "redo":
                self._song.redo()
            case "first":
                self._song.undo_all()
            case "favourite":
                self.favour_wanted.emit()
            case "previous":
                self.previous_wanted.emit()
            case "loop":
                self.loop_wanted.emit()
            case _:
                self.export_wanted.emit(_SUFFIXES.get(said.target, ""))

    def _tell(self, said: Said, text: str) -> None:
        """Say what was understood, and how to take it back."""
        offers = Offer(self.tr("Undo"), self._take_back), self._offer_new_wish(text)
        message = self.tr("Heard: {change}").format(change=name_edits(said.edits))
        self.heard.emit(Notice(message, is_error=False, offers=offers))

    def _take_back(self) -> None:
        """Undo the change, or stop it while it is made."""
        if self._song.is_composing:
            self._song.cancel()
        else:
            self._song.undo()

    def _offer_new_wish(self, text: str) -> Offer:
        def begin() -> None:
            if self._song.is_composing:
                self._song.cancel()
            self.new_wish_wanted.emit(text)

        return Offer(self.tr("It was a new wish"), begin)

    def _ask_back(self, said: Said, text: str, chosen: range | None) -> None:
        """Offer what could have been meant; a click is as good as saying it."""

        def offer(candidate: str) -> Offer:
            return Offer(candidate, lambda: self._say(candidate, chosen))

        meant = self.tr("“{first}” or “{second}”").format(
            first=self.tr("”, “").join(said.candidates[:-1]), second=said.candidates[-1]
        )
        self.asked_back.emit(
            Notice(
                self.tr("That was not understood, and the song stays as it is."),
                self.tr("You could say {meant}, or another wish.").format(meant=meant),
                is_error=False,
                offers=(*map(offer, said.candidates[:2]), self._offer_new_wish(text)),
            )
        )

    def _say(self, text: str, chosen: range | None) -> None:
        self.heed(text, chosen, _do_nothing)
