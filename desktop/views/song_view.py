"""The song's side of the window: an invitation first, then the song and what to do with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.actions import Actions
from desktop.viewmodels.session import SessionViewModel
from desktop.viewmodels.step import Step
from desktop.viewmodels.timeline import Timeline
from desktop.views.changes_view import ChangesView
from desktop.views.choices_view import ChoicesView
from desktop.views.coming_view import ComingView
from desktop.views.export_view import ExportView
from desktop.views.parts_view import PartsView
from desktop.views.playback_view import PlaybackView
from desktop.views.score_view import ScoreView
from desktop.views.welcome_view import WelcomeView
from desktop.widgets.action_button import ActionButton
from desktop.widgets.naming import named
from desktop.widgets.seed_field import SeedField
from desktop.widgets.turning_row import TurningRow
from engine import Piece

__all__ = ["SongView"]


class SongView(QStackedWidget):
    """Shows a `SessionViewModel`'s song."""

    def __init__(
        self, session: SessionViewModel, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        welcome = WelcomeView()
        welcome.example_chosen.connect(session.begin_with)
        self.score = ScoreView(session)
        self.choices = ChoicesView(session)
        self._playback = PlaybackView(session.playback, actions.play, actions.loop)
        self._seed = named(SeedField(), "seed")
        self._seed.returnPressed.connect(self._on_seed_entered)
        self._details = self._details_page()
        self.details = self._details_button()
        self._welcome, self._coming, self._page = welcome, ComingView(), self._song_page(actions)
        for page in (self._welcome, self._coming, self._page):
            self.addWidget(page)
        session.news.progress_changed.connect(self._coming.set_progress)
        session.step_changed.connect(self._on_step)
        session.song.seed_changed.connect(self._on_seed)
        session.song.piece_changed.connect(self._on_piece)
        session.song.making.grew.connect(self._on_piece)
        session.song.dropped.connect(self._on_dropped)

    def take_up(self, piece: Piece) -> None:
        """Show the song that is there already, and where it plays."""
        self._on_seed(piece.compose_options.seed)
        self._on_piece(piece)
        self._playback.take_up()

    def _song_page(self, actions: Actions) -> QWidget:
        page = QWidget()
        row = TurningRow(self._playback, (
            ActionButton(actions.regenerate),
            self.details,
            ExportView(self._session, actions),
        ))  # fmt: skip
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.score, 1)
        layout.addWidget(row)  # in sight in every window: what is below may have to be scrolled to
        layout.addWidget(PartsView(self._session.parts))
        layout.addWidget(ChangesView(actions, self._session.choice))
        layout.addWidget(self._details)
        return page

    def _details_page(self) -> QWidget:
        """Put together what most people never ask for: who composes, what plays, the seed."""
        page = named(QWidget(), "details_page")
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.choices, 1)
        row.addWidget(self._seed, 0, Qt.AlignmentFlag.AlignBottom)
        page.hide()
        return page

    def _details_button(self) -> QPushButton:
        button = named(QPushButton(self.tr("Details")), "details", role="quiet")
        button.setCheckable(True)
        button.setToolTip(self.tr("Who composes, what plays, and the seed"))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.toggled.connect(self._details.setVisible)
        return button

    @Slot()
    def _on_dropped(self) -> None:
        """Show the piece again that was there before."""
        if self.currentWidget() is not self._page:
            return
        if self._session.song.piece is not None:
            self._on_piece(self._session.song.piece)
        else:
            self.setCurrentWidget(self._welcome)

    @Slot(int)
    def _on_seed(self, seed: int) -> None:
        self._seed.setText(str(seed))

    @Slot()
    def _on_seed_entered(self) -> None:
        self._session.compose_with(int(self._seed.text()))

    @Slot(object)
    def _on_piece(self, piece: Piece) -> None:
        timeline = Timeline.of(piece)
        self.score.show_piece(piece, timeline)
        self._playback.bar.set_timeline(timeline)
        self.setCurrentWidget(self._page)

    @Slot(object)
    def _on_step(self, step: Step) -> None:
        """Until there is a song, invite to make one or say that it comes."""
        if self.currentWidget() is not self._page:
            is_coming = step in {Step.TRANSCRIBING, Step.COMPOSING}
            self.setCurrentWidget(self._coming if is_coming else self._welcome)
