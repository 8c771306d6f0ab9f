"""Takes a song up again as it was: from the list of takes, by undo, or at the next start."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop.viewmodels.bar_choice import BarChoice
from desktop.viewmodels.history import Moment
from desktop.viewmodels.notice import Notice, Offer
from desktop.viewmodels.song import SongViewModel
from desktop.viewmodels.takes import TakesViewModel
from desktop.viewmodels.wish import WishViewModel
from engine import Failure, Imported, Piece, Take

__all__ = ["Restoring"]


class Restoring(QObject):
    """Joins the takes to the song, and the song to the wish and the choice that belong to it.

    Attributes
    ----------
    last
        The file of the take that was shown when the program ended.
    last_bars
        What was chosen of it then.
    """

    noticed = Signal(object)  # Notice
    opening = Signal()  # a song is being taken up that will have to be made whole

    def __init__(
        self,
        takes: TakesViewModel,
        song: SongViewModel,
        wish: WishViewModel,
        choice: BarChoice,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._takes, self._song, self._wish, self._choice = takes, song, wish, choice
        self.last = ""
        self.last_bars: range | None = None
        self._asked = ""  # the wish when the latest making began
        takes.loaded.connect(self._on_loaded)
        takes.chosen.connect(self._on_chosen)
        takes.thrown_away.connect(self._on_thrown_away)
        takes.taken_in.connect(self._on_taken_in)
        takes.given_out.connect(self._on_given_out)
        song.making.kept.connect(self._on_kept)
        song.making.unkept.connect(self._on_unkept)
        song.dropped.connect(takes.look)
        song.piece_changed.connect(self._on_piece)
        song.composing_changed.connect(self._on_composing)
        song.composed.connect(self._on_composed)
        song.recalled.connect(self._on_recalled)
        choice.changed.connect(self._on_bars)

    @Slot()
    def favour_present(self) -> None:
        """Mark the take that is shown."""
        if self._song.take is not None:
            self._takes.favour(self._song.take.file, is_favourite=True)
            self.noticed.emit(Notice(self.tr("Marked as a favourite."), is_error=False))

    @Slot()
    def take_previous(self) -> None:
        """Take up the take of the same song that is older than the one that is shown."""
        take = self._song.take
        if take is None:
            return
        files = [other.file for other in self._takes.takes if other.song == take.song]
        older = files[files.index(take.file) + 1 :] if take.file in files else files
        if older:
            self._takes.choose(next(t for t in self._takes.takes if t.file == older[0]))
        else:
            message = self.tr("This is the first take of the song.")
            self.noticed.emit(Notice(message, is_error=False))

    @Slot()
    def _on_loaded(self) -> None:
        """Show the last take, silently, unless the user was faster."""
        takes = self._takes.takes
        if not takes or self._song.piece is not None or self._song.is_composing:
            return
        if self._wish.text.strip() or self._wish.is_transcribing:
            return
        self._takes.choose(next((take for take in takes if take.file == self.last), takes[0]))

    @Slot(object, object)
    def _on_chosen(self, take: Take, piece: Piece) -> None:
        if piece.remarks:
            self.noticed.emit(Notice.of_remarks(piece.remarks))
        if take.is_whole:
            self._song.recall(piece, take)
            bars, self.last_bars = self.last_bars, None
            if take.file == self.last and bars is not None:
                self._choice.take(bars)
                self._choice.fit(piece)
            return
        self._wish.take_over(piece.reading)
        self.opening.emit()
        self._song.finish(piece, take)

    @Slot(object)
    def _on_recalled(self, moment: Moment) -> None:
        """Bring back what belongs to the song."""
        self._wish.take_over(moment.piece.reading)
        self._choice.take(moment.bars)

    @Slot(bool)
    def _on_composing(self, is_composing: bool) -> None:  # noqa: FBT001 - a signal's argument
        if is_composing:
            self._asked = self._wish.text

    @Slot(object)
    def _on_composed(self, piece: Piece) -> None:
        """Show the wish of a song that came from elsewhere, or was changed with its words.

        Words that were typed while it was made are the next wish and stay.
        """
        if self._wish.text == self._asked and self._asked.strip() != piece.reading.text.strip():
            self._wish.take_over(piece.reading)

    @Slot(object)
    def _on_piece(self, _piece: Piece) -> None:
        self._takes.present = self._song.take.file if self._song.take else ""

    @Slot(object)
    def _on_bars(self, bars: range | None) -> None:
        self._song.bars = bars

    @Slot(object)
    def _on_kept(self, _take: Take) -> None:
        self._takes.look()

    @Slot(object)
    def _on_unkept(self, failure: Failure) -> None:
        message = self.tr("This take could not be kept: {why}.").format(why=failure.message)
        self.noticed.emit(Notice(message, failure.hint, failure.details))

    @Slot(object)
    def _on_thrown_away(self, files: tuple[str, ...]) -> None:
        message = self.tr("The take is in the trash.")
        if len(files) > 1:
            message = self.tr("{n} takes are in the trash.").format(n=len(files))

        def bring_back() -> None:
            self._takes.bring_back(files)

        offer = Offer(self.tr("Undo"), bring_back)
        self.noticed.emit(Notice(message, is_error=False, offers=(offer,)))

    @Slot(object)
    def _on_taken_in(self, imported: Imported) -> None:
        message = self.tr("{n} takes were added.").format(n=len(imported.takes))
        refused = " ".join(imported.refused[:3])
        self.noticed.emit(Notice(message, refused, is_error=bool(refused)))

    @Slot(object)
    def _on_given_out(self, paths: tuple[Path, ...]) -> None:
        message = self.tr("{n} takes were copied.").format(n=len(paths))
        self.noticed.emit(Notice(message, str(paths[0].parent) if paths else "", is_error=False))
