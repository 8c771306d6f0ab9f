"""The last page: composers and moods of one's own."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.viewmodels.composers import ComposersViewModel
from desktop.views.insight_view import InsightView
from desktop.views.lesson_view import LessonView
from desktop.views.own_composers_view import OwnComposersView
from desktop.widgets.naming import named
from desktop.widgets.notice_bar import NoticeBar
from desktop.widgets.tall_column import TallColumn

__all__ = ["ComposersView"]


class ComposersView(QWidget):
    """Teaching above, below it what there is, and what one of them has learned."""

    left = Signal()

    def __init__(self, composers: ComposersViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composers_page")
        self._composers = composers
        self.back = named(QPushButton(self.tr("Back to the song")), "composers_back")
        self.notice = NoticeBar("lesson_notice")
        self.lesson = LessonView(composers.lesson)
        self.own = OwnComposersView(composers)
        self.insight = InsightView(composers)
        self._lay_out()
        self.back.clicked.connect(self.left)
        composers.noticed.connect(self.notice.show_notice)

    def _lay_out(self) -> None:
        title = named(QLabel(self.tr("Your composers")), "composers_title", role="title")
        intro = QLabel(
            self.tr(
                "A Boltzmann machine knows much music already. Let it go on learning from songs "
                "of your own, and compose with it. Your music stays on this computer."
            )
        )
        intro.setWordWrap(True)
        intro.setProperty("role", "muted")
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 8, 0)  # beside the scroll bar
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(intro)
        column.addWidget(self.notice)
        column.addWidget(_card(self.lesson))
        column.addWidget(_card(self.own))
        column.addWidget(_card(self.insight))
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 4, 16, 16)
        layout.addWidget(TallColumn(column))

    def showEvent(self, event: QShowEvent) -> None:
        """List what there is by now, and look into the one that was looked into last."""
        super().showEvent(event)
        self._composers.look()
        self._composers.show(self._composers.shown)
        self.lesson.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the song with Escape, where nothing else has a use for it."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)


def _card(widget: QWidget) -> QFrame:
    card = QFrame()
    card.setProperty("card", "true")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(16, 16, 16, 16)
    layout.addWidget(widget)
    return card
