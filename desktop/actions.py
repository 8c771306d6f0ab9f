"""Everything the user can do, with its words and its keys."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeySequence, QPalette

from desktop.icons import icon
from desktop.theme import colours_of
from desktop.viewmodels.edit_wording import name_bars
from desktop.viewmodels.session import SessionViewModel
from desktop.viewmodels.step import Step
from engine import Piece, keeps_to_bars

__all__ = ["Actions"]


class Actions(QObject):
    """Actions follow the session: what cannot be done just now is disabled."""

    def __init__(self, session: SessionViewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._has_piece = False
        self._is_growing = False
        self.talk = self._make("talk", self.tr("&Speak"), "Ctrl+L")
        self.hum = self._make("hum", self.tr("&Hum a tune"), "H")
        self.compose = self._make("compose", self.tr("&Compose"), "Ctrl+Return")
        self.cancel = self._make("cancel_action", self.tr("C&ancel"), "Esc")
        self.play = self._make("play", self.tr("&Play"), "Ctrl+P")
        self.loop = self._make("loop", self.tr("&Over and over"), "Ctrl+Shift+L")
        self.loop.setCheckable(True)
        self.full_screen = self._make("full_screen", self.tr("&Full screen"), "F11")
        self.full_screen.setCheckable(True)
        self.composers = self._make("composers", self.tr("Your &composers"), "Ctrl+Shift+C")
        self.composers.setCheckable(True)
        self.regenerate = self._make("regenerate", self.tr("Another &take"), "Ctrl+R")
        self.undo = self._make("undo", self.tr("&Undo"), "Ctrl+Z")
        self.redo = self._make("redo", self.tr("Re&do"), "Ctrl+Shift+Z")
        self.rewrite_here = self._make("rewrite_here", self.tr("Rewrite this &section"), "Ctrl+B")
        self.changes = [self._make(f"change {name}", text, "") for name, text in self._changes()]
        self.open = self._make("open", self.tr("&Open…"), "Ctrl+O")
        self.export = self._make("export", self.tr("&Export…"), "Ctrl+E")
        self.trash = self._make("trash", self.tr("&Trash…"), "Ctrl+Shift+Del")
        self.songs = self._make("songs", self.tr("Your &songs"), "Ctrl+T")
        self.preferences = self._make("preferences", self.tr("&Preferences…"), "Ctrl+,")
        self.quit = self._make("quit", self.tr("&Quit"), "Ctrl+Q")
        self.about = self._make("about", self.tr("&About Affetto"), "F1")
        self.preferences.setMenuRole(QAction.MenuRole.PreferencesRole)
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        self.about.setMenuRole(QAction.MenuRole.AboutRole)
        self._connect()
        self._on_choice(None)

    def _changes(self) -> list[tuple[str, str]]:
        """Give what can be asked of a song, by the engine's name and in words; "" is a line."""
        return [
            ("sadder", self.tr("S&adder")),
            ("happier", self.tr("&Happier")),
            ("brighter", self.tr("&Brighter")),
            ("calmer", self.tr("&Calmer")),
            ("more tense", self.tr("More &tense")),
            ("more exciting", self.tr("More e&xciting")),
            ("busier", self.tr("B&usier")),
            ("sparser", self.tr("S&parser")),
            ("slower", self.tr("S&lower")),
            ("faster", self.tr("&Faster")),
            ("longer", self.tr("Lon&ger by half a minute")),
            ("new melody", self.tr("New &melody")),
            ("new harmony", self.tr("New cho&rds")),
            ("new accompaniment", self.tr("New accompa&niment")),
        ]

    @Slot()
    def _on_change(self) -> None:
        self._session.change(self.sender().objectName().removeprefix("change "))

    def take_up(self) -> None:
        """Offer what can be done with the song that is there already."""
        self._has_piece = True
        self.loop.setChecked(self._session.loop.is_on)
        self._update()

    def tint(self, palette: QPalette) -> None:
        """Give the actions icons in the theme's colours."""
        self._palette = palette
        colours = colours_of(palette)
        for action, name, colour in (
            (self.compose, "compose", colours.on_accent),
            (self.hum, "hum", colours.text),
            (self.regenerate, "again", colours.text),
            (self.export, "export", colours.text),
            (self.loop, "loop", colours.text),
        ):
            action.setIcon(icon(name, colour, colours.muted))
            action.setIconVisibleInMenu(False)  # tinted for their buttons, not for a menu
        self._show_playing(playing=self._session.playback.is_playing)

    def _make(self, name: str, text: str, keys: str) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        action.setShortcut(QKeySequence(keys))
        return action

    def _connect(self) -> None:
        session = self._session
        self.trash.triggered.connect(session.takes.look_into_trash)
        self.talk.triggered.connect(session.listening.toggle_talk)
        self.hum.triggered.connect(session.listening.toggle_hum)
        self.compose.triggered.connect(session.compose)
        self.cancel.triggered.connect(session.let_go)
        self.play.triggered.connect(session.song_playback.toggle)
        self.loop.toggled.connect(session.loop.turn)
        session.loop.changed.connect(self.loop.setChecked)
        self.regenerate.triggered.connect(session.regenerate)
        self.undo.triggered.connect(session.song.undo)
        self.redo.triggered.connect(session.song.redo)
        self.rewrite_here.triggered.connect(session.rewrite_here)
        for change in self.changes:
            change.triggered.connect(self._on_change)
        session.choice.changed.connect(self._on_choice)
        session.song.history_changed.connect(self._update)
        session.song.making.grew.connect(self._on_growing)
        session.song.dropped.connect(self._on_dropped)
        session.step_changed.connect(self._update)
        session.song.piece_changed.connect(self._on_piece)
        session.playback.playing_changed.connect(self._on_playing)

    @Slot()
    def _update(self) -> None:
        step = self._session.step
        has_choice = self._session.choice.bars is not None
        self.cancel.setEnabled(step is not Step.READY or has_choice)
        self.compose.setEnabled(step is Step.READY)
        is_free = self._has_piece and step is Step.READY
        for action in (self.regenerate, self.rewrite_here):
            action.setEnabled(is_free)
        for action in self.changes:
            fits = not has_choice or keeps_to_bars(action.objectName().removeprefix("change "))
            action.setEnabled(is_free and fits)
        song = self._session.song
        self.undo.setEnabled(is_free and song.can_undo)
        self.redo.setEnabled(is_free and song.can_redo)
        self.open.setEnabled(step is Step.READY)
        is_heard = self._has_piece or self._is_growing
        self.play.setEnabled(is_heard and step is not Step.LISTENING)
        self.loop.setEnabled(is_heard)
        self.export.setEnabled(self._has_piece)
        listening = step is Step.LISTENING
        self.talk.setText(self.tr("&Stop listening") if listening else self.tr("&Speak"))
        humming = listening and self._session.recording.is_of_tune
        self.hum.setEnabled(humming or not listening)
        self.hum.setText(self.tr("Stop &humming") if humming else self.tr("&Hum a tune"))
        self.hum.setToolTip(
            self.tr("Make a song of what was heard")
            if humming
            else self.tr("Hum or sing a tune: it becomes a song, as the wish says if there is one")
        )

    @Slot(object)
    def _on_choice(self, bars: range | None) -> None:
        """Say what another take would be, and Escape would do."""
        is_all = bars is None
        self.regenerate.setText(self.tr("Another &take") if is_all else self.tr("Write &anew"))
        self.regenerate.setToolTip(
            self.tr("Compose another song for the same wish")
            if bars is None
            else self.tr("Write {bars} anew, all else staying").format(bars=name_bars(bars))
        )
        self._update()

    @Slot(object)
    def _on_growing(self, _piece: Piece) -> None:
        self._is_growing = True
        self._update()

    @Slot()
    def _on_dropped(self) -> None:
        self._is_growing = False
        self._update()

    @Slot(object)
    def _on_piece(self, _piece: Piece) -> None:
        self._has_piece = True
        self._is_growing = False
        self._update()

    @Slot(bool)
    def _on_playing(self, playing: bool) -> None:  # noqa: FBT001 - a signal's argument
        self._show_playing(playing=playing)

    def _show_playing(self, *, playing: bool) -> None:
        self.play.setText(self.tr("&Pause") if playing else self.tr("&Play"))
        colours = colours_of(self._palette)
        name = "pause" if playing else "play"
        self.play.setIcon(icon(name, colours.on_accent, colours.muted))
        self.play.setIconVisibleInMenu(False)
