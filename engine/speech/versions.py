"""The same speech made to sound otherwise: what was said is heard in most of its versions.

What Whisper makes up changes with every little thing; words that were said come again. So what is
in doubt is heard without its noise, slower and faster, too.

References
----------
Ephraim & Malah, "Speech Enhancement Using a Minimum Mean-Square Error Short-Time Spectral
Amplitude Estimator", IEEE Transactions on Acoustics, Speech, and Signal Processing 1984.
Fiscus, "A Post-Processing System to Yield Reduced Word Error Rates: Recognizer Output Voting Error
Reduction (ROVER)", IEEE ASRU 1997.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import soxr
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from engine.speech.voice_activity import SAMPLE_RATE

__all__ = ["agreement", "versions", "without_noise"]

_SLOWER, _FASTER = 1.12, 0.9  # of the length; the pitch goes along: another speaker, nearly
_FRAME, _HOP = 512, 128  # samples: 32 ms, a quarter of it further each time
_QUIET = 0.2  # share of the frames that hold noise alone: the pauses around the words
_CAUTION = 2.0  # times the noise that was found: what comes and goes in it is louder than its mean
_MEMORY = 0.98  # of the frame before, as Ephraim and Malah have it: or single tones would ring
_LOWEST_SNR = 10**-2.5
_FLOOR = 0.1  # of a frequency at least: silence without any noise sounds like none Whisper knows

_Array = NDArray[np.float32]
_WINDOW = np.hanning(_FRAME + 1)[:-1]


def versions(samples: _Array) -> list[_Array]:
    """Give three versions of a sound at 16 kHz: without noise, slower, faster."""
    return [without_noise(samples), *(_stretch(samples, x) for x in (_SLOWER, _FASTER))]


def _stretch(samples: _Array, factor: float) -> _Array:
    stretched: _Array = soxr.resample(samples, SAMPLE_RATE, SAMPLE_RATE * factor)
    return stretched


def without_noise(samples: _Array) -> _Array:
    """Take away what sounds on in the pauses: Wiener's filter, the signal found as it goes on."""
    padded = np.pad(samples, _FRAME)
    frames = sliding_window_view(padded, _FRAME)[::_HOP] * _WINDOW
    spectra = np.fft.rfft(frames, axis=1)
    powers = np.square(np.abs(spectra))
    quietest = np.argsort(powers.sum(axis=1))[: max(int(_QUIET * len(powers)), 1)]
    noise = _CAUTION * powers[quietest].mean(axis=0) + 1e-12
    spectra *= _gains(powers / noise)
    return _join(np.fft.irfft(spectra, _FRAME, axis=1), len(padded))[_FRAME : _FRAME + len(samples)]


def _gains(ratios: NDArray[np.float64]) -> NDArray[np.float64]:
    """Say what of each frequency is kept, by its power over the noise's; both (n_frames, n)."""
    gains = np.empty_like(ratios)
    before = np.zeros(ratios.shape[1])
    for frame, ratio in enumerate(ratios):
        signal = _MEMORY * before + (1 - _MEMORY) * np.maximum(ratio - 1, 0)
        signal = np.maximum(signal, _LOWEST_SNR)
        gain = signal / (1 + signal)
        before = np.square(gain) * ratio
        gains[frame] = np.maximum(gain, _FLOOR)
    return gains


def _join(frames: NDArray[np.float64], length: int) -> _Array:
    """Add frames that overlap, and take back what their windows did."""
    joined, weight = np.zeros(length), np.full(length, 1e-6)
    for place, frame in enumerate(frames):
        part = slice(place * _HOP, place * _HOP + _FRAME)
        joined[part] += frame * _WINDOW
        weight[part] += np.square(_WINDOW)
    signal: _Array = (joined / weight).astype(np.float32)
    return signal


def agreement(texts: Sequence[str]) -> list[float]:
    """Say of each text which share of its words, and of the others', it has in common with them.

    Returns
    -------
    list of float
        0 for words that no other text has, 1 where all are the same.
    """
    bags = [_words(text) for text in texts]
    return [
        sum(_likeness(bag, other) for other in bags[:place] + bags[place + 1 :])
        / max(len(bags) - 1, 1)
        for place, bag in enumerate(bags)
    ]


def _words(text: str) -> Counter[str]:
    plain = ("".join(filter(str.isalnum, word)) for word in text.casefold().split())
    return Counter(filter(None, plain))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Give twice the common words over all (Dice, 1945)."""
    n_all = one.total() + other.total()
    return 2 * (one & other).total() / n_all if n_all else 0.0
