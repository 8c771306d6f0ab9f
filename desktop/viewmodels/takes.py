"""Every take that was made: found, taken up again, named, thrown away and brought back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from desktop.worker import Worker
from engine import (
    Failure,
    Imported,
    Piece,
    RenderOptions,
    Take,
    TakeLibrary,
    choose_takes_folder,
)

__all__ = ["TakesViewModel"]


class TakesViewModel(QObject):
    """Asks the library away from the window's thread: a disk may take its time.

    Parameters
    ----------
    open_library
        Called in the worker when it is first needed.

    Attributes
    ----------
    at_hand
        How songs are played here.
    """

    listed = Signal(object)  # tuple[Take, ...]: those that were searched for, the latest first
    loaded = Signal()  # the list is there for the first time
    chosen = Signal(object, object)  # Take, Piece without its sound
    thrown_away = Signal(object)  # tuple[str, ...]: what `bring_back` takes
    trash_seen = Signal(object)  # tuple[str, ...]: what is in it
    taken_in = Signal(object)  # Imported
    given_out = Signal(object)  # tuple[Path, ...]
    present_changed = Signal(str)  # the file of the take that is shown
    failed = Signal(object)  # Failure

    def __init__(
        self,
        open_library: Callable[[], TakeLibrary],
        worker: Worker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_library = open_library
        self._worker = worker
        self._library: TakeLibrary | None = None
        self._words = ""
        self._n_asked = 0
        self._is_loaded = False
        self._present = ""
        self.takes: tuple[Take, ...] = ()
        self.at_hand = RenderOptions()

    @property
    def present(self) -> str:
        """The file of the take that is shown; empty for none."""
        return self._present

    @present.setter
    def present(self, file: str) -> None:
        if file != self._present:
            self._present = file
            self.present_changed.emit(file)

    @property
    def words(self) -> str:
        """What is searched for."""
        return self._words

    @Slot()
    def look(self) -> None:
        """Find what has changed in the folder."""
        self._do(lambda library: library.look())

    @Slot(str)
    def search(self, words: str) -> None:
        """List the takes that hold these words, or all."""
        self._words = words
        self._list()

    def choose(self, take: Take) -> None:
        """Take one up again, with all that it was made with; the one that is shown stays."""
        if take.file == self._present:
            return

        def read() -> tuple[Take, Piece]:
            return take, self._in_worker().open(take.file, self.at_hand)

        self._worker.run(read, self._on_read, self._on_failed)

    def open(self, path: Path) -> None:
        """Take a song in that was kept elsewhere, and take it up; one of the folder as it is."""

        def read() -> tuple[Take, Piece]:
            library = self._in_worker()
            take = library.take_one(path)
            return take, library.open(take.file, self.at_hand)

        self._worker.run(read, self._on_read, self._on_failed)
        self._list()

    def rename(self, file: str, name: str) -> None:
        """Call a take something; nothing for its number."""
        self._do(lambda library: library.rename(file, name))

    def rename_song(self, song: str, title: str) -> None:
        """Call a song something; nothing for the words of its wish."""
        self._do(lambda library: library.rename_song(song, title))

    def favour(self, file: str, *, is_favourite: bool) -> None:
        """Mark a take, or mark it no longer."""
        self._do(lambda library: library.favour(file, is_favourite=is_favourite))

    def throw_away(self, files: Sequence[str]) -> None:
        """Put takes into the trash; `thrown_away` tells how to have them back."""
        self._do(lambda library: library.throw_away(files), self.thrown_away.emit)

    def bring_back(self, files: Sequence[str]) -> None:
        """Take takes out of the trash again."""
        self._do(lambda library: library.bring_back(files))

    @Slot()
    def look_into_trash(self) -> None:
        """Find out what is in the trash; `trash_seen` tells."""
        self._do(lambda library: library.in_trash(), self.trash_seen.emit)

    def empty_trash(self) -> None:
        """Remove for good what is in the trash."""
        self._do(lambda library: library.empty_trash())

    def move(self, folder: Path) -> None:
        """Keep takes in another folder from now on, and list what is there."""

        def change() -> None:
            choose_takes_folder(folder)
            if self._library is not None:
                self._library.close()
                self._library = None

        self._worker.run(change, failed=self._on_failed)
        self.look()

    def take_in(self, paths: Sequence[Path]) -> None:
        """Copy files, or all of a folder, among the takes."""
        self._do(lambda library: library.take_in(paths), self._on_taken_in)

    def give_out(self, files: Sequence[str], folder: Path) -> None:
        """Copy takes into another folder."""
        self._do(lambda library: library.give_out(files, folder), self.given_out.emit)

    def _in_worker(self) -> TakeLibrary:
        if self._library is None:
            self._library = self._open_library()
        return self._library

    def _do(
        self,
        action: Callable[[TakeLibrary], Any],
        done: Callable[[Any], None] | None = None,
    ) -> None:
        """Do something to the library and list it anew, whatever became of it."""

        def act() -> Any:
            return action(self._in_worker())

        self._worker.run(act, done or _ignore, self._on_failed)
        self._list()

    def _list(self) -> None:
        self._n_asked += 1
        number, words = self._n_asked, self._words

        def find() -> tuple[int, tuple[Take, ...]]:
            if number != self._n_asked:  # another list is asked for already
                return number, ()
            return number, tuple(self._in_worker().find(words))

        self._worker.run(find, self._on_listed, self._on_failed)

    def _on_listed(self, answer: tuple[int, tuple[Take, ...]]) -> None:
        number, takes = answer
        if number != self._n_asked:
            return
        self.takes = takes
        self.listed.emit(takes)
        if not self._is_loaded:
            self._is_loaded = True
            self.loaded.emit()

    def _on_read(self, answer: tuple[Take, Piece]) -> None:
        self.chosen.emit(*answer)

    def _on_taken_in(self, imported: Imported) -> None:
        self.taken_in.emit(imported)

    def _on_failed(self, failure: Failure) -> None:
        self.failed.emit(failure)


def _ignore(_result: Any) -> None:
    """Drop the result."""
