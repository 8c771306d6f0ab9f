"""One window for all starts: a second one hands its files to the first, and ends."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from engine import takes_folder

__all__ = ["SingleInstance", "hand_over"]

PATIENCE_MS = 1_000
LONGEST = 1_000_000
"""Bytes of a message; a hundred paths take a tenth."""


def _name() -> str:
    """Name the place where starts meet: one for each folder of takes, which is one a user."""
    return "affetto-" + hashlib.sha256(str(takes_folder()).encode()).hexdigest()[:16]


def hand_over(files: Sequence[Path]) -> bool:
    """Give files to a window that stands already; False if there is none."""
    socket = QLocalSocket()
    socket.connectToServer(_name())
    if not socket.waitForConnected(PATIENCE_MS):
        return False
    paths = [str(file.resolve()) for file in files]
    socket.write(json.dumps(paths).encode() + b"\n")
    socket.waitForBytesWritten(PATIENCE_MS)
    socket.disconnectFromServer()
    return True


class SingleInstance(QObject):
    """Listens for other starts of the same user."""

    started_again = Signal(object)  # list[Path]: files to open; maybe none

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        if not self._server.listen(_name()):
            QLocalServer.removeServer(_name())  # left by a window that was killed
            self._server.listen(_name())

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    @Slot()
    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(self._on_message)
            socket.disconnected.connect(socket.deleteLater)
            if socket.canReadLine():
                self._read(socket)

    @Slot()
    def _on_message(self) -> None:
        socket = self.sender()
        assert isinstance(socket, QLocalSocket)
        if socket.canReadLine():
            self._read(socket)
        elif socket.bytesAvailable() > LONGEST:
            socket.abort()

    def _read(self, socket: QLocalSocket) -> None:
        try:
            paths = json.loads(bytes(socket.readLine(LONGEST).data()))
        except ValueError:
            return
        if isinstance(paths, list):
            self.started_again.emit([Path(path) for path in paths if isinstance(path, str)])
