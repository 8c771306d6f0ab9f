"""Records one spoken wish, and notices when it has been said."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.audio.sources import list_sources
from engine.audio.streams import SoundStream, StreamFormat
from engine.audio.waveform import Waveform
from engine.errors import DeviceError, ResourceError
from engine.options import ListenOptions
from engine.speech.completeness import patience
from engine.speech.endpointing import Endpointer, EndsSound, SpeechSpan

__all__ = ["Outcome", "Recorder"]

Outcome = Literal["silence", "longest", "stopped", "lost", "cancelled"]
"""Why a recording ended: the speaker was silent, it is long enough, the user stopped it, the
microphone was lost, the user threw it away."""

_FORMAT = StreamFormat(sample_rate=48_000, n_channels=1, blocksize=512, latency=0.1)
_STEP = 0.03  # seconds between two looks at what was recorded
_LEVEL_WINDOW = 0.05  # seconds
_LOWEST_DB = -90.0
_MUTED = 2.0  # seconds of zeros that no room gives
_FALLEN_SILENT = 0.3  # seconds of zeros after which a microphone may have been unplugged


class Recorder:
    """One recording: start it, look at it about 30 times a second, take its waveform.

    PortAudio's thread only copies; a thread of the recorder's own listens for speech, so that a
    recording ends even if nobody looks. All methods return at once, but for `stop`, which may
    take a fifth of a second.

    Parameters
    ----------
    load_endpointer
        Gives what hears, at a sample rate, when it has been said or hummed.
    """

    def __init__(
        self,
        options: ListenOptions | None = None,
        load_endpointer: Callable[[int], EndsSound] = Endpointer,
    ) -> None:
        self._load = load_endpointer
        self._options = options or ListenOptions()
        self._samples = np.zeros(0, np.float32)
        self._sample_rate = _FORMAT.sample_rate
        self._n_samples = self._n_followed = 0
        self._stream: SoundStream | None = None
        self._follower: threading.Thread | None = None
        self._wake = threading.Event()
        self._is_cancelled = False
        self._stop_at: tuple[int, float] | None = None  # samples, or time if they do not come
        self._outcome: Outcome | None = None
        self._error: DeviceError | None = None
        self._endpointer: EndsSound | None = None
        self._deafness: ResourceError | None = None
        self._speech: SpeechSpan | None = None
        self._silence = 0.0
        self._sources: frozenset[str] = frozenset()
        self._checked_until = 0
        self._expected: tuple[SpeechSpan | None, float] = (None, 0.0)

    def start(self) -> None:
        """Begin to record.

        Raises
        ------
        DeviceError
            If there is no microphone that works.
        """
        assert self._stream is None, "a recorder records once"
        stream = SoundStream("microphone", self._options.device, _FORMAT, self._take)
        self._stream = stream
        self._sample_rate = stream.sample_rate
        self._samples = np.zeros(int(self._options.longest * self._sample_rate), np.float32)
        stream.start()
        self._follower = threading.Thread(
            target=self._follow, args=(stream,), name="affetto-recorder", daemon=True
        )
        self._follower.start()
        threading.Thread(
            target=self._load_endpointer, name="affetto-endpointer", daemon=True
        ).start()

    def finish(self) -> None:
        """Ask the recording to end, once what was said until now has arrived."""
        if self._stream is not None and self._stop_at is None:
            under_way = self._stream.latency + 2 * _FORMAT.blocksize / self._sample_rate
            self._stop_at = (
                self._n_samples + int(under_way * self._sample_rate),
                time.monotonic() + 2 * under_way,
            )
            self._wake.set()

    def stop(self) -> Waveform:
        """End the recording and give what was recorded; see `heard`."""
        self.finish()
        if self._follower is not None:
            self._follower.join(2)
        return self.heard()

    def cancel(self) -> None:
        """End the recording at once; its sound is of no interest."""
        self._is_cancelled = True
        self._wake.set()

    def expect_end(self, text: str, language: str) -> None:
        """Wait for less silence, or more, now that it is known what was said so far.

        It holds until more is said.

        Parameters
        ----------
        text, language
            Of the transcript of `heard`.
        """
        self._expected = self._speech, patience(text, language, self._options.silence)

    def heard(self) -> Waveform:
        """Give the sound so far, without the silence before and after the words.

        It stays the same from `engine.speech.endpointing.TAIL` after the last word on, so that it
        can be transcribed before the recording has ended. Where no speech was heard, it is all
        that was recorded.
        """
        first, end = 0, self._n_samples
        if self._speech is not None:
            first = int(self._speech.start * self._sample_rate)
            end = min(end, int(self._speech.end * self._sample_rate))
        return Waveform(self._samples[first:end, None].copy(), self._sample_rate)

    @property
    def is_finished(self) -> bool:
        """Whether the recording has ended, for whatever reason."""
        return self._outcome is not None

    @property
    def outcome(self) -> Outcome | None:
        """Why the recording has ended; None while it goes on."""
        return self._outcome

    @property
    def error(self) -> DeviceError | None:
        """What became of a microphone that was lost; all that came before is kept."""
        return self._error

    @property
    def elapsed(self) -> float:
        """Seconds recorded so far."""
        return self._n_samples / self._sample_rate

    @property
    def level_db(self) -> float:
        """Peak of the last 50 ms, −90 to 0 dBFS."""
        peak = np.abs(self._last(_LEVEL_WINDOW)).max(initial=0.0)
        return float(max(20 * np.log10(max(peak, 1e-9)), _LOWEST_DB))

    @property
    def countdown(self) -> float | None:
        """Seconds of silence that are left before the recording ends; None before any speech."""
        if self._speech is None or self.is_finished:
            return None
        return max(0.0, self._patience - self._silence)

    @property
    def silence(self) -> float:
        """Seconds since the last word; 0 while somebody speaks, and before."""
        return self._silence

    @property
    def notice(self) -> str:
        """One sentence on what hinders the recording, with the next step; empty for nothing."""
        if self.elapsed >= _MUTED and not self._last(_MUTED).any():
            return (
                "The microphone is silent. "
                "Unmute it, allow Affetto to use it, or choose another microphone."
            )
        if self._deafness is not None:
            return f"The end of speech goes unnoticed: {self._deafness}. Stop by hand."
        return ""

    @property
    def _patience(self) -> float:
        speech, silence = self._expected
        if speech is not None and speech == self._speech:
            return silence
        return patience(None, "en", self._options.silence)

    def _last(self, seconds: float) -> NDArray[np.float32]:
        end = self._n_samples
        return self._samples[max(0, end - int(seconds * self._sample_rate)) : end]

    def _take(self, block: NDArray[np.float32], _delay: float) -> bool:
        """Copy a block, in PortAudio's thread."""
        first = self._n_samples
        end = min(first + len(block), len(self._samples))
        self._samples[first:end] = block[: end - first, 0]
        self._n_samples = end
        return end < len(self._samples)

    def _follow(self, stream: SoundStream) -> None:
        """Listen along until the recording is to end, in a thread of our own."""
        outcome: Outcome | None = "lost"
        try:
            self._sources = list_sources()
            while (outcome := self._judge(stream)) is None:
                self._wake.wait(_STEP)
                self._wake.clear()
                self._listen()
        finally:
            stream.close()
            if outcome != "cancelled":
                self._listen()  # on a busy machine it may lag: the last words must not be cut off
            self._outcome = outcome

    def _load_endpointer(self) -> None:
        """Load what hears speech; the first time, that takes a moment."""
        try:
            self._endpointer = self._load(self._sample_rate)
        except ResourceError as error:
            self._deafness = error

    def _listen(self) -> None:
        end = self._n_samples
        if self._endpointer is not None and end > self._n_followed:
            self._endpointer.feed(self._samples[self._n_followed : end])
            self._n_followed = end
            self._speech, self._silence = self._endpointer.speech, self._endpointer.silence

    def _has_fallen_silent(self) -> bool:
        """Whether sound ended in zeros just now, or never came, as of an unplugged microphone.

        A sound server goes on with silence then, and tells nobody who does not ask. One that gave
        nothing yet is asked about every `_MUTED` seconds: it may be muted all the time.
        """
        end = self._n_samples
        first = end - int(_FALLEN_SILENT * self._sample_rate)
        if first < self._checked_until or self._samples[first:end].any():
            return False
        was_heard = bool(self._samples[self._checked_until : first].any())
        muted = int(_MUTED * self._sample_rate)
        is_due = end // muted > self._checked_until // muted
        self._checked_until = end
        return was_heard or is_due

    def _judge(self, stream: SoundStream) -> Outcome | None:
        if self._is_cancelled:
            return "cancelled"
        if self._n_samples >= len(self._samples):
            return "longest"
        is_over = bool(self._speech) and self._silence >= self._patience
        self._error = stream.problem
        if self._error is None and (is_over or self._has_fallen_silent()):
            self._error = self._look_for(stream)
        if self._error is not None:
            return "lost"
        if self._stop_at is not None and (
            self._n_samples >= self._stop_at[0] or time.monotonic() >= self._stop_at[1]
        ):
            return "stopped"
        return "silence" if is_over else None

    def _look_for(self, stream: SoundStream) -> DeviceError | None:
        if self._sources <= list_sources():
            return None
        return DeviceError(
            f"the microphone {stream.device.name!r} was unplugged",
            hint="Plug it in again, or choose another, and try again.",
        )
