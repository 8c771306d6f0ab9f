"""The window: places the views and wires them; knows nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStyle, QVBoxLayout, QWidget

from desktop.actions import Actions
from desktop.dialogs.opener import DialogOpener
from desktop.dialogs.preferences import ListDevices
from desktop.menus import fill_menus
from desktop.pages import Pages
from desktop.return_key import ReturnKey
from desktop.settings import Preferences, Settings
from desktop.talk_key import TalkKey
from desktop.viewmodels.composers import ComposersViewModel
from desktop.viewmodels.microphones import Microphones
from desktop.viewmodels.session import SessionViewModel
from desktop.views.emotion_view import EmotionView
from desktop.views.song_view import SongView
from desktop.views.takes_view import TakesView
from desktop.views.understood_view import UnderstoodView
from desktop.views.wish_view import WishView
from desktop.widgets.notice_bar import NoticeBar
from desktop.widgets.reading_order import WalkedWindow
from desktop.widgets.recent_menu import RecentMenu
from desktop.widgets.tall_column import TallColumn
from desktop.worker import Worker

__all__ = ["MainWindow"]

AFTER_SHOWN_MS = 50
"""The window paints first; the engine starts then."""

GAP = 12
"""Pixels between cards."""

MARGIN = 16
TAKES = 252
"""Pixels around all, and of the list of takes."""

WIDE = 1020
"""Pixels from which on the list of takes has its place beside the song."""


class MainWindow(WalkedWindow):
    """Takes at the left; from top to bottom the wish, what was understood, the song."""

    shown = Signal()
    preferences_changed = Signal(object)  # Preferences
    closing = Signal()

    def __init__(
        self,
        session: SessionViewModel,
        composers: ComposersViewModel,
        settings: Settings,
        list_devices: ListDevices,
        worker: Worker,
    ) -> None:
        super().__init__()
        self._session = session
        self._settings = settings
        self._dialogs = DialogOpener(self, session, settings, list_devices, worker)
        self.setObjectName("main_window")
        self.setAcceptDrops(True)
        self.setWindowTitle("Affetto")
        self._actions = Actions(session, self)
        self._actions.tint(self.palette())
        self._microphones = Microphones(lambda: list_devices()[0], session.recording, worker, self)
        self.notice = NoticeBar()
        self.wish_view = WishView(session, self._microphones, self._actions)
        self.song_view = SongView(session, self._actions)
        self.takes_view = TakesView(session.takes)
        self._pages = Pages(self._lay_out(), session, composers)
        self.setCentralWidget(self._pages)
        recent = RecentMenu(lambda: self._settings.recent, self)
        recent.chosen.connect(session.open)
        fill_menus(self.menuBar(), self._actions, recent)
        self._connect(composers)
        room = self.screen().availableGeometry()
        # what the desktop puts around it is not known yet: about two title bars high
        frame = 2 * self.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
        self.resize(min(1180, room.width()), min(800, room.height() - frame))
        self.restoreGeometry(settings.geometry)
        for panel in self._panels:
            panel.setChecked(panel.objectName() in settings.panels)
        # Not the text field: Space is to talk from the first moment on.
        self.wish_view.record.button.setFocus()

    def _lay_out(self) -> QWidget:
        """Put the takes at the left, and the way from the wish to the song from top to bottom."""
        self._understood = UnderstoodView(self._session.understood)
        self._why_card = _card((EmotionView(self._session.wish, self._session.feeling_now), 1))
        self._why_card.setFixedWidth(320)
        self._why_card.hide()
        self._takes_card = _card((self.takes_view, 1))
        self._takes_card.setFixedWidth(TAKES)
        self._takes_card.hide()
        self._has_takes = self._are_songs_in_front = False
        song_row = QHBoxLayout()
        song_row.setSpacing(GAP)
        song_row.addWidget(_card((self.song_view, 1)), 1)
        song_row.addWidget(self._why_card)
        main = QVBoxLayout()
        main.setContentsMargins(0, 0, 0, 0)
        main.setSpacing(GAP)
        main.addWidget(self.notice)
        main.addWidget(_card((self.wish_view, 0), (self._understood, 0)))
        main.addLayout(song_row, 1)
        central = QWidget()
        # A click beside everything takes the keyboard from the text field, so that Space talks.
        central.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        row = QHBoxLayout(central)
        row.setContentsMargins(MARGIN, 4, MARGIN, MARGIN)
        row.setSpacing(GAP)
        row.addWidget(self._takes_card)
        self._column = TallColumn(main)
        row.addWidget(self._column, 1)
        self.setMinimumSize(760, 560)
        return central

    def _connect(self, composers: ComposersViewModel) -> None:
        session, actions = self._session, self._actions
        self._show_preferences(session.choices.preferences)
        self.wish_view.record.choice.chosen.connect(self._on_microphone)
        self._understood.why_wanted.connect(self._why_card.setVisible)
        session.news.noticed.connect(self.notice.show_notice)
        session.news.cleared.connect(self.notice.hide)
        session.song.composing_changed.connect(self._on_composing)
        session.export.folder = self._settings.folder
        session.export.saved.connect(self._on_saved)
        session.news.show_wanted.connect(self._on_show_wanted)
        session.takes.listed.connect(self._on_takes)
        self.takes_view.new_song_wanted.connect(session.begin_anew)
        self.takes_view.take_in_wanted.connect(self._dialogs.ask_what_to_take_in)
        self.takes_view.give_out_wanted.connect(self._dialogs.ask_where_to_copy)
        actions.open.triggered.connect(self._dialogs.ask_what_to_open)
        actions.export.triggered.connect(self._dialogs.ask_where_to_export)
        session.outward.place_wanted.connect(self._dialogs.ask_where_to_export)
        actions.preferences.triggered.connect(self._dialogs.ask_preferences)
        actions.about.triggered.connect(self._dialogs.show_about)
        self._dialogs.preferences_chosen.connect(self.set_preferences)
        self._dialogs.preferences_chosen.connect(self.preferences_changed)
        session.choices.changed.connect(self.preferences_changed)
        session.takes.trash_seen.connect(self._dialogs.ask_about_trash)
        session.takes.chosen.connect(self._on_chosen)
        actions.songs.triggered.connect(self._on_songs)
        self._pages.composers.lesson.folder_wanted.connect(self._dialogs.ask_for_music)
        self._dialogs.music_chosen.connect(composers.lesson.choose_folder)
        actions.composers.toggled.connect(self._pages.show_composers)
        self._pages.turned.connect(actions.composers.setChecked)
        self._pages.noticed.connect(self.notice.show_notice)
        actions.full_screen.toggled.connect(self._on_full_screen)
        actions.quit.triggered.connect(self.close)
        ReturnKey(self)
        talk_key = TalkKey(self)
        talk_key.pressed.connect(session.listening.talk)
        talk_key.released.connect(session.recording.stop)

    @property
    def _panels(self) -> tuple[QPushButton, ...]:
        """Give the buttons that open panels."""
        return self._understood.why, self.song_view.details

    def take_up(self) -> None:
        """Show what is there already: another window stood here before."""
        session = self._session
        self.wish_view.edit.set_reading(session.wish.reading)
        if session.song.piece is not None:
            self.song_view.take_up(session.song.piece)
            self._actions.take_up()
        session.tell_again()
        session.takes.look()

    def open_files(self, paths: Sequence[Path]) -> None:
        """Open a song; of several, all are added to the list and none is opened."""
        if len(paths) == 1:
            self._session.open(paths[0])
        elif paths:
            self._session.takes.take_in(list(paths))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files, but not the song that is being dragged out."""
        if event.source() is None and _files_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what is dropped."""
        event.acceptProposedAction()
        self.open_files(_files_in(event.mimeData()))

    def showEvent(self, event: QShowEvent) -> None:
        """Tell once that the window stands."""
        super().showEvent(event)
        if not event.spontaneous():
            QTimer.singleShot(AFTER_SHOWN_MS, self, self._tell_shown)

    @Slot()
    def _tell_shown(self) -> None:
        self.shown.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the window's place, once a composer that learns has kept what it knows."""
        if self._pages.stop_lesson_for(self):
            event.ignore()
            return
        self._settings.geometry = self.saveGeometry()
        self._settings.panels = [each.objectName() for each in self._panels if each.isChecked()]
        self.closing.emit()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Tint the icons for the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_actions"):
            self._actions.tint(self.palette())

    @Slot(bool)
    def _on_composing(self, composing: bool) -> None:  # noqa: FBT001 - a signal's argument
        """Take the keyboard from the text field, so that Space talks again."""
        if composing and not self.song_view.choices.has_focus:
            self.song_view.score.roll.setFocus()

    @Slot(object)
    def _on_takes(self, takes: object) -> None:
        """Show the list from the first take on: there is nothing to find before."""
        self._has_takes = self._has_takes or bool(takes)
        self._show_takes()

    def _show_takes(self) -> None:
        """Show the list beside the song; in a narrow window in its place, if it is asked for."""
        is_wide = self.width() >= WIDE
        self._are_songs_in_front &= not is_wide
        self._takes_card.setVisible(self._has_takes and (is_wide or self._are_songs_in_front))
        self._takes_card.setFixedWidth(TAKES if is_wide else self.width() - 2 * MARGIN)
        self._column.setHidden(self._are_songs_in_front)

    @Slot()
    def _on_songs(self) -> None:
        """Go to the list of songs, or back from it."""
        self._are_songs_in_front = self._has_takes and not self._are_songs_in_front
        self._show_takes()
        if self._takes_card.isVisible():
            self.takes_view.tree.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _on_chosen(self) -> None:
        self._are_songs_in_front = False
        self._show_takes()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the song its room in a narrow window."""
        super().resizeEvent(event)
        self._show_takes()

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        self._settings.folder = path.parent
        self._session.export.folder = path.parent

    @Slot(object)
    def _on_show_wanted(self, path: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

    @Slot(bool)
    def _on_full_screen(self, is_full: bool) -> None:  # noqa: FBT001 - a signal's argument
        full = Qt.WindowState.WindowFullScreen
        self.setWindowState(self.windowState() | full if is_full else self.windowState() & ~full)

    @Slot(object)
    def set_preferences(self, preferences: Preferences) -> None:
        """Use these choices from now on."""
        self._session.choices.preferences = preferences
        self.song_view.choices.show_preferences(preferences)
        self._show_preferences(preferences)

    def _show_preferences(self, preferences: Preferences) -> None:
        self._microphones.chosen = preferences.microphone
        self.wish_view.record.name.show_chosen()
        self.wish_view.record.set_silence(preferences.silence)

    @Slot(object)
    def _on_microphone(self, name: str | None) -> None:
        preferences = replace(self._session.choices.preferences, microphone=name)
        self._session.choices.preferences = preferences
        self.preferences_changed.emit(preferences)


def _files_in(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def _card(*widgets: tuple[QWidget, int]) -> QFrame:
    """Put widgets on a raised ground, one below the other; each with its share of the height."""
    card = QFrame()
    card.setProperty("card", "true")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(16, 16, 16, 16)
    layout.setSpacing(8)
    for widget, share in widgets:
        layout.addWidget(widget, share)
    return card
