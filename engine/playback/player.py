"""Plays a waveform, even one that still grows, and knows what is being heard."""

from __future__ import annotations

import time
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.audio.resampling import StreamResampler, resample
from engine.audio.streams import SoundStream, StreamFormat
from engine.audio.waveform import Waveform
from engine.errors import DeviceError
from engine.options import Faders
from engine.playback.live_mix import LiveMix, LivePart

__all__ = ["Player"]

# frames, 23 ms: few enough calls for Python, soon enough for a stop to be felt at once
_BLOCKSIZE = 1024
_LATENCY = 0.15  # seconds of sound in hand while Python is busy elsewhere
_LIVE = (512, 0.035)
"""Frames of a block and seconds of latency where faders move: together less than 50 ms."""
_TAIL = 0.1  # seconds of silence beyond the latency: the end of a stream is cut by about that much
_LONGEST_DELAY = 2.0  # seconds; a device that says more, or less than 0, does not know


class Player:
    """Plays one waveform at a time.

    It has no thread of its own: what became of the sound is noticed when somebody asks, as a
    timer of a window does. Nothing waits.

    Parameters
    ----------
    device
        Name of the loudspeaker, or None for the system's own choice.
    """

    def __init__(self, device: str | None = None) -> None:
        self._device = device
        self._waveform = Waveform(np.zeros((0, 2), np.float32), 44_100)
        self._position = 0.0
        self._is_whole = True
        self._error: DeviceError | None = None
        self._stream: SoundStream | None = None
        self._resampler: StreamResampler | None = None
        self._parts: Mapping[str, LivePart] = {}
        self._faders = Faders()
        self._live: LiveMix | None = None
        self._loop: tuple[float, float] | None = None
        self._volume = self._gain = 1.0
        self._is_mixed = False  # whether somebody has moved a fader
        self._is_live = False  # whether what sounds now is mixed while it does
        # What PortAudio's thread plays from, and the frame and time of a block as heard.
        self._samples = self._waveform.samples
        self._sample_rate = self._waveform.sample_rate
        self._next_frame = 0
        self._n_frames: int | None = 0  # with the silence behind it; None while more is to come
        self._n_silent = 0
        self._mark: tuple[int, float] | None = None

    def load(self, waveform: Waveform, *, is_whole: bool = True) -> None:
        """Take another waveform, silent until `play`; more than two channels are mixed to one.

        Parameters
        ----------
        is_whole
            False for the beginning of a sound of which `append` will bring more: at its end the
            player waits, silent.
        """
        self.stop()
        self._parts, self._live = {}, None
        self._is_live = self._is_mixed = False
        self._waveform = _for_two_ears(waveform)
        self._is_whole = is_whole
        self._error = None

    def take_apart(self, parts: Mapping[str, LivePart], faders: Faders) -> None:
        """Take what was loaded in its parts, too: `move_faders` is heard from now on.

        Parameters
        ----------
        parts
            By role, all as long as the whole.
        faders
            As they stand in the whole.
        """
        self._parts, self._faders, self._live = parts, faders, None
        # sound that nobody mixes has more in hand: with little, a busy machine makes gaps
        self._is_mixed = faders != Faders()

    def move_faders(self, faders: Faders) -> None:
        """Turn parts up or down; what sounds follows with the next block.

        Raises
        ------
        DeviceError
            If the loudspeaker was lost meanwhile.
        """
        self._faders, self._is_mixed = faders, True
        if self._live is not None:
            self._live.move(faders)
        if self._parts and self.is_playing and not self._is_live:
            self.pause()  # it began as a whole
            self.play()

    def set_loop(self, loop: tuple[float, float] | None) -> None:
        """Go back from the second moment to the first, in seconds, over and over; None ends it."""
        self._loop = loop

    def set_volume(self, volume: float) -> None:
        """Play at a share of the full loudness, 0 to 1, from the next block on."""
        self._volume = volume

    def append(self, waveform: Waveform, *, is_last: bool = False) -> None:
        """Take more of the sound that was loaded; what plays goes on into it.

        Parameters
        ----------
        waveform
            Of the same sample rate.
        """
        more = _for_two_ears(waveform)
        samples = np.concatenate([self._waveform.samples, more.samples])
        self._waveform = Waveform(samples, self._waveform.sample_rate)
        self._is_whole = is_last
        if self._stream is not None and self._resampler is not None:
            ready = self._resampler.feed(more.samples, is_last=is_last)
            # PortAudio's thread sees the old array or the new one, both right
            self._samples = np.concatenate([self._samples, ready])
            if is_last:
                self._n_frames = len(self._samples) + self._n_silent

    def play(self) -> None:
        """Play on from `position`, or from the start if the end was reached.

        Raises
        ------
        DeviceError
            If there is no loudspeaker that works.
        """
        if self.is_playing:
            return
        self._error = None
        if self._is_whole and self._position >= self.duration:
            self._position = 0.0
        self._is_live = bool(self._parts) and self._is_mixed
        blocks = _LIVE if self._is_live else (_BLOCKSIZE, _LATENCY)
        stream_format = StreamFormat(self._waveform.sample_rate, 2, *blocks)
        stream = SoundStream("loudspeaker", self._device, stream_format, self._fill)
        self._sample_rate = stream.sample_rate
        self._prepare(stream.sample_rate)
        self._n_silent = int((stream.latency + _TAIL) * stream.sample_rate)
        self._n_frames = len(self._samples) + self._n_silent if self._is_whole else None
        self._next_frame = int(self._position * stream.sample_rate)
        self._mark = None
        stream.start()
        self._stream = stream

    def _prepare(self, sample_rate: int) -> None:
        """Bring what is there to the loudspeaker's rate, ready to go on if more is to come."""
        if self._is_live:
            if self._live is None or self._live.sample_rate != sample_rate:
                self._live = LiveMix(self._parts, sample_rate, self._faders)
            self._samples = np.broadcast_to(np.float32(0), (len(self._live), 2))  # for its length
            return
        if self._is_whole:
            self._samples = resample(self._waveform, sample_rate).samples
            return
        n_channels = self._waveform.n_channels
        self._resampler = StreamResampler(self._waveform.sample_rate, sample_rate, n_channels)
        self._samples = self._resampler.feed(self._waveform.samples)

    def pause(self) -> None:
        """Fall silent, and keep the position."""
        self._settle()
        if self._stream is not None:
            self._position = self._heard(self._stream)
            self._close()

    def stop(self) -> None:
        """Fall silent, and go back to the start."""
        self._close()
        self._position = 0.0

    def seek(self, seconds: float) -> None:
        """Go to another place; what plays goes on from there.

        Raises
        ------
        DeviceError
            If the loudspeaker was lost meanwhile.
        """
        was_playing = self.is_playing
        self._close()
        self._position = min(max(seconds, 0.0), self.duration)
        if was_playing and self._position < self.duration:
            self.play()

    @property
    def duration(self) -> float:
        """Length of the waveform in seconds."""
        return self._waveform.duration

    @property
    def position(self) -> float:
        """Seconds from the start of what is being heard now, not of what was sent."""
        self._settle()
        if self._stream is not None:
            self._position = self._heard(self._stream)
        return self._position

    @property
    def is_playing(self) -> bool:
        """Whether sound comes out; false at the end, after `pause`, and after an error."""
        self._settle()
        return self._stream is not None

    @property
    def is_finished(self) -> bool:
        """Whether the end was reached."""
        return self._is_whole and not self.is_playing and 0 < self.duration <= self._position

    @property
    def error(self) -> DeviceError | None:
        """Why the sound broke off, until the next `play` or `load`; the position is kept."""
        self._settle()
        return self._error

    def _settle(self) -> None:
        """Notice what became of the stream."""
        if self._stream is None:
            return
        if self._stream.is_complete:
            self._close()
            self._position = self.duration
        elif (problem := self._stream.problem) is not None:
            self._position = self._heard(self._stream)
            self._close()
            self._error = problem

    def _close(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _heard(self, stream: SoundStream) -> float:
        """Say what is heard now; never less than what was said before."""
        if self._mark is None:
            return self._position
        frame, moment = self._mark
        heard = frame / stream.sample_rate + time.perf_counter() - moment
        if self._loop is not None and frame / stream.sample_rate < self._loop[1]:
            start, end = self._loop
            past = heard - end
            return start + past % (end - start) if past > 0 and end > start else max(heard, 0.0)
        sent = self._next_frame / stream.sample_rate
        return min(max(heard, self._position), sent, self.duration)

    def _fill(self, block: NDArray[np.float32], delay: float) -> bool:
        """Copy or mix the next frames, and silence behind the last, in PortAudio's thread."""
        began, n_filled = self._next_frame, 0
        loop = self._loop_frames
        while n_filled < len(block):
            first, n = self._next_frame, len(block) - n_filled
            is_inside = loop is not None and first < loop.stop
            if loop is not None and is_inside:
                n = min(n, loop.stop - first)
            part = self._read(first, n)
            if self._n_frames is None and len(part) < n:
                block[n_filled:] = 0  # more is to come: wait for it
                return True
            block[n_filled : n_filled + len(part)] = part
            block[n_filled + len(part) : n_filled + n] = 0
            n_filled += n
            self._next_frame = first + n
            if loop is not None and is_inside and self._next_frame >= loop.stop:
                self._next_frame = loop.start
        self._turn_down(block)
        if not 0 <= delay < _LONGEST_DELAY:
            delay = _LATENCY
        self._mark = (began, time.perf_counter() + delay)
        return self._n_frames is None or self._next_frame < self._n_frames

    def _read(self, first: int, n_frames: int) -> NDArray[np.float32]:
        live = self._live if self._is_live else None
        return live.read(first, n_frames) if live else self._samples[first : first + n_frames]

    def _turn_down(self, block: NDArray[np.float32]) -> None:
        """Bring a block to the volume, in a line from the one before."""
        before, after = self._gain, self._volume
        if before == after == 1.0:
            return
        block *= np.linspace(before, after, len(block), dtype=np.float32)[:, None]
        self._gain = after

    @property
    def _loop_frames(self) -> range | None:
        if self._loop is None:
            return None
        start, end = (int(seconds * self._sample_rate) for seconds in self._loop)
        return range(start, end) if start < end else None


def _for_two_ears(waveform: Waveform) -> Waveform:
    """Mix more than two channels to one."""
    if waveform.n_channels <= 2:
        return waveform
    return Waveform(waveform.mono()[:, None], waveform.sample_rate)
