"""Size and kind of a WaveNet, and what it is told beside its own past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from torch import Tensor

from engine.errors import OptionError

__all__ = ["N_LEVELS", "Dimensions", "Hints"]

N_LEVELS = 256
"""Of the µ-law."""
_MOST_LAYERS = 200  # ten times the usual
_LONGEST_HOP = 16_000


@dataclass(frozen=True)
class Dimensions:
    """Size and kind of a WaveNet.

    Attributes
    ----------
    n_layers, n_cycle
        Layer ``i`` has dilation 2^(i mod ``n_cycle``).
    n_channels, n_skip
        Channels that run through the layers, and those that they give to the output.
    n_mixtures
        Logistics of the output; 0 for the paper's 256 µ-law levels.
    n_features, n_globals
        Local conditioning per frame, and global conditioning; each may be 0.
    n_condition
        Channels of the network that reads them.
    has_source
        Whether it predicts what a source lacks.
    n_taps
        Past residuals of the fixed linear predictors; 0 for none.
    n_instruments
        Instruments, each with a predictor and a fineness of its own; with global conditioning its
        first places say which one plays.
    hop_length
        Samples a frame.
    """

    n_layers: int = 20
    n_cycle: int = 10
    n_channels: int = 32
    n_skip: int = 64
    n_mixtures: int = 4
    n_features: int = 0
    n_globals: int = 0
    n_condition: int = 48
    has_source: bool = True
    n_taps: int = 32
    n_instruments: int = 1
    hop_length: int = 80

    def __post_init__(self) -> None:
        if self.n_channels % 16 or self.n_skip % 16:
            raise OptionError("n_channels and n_skip must be multiples of 16")
        if not 1 <= self.n_layers <= _MOST_LAYERS or not 1 <= self.n_cycle <= 14:
            raise OptionError(f"{self.n_layers} layers in cycles of {self.n_cycle} make no network")
        if not 1 <= self.hop_length <= _LONGEST_HOP:
            raise OptionError(f"a frame of {self.hop_length} samples is none")

    @property
    def dilations(self) -> list[int]:
        """How far back each layer looks, in samples."""
        return [2 ** (layer % self.n_cycle) for layer in range(self.n_layers)]

    @property
    def receptive_field(self) -> int:
        """Past samples that one output depends on, the linear predictor apart."""
        return sum(self.dilations) + 2

    @property
    def n_inputs(self) -> int:
        """Signals that enter: the past sample; with a source also the past residual and it."""
        return 3 if self.has_source else 1

    @property
    def n_outputs(self) -> int:
        """Logits, or weights, means and log scales of the mixture."""
        return 3 * self.n_mixtures or N_LEVELS

    @property
    def products_per_sample(self) -> int:
        """Multiply-adds that one sample takes, the conditioning apart."""
        channels, skip = self.n_channels, self.n_skip
        layer = 2 * channels * 2 * channels + channels * (channels + skip)
        head = skip * skip + skip * self.n_outputs
        return self.n_layers * layer + head + 2 * self.n_inputs * channels + self.n_taps


class Hints(NamedTuple):
    """What is known before the sound: all but ``features`` may be zeros where a model lacks them.

    Attributes
    ----------
    source, level
        Shape (B, T): the source, and the unit in which the network works.
    features
        Shape (B, N, ``n_features`` + ``n_globals``).
    """

    source: Tensor
    level: Tensor
    features: Tensor
