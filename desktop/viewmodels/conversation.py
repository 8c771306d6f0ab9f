"""What is said while a song is there: changes are made, commands obeyed, the rest is asked back."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.viewmodels.notice import Notice, Offer
from desktop.viewmodels.playback import PlaybackViewModel
from desktop.viewmodels.song import SongViewModel
from desktop.viewmodels.song_playback import SongPlayback
from desktop.viewmodels.wording import name_edits
from engine import Said, understand

__all__ = ["Conversation"]


class Conversation(QObject):
    """Takes words that may be about the song that is there.

    Parameters
    ----------
    song, song_playback, playback
        What changes and commands are done to.
    """

    changing = Signal()  # a change was understood and is being made
    heard = Signal(object)  # Notice: what was understood, to be taken back
    new_wish_wanted = Signal(str)  # the words were no change, after all
    asked_back = Signal(object)  # Notice: what could have been meant
    export_wanted = Signal()

    def __init__(
        self,
        song: SongViewModel,
        song_playback: SongPlayback,
        playback: PlaybackViewModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._song, self._song_playback, self._playback = song, song_playback, playback

    def heed(self, text: str, chosen: range | None) -> bool:
        """Do what words ask of the song that is there; False if they are another wish.

        What is not understood composes nothing: it is asked back.

        Parameters
        ----------
        chosen
            Bars that a change keeps to where the words name none.
        """
        said = self._understand(text, chosen)
        if said is None:
            return False
        match said.kind:
            case "change":
                self.changing.emit()
                self._song.apply(said.edits, text.strip())
                self._tell(said, text)
            case "command":
                self._obey(said)
            case "unclear":
                self._ask_back(said, text, chosen)
        return said.kind != "wish"

    def is_change(self, text: str) -> bool:
        """Whether `heed` would do something."""
        said = self._understand(text, None)
        return said is not None and said.kind != "wish"

    def _understand(self, text: str, chosen: range | None) -> Said | None:
        piece = self._song.piece
        if piece is None or text.strip() == piece.reading.text.strip():
            return None
        return understand(text, piece.score, self._song.new_seed(), chosen)

    def _obey(self, said: Said) -> None:
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
            case _:  # saving needs a place for the file, which the user chooses
                self.export_wanted.emit()

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
        self.heed(text, chosen)
