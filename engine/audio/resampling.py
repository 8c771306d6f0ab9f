"""Changing the sample rate, for a whole waveform or block by block."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.audio.waveform import Waveform

__all__ = ["StreamResampler", "resample"]


def resample(waveform: Waveform, sample_rate: int) -> Waveform:
    """Give the same sound at another rate.

    Parameters
    ----------
    sample_rate
        In Hz, more than 0.
    """
    if sample_rate == waveform.sample_rate:
        return waveform
    import soxr  # noqa: PLC0415 - the window knows live mixes from its start, but plays none

    samples = soxr.resample(waveform.samples, waveform.sample_rate, sample_rate)
    return Waveform(samples, sample_rate)


class StreamResampler:
    """Resamples sound that arrives in blocks.

    Parameters
    ----------
    source, target
        Sample rates in Hz.
    n_channels
        Of the samples.
    """

    def __init__(self, source: int, target: int, n_channels: int = 1) -> None:
        import soxr  # noqa: PLC0415 - as above

        self._stream = (
            None
            if source == target
            else soxr.ResampleStream(source, target, n_channels, dtype="float32")
        )

    def feed(self, samples: NDArray[np.float32], *, is_last: bool = False) -> NDArray[np.float32]:
        """Take the next samples and give what is ready, some milliseconds late.

        Parameters
        ----------
        samples
            Shape (n,), or (n, n_channels) for more than one.
        is_last
            Whether the rest shall come now, too.
        """
        if self._stream is None:
            return samples
        ready: NDArray[np.float32] = self._stream.resample_chunk(samples, last=is_last)
        return ready
