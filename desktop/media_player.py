"""The song among the players of the desktop: media keys, headsets and the lock screen (MPRIS 2).

https://specifications.freedesktop.org/mpris-spec/latest; where no session bus runs it stays away.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from PySide6.QtCore import ClassInfo, Property, QObject, Signal, Slot
from PySide6.QtDBus import (
    QDBusAbstractAdaptor,
    QDBusConnection,
    QDBusMessage,
    QDBusObjectPath,
)

from desktop.viewmodels.session import SessionViewModel
from desktop.viewmodels.step import Step

__all__ = ["MediaPlayer"]

NAME = "org.mpris.MediaPlayer2.affetto"
PATH = "/org/mpris/MediaPlayer2"
PLAYER = "org.mpris.MediaPlayer2.Player"
MICROSECONDS = 1_000_000
"""MPRIS counts in these, we in seconds."""


_class_info: Any = ClassInfo  # PySide6 does not tell that it decorates


class MediaPlayer(QObject):
    """Lets other programs of the desktop see the song and play it.

    Parameters
    ----------
    connection
        The user's bus; another one in tests.
    """

    raise_wanted = Signal()
    quit_wanted = Signal()

    def __init__(
        self,
        session: SessionViewModel,
        connection: QDBusConnection | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._bus = connection
        self._root: _Root | None = None
        self._player: _Player | None = None

    def join(self) -> bool:
        """Appear among the players, once the window stands; tell whether there is a bus."""
        if self._bus is None:
            if not _has_bus():
                return False
            self._bus = QDBusConnection.sessionBus()
        if not self._bus.isConnected():
            return False
        self._root, self._player = _Root(self), _Player(self, self._session)
        if not self._bus.registerObject(PATH, self):
            return False
        playback, song = self._session.playback, self._session.song
        playback.playing_changed.connect(self._tell)
        playback.duration_changed.connect(self._tell)
        playback.volume_changed.connect(self._tell)
        playback.sought.connect(self._tell_place)
        song.piece_changed.connect(self._tell)
        # Two windows of different folders may stand beside each other.
        return self._bus.registerService(NAME) or self._bus.registerService(
            f"{NAME}.instance{id(self)}"
        )

    def leave(self) -> None:
        """Be gone from the players."""
        if self._bus is not None and self._player is not None:
            self._bus.unregisterObject(PATH)
            self._bus.unregisterService(NAME)
            self._player = None

    @Slot()
    def _tell(self) -> None:
        """Say that something has changed: buses do not look by themselves."""
        if self._bus is None or self._player is None:
            return
        message = QDBusMessage.createSignal(
            PATH, "org.freedesktop.DBus.Properties", "PropertiesChanged"
        )
        names = ("PlaybackStatus", "Metadata", "Volume", "CanPlay", "CanPause", "CanSeek")
        values = {name: self._player.property(name) for name in names}
        message.setArguments([PLAYER, values, []])
        self._bus.send(message)

    @Slot()
    def _tell_place(self) -> None:
        if self._player is not None:
            self._player.Seeked.emit(self._player.property("Position"))


def _has_bus() -> bool:
    """Look for the user's bus: asked for where there is none, libdbus would start one."""
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return True
    folder = os.environ.get("XDG_RUNTIME_DIR")
    return folder is not None and Path(folder, "bus").exists()


@_class_info({"D-Bus Interface": "org.mpris.MediaPlayer2"})
class _Root(QDBusAbstractAdaptor):
    """The program, as MPRIS sees it: its names are theirs."""

    def __init__(self, owner: MediaPlayer) -> None:
        super().__init__(owner)
        self._owner = owner

    @Slot()
    def Raise(self) -> None:
        self._owner.raise_wanted.emit()

    @Slot()
    def Quit(self) -> None:
        self._owner.quit_wanted.emit()

    CanQuit = Property(bool, lambda _self: True)
    CanRaise = Property(bool, lambda _self: True)
    HasTrackList = Property(bool, lambda _self: False)
    Identity = Property(str, lambda _self: "Affetto")
    DesktopEntry = Property(str, lambda _self: "affetto")
    SupportedUriSchemes = Property("QStringList", lambda _self: [])  # type: ignore[arg-type]
    SupportedMimeTypes = Property("QStringList", lambda _self: [])  # type: ignore[arg-type]


