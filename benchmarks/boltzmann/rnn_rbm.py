"""The recurrent Boltzmann machine: what has sounded sets the biases of what sounds next.

Each frame is drawn from a restricted Boltzmann machine whose couplings never change and whose
visible and hidden biases are driven by a recurrent network over all frames before. Beyond the
published model: gated units, a pulse that counts frames, and a path on which recent frames act on
the visible biases by interval alone.

References
----------
Boulanger-Lewandowski, Bengio and Vincent, "Modeling Temporal Dependencies in High-Dimensional
Sequences: Application to Polyphonic Music Generation and Transcription", ICML 2012.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from boltzmann.binary_machine import BinaryMachine
from boltzmann.polyphony import N_KEYS

__all__ = ["RecurrentBiases", "RecurrentMachine", "RecurrentSize"]


@dataclass(frozen=True)
class RecurrentSize:
    """Sizes of a machine.

    Attributes
    ----------
    n_memory
        Units of the recurrent network.
    n_recent
        Frames that act by interval.
    n_pulses
        Periods of 2, 4, … 2^n_pulses frames that the network is shown.
    dropout
        Share of memory units darkened while training, 0 to 1.
    """

    n_memory: int = 128
    n_recent: int = 8
    n_pulses: int = 4
    dropout: float = 0.3


@dataclass(frozen=True)
class RecurrentBiases:
    """``visible`` [B, T, 88] and ``hidden`` [B, T, H] of every frame, given those before it."""

    visible: Tensor
    hidden: Tensor


class RecurrentMachine(nn.Module):
    """Axes: B pieces, T frames, H hidden units, M memory units.

    Parameters
    ----------
    start
        A machine of single frames, whose couplings and biases are the first.
    """

    def __init__(self, size: RecurrentSize, start: BinaryMachine) -> None:
        super().__init__()
        self.size = size
        parts = (nn.Parameter(part.clone()) for part in start.parameters)
        self.weight, self.visible_bias, self.hidden_bias = parts
        self.memory = nn.GRU(N_KEYS + 2 * size.n_pulses, size.n_memory, batch_first=True)
        self.dropout = nn.Dropout(size.dropout)
        self.to_visible = nn.Linear(size.n_memory, N_KEYS, bias=False)
        self.to_hidden = nn.Linear(size.n_memory, len(self.hidden_bias), bias=False)
        self.intervals = nn.Parameter(torch.zeros(size.n_recent, 2 * N_KEYS - 1))
        for layer in (self.to_visible, self.to_hidden):
            nn.init.normal_(layer.weight, 0, 0.01)

    def biases(self, before: Tensor, clock: Tensor) -> RecurrentBiases:
        """Give the biases of frames.

        Parameters
        ----------
        before
            For each frame the one before it, silence before the first; shape (B, T, 88).
        clock
            Number of each frame in its piece, shape (B, T).
        """
        inputs = torch.cat([before, *self._pulses(clock)], 2)
        memory = self.dropout(self.memory(inputs)[0])
        visible = self.visible_bias + self.to_visible(memory) + self._by_interval(before)
        return RecurrentBiases(visible, self.hidden_bias + self.to_hidden(memory))

    def _pulses(self, clock: Tensor) -> list[Tensor]:
        angles = [2 * math.pi * clock / 2**power for power in range(1, self.size.n_pulses + 1)]
        return [wave(angle)[..., None] for angle in angles for wave in (torch.cos, torch.sin)]

    def _by_interval(self, before: Tensor) -> Tensor:
        """Sum what recent frames say of a key by their distance from it, [B, T, 88]."""
        n_recent, n_frames = self.size.n_recent, before.shape[1]
        padded = functional.pad(before, (0, 0, n_recent - 1, 0))
        recent = torch.cat([padded[:, lag : lag + n_frames] for lag in range(n_recent)], 2)
        banded = self.intervals.unfold(1, N_KEYS, 1).reshape(-1, N_KEYS)  # [recent · 88, 88]
        return (recent @ banded).flip(2)

    def at(self, biases: RecurrentBiases, chosen: Tensor) -> BinaryMachine:
        """Give the machines of the frames that the mask ``chosen`` [B, T] names, one a row."""
        return BinaryMachine(self.weight, biases.visible[chosen], biases.hidden[chosen])
