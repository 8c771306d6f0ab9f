"""Sound as numbers: the value that comes from a microphone and goes to a loudspeaker."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import OptionError

__all__ = ["Waveform"]


@dataclass(frozen=True, eq=False)
class Waveform:
    """A piece of sound.

    Attributes
    ----------
    samples
        Shape (n_frames, n_channels), float32, full scale at ±1.
    sample_rate
        In Hz.

    Raises
    ------
    OptionError
        If the samples are not two-dimensional or the sample rate is not positive.
    """

    samples: NDArray[np.float32]
    sample_rate: int

    def __post_init__(self) -> None:
        if self.samples.ndim != 2:
            raise OptionError(f"samples have {self.samples.ndim} dimensions, expected 2")
        if self.sample_rate <= 0:
            raise OptionError(f"sample_rate is {self.sample_rate}, expected more than 0")
        if self.samples.dtype != np.float32:
            object.__setattr__(self, "samples", self.samples.astype(np.float32))

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.sample_rate

    @property
    def n_channels(self) -> int:
        """1 for mono, 2 for stereo."""
        return int(self.samples.shape[1])

    @property
    def peak(self) -> float:
        """Largest absolute sample; 0 for an empty waveform."""
        return float(np.abs(self.samples).max(initial=0.0))

    def mono(self) -> NDArray[np.float32]:
        """Average the channels: shape (n_frames,)."""
        mixed: NDArray[np.float32] = self.samples.mean(axis=1, dtype=np.float32)
        return mixed