@_class_info({"D-Bus Interface": PLAYER})
class _Player(QDBusAbstractAdaptor):
    """The song, as MPRIS sees it."""

    Seeked = Signal("qlonglong")  # type: ignore[arg-type]

    def __init__(self, owner: MediaPlayer, session: SessionViewModel) -> None:
        super().__init__(owner)
        self._session = session

    @Slot()
    def Play(self) -> None:
        if self._may_play():
            self._session.song_playback.play()

    @Slot()
    def Pause(self) -> None:
        self._session.playback.pause()

    @Slot()
    def PlayPause(self) -> None:
        if self._may_play():
            self._session.song_playback.toggle()

    @Slot()
    def Stop(self) -> None:
        self._session.playback.pause()
        self._session.playback.seek(0.0)

    @Slot()
    def Next(self) -> None:
        """Go to the next take of the list."""
        self._go(1)

    @Slot()
    def Previous(self) -> None:
        """Go to the take before."""
        self._go(-1)

    @Slot("qlonglong")
    def Seek(self, offset: int) -> None:
        playback = self._session.playback
        place = playback.position + offset / MICROSECONDS
        playback.seek(min(max(place, 0.0), playback.duration))

    @Slot(QDBusObjectPath, "qlonglong")
    def SetPosition(self, _track: QDBusObjectPath, place: int) -> None:
        if 0 <= place / MICROSECONDS <= self._session.playback.duration:
            self._session.playback.seek(place / MICROSECONDS)

    def _may_play(self) -> bool:
        """Tell whether a key may start the song: not into a microphone that listens."""
        return self._session.song.piece is not None and self._session.step is not Step.LISTENING

    def _go(self, steps: int) -> None:
        takes = self._session.takes
        files = [take.file for take in takes.takes]
        if takes.present in files and self._session.step is Step.READY:
            place = files.index(takes.present) + steps
            if 0 <= place < len(files):
                takes.choose(takes.takes[place])

    def _metadata(self) -> dict[str, Any]:
        piece = self._session.song.piece
        if piece is None:
            return {"mpris:trackid": QDBusObjectPath(f"{PATH}/TrackList/NoTrack")}
        return {
            "mpris:trackid": QDBusObjectPath("/org/affetto/song"),
            "mpris:length": round(self._session.playback.duration * MICROSECONDS),
            "xesam:title": piece.reading.text,
            "xesam:artist": ["Affetto"],
        }

    def _status(self) -> str:
        if self._session.playback.is_playing:
            return "Playing"
        return "Paused" if self._session.song.piece is not None else "Stopped"

    def _volume(self) -> float:
        return self._session.playback.volume

    def _set_volume(self, volume: float) -> None:
        self._session.playback.volume = min(max(volume, 0.0), 1.0)

    def _has_song(self) -> bool:
        return self._session.song.piece is not None

    def _place(self) -> int:
        return round(self._session.playback.position * MICROSECONDS)

    PlaybackStatus = Property(str, _status)
    Metadata = Property("QVariantMap", _metadata)  # type: ignore[arg-type]
    Volume = Property(float, _volume, _set_volume)
    Position = Property("qlonglong", _place)  # type: ignore[arg-type]
    Rate = Property(float, lambda _self: 1.0)
    MinimumRate = Property(float, lambda _self: 1.0)
    MaximumRate = Property(float, lambda _self: 1.0)
    CanGoNext = Property(bool, _has_song)
    CanGoPrevious = Property(bool, _has_song)
    CanPlay = Property(bool, _has_song)
    CanPause = Property(bool, _has_song)
    CanSeek = Property(bool, _has_song)
    CanControl = Property(bool, lambda _self: True)
