"""The partition function of every frame of a recurrent Boltzmann machine, summed exactly.

With few hidden units the sum over their 2^H states is short enough to take for every frame, where
annealing would have to start again at each: training follows the true gradient of the likelihood
instead of contrastive divergence's, and the likelihood reported is no estimate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numba import njit
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from engine.training.binary_machine import configurations

__all__ = ["FrameSums", "exact_sums", "summed_log_partition"]

_F = np.float32
_LOG2 = _F(0.6931471805599453)
_NEGLIGIBLE = _F(1e-6)  # posterior of a hidden state below which it adds nothing to the gradient
_FLOOR = _F(-20)
_EXPONENT = 66  # with odds of up to e^20 a product still fits a float
_CEILING = _F(1e9)  # four factors must fit a float; a key of logit 20 sounds for certain

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class FrameSums:
    """Of every frame log Z, shape (frames,), in nats, and p(key sounds), (frames, visible)."""

    log_partitions: Tensor
    chances: Tensor


def exact_sums(weight: Tensor, visible_biases: Tensor, hidden_biases: Tensor) -> FrameSums:
    """Sum in double precision, without shortcuts: for evaluation.

    Parameters
    ----------
    weight
        Shape (visible, hidden).
    visible_biases, hidden_biases
        Shapes (frames, visible) and (frames, hidden).
    """
    states = configurations(weight.shape[1]).double()
    pull = states @ weight.double().T
    log_partitions, chances = [], []
    biases = zip(
        torch.split(visible_biases.double(), 32),
        torch.split(hidden_biases.double(), 32),
        strict=True,
    )
    for visible, hidden in biases:
        logits = visible[:, None] + pull  # [frames, 2^H, visible]
        terms = hidden @ states.T + functional.softplus(logits).sum(2)
        log_partitions.append(torch.logsumexp(terms, 1))
        posterior = torch.softmax(terms, 1)[:, None]
        chances.append((posterior @ torch.sigmoid(logits)).squeeze(1))
    return FrameSums(torch.cat(log_partitions), torch.cat(chances))


def summed_log_partition(
    weight: Tensor, visible_biases: Tensor, hidden_biases: Tensor, shares: Tensor
) -> Tensor:
    """Σ shares · log Z over frames, with its gradient, fast enough to train by.

    Parameters
    ----------
    shares
        Shape (frames,), not negative; frames with 0 are left out.
    """
    apply: Callable[..., Tensor] = _LogPartition.apply
    return apply(weight, visible_biases, hidden_biases, shares)


class _LogPartition(torch.autograd.Function):
    """The kernel finds value and gradient together."""

    @staticmethod
    def forward(  # torch's own contract
        ctx: Any, weight: Tensor, visible: Tensor, hidden: Tensor, shares: Tensor
    ) -> Tensor:
        states = configurations(weight.shape[1])
        odds = torch.exp(visible.detach().clamp(-_EXPONENT, 20)).contiguous()
        factors = torch.exp((states @ weight.detach().T).clamp(-_EXPONENT, _EXPONENT)).contiguous()
        offsets = (hidden.detach() @ states.T).contiguous()
        posterior = torch.zeros(offsets.shape)
        chances = torch.zeros(odds.shape)
        pulls = torch.zeros(factors.shape)
        values = torch.zeros(len(odds))
        _sum_states(
            odds.numpy(), factors.T.contiguous().numpy(), factors.numpy(), offsets.numpy(),
            shares.detach().contiguous().numpy(), values.numpy(), chances.numpy(),
            posterior.numpy(), pulls.numpy(),
        )  # fmt: skip
        ctx.save_for_backward(pulls.T @ states, chances, posterior @ states)
        return (values * shares).sum()

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        weight, visible, hidden = ctx.saved_tensors
        return gradient * weight, gradient * visible, gradient * hidden, None


@njit(fastmath=True, nogil=True, cache=True, error_model="numpy")
def _sum_states(  # noqa: PLR0913, PLR0917 - a kernel takes its arrays bare
    odds: Floats, by_key: Floats, by_state: Floats, offsets: Floats, shares: Floats,
    values: Floats, chances: Floats, posterior: Floats, pulls: Floats,
) -> None:  # fmt: skip
    """Fill ``values`` with log Z, and its derivatives times ``shares``.

    Z of a frame = Σ over states h of exp(offset_h) · Π over keys i of (1 + odds_i · factor_ih).
    ``chances`` [N, V] and ``posterior`` [N, 2^H] are p(key) and p(state) times the share,
    ``pulls`` [2^H, V] their joint summed over frames.
    """
    n_states = by_key.shape[1]
    product = np.empty(n_states, np.float32)
    bits, powers = product.view(np.int32), np.empty(n_states, np.int32)
    logs = np.empty(n_states, np.float32)
    for n in range(len(odds)):
        if shares[n] > 0:
            _multiply(odds[n], by_key, product, bits, powers)
            total = _softmax(offsets[n], product, powers, logs, values[n : n + 1])
            _spread(odds[n], by_state, logs, shares[n] / total, chances[n], posterior[n], pulls)


@njit(fastmath=True, nogil=True, cache=True, error_model="numpy")
def _multiply(
    odds: Floats, by_key: Floats, product: Floats, bits: NDArray[np.int32],
    powers: NDArray[np.int32],
) -> None:  # fmt: skip
    """Give Π (1 + odds · factor) per state as mantissa (``product``) and power of two."""
    one = _F(1)
    product[:] = one
    powers[:] = 0
    for key in range(0, len(odds), 4):
        a, b, c, d = odds[key], odds[key + 1], odds[key + 2], odds[key + 3]
        f, g, h, i = by_key[key], by_key[key + 1], by_key[key + 2], by_key[key + 3]
        for s in range(len(product)):
            low = (one + min(a * f[s], _CEILING)) * (one + min(b * g[s], _CEILING))
            high = (one + min(c * h[s], _CEILING)) * (one + min(d * i[s], _CEILING))
            product[s] *= low * high
        for s in range(len(product)):  # cut the exponent off before it overflows
            powers[s] += (bits[s] >> 23) - 127
            bits[s] = (bits[s] & 0x7FFFFF) | 0x3F800000


@njit(fastmath=True, nogil=True, cache=True, error_model="numpy")
def _softmax(
    offsets: Floats, product: Floats, powers: NDArray[np.int32], terms: Floats, value: Floats
) -> np.float32:
    """Fill ``terms`` with each state's weight and ``value`` with log Z; give the weights' sum."""
    highest = _F(-1e30)
    for s in range(len(product)):
        terms[s] = offsets[s] + _F(powers[s]) * _LOG2
        highest = max(highest, terms[s])
    total = _F(0)
    for s in range(len(product)):
        above = terms[s] - highest
        terms[s] = product[s] * np.exp(above) if above > _FLOOR else _F(0)
        total += terms[s]
    value[0] = highest + np.log(total)
    return total


@njit(fastmath=True, nogil=True, cache=True, error_model="numpy")
def _spread(  # noqa: PLR0913, PLR0917 - a kernel takes its arrays bare
    odds: Floats, by_state: Floats, terms: Floats, scale: np.float32, chances: Floats,
    posterior: Floats, pulls: Floats,
) -> None:  # fmt: skip
    """Add one frame's derivatives; states that hardly occur are passed over."""
    one = _F(1)
    least = _NEGLIGIBLE * terms.sum()
    for s in range(len(terms)):
        if terms[s] > least:
            chance = terms[s] * scale
            posterior[s] = chance
            factor, pull = by_state[s], pulls[s]
            for key in range(len(odds)):
                x = min(odds[key] * factor[key], _CEILING)
                joint = chance * (x / (one + x))
                chances[key] += joint
                pull[key] += joint
