"""What scenes feel like by the scenes that are known: a text is compared with all of them.

Kernel regression over the vectors of MiniLM as it came, which training never saw: each scene pulls
a text towards its own feeling, the more the nearer it lies. What a training of the network could
learn from a few thousand scenes it also forgets; what is written down here stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine import resources

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["WIDTH", "SceneAnswers", "SceneTable", "likeness"]

_FOLDER = "vectors/scenes"
WIDTH = 1.5
"""How fast the pull of a scene ends: exp(−1.5 d²) at distance d of two unit vectors."""


@dataclass(frozen=True, eq=False)
class SceneAnswers:
    """What the known scenes say of n texts.

    Attributes
    ----------
    points
        Valence and arousal, shape (n, 2), −1 to 1.
    feelings
        Share of each of `engine.emotion.feelings.FEELINGS`; shape (n, n_feelings), rows sum to 1.
    plain
        How much they say that there is nothing to feel, shape (n,), 0 to 1.
    """

    points: NDArray[np.float64]
    feelings: NDArray[np.float64]
    plain: NDArray[np.float64]


def likeness(vectors: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compare unit vectors (n, d) with others (m, d): shape (n, m), 1 for the same."""
    compared: NDArray[np.float64] = np.exp(2 * WIDTH * (vectors @ others.T - 1))
    return compared


class SceneTable:
    """The known scenes, loaded."""

    def __init__(self) -> None:
        stored = np.load(resources.path(f"{_FOLDER}/vectors.npy"), allow_pickle=False)
        self._vectors = stored.astype(np.float32)
        pulls = np.load(resources.path(f"{_FOLDER}/pulls.npy"), allow_pickle=False)
        self._pulls = pulls.astype(np.float64)

    def answer(self, vectors: NDArray[np.float64]) -> SceneAnswers:
        """Say what the scenes near vectors (n, 384) of the model as it came feel like."""
        near = likeness(vectors, self._vectors.astype(np.float64))
        said = (near @ self._pulls).round(6)
        shares = np.maximum(said[:, 2:], 0) + 1e-6
        return SceneAnswers(
            points=np.clip(said[:, :2], -1, 1),
            feelings=shares / shares.sum(axis=1)[:, None],
            plain=np.clip(1 - said[:, 2:].sum(axis=1), 0, 1),
        )
