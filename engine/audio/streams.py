"""A stream from a microphone or to a loudspeaker that can neither hang nor die unnoticed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.audio import portaudio
from engine.audio.devices import Kind, find_device
from engine.errors import DeviceError

__all__ = ["Exchange", "SoundStream", "StreamFormat"]

Exchange = Callable[[NDArray[np.float32], float], bool]
"""Called by PortAudio's thread with a block to read or fill, shape (n, n_channels), and the
seconds until its first frame is heard; returns whether to go on. It only copies: no locks, no
allocation, no logging."""

_PATIENCE = 1.0  # seconds without a call after which the device hangs
_PATIENCE_AT_FIRST = 3.0  # a wireless headset takes its time to start


@dataclass(frozen=True)
class StreamFormat:
    """How a stream is opened.

    Attributes
    ----------
    sample_rate
        In Hz.
    blocksize
        Frames a call.
    latency
        Seconds that sound may be under way.
    """

    sample_rate: int
    n_channels: int
    blocksize: int
    latency: float


class SoundStream:
    """An open stream, not yet started.

    Parameters
    ----------
    name
        Of the device, or None for the system's own choice.
    stream_format
        What to ask for; where the sample rate is refused, the device's own is taken.

    Raises
    ------
    DeviceError
        If there is no such device, or it cannot be opened.
    """

    def __init__(
        self, kind: Kind, name: str | None, stream_format: StreamFormat, exchange: Exchange
    ) -> None:
        self._sounddevice = portaudio.load()
        self._format = stream_format
        self._exchange = exchange
        self._has_ended = self._is_complete = self._is_closed = False
        self._started = 0.0
        self._last_call: float | None = None
        self.kind = kind
        self.device = find_device(kind, name)
        self._stream = self._open(name)

    @property
    def sample_rate(self) -> int:
        """The rate of the stream, in Hz."""
        return int(self._stream.samplerate)

    @property
    def latency(self) -> float:
        """Seconds that sound is under way, as the device says."""
        return float(self._stream.latency)

    @property
    def is_complete(self) -> bool:
        """Whether the exchange ended the stream, and all of it was heard."""
        return self._is_complete and (self._has_ended or self._hangs())

    @property
    def problem(self) -> DeviceError | None:
        """What has become of the device, if it no longer works; the stream is still to close."""
        if self._is_closed or self._is_complete:
            return None
        if self._has_ended:
            return DeviceError(
                f"the {self.kind} {self.device.name!r} was lost",
                hint="Plug it in again, or choose another, and try again.",
            )
        if self._hangs():
            return DeviceError(
                f"the {self.kind} {self.device.name!r} no longer answers",
                hint="Unplug it and plug it in again, or choose another, and try again.",
            )
        return None

    def start(self) -> None:
        """Begin to call the exchange.

        Raises
        ------
        DeviceError
            If the device does not start.
        """
        self._started = time.monotonic()
        try:
            self._stream.start()
        except self._sounddevice.PortAudioError as error:
            self.close()
            raise self._unusable(error) from error

    def close(self) -> None:
        """End at once, whatever the device does."""
        self._is_closed = True
        portaudio.close_stream(self._stream)

    def _open(self, name: str | None) -> Any:
        """Open; if that fails, once more with the devices read anew, as they may have changed."""
        try:
            return self._open_at_some_rate()
        except self._sounddevice.PortAudioError as error:
            if not portaudio.reread_devices():
                raise self._unusable(error) from error
        self.device = find_device(self.kind, name)
        try:
            return self._open_at_some_rate()
        except self._sounddevice.PortAudioError as error:
            raise self._unusable(error) from error

    def _open_at_some_rate(self) -> Any:
        try:
            return self._open_at(self._format.sample_rate)
        except self._sounddevice.PortAudioError:
            return self._open_at(self.device.sample_rate)

    def _open_at(self, sample_rate: int) -> Any:
        is_input = self.kind == "microphone"
        make = self._sounddevice.InputStream if is_input else self._sounddevice.OutputStream
        return portaudio.open_stream(
            lambda: make(
                device=self.device.index,
                samplerate=sample_rate,
                channels=self._format.n_channels,
                blocksize=self._format.blocksize,
                latency=self._format.latency,
                dtype="float32",
                callback=self._call_in if is_input else self._call_out,
                finished_callback=self._end,
            )
        )

    def _unusable(self, error: Exception) -> DeviceError:
        return DeviceError(
            f"the {self.kind} {self.device.name!r} cannot be used: {error}",
            hint="Close other programs that use it, or choose another, and try again.",
        )

    def _hangs(self) -> bool:
        if self._last_call is None:
            return time.monotonic() - self._started > _PATIENCE_AT_FIRST
        return time.monotonic() - self._last_call > _PATIENCE

    def _call_in(self, block: NDArray[np.float32], _n: int, _time: Any, _flags: Any) -> None:
        self._last_call = time.monotonic()
        if not self._exchange(block, 0.0):
            self._is_complete = True
            raise self._sounddevice.CallbackStop

    def _call_out(self, block: NDArray[np.float32], _n: int, times: Any, _flags: Any) -> None:
        self._last_call = time.monotonic()
        if not self._exchange(block, times.outputBufferDacTime - times.currentTime):
            self._is_complete = True
            raise self._sounddevice.CallbackStop

    def _end(self) -> None:
        self._has_ended = True
