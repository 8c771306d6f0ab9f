"""Two small classifiers that err differently: gradient-boosted trees and a linear one.

Both are made of arrays alone, so that a judge can be kept as one ``.npz`` file.

References
----------
Friedman, "Greedy Function Approximation", 2001; Ke et al., "LightGBM", NeurIPS 2017 (histograms).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["BoostedTrees", "LinearClassifier", "softmax"]

Array = Any

_DEPTH = 3
_N_BINS = 25
_N_ROUNDS = 150
_RATE = 0.06
_COLUMNS, _ROWS = 0.2, 0.7  # shares that each tree sees
_SHRINK, _LEAST = 3.0, 3.0  # ridge on a leaf's value; curvature that a leaf needs


def softmax(scores: Array) -> Array:
    """Turn scores (n, n_classes) into probabilities."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@dataclass(frozen=True, eq=False)
class BoostedTrees:
    """Trees of one depth, added up.

    Attributes
    ----------
    columns, cuts
        Shape (n_rounds, n_classes, 2^depth - 1): a node's question, ``x[column] > cut``.
    leaves
        Shape (n_rounds, n_classes, 2^depth).
    """

    columns: Array
    cuts: Array
    leaves: Array

    @classmethod
    def train(cls, inputs: Array, targets: Array, weights: Array, seed: int = 0) -> BoostedTrees:
        """Fit to one-hot ``targets`` (n, n_classes); the same arguments give the same trees."""
        random = np.random.default_rng(seed)
        edges = np.quantile(inputs, np.linspace(0, 1, _N_BINS + 1)[1:-1], axis=0)
        bins = (inputs[None] > edges[:, None]).sum(axis=0)
        scores = np.zeros(targets.shape)
        grown: list[list[tuple[Array, Array, Array]]] = []
        for _ in range(_N_ROUNDS):
            said = softmax(scores)
            rows = np.flatnonzero(random.random(len(inputs)) < _ROWS)
            grown.append([])
            for label in range(targets.shape[1]):
                slope = weights * (said[:, label] - targets[:, label])
                bend = weights * said[:, label] * (1 - said[:, label])
                some = random.permutation(inputs.shape[1])[: int(_COLUMNS * inputs.shape[1])]
                tree = _grow(bins[rows], slope[rows], bend[rows], some)
                scores[:, label] += tree[2][_descend(bins, *tree[:2])]
                grown[-1].append(tree)
        columns, bounds, leaves = (
            np.array([[tree[part] for tree in trees] for trees in grown]) for part in range(3)
        )
        # A question about bins becomes one about values; beyond the last bin no value lies.
        open_edges = np.vstack([edges, np.full(edges.shape[1], np.inf)])
        return cls(columns, open_edges[bounds, columns], leaves)

    def probabilities(self, inputs: Array) -> Array:
        """Give each row's probability of each class."""
        scores = np.zeros((len(inputs), self.leaves.shape[1]))
        for place in np.ndindex(self.leaves.shape[:2]):
            leaf = _descend(inputs, self.columns[place], self.cuts[place])
            scores[:, place[1]] += self.leaves[place][leaf]
        return softmax(scores)


def _descend(inputs: Array, columns: Array, cuts: Array) -> Array:
    """Give the leaf of each row; node n's children are 2n + 1 and 2n + 2."""
    node = np.zeros(len(inputs), dtype=int)
    rows = np.arange(len(inputs))
    for _ in range(_DEPTH):
        node = 2 * node + 1 + (inputs[rows, columns[node]] > cuts[node])
    return node - (2**_DEPTH - 1)


def _grow(bins: Array, slope: Array, bend: Array, some: Array) -> tuple[Array, Array, Array]:
    """Grow one tree level by level: the columns and bins it asks for, and its leaves' values."""
    columns = np.zeros(2**_DEPTH - 1, dtype=int)
    bounds = np.full(2**_DEPTH - 1, _N_BINS - 1)
    seen = bins[:, some]
    node = np.zeros(len(bins), dtype=int)
    for level in range(_DEPTH):
        first, n_nodes = 2**level - 1, 2**level
        gain = _gains(seen, node, n_nodes, slope, bend).reshape(n_nodes, -1)
        best = gain.argmax(axis=1)
        is_useful = gain.max(axis=1) > 1e-6
        chosen = best // _N_BINS
        columns[first : first + n_nodes] = some[chosen]
        cut = np.where(is_useful, best % _N_BINS, _N_BINS - 1)
        bounds[first : first + n_nodes] = cut
        node = 2 * node + (seen[np.arange(len(bins)), chosen[node]] > cut[node])
    n_leaves = 2**_DEPTH
    fall, curve = np.bincount(node, slope, n_leaves), np.bincount(node, bend, n_leaves)
    return columns, bounds, -_RATE * fall / (curve + _SHRINK)


def _gains(seen: Array, node: Array, n_nodes: int, slope: Array, bend: Array) -> Array:
    """Say what every cut would gain; shape (n_nodes, n_columns, n_bins)."""
    n_columns = seen.shape[1]
    place = ((node[:, None] * n_columns + np.arange(n_columns)) * _N_BINS + seen).ravel()
    shape = (n_nodes, n_columns, _N_BINS)

    def summed(values: Array) -> Array:
        spread = np.repeat(values, n_columns)
        counted = np.bincount(place, spread, int(np.prod(shape)))
        return counted.reshape(shape).cumsum(axis=2)

    left, bent = summed(slope), summed(bend)
    total, whole = left[:, :1, -1:], bent[:, :1, -1:]
    gain = left**2 / (bent + _SHRINK) + (total - left) ** 2 / (whole - bent + _SHRINK)
    gain -= total**2 / (whole + _SHRINK)
    gain[(bent < _LEAST) | (whole - bent < _LEAST)] = 0
    return gain


@dataclass(frozen=True, eq=False)
class LinearClassifier:
    """Multinomial logistic regression on standardised, clipped inputs.

    Attributes
    ----------
    mean, scale
        Shape (n_inputs,).
    weights
        Shape (n_inputs + 1, n_classes), the last row added to all.
    """

    mean: Array
    scale: Array
    weights: Array

    @classmethod
    def train(
        cls, inputs: Array, targets: Array, weights: Array, ridge: float = 100.0
    ) -> LinearClassifier:
        """Fit to one-hot ``targets`` by Newton's method with Böhning's bound on the curvature."""
        mean, scale = inputs.mean(axis=0), inputs.std(axis=0) + 1e-6
        x = _standardise(inputs, mean, scale)
        penalty = np.full((x.shape[1], 1), ridge)
        penalty[-1] = 1e-3
        bound = np.linalg.inv((x.T * weights) @ x / 2 + np.diag(penalty[:, 0]))
        fitted = np.zeros((x.shape[1], targets.shape[1]))
        for _ in range(100):
            missed = weights[:, None] * (targets - softmax(x @ fitted))
            fitted += bound @ (x.T @ missed - penalty * fitted)
        return cls(mean, scale, fitted)

    def probabilities(self, inputs: Array) -> Array:
        """Give each row's probability of each class."""
        return softmax(_standardise(inputs, self.mean, self.scale) @ self.weights)


def _standardise(inputs: Array, mean: Array, scale: Array) -> Array:
    x = np.clip((inputs - mean) / scale, -3.5, 3.5)
    return np.hstack([x, np.ones((len(x), 1))])
