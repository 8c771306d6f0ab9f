"""What the user is told: what is under way, what became of it, and when another wish is wanted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from desktop.viewmodels.notice import Notice, Offer
from desktop.viewmodels.wording import sketch
from engine import EmotionError, Failure, JobCancelledError, Plan, tell_refused

if TYPE_CHECKING:
    from desktop.viewmodels.conversation import Conversation
    from desktop.viewmodels.export import ExportViewModel
    from desktop.viewmodels.hearing import Hearing
    from desktop.viewmodels.restoring import Restoring
    from desktop.viewmodels.song import SongViewModel
    from desktop.viewmodels.wish import WishViewModel

__all__ = ["News"]


class News(QObject):
    """Finds the words for what happens, and passes them on to whoever shows them."""

    progress_changed = Signal(str, float)  # what is done, and the share of it; -1 is unknown
    noticed = Signal(object)  # Notice
    cleared = Signal()
    show_wanted = Signal(object)  # Path: a file, to be shown where it lies
    wish_wanted = Signal()  # the user should say it in other words

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_loading = False  # what a wish waits for

    def follow(  # noqa: PLR0913, PLR0917 - all who have something to tell
        self,
        hearing: Hearing,
        restoring: Restoring,
        wish: WishViewModel,
        song: SongViewModel,
        conversation: Conversation,
        export: ExportViewModel,
    ) -> None:
        """Tell from now on what becomes of the wish and its song."""
        for teller in (hearing, restoring):
            teller.noticed.connect(self.noticed)
        for worker in (wish, song.making):
            worker.progressed.connect(self.tell_progress)
        hearing.wish_wanted.connect(self.wish_wanted)
        hearing.progress_changed.connect(self.progress_changed)
        song.making.read.connect(self._on_read)
        song.making.planned.connect(self.tell_plan)
        song.making.remarked.connect(self.tell_remarks)
        conversation.heard.connect(self.noticed)
        conversation.asked_back.connect(self.ask_back)
        export.saved.connect(self.tell_saved)

    @Slot()
    def clear(self) -> None:
        """Take back what was told: something new begins."""
        self.cleared.emit()

    @Slot(str)
    @Slot(str, float)
    def tell_progress(self, stage: str, share: float = -1.0) -> None:
        """Say what is under way, and how much of it is done; −1 where nobody knows."""
        names = {
            "transcribe": self.tr("Writing down your words"),
            "tune": self.tr("Writing down your tune"),
            "understand": self.tr("Finding out what you mean"),
            "load": self.tr("Getting ready"),
            "compose": self.tr("Composing"),
            "open": self.tr("Opening the song"),
            "change": self.tr("Changing the song"),
            "render": self.tr("Playing it on the instruments"),
        }
        self.progress_changed.emit(names.get(stage, self.tr("Working")), share)

    def tell_waiting(self, *, is_ready: bool) -> None:
        """Say that a song is coming, or that the models are loaded first."""
        self._is_loading = not is_ready
        self.tell_progress("compose" if is_ready else "load")

    @Slot()
    def _on_read(self) -> None:
        """Say that loading has ended: the wish could be read."""
        if self._is_loading:
            self._is_loading = False
            self.tell_composing()

    @Slot()
    def tell_composing(self) -> None:
        """Say that a song is coming."""
        self.tell_progress("compose")

    @Slot(object)
    def tell_plan(self, plan: Plan) -> None:
        """Sketch the song that is coming, and say what of the wish it cannot have."""
        self.progress_changed.emit(sketch(plan), -1.0)
        if refused := tell_refused(plan.answers):
            message = self.tr("Not as asked: {what}.").format(what=refused)
            self.noticed.emit(Notice(message, is_error=False))

    @Slot(object)
    def tell_remarks(self, remarks: tuple[str, ...]) -> None:
        """Say what is to be known about the song."""
        self.noticed.emit(Notice.of_remarks(remarks))

    @Slot(object)
    def tell_saved(self, path: Path) -> None:
        """Say where the song was written."""
        message = self.tr("Saved {name}.").format(name=path.name)
        offer = Offer(self.tr("Show in folder"), lambda: self.show_wanted.emit(path))
        self.noticed.emit(Notice(message, str(path.parent), is_error=False, offers=(offer,)))

    @Slot(object)
    def tell_failure(self, failure: Failure, offers: tuple[Offer, ...] = ()) -> None:
        """Say what went wrong and what can be done about it, unless the user stopped it."""
        if failure.is_a(JobCancelledError):
            return
        self.noticed.emit(replace(Notice.of(failure), offers=offers))
        if failure.is_a(EmotionError):
            self.wish_wanted.emit()

    @Slot(object)
    def ask_back(self, notice: Notice) -> None:
        """Ask what was meant."""
        self.noticed.emit(notice)
        self.wish_wanted.emit()

    def miss_wish(self) -> None:
        """Say that there is nothing to compose for."""
        self.ask_back(
            Notice(
                self.tr("There is no wish yet."),
                self.tr("Press the microphone and speak, or type what you feel."),
                is_error=False,
            )
        )
