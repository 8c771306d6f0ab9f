"""The one place to speak and to type: the wish, and what is being done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from desktop.actions import Actions
from desktop.viewmodels.engine_words import in_words
from desktop.viewmodels.microphones import Microphones
from desktop.viewmodels.session import SessionViewModel
from desktop.viewmodels.step import Step
from desktop.views.record_view import RecordView
from desktop.widgets.action_button import ActionButton
from desktop.widgets.activity_bar import ActivityBar
from desktop.widgets.microphone_button import DISC, HALO
from desktop.widgets.naming import named
from desktop.widgets.wish_edit import WishEdit
from engine import LANGUAGES, Transcript

__all__ = ["WishView"]


class WishView(QWidget):
    """Microphone and text field; below them what is heard, and the button or the progress."""

    def __init__(
        self,
        session: SessionViewModel,
        microphones: Microphones,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.record = RecordView(session.recording, microphones)
        self.record.toggled.connect(session.listening.toggle_talk)
        self._wish = session.wish
        self.edit = named(WishEdit(), "wish", says=self.tr("Your wish"))
        self.edit.setPlaceholderText(self.tr("… or type what the music should feel like"))
        self.edit.setFixedHeight(2 * int(DISC + HALO) + 4)  # as high as the microphone
        self.activity = ActivityBar()
        self._rows = QStackedWidget()
        self._lay_out(actions)
        self.edit.set_text(self._wish.text)  # before anything is told: an empty field would be
        self.edit.edited.connect(self._wish.edit)
        self.edit.submitted.connect(session.patience.submit)
        self._wish.heard.connect(self._on_heard)
        self._wish.text_changed.connect(self.edit.set_text)
        self._wish.reading_changed.connect(self.edit.set_reading)
        session.feeling_now.words_lit.connect(self.edit.light)
        session.step_changed.connect(self._on_step)
        session.news.progress_changed.connect(self.activity.set_progress)
        session.news.wish_wanted.connect(self.edit.setFocus)
        self.activity.cancel_wanted.connect(session.cancel)

    def _lay_out(self, actions: Actions) -> None:
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(ActionButton(actions.hum))
        row.addWidget(ActionButton(actions.compose, "primary"))
        self._rows.addWidget(buttons)
        self._rows.addWidget(self.activity)
        self._rows.setFixedHeight(max(40, buttons.sizeHint().height()))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.addWidget(self.record.button, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.edit, 0, 1, 1, 2)
        grid.addWidget(self.record, 1, 1)
        grid.addWidget(self._rows, 1, 2)
        grid.setColumnStretch(1, 1)
        self._grid, self._is_wide = grid, True
        self._make_room(is_busy=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below the microphone's name where there is no room beside it."""
        super().resizeEvent(event)
        widths = (
            self.record.button.sizeHint().width(),
            self.record.minimumSizeHint().width(),
            self._rows.minimumSizeHint().width(),
        )
        is_wide = sum(widths) + 2 * self._grid.horizontalSpacing() <= self.width()
        if is_wide != self._is_wide:
            self._is_wide = is_wide
            self._grid.removeWidget(self._rows)
            self._grid.addWidget(self._rows, *((1, 2) if is_wide else (2, 0, 1, 3)))

    @Slot(object)
    def _on_heard(self, transcript: Transcript) -> None:
        if transcript.text.strip():
            self.edit.reveal(self._wish.text)
            self.record.tell_language(in_words(LANGUAGES[transcript.language]))

    @Slot(object)
    def _on_step(self, step: Step) -> None:
        """Show progress while the engine works; listening is shown by the microphone."""
        busy = step not in {Step.READY, Step.LISTENING}
        self._rows.setCurrentIndex(1 if busy else 0)
        self._grid.setColumnStretch(2, 1 if busy else 0)
        self._make_room(is_busy=busy)

    def _make_room(self, *, is_busy: bool) -> None:
        """Leave the row to the microphone while there is no progress to show."""
        width = QSizePolicy.Policy.Preferred if is_busy else QSizePolicy.Policy.Ignored
        self.activity.setSizePolicy(width, QSizePolicy.Policy.Preferred)
