"""The one door to PortAudio: it may be missing, and all of a process shares one of it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

from engine.errors import DeviceError

__all__ = ["close_stream", "load", "open_stream", "reread_devices"]

_lock = threading.RLock()  # PortAudio opens, closes and lists for one thread at a time
_streams: list[Any] = []  # the open ones, which re-reading the devices would pull away

_INSTALL = {
    "linux": "Type: sudo apt-get install -y libportaudio2 libasound2-plugins",
    "darwin": "Type: brew install portaudio",
}


def load() -> ModuleType:
    """Give the ``sounddevice`` module.

    Raises
    ------
    DeviceError
        If the PortAudio library is missing.
    """
    try:
        with _lock:
            import sounddevice
    except OSError as error:
        hint = _INSTALL.get(sys.platform, f"Type: {sys.executable} -m pip install sounddevice")
        raise DeviceError("the PortAudio library is missing", hint=hint) from error
    module: ModuleType = sounddevice
    return module


def reread_devices() -> bool:
    """Look for devices anew, which PortAudio itself does only once.

    Returns
    -------
    bool
        False if a stream is open: then nothing was done.
    """
    sounddevice = load()
    with _lock:
        if _streams:
            return False
        sounddevice._terminate()  # noqa: SLF001 - the documented way to a new list of devices
        sounddevice._initialize()  # noqa: SLF001
    return True


def open_stream(make: Callable[[], Any]) -> Any:
    """Open a stream and keep its devices until `close_stream`."""
    with _lock:
        stream = make()
        _streams.append(stream)
        return stream


def close_stream(stream: Any) -> None:
    """Close a stream, whatever its state; closing it again does nothing.

    A stream is never stopped: that would wait for a device that hangs, for ever.
    """
    with _lock:
        if stream in _streams:
            _streams.remove(stream)
            stream.abort(ignore_errors=True)
            stream.close(ignore_errors=True)
