"""How loud a sound is to people, and making it as loud as asked without distortion."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from engine.audio.filtering import Filter, high_pass, shelf
from engine.audio.waveform import Waveform
from engine.progress import Progress

__all__ = ["CEILING_DB", "integrated_loudness", "limit", "normalise", "true_peaks"]

CEILING_DB = -1.0
"""The highest peak that leaves us, in dBFS, between the samples included (EBU R 128)."""

_MOST_LIMITING_DB = 6.0
"""A peak further above the ceiling makes the whole piece softer rather than sound squeezed."""

_GATED = 0.4  # seconds of a block whose power is looked at
_FULL_SCALE = -0.691  # LUFS of a power of 1
_INAUDIBLE = 10 ** ((-70 - _FULL_SCALE) / 10)  # power

_TRIES, _NEAR = 3, 0.2  # times that loudness is given back that limiting took; LU

_BLOCK = 64  # frames that share one gain
_HALF_WINDOW = 16  # blocks: the gain moves within 23 ms on either side of a peak
_CHUNK = 1024  # blocks oversampled at a time
_CONTEXT = 256  # frames around a chunk, so that its edges are right
_STRETCH = 1 << 18  # frames filtered at a time: 30 ms of work
_DIGITS = 6  # of a gain: the meter, BLAS and NumPy's own kernels differ in the last of 15


_NOBODY = Progress()
"""Never cancelled: where nobody waits."""


def integrated_loudness(waveform: Waveform, progress: Progress = _NOBODY) -> float:
    """Measure the loudness of the whole.

    Returns
    -------
    float
        In LUFS; −inf for silence.

    References
    ----------
    ITU-R BS.1770-4, "Algorithms to measure audio programme loudness and true-peak audio level".
    """
    samples = waveform.samples
    shortest = int(_GATED * waveform.sample_rate) + 1
    if len(samples) < shortest:
        samples = np.pad(samples, ((0, shortest - len(samples)), (0, 0)))
    powers = _powers(_weighted(samples, waveform.sample_rate, progress), waveform.sample_rate)
    audible = powers[powers >= _INAUDIBLE]
    if not len(audible):
        return -np.inf
    loud = audible[audible > audible.mean() / 10]  # what lies 10 LU below the rest is a pause
    return float(_FULL_SCALE + 10 * np.log10(loud.mean()))


def _powers(weighted: NDArray[np.float32], sample_rate: int) -> NDArray[np.float64]:
    """Give the power of each block of .4 s, of which one begins every .1 s."""
    # blocks overlap by three quarters (ITU-R BS.1770-4)
    hop = _GATED / 4
    n_blocks = round((len(weighted) / sample_rate - _GATED) / hop) + 1
    edges = (np.arange(n_blocks + 4) * hop * sample_rate).astype(int)
    energies = [np.square(weighted[a:b]).sum(dtype=float) for a, b in itertools.pairwise(edges)]
    powers: NDArray[np.float64] = np.convolve(energies, np.ones(4), "valid")
    return powers / (_GATED * sample_rate)


def _weighted(
    samples: NDArray[np.float32], sample_rate: int, progress: Progress
) -> NDArray[np.float32]:
    """Filter as the ear does, a stretch at a time, so that it can be stopped."""
    # as BS.1770 has them for 48 kHz: the head's shelf, and what is too low to be loud
    head, lows = shelf(1500, 4.0, sample_rate, 0.5**0.5), high_pass(38, sample_rate, 0.5)
    ear = Filter(np.concatenate([head, lows]))
    weighted = np.empty_like(samples)
    for first in range(0, len(samples), _STRETCH):
        progress.check()
        part = slice(first, first + _STRETCH)
        weighted[part] = ear(samples[part].T).T
    return weighted


def true_peaks(
    samples: NDArray[np.float32], worth_knowing: float = 0.0, progress: Progress = _NOBODY
) -> NDArray[np.float32]:
    """Measure peaks between the samples, by fourfold oversampling.

    Parameters
    ----------
    samples
        Shape (n_frames, n_channels).
    worth_knowing
        Where all samples stay below this the sample peaks will do.

    Returns
    -------
    NDArray[np.float32]
        Shape (ceil(n_frames / 64),): the highest of all channels in each block of 64 frames.
    """
    import soxr  # noqa: PLC0415

    n_blocks = -(-len(samples) // _BLOCK)
    margin = (_CONTEXT, n_blocks * _BLOCK - len(samples) + _CONTEXT)
    padded = np.pad(samples, (margin, (0, 0)))
    peaks = np.empty(n_blocks, dtype=np.float32)
    for first in range(0, n_blocks, _CHUNK):
        progress.check()
        n = min(_CHUNK, n_blocks - first)
        chunk = padded[first * _BLOCK : (first + n) * _BLOCK + 2 * _CONTEXT]
        factor = 1
        if np.abs(chunk).max() > worth_knowing:
            chunk, factor = soxr.resample(chunk, 1, 4), 4
        inner = np.abs(chunk[_CONTEXT * factor : (_CONTEXT + n * _BLOCK) * factor])
        peaks[first : first + n] = inner.reshape(n, -1).max(axis=1)
    return peaks


def limit(
    samples: NDArray[np.float32], ceiling: float, progress: Progress = _NOBODY
) -> NDArray[np.float32]:
    """Lower the gain gently around each peak above the ceiling.

    The gain is computed for blocks of 64 frames and drawn as a line between them. It looks ahead
    as far as back, which only a limiter that has the whole sound can do.

    Parameters
    ----------
    samples
        Shape (n_frames, n_channels).
    ceiling
        Linear, above 0.

    Returns
    -------
    NDArray[np.float32]
        Of the same shape; true peaks at most ``ceiling``.
    """
    peaks = true_peaks(samples, ceiling / 2, progress)
    if peaks.max(initial=0.0) <= ceiling:
        return samples
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    # the minimum reaches one block further than the smoothing, so lines between blocks stay below
    reach = _HALF_WINDOW + 2
    lowest = sliding_window_view(np.pad(needed, reach, mode="edge"), 2 * reach + 1).min(axis=1)
    kernel = np.hanning(2 * _HALF_WINDOW + 3)
    kernel /= kernel.sum()
    smoothed = np.convolve(np.pad(lowest, _HALF_WINDOW + 1, mode="edge"), kernel, mode="valid")
    gains = smoothed.round(_DIGITS)
    centres = (np.arange(len(gains)) + 0.5) * _BLOCK
    gain = np.interp(np.arange(len(samples)), centres, gains).astype(np.float32)
    return samples * gain[:, None]


def normalise(waveform: Waveform, target: float, progress: Progress) -> Waveform:
    """Bring a sound to a loudness, its peaks to −1 dBFS at most.

    Parameters
    ----------
    target
        In LUFS, met within 0.5; a piece of faint sounds with single strokes stays softer.

    Raises
    ------
    JobCancelledError
        If the user asked to stop.
    """
    if waveform.peak == 0:
        return waveform
    # at full scale, since the meter takes anything below -70 LUFS for silence
    samples = waveform.samples / np.float32(waveform.peak)
    loudness = integrated_loudness(Waveform(samples, waveform.sample_rate), progress)
    progress.check()
    ceiling = 10 ** (CEILING_DB / 20)
    loudest = ceiling * 10 ** (_MOST_LIMITING_DB / 20)
    gain = 10 ** ((target - loudness) / 20)
    for _ in range(_TRIES):
        gain = round(min(gain, loudest), _DIGITS)
        raised = samples * np.float32(gain)
        limited = Waveform(limit(raised, ceiling, progress), waveform.sample_rate)
        if limited.samples is raised or gain >= loudest:
            break
        lacking = target - integrated_loudness(limited, progress)
        if lacking < _NEAR:
            break
        gain *= 10 ** (lacking / 20)  # what the limiter took away
    return limited
