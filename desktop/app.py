"""Builds the application and joins its pieces."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

import engine
from desktop.dialogs.preferences import Devices
from desktop.engine_client import EngineClient
from desktop.garbage import GarbageCollector
from desktop.icons import window_icon
from desktop.main_window import MainWindow
from desktop.media_player import MediaPlayer
from desktop.settings import Preferences, Settings, open_store
from desktop.single_instance import SingleInstance
from desktop.theme import Theme
from desktop.translations import Translations
from desktop.viewmodels.composers import ComposersViewModel
from desktop.viewmodels.export import ExportViewModel
from desktop.viewmodels.playback import Loudspeaker, PlaybackViewModel
from desktop.viewmodels.recording import Microphone, RecordingViewModel
from desktop.viewmodels.recordings import Recordings
from desktop.viewmodels.session import SessionViewModel
from desktop.viewmodels.takes import TakesViewModel
from desktop.widgets.motion import keep_calm
from desktop.worker import Worker

__all__ = ["Application", "open_window"]

_log = logging.getLogger(__name__)


class Application(QObject):
    """The window and all that stands behind it."""

    def __init__(self, app: QApplication, settings: Settings) -> None:
        super().__init__(app)
        app.setWindowIcon(window_icon())
        self._garbage = GarbageCollector(self)
        self._settings = settings
        self._theme = Theme(app)
        self._apply(settings.preferences)
        self._translations = Translations(app)
        self._translations.choose(settings.preferences.window_language)
        self._client = EngineClient(parent=self)
        self._workers = [Worker(self) for _ in range(5)]
        microphone, loudspeaker, disk, _, shelf = self._workers
        self._session = SessionViewModel(
            self._client,
            RecordingViewModel(_make_recorder, microphone, self),
            PlaybackViewModel(_make_player, loudspeaker, self),
            ExportViewModel(_write_piece, disk, self._client, self),
            TakesViewModel(_open_library, shelf, self),
        )
        self._composers = ComposersViewModel(self._client, self._session.choices, shelf, self)
        self._recordings = Recordings(
            self._session.recording, self._session.choices, engine.keep_recording, disk, self
        )
        self._recordings.failed.connect(self._session.news.tell_failure)
        self._session.choices.preferences = settings.preferences
        self._session.restoring.last = settings.last_take
        self._session.restoring.last_bars = settings.last_bars
        self._session.takes.present_changed.connect(self._on_take)
        self._session.opening.connect(settings.remember)
        self._session.playback.volume = settings.volume
        self._session.playback.volume_changed.connect(self._on_volume)
        self._client.sound = settings.preferences.render_options()
        self.window = self._make_window()
        self.window.shown.connect(self._client.start)
        self.window.shown.connect(self._session.takes.look)
        self._media = MediaPlayer(self._session, parent=self)
        self._media.raise_wanted.connect(self._come_to_front)
        self._media.quit_wanted.connect(app.quit)
        self.window.shown.connect(self._media.join)
        self._instance = SingleInstance(self)
        self._instance.started_again.connect(self._on_started_again)
        sys.excepthook = self._on_exception

    def _make_window(self) -> MainWindow:
        devices = self._workers[3]
        window = MainWindow(self._session, self._composers, self._settings, _list_devices, devices)
        window.preferences_changed.connect(self._on_preferences)
        window.closing.connect(self.close)
        return window

    @Slot()
    def close(self) -> None:
        """End the engine and let go of the devices."""
        self._settings.last_bars = self._session.choice.bars
        self._instance.close()
        self._media.leave()
        self._session.recording.cancel()
        self._session.playback.close()
        for worker in self._workers:
            worker.close()
        self._client.close()
        self._garbage.close()

    def open_files(self, files: Sequence[Path]) -> None:
        """Open a song; of several, all are added to the list and none is opened."""
        self.window.open_files(files)

    def tell(self, remarks: Sequence[str]) -> None:
        """Say what is not as it should be, though it goes on."""
        self._session.news.tell_remarks(tuple(remarks))

    @Slot(object)
    def _on_started_again(self, files: Sequence[Path]) -> None:
        """Come to the front, with what the other start was to open."""
        self._come_to_front()
        self.open_files(files)

    @Slot()
    def _come_to_front(self) -> None:
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.raise_()
        self.window.activateWindow()

    @Slot(object)
    def _on_preferences(self, preferences: Preferences) -> None:
        self._settings.preferences = preferences
        self._apply(preferences)
        if self._translations.choose(preferences.window_language):
            # Not within the old window's own signal.
            QTimer.singleShot(0, self, self._change_windows)

    def _apply(self, preferences: Preferences) -> None:
        self._theme.choose(preferences.theme, preferences.text_size)
        keep_calm(is_calm=preferences.is_calm)

    @Slot()
    def _change_windows(self) -> None:
        """Put a window in another language where the old one stands, with all that is there."""
        before = self.window
        self._settings.geometry = before.saveGeometry()
        self.window = self._make_window()
        self.window.take_up()
        self.window.show()
        before.hide()
        before.deleteLater()

    @Slot(str)
    def _on_take(self, file: str) -> None:
        self._settings.last_take = file

    @Slot(float)
    def _on_volume(self, volume: float) -> None:
        self._settings.volume = volume

    def _on_exception(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        """Show what nobody caught; the program goes on."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        _log.error("uncaught: %s", details)
        self._session.news.tell_failure(engine.Failure.of(error, details))


def open_window(arguments: Sequence[str] = ()) -> Application:
    """Make the one application of this process and show its window; then call `QApplication.exec`.

    Parameters
    ----------
    arguments
        For Qt, without the program's name.
    """
    app = QApplication(["affetto", *arguments])
    app.setApplicationName("Affetto")
    app.setDesktopFileName("affetto")
    store, remark = open_store()
    remarks = [*([remark] if remark else ()), *engine.keep_damaged_aside()]
    application = Application(app, Settings(store))
    application.window.show()
    if remarks:
        application.tell(remarks)
    return application


# The engine's devices are imported when they are first used: they load the sound library.


def _make_recorder(options: engine.ListenOptions) -> Microphone:
    if isinstance(options, engine.HumOptions):
        return engine.Recorder(options, engine.TuneEndpointer)
    return engine.Recorder(options)


def _make_player(loudspeaker: str | None) -> Loudspeaker:
    return engine.Player(loudspeaker)


def _write_piece(piece: engine.Piece, path: Path) -> None:
    engine.export_piece(piece, path, overwrite=True)


def _open_library() -> engine.TakeLibrary:
    return engine.TakeLibrary(engine.takes_folder())


def _list_devices() -> Devices:
    microphones, loudspeakers = (
        [device.name for device in engine.list_devices(kind)]
        for kind in ("microphone", "loudspeaker")
    )
    return microphones, loudspeakers
