"""Makes of any recording what the models hear best: one channel, no rumble, a usual loudness."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from engine.audio.resampling import resample
from engine.audio.waveform import Waveform
from engine.speech.voice_activity import SAMPLE_RATE, VoiceDetector

__all__ = ["clean"]

_LOWEST = 95.0  # Hz: above a mains' hum and its octave's half, below nearly all of a voice
_N_TAPS = 1025  # let the filter fall by 50 dB within 50 Hz
_BLOCK = 512  # samples over which loudness is measured: 32 ms
_MEDIAN = 5  # blocks: a click is in fewer than half of them
_USUAL, _LOUDEST = 0.1, 0.5  # RMS of the loudest stretch that speech usually has; the most it may
_QUIETEST = 0.02
_MAX_GAIN = 1000.0  # 60 dB: what needs more is the noise of the converter
_MOST_CHANNELS = 8  # that are looked at; interfaces offer dozens, most of them empty
_MAINS = np.concatenate([np.arange(centre - 0.2, centre + 0.2, 0.01) for centre in (50.0, 60.0)])
"""Frequencies that the mains may have, in Hz."""
_HIGHEST_HUM = 1000.0  # Hz
_STEADY = 2 * SAMPLE_RATE  # samples for which hum is a sum of steady tones
_COARSE = 40  # samples averaged to find its frequency: enough for three harmonics

_Array = NDArray[np.float32]


def _high_pass() -> _Array:
    """Give the taps of a filter (windowed sinc) that takes DC and hum away."""
    times = np.arange(_N_TAPS) - _N_TAPS // 2
    share = 2 * _LOWEST / SAMPLE_RATE
    low_pass = share * np.sinc(share * times) * np.hamming(_N_TAPS)
    taps: NDArray[np.float64] = -low_pass / low_pass.sum()
    taps[_N_TAPS // 2] += 1
    return taps.astype(np.float32)


_TAPS = _high_pass()


def clean(waveform: Waveform) -> _Array:
    """Give 16 kHz mono, all numbers, without DC and hum, loud enough to tell speech.

    Of several channels the one is taken that holds the most speech: an average would be silence
    where one is the other's negative, and noise where only one is a microphone.
    """
    numbers = np.nan_to_num(waveform.samples[:, :_MOST_CHANNELS], posinf=1.0, neginf=-1.0)
    at_16_khz = resample(Waveform(numbers, waveform.sample_rate), SAMPLE_RATE).samples
    channels: list[_Array] = []
    for channel in at_16_khz.T:
        if not any(np.array_equal(channel, other) for other in channels):
            channels.append(channel)
    cleaned = [_level(_filter(channel)) for channel in channels]
    return max(cleaned, key=_speech) if len(cleaned) > 1 else cleaned[0]


def _take_hum_away(samples: _Array) -> _Array:
    """Take the tones of a mains out, and a constant offset: no voice is so steady."""
    n_parts = max(len(samples) // _STEADY, 1)
    return np.concatenate([part - _hum(part) for part in np.array_split(samples, n_parts)])


def _hum(part: _Array) -> _Array:
    n_means = len(part) // _COARSE
    coarse = part[: n_means * _COARSE].reshape(n_means, _COARSE).mean(axis=1)
    rate = SAMPLE_RATE / _COARSE
    mains = max(_MAINS, key=lambda mains: float(np.square(_steady(coarse, mains, 3, rate)).sum()))
    return _steady(part, mains, int(_HIGHEST_HUM / mains), SAMPLE_RATE)


def _steady(samples: _Array, frequency: float, n_harmonics: int, rate: float) -> _Array:
    """Give the part of the sound that is constant or a harmonic of a frequency (least squares)."""
    turns = 2 * np.pi * frequency / rate * np.arange(len(samples), dtype=np.float64)
    angles = np.outer(turns, np.arange(1, n_harmonics + 1))
    tones = np.concatenate([np.ones((len(turns), 1)), np.cos(angles), np.sin(angles)], axis=1)
    weights = np.linalg.solve(tones.T @ tones, tones.T @ samples)
    steady: NDArray[np.float64] = tones @ weights
    return steady.astype(np.float32)


def _filter(samples: _Array) -> _Array:
    """Take away what is below a voice."""
    if len(samples) <= _N_TAPS:  # in so little sound it cannot be told
        return samples
    padded = np.pad(_take_hum_away(samples), _N_TAPS, mode="reflect")
    size = 1 << len(padded).bit_length()
    product = np.fft.rfft(padded, size) * np.fft.rfft(_TAPS, size)
    start = _N_TAPS + _N_TAPS // 2
    return np.fft.irfft(product, size)[start : start + len(samples)].astype(np.float32)


def _level(samples: _Array) -> _Array:
    """Bring the loudest stretch, clicks aside, to what is usual."""
    loudness = _loudness(samples)
    if not loudness or _QUIETEST <= loudness <= _LOUDEST:
        gain = 1.0
    else:
        gain = min(_USUAL / loudness, _MAX_GAIN)
    levelled: _Array = np.clip(samples * np.float32(gain), -1, 1)
    return levelled


def _loudness(samples: _Array) -> float:
    n_blocks = len(samples) // _BLOCK
    if n_blocks < _MEDIAN:
        return float(np.sqrt(np.square(samples).mean())) if len(samples) else 0.0
    blocks = samples[: n_blocks * _BLOCK].reshape(n_blocks, _BLOCK)
    rms = np.sqrt(np.square(blocks).mean(axis=1))
    return float(np.median(sliding_window_view(rms, _MEDIAN), axis=1).max())


def _speech(samples: _Array) -> float:
    """Say how much speech there is, in frames."""
    probabilities = VoiceDetector().feed(samples)
    return float(probabilities[probabilities >= 0.5].sum())
