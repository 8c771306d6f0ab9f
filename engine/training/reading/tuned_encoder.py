"""MiniLM in torch, with narrow matrices beside those of its last layers that can learn.

The weights that it came with stay as they are; what is learned is small enough to ship (Hu et al.,
"LoRA: Low-Rank Adaptation of Large Language Models", ICLR 2022). `engine.emotion.sentences` adds it
to the weights when it loads them. What the layers below make of a text never changes, so it is
computed once.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.emotion.sentence_weights import N_LAYERS, EncoderWeights
from engine.emotion.sentences import N_DIMENSIONS

__all__ = ["AdaptedLinear", "TunedEncoder", "pad"]

_N_HEADS = 12
_LINEAR = ("query", "key", "value", "mix", "widen", "narrow")
_NORM = ("norm_mixed", "norm")


class AdaptedLinear(nn.Module):
    """A fixed matrix and bias, a learned narrow product beside them, and a learned shift."""

    weight: Tensor
    fixed: Tensor

    def __init__(self, weight: Tensor, bias: Tensor, rank: int) -> None:
        super().__init__()
        self.register_buffer("weight", weight)
        self.register_buffer("fixed", bias)
        n_in, n_out = weight.shape
        self.down = nn.Parameter(torch.randn(n_in, rank) / n_in**0.5)
        self.up = nn.Parameter(torch.zeros(rank, n_out))
        self.bias = nn.Parameter(torch.zeros(n_out))

    def forward(self, states: Tensor) -> Tensor:
        """Map (..., in) to (..., out)."""
        own = states @ self.weight + self.fixed
        return own + states @ self.down @ self.up + self.bias


class FixedLinear(nn.Module):
    """A matrix and bias as they came."""

    weight: Tensor
    fixed: Tensor

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        super().__init__()
        self.register_buffer("weight", weight)
        self.register_buffer("fixed", bias)

    def forward(self, states: Tensor) -> Tensor:
        """Map (..., in) to (..., out)."""
        return states @ self.weight + self.fixed


class TunedEncoder(nn.Module):
    """The encoder; only what `changes` gives is learned.

    Parameters
    ----------
    weights
        As the package has them.
    rank
        Width of the narrow matrices.
    n_tuned
        How many of the last layers learn.
    """

    words: Tensor
    positions: Tensor

    def __init__(self, weights: EncoderWeights, rank: int, n_tuned: int) -> None:
        super().__init__()
        self._n_fixed = N_LAYERS - n_tuned
        words = weights.words * weights.word_scales
        self.register_buffer("words", torch.from_numpy(words))
        self.register_buffer("positions", torch.from_numpy(weights.positions))
        arrays = {name: torch.from_numpy(np.array(value)) for name, value in weights.arrays.items()}
        self._fixed = {name: array for name, array in arrays.items() if "norm" in name}
        self.linear = nn.ModuleDict()
        for layer, name in itertools.product(range(N_LAYERS), _LINEAR):
            own = arrays[f"{layer}.{name}.weight"], arrays[f"{layer}.{name}.bias"]
            learns = layer >= self._n_fixed
            linear = AdaptedLinear(*own, rank) if learns else FixedLinear(*own)
            self.linear[f"{layer} {name}"] = linear
        self.shifts = nn.ParameterDict(
            {
                f"{layer} {name}": nn.Parameter(torch.zeros(2, N_DIMENSIONS))
                for layer in range(self._n_fixed, N_LAYERS)
                for name in _NORM
            }
        )

    @torch.no_grad()
    def below(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Go through the layers that stay as they are: (B, T) pieces to states (B, T, 384)."""
        fixed = self._fixed
        states = self.words[ids] + self.positions[: ids.shape[1]]
        states = _normalise(states, fixed["norm.weight"], fixed["norm.bias"])
        for layer in range(self._n_fixed):
            states = self._layer(layer, states, mask)
        return states

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """Encode texts: what `below` gave and which pieces are there to unit vectors (B, 384)."""
        for layer in range(self._n_fixed, N_LAYERS):
            states = self._layer(layer, states, mask)
        there = mask[..., None].to(states.dtype)
        return functional.normalize((states * there).sum(dim=1) / there.sum(dim=1), dim=1)

    def _layer(self, layer: int, states: Tensor, mask: Tensor) -> Tensor:
        mixed = self.linear[f"{layer} mix"](self._attend(layer, states, mask))
        states = self._norm(f"{layer}.norm_mixed", states + mixed)
        wide = functional.gelu(self.linear[f"{layer} widen"](states))
        return self._norm(f"{layer}.norm", states + self.linear[f"{layer} narrow"](wide))

    def changes(self) -> dict[str, np.ndarray]:
        """Give what was learned, as `engine.emotion.sentences.adapt` takes it."""
        found: dict[str, Tensor] = {}
        for key, linear in self.linear.items():
            if not isinstance(linear, AdaptedLinear):
                continue
            for part in ("down", "up", "bias"):
                found[f"{key.replace(' ', '.')}.{part}"] = getattr(linear, part)
        for key, shift in self.shifts.items():
            name = key.replace(" ", ".")
            found |= {f"{name}.weight": shift[0], f"{name}.bias": shift[1]}
        return {name: value.detach().numpy() for name, value in found.items()}

    @torch.no_grad()
    def resume(self, learned: Mapping[str, np.ndarray]) -> None:
        """Take over what an earlier training of the same size learned, as `changes` gives it."""
        for name, values in self.changes().items():
            values[...] = learned[name]  # shares its memory with the parameter

    def _attend(self, layer: int, states: Tensor, mask: Tensor) -> Tensor:
        batch, length, _ = states.shape
        query, key, value = (
            self.linear[f"{layer} {name}"](states).view(batch, length, _N_HEADS, -1).transpose(1, 2)
            for name in ("query", "key", "value")
        )
        mixed = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=mask[:, None, None, :]
        )
        return mixed.transpose(1, 2).reshape(batch, length, N_DIMENSIONS)

    def _norm(self, name: str, states: Tensor) -> Tensor:
        weight, bias = self._fixed[f"{name}.weight"], self._fixed[f"{name}.bias"]
        key = name.replace(".", " ")
        if key in self.shifts:
            weight, bias = weight + self.shifts[key][0], bias + self.shifts[key][1]
        return _normalise(states, weight, bias)


def _normalise(states: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return functional.layer_norm(states, (N_DIMENSIONS,), weight, bias, eps=1e-12)


def pad(texts: list[Tensor]) -> tuple[Tensor, Tensor]:
    """Lay texts side by side: shapes (B, T, ...), and which places hold something (B, T)."""
    lengths = torch.tensor([len(text) for text in texts])
    mask = torch.arange(int(lengths.max())) < lengths[:, None]
    return nn.utils.rnn.pad_sequence(texts, batch_first=True), mask
