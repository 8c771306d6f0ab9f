"""When somebody started to speak, and when they have said what they wanted to say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine.audio.resampling import StreamResampler
from engine.progress import Progress
from engine.speech.voice_activity import FRAME, SAMPLE_RATE, VoiceDetector

__all__ = [
    "LONGEST_SPAN",
    "TAIL",
    "Endpointer",
    "EndsSound",
    "SilenceRule",
    "SpeechSpan",
    "find_speech",
]

LONGEST_SPAN = 30.0
"""Seconds of speech that `find_speech` gives at once: what Whisper hears at once."""

_STARTS = 0.5  # probability of speech at which somebody starts to speak …
_STOPS = 0.35  # … and below which they pause
_SHORTEST = 0.25  # seconds; what is shorter is a click or a cough
_MARGIN = 0.5  # seconds around speech that belong to it: a soft first or last sound
TAIL = 0.3
"""Seconds behind the last word that a recording keeps: a soft last sound, and soon enough known."""
_PAUSE = 2 * _MARGIN  # seconds of silence that part two stretches of speech
_LONG = 20.0  # seconds of speech after which any gap between two words will do:
_SHORT_PAUSE = 0.2
_BLOCK = 30 * SAMPLE_RATE  # samples between two looks at whether to stop


@dataclass(frozen=True)
class SpeechSpan:
    """A stretch of speech, in seconds from the start of the recording."""

    start: float
    end: float


class SilenceRule:
    """Follows the probabilities of speech, and says how long the silence since has lasted.

    Speech begins with a burst of 0.25 s: it starts at a probability of 0.5 and goes on while it
    is at least 0.35. All that is at least 0.35 after that interrupts the silence, however short.
    """

    def __init__(self, first_frame: int = 0) -> None:
        self._n_frames = first_frame
        self._burst: int | None = None
        self._first: int | None = None
        self._end = 0

    def restart(self) -> SilenceRule:
        """Give a rule that waits for the next speech from here on."""
        return SilenceRule(self._n_frames)

    def feed(self, probabilities: Iterable[float]) -> None:
        """Take the probabilities of the next frames."""
        for probability in probabilities:
            self._n_frames += 1
            if probability < _STOPS:
                self._burst = None
            else:
                self._hear(probability)

    def _hear(self, probability: float) -> None:
        if self._burst is None and probability >= _STARTS:
            self._burst = self._n_frames - 1
        lasted = 0 if self._burst is None else self._n_frames - self._burst
        if self._first is None and lasted * FRAME >= _SHORTEST:
            self._first = self._burst
        if self._first is not None:
            self._end = self._n_frames

    @property
    def speech(self) -> SpeechSpan | None:
        """From the first to the last speech heard, or None before any."""
        if self._first is None:
            return None
        return SpeechSpan(self._first * FRAME, self._end * FRAME)

    @property
    def time(self) -> float:
        """Seconds heard so far."""
        return self._n_frames * FRAME

    @property
    def silence(self) -> float:
        """Seconds since the last speech; 0 before any."""
        return 0.0 if self._first is None else (self._n_frames - self._end) * FRAME


class EndsSound(Protocol):
    """Hears when what is recorded began and ended."""

    def feed(self, samples: NDArray[np.float32]) -> None:
        """Hear the next samples, shape (n,), full scale at ±1."""

    @property
    def silence(self) -> float:
        """Seconds since the last sound that counts; 0 before any."""

    @property
    def speech(self) -> SpeechSpan | None:
        """What of the sound counts, with what belongs to it; None before any."""


class Endpointer:
    """Listens along while a wish is recorded.

    Parameters
    ----------
    sample_rate
        Of the sound to come, in Hz.

    Raises
    ------
    ResourceError
        If the model that hears speech is missing or damaged.
    """

    def __init__(self, sample_rate: int = SAMPLE_RATE) -> None:
        self._resampler = StreamResampler(sample_rate, SAMPLE_RATE)
        self._detector = VoiceDetector()
        self._rule = SilenceRule()

    def feed(self, samples: NDArray[np.float32]) -> None:
        """Hear the next samples, shape (n,), full scale at ±1."""
        self._rule.feed(self._detector.feed(self._resampler.feed(samples)))

    @property
    def silence(self) -> float:
        """Seconds since the last speech; 0 while somebody speaks, and before."""
        return self._rule.silence

    @property
    def speech(self) -> SpeechSpan | None:
        """From half a second before the first speech heard to `TAIL` after the last, or None."""
        speech = self._rule.speech
        return speech and SpeechSpan(max(0.0, speech.start - _MARGIN), speech.end + TAIL)


def find_speech(samples: NDArray[np.float32], progress: Progress) -> list[SpeechSpan]:
    """Find where somebody speaks in a whole recording.

    Parameters
    ----------
    samples
        Shape (n,), at 16 kHz.

    Returns
    -------
    list[Span]
        In order, none within another, each half a second wider than the speech in it where that
        is free, and none longer than `LONGEST_SPAN`.

    Raises
    ------
    ResourceError
        If the model that hears speech is missing or damaged.
    JobCancelledError
        If the user asked to stop.
    """
    detector = VoiceDetector()
    rule = SilenceRule()
    spans: list[SpeechSpan] = []
    for first in range(0, len(samples), _BLOCK):
        progress.check()
        for probability in detector.feed(samples[first : first + _BLOCK]):
            rule.feed([probability])
            if rule.speech and rule.silence >= _patience(rule.speech):
                spans.append(_widen(rule.speech, spans, rule.time))
                rule = rule.restart()
    if rule.speech:
        spans.append(_widen(rule.speech, spans, len(samples) / SAMPLE_RATE))
    return spans


def _patience(speech: SpeechSpan) -> float:
    """Say how much silence ends a stretch: the longer it is already, the less."""
    lasted = speech.end - speech.start
    if lasted < _LONG:
        return _PAUSE
    return _SHORT_PAUSE if lasted < LONGEST_SPAN - _PAUSE else 0.0


def _widen(speech: SpeechSpan, before: list[SpeechSpan], latest: float) -> SpeechSpan:
    earliest = before[-1].end if before else 0.0
    return SpeechSpan(max(earliest, speech.start - _MARGIN), min(speech.end + _MARGIN, latest))
