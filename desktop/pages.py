"""The window's two pages: the song, and the composers of one's own."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.viewmodels.composers import ComposersViewModel
from desktop.viewmodels.lesson import LessonKind, LessonStep
from desktop.viewmodels.notice import Notice
from desktop.viewmodels.session import SessionViewModel
from desktop.viewmodels.step import Step
from desktop.views.composers_view import ComposersView

__all__ = ["Pages"]


class Pages(QStackedWidget):
    """Shows the song, or the composers where they are asked for; a new wish leads to the song."""

    noticed = Signal(object)  # Notice of a composer, while the song is shown
    turned = Signal(bool)  # whether the composers are shown

    def __init__(
        self,
        song: QWidget,
        session: SessionViewModel,
        composers: ComposersViewModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._song, self._composers = song, composers
        self._focused: QWidget | None = None  # where the keyboard was on the song's page
        self.composers = ComposersView(composers)
        self.addWidget(song)
        self.addWidget(self.composers)
        self.composers.left.connect(self.show_song)
        composers.noticed.connect(self._on_noticed)
        composers.used.connect(self.show_song)
        composers.used.connect(session.news.wish_wanted)
        session.step_changed.connect(self._on_step)

    @Slot(bool)
    def show_composers(self, are_wanted: bool) -> None:  # noqa: FBT001 - a signal's argument
        """Go to the composers, or back to the song."""
        page = self.composers if are_wanted else self._song
        if page is self.currentWidget():
            return
        if are_wanted:
            self._focused = self._song.focusWidget()
        self.setCurrentWidget(page)
        self.turned.emit(are_wanted)
        if not are_wanted and self._focused is not None:
            self._focused.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def show_song(self) -> None:
        """Go back to the song."""
        self.show_composers(False)

    def stop_lesson_for(self, window: QWidget) -> bool:
        """Let a composer that learns keep what it has learned before a window closes.

        Returns
        -------
        bool
            Whether that has begun; the window is closed when it has ended. A second call says no.
        """
        lesson = self._composers.lesson
        if lesson.step is not LessonStep.LEARNING or lesson.kind is LessonKind.MOOD:
            return False
        self.show_composers(True)
        lesson.learned.connect(window.close)
        lesson.failed.connect(window.close)
        lesson.stop()
        return True

    @Slot(object)
    def _on_noticed(self, notice: Notice) -> None:
        if self.currentWidget() is self._song:
            self.noticed.emit(notice)

    @Slot(object)
    def _on_step(self, step: Step) -> None:
        if step is not Step.READY:
            self.show_song()
