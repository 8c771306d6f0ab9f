"""Draws binary units from their logits in one pass: sigmoid, chance and comparison fused."""

from __future__ import annotations

import numpy as np
import torch
from numba import njit
from numpy.typing import NDArray
from torch import Tensor

__all__ = ["UnitSampler"]

_LANES = 256  # independent generators side by side, so that the loop becomes vector instructions
_POWERS = (2.0 ** np.arange(-64, 65)).astype(np.float32)
_F, _U = np.float32, np.uint32


class UnitSampler:
    """Binary draws that depend on nothing but the seed and the calls before.

    References
    ----------
    Marsaglia, "Xorshift RNGs", 2003.
    """

    def __init__(self, seed: int) -> None:
        chance = np.random.default_rng(seed)
        self._state = chance.integers(1, 2**32, _LANES, dtype=np.uint32)

    def draw(self, logits: Tensor) -> Tensor:
        """Draw units that are 1 with chance σ(logit); any shape, float32."""
        logits = logits.detach().float().contiguous()
        units = torch.empty_like(logits)
        _draw(logits.numpy().reshape(-1), units.numpy().reshape(-1), self._state)
        return units

    @property
    def state(self) -> Tensor:
        """What a checkpoint keeps."""
        return torch.from_numpy(self._state.astype(np.int64))

    @state.setter
    def state(self, value: Tensor) -> None:
        self._state = value.numpy().astype(np.uint32)


@njit(fastmath=True, nogil=True, cache=True, error_model="numpy")
def _draw(
    logits: NDArray[np.float32], units: NDArray[np.float32], state: NDArray[np.uint32]
) -> None:
    scale, one = _F(2.0**-32), _F(1)
    for first in range(0, logits.size, state.size):
        for lane in range(state.size):
            s = state[lane]
            s = _U(s ^ _U(s << _U(13)))  # numba widens each shift to 64 bits: cut back every time
            s = _U(s ^ _U(s >> _U(17)))
            state[lane] = _U(s ^ _U(s << _U(5)))
        for lane in range(min(state.size, logits.size - first)):
            # u < 1 / (1 + exp(-x)), with exp(-x) = 2^whole · 2^part and a polynomial for the part
            x = min(max(logits[first + lane] * _F(-1.4426950408889634), _F(-60)), _F(60))
            whole = np.floor(x)
            y = x - whole
            y = one + y * (
                _F(0.6931471) + y * (
                    _F(0.2402265) + y * (_F(0.0555041) + y * (_F(0.0096181) + y * _F(0.0013333)))
                )
            )  # fmt: skip
            place = int(whole) + 64
            odds = y * _POWERS[place if 0 <= place < len(_POWERS) else 0]  # if not a number
            units[first + lane] = one if _F(state[lane]) * scale * (one + odds) < one else _F(0)
