"""Judges music by what is known of the cues of emotion, without having heard a labelled clip.

A linear discriminant: the usual cues of each quadrant of the plane are published numbers, and how
cues vary together is counted in music without labels. A clip belongs to the quadrant whose cues it
comes nearest to.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from engine.emotion.music_features import FEATURES
from engine.emotion.reading import QUADRANTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CUES", "CueJudge", "fit_cues", "match"]

_MEANS: dict[str, tuple[float, float, float, float]] = {  # of EMOPIA's clips, Q1 to Q4
    "log_notes": (8.5, 10.1, 4.8, 4.7),
    "log_onsets": (3.9, 4.6, 3.0, 2.8),
    "log_length": (0.54, 0.50, 0.99, 0.96),
    "velocity": (77, 79, 54, 53),
    "third": (0.50, -0.38, -0.13, 0.41),
    "staccato": (0.06, 0.07, 0.03, 0.03),
    "notes_per_onset": (2.2, 2.2, 1.7, 1.7),
    "melody": (68.3, 66.7, 67.2, 65.2),
    "bass": (55.9, 53.3, 60.1, 57.3),
    "outside": (0.05, 0.08, 0.07, 0.04),
    "density_variation": (0.41, 0.42, 0.50, 0.45),
}
_AROUSAL_AUC = {"velocity": 0.94, "log_notes": 0.89, "log_length": 0.16}
"""How often a loud clip shows more of a cue than a quiet one."""
_VALENCE_AUC = {"local_majorness": 0.79, "majorness": 0.79, "minor_triads": 0.24}
"""How often a pleasant clip shows more of a cue than an unpleasant one; known instead of means."""

CUES: tuple[str, ...] = (*_MEANS, *_VALENCE_AUC)
"""The features that are looked at."""

_COLUMNS = [FEATURES.index(name) for name in CUES]
_OWN = 0.5  # share of each cue's own variance: the cues of other music vary together differently
_DOUBT = 0.5  # on the logits: cues are less independent than they look


class CueJudge(nn.Module):
    """Names the quadrant of a clip by its cues.

    Attributes
    ----------
    usual
        Shape (n_cues,); stands for what could not be measured.
    """

    usual: torch.Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("usual", torch.zeros(len(CUES)))
        self.linear = nn.Linear(len(CUES), len(QUADRANTS))

    def probabilities(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the probability of each quadrant for (n, n_features); shape (n, 4)."""
        cues = torch.tensor(features[:, _COLUMNS], dtype=torch.float32)
        with torch.no_grad():
            deviations = (cues - self.usual).nan_to_num(0.0)
            said: torch.Tensor = self.linear(deviations).softmax(dim=1)
        return np.asarray(said.numpy(), dtype=np.float64)


def fit_cues(features: NDArray[np.float64]) -> CueJudge:
    """Make a judge.

    Parameters
    ----------
    features
        Of unlabelled music, shape (n, n_features), as measured.

    References
    ----------
    Fisher, "The use of multiple measurements in taxonomic problems", 1936.
    """
    columns = features[:, _COLUMNS]
    covariance = np.cov(columns.T)
    covariance = (1 - _OWN) * covariance + _OWN * np.diag(np.diag(covariance))
    means = _quadrant_means(columns)
    usual = means.mean(axis=0)
    weights = _DOUBT * np.linalg.solve(covariance, (means - usual).T).T
    bias = -0.5 * np.sum(weights * (means - usual), axis=1)
    judge = CueJudge()
    judge.usual.copy_(torch.tensor(usual))
    with torch.no_grad():
        judge.linear.weight.copy_(torch.tensor(weights))
        judge.linear.bias.copy_(torch.tensor(bias))
    return judge


def match(features: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bring a corpus to the mean and the spread that the cues have in the music they are known of.

    One corpus is played louder, another is wider in pitch throughout: without this, nearly all of
    it would lie in one quadrant.
    """
    matched = features.copy()
    for name, means in _published().items():
        column = features[:, FEATURES.index(name)]
        spread = np.hypot(np.std(means), _within(name, means, column))
        deviations = (column - np.mean(column)) / np.std(column)
        matched[:, FEATURES.index(name)] = np.mean(means) + spread * deviations
    return matched


def _published() -> dict[str, NDArray[np.float64]]:
    return {
        name: np.log(means) if name.startswith("log_") else np.array(means, dtype=float)
        for name, means in _MEANS.items()
    }


def _within(
    name: str, means: NDArray[np.float64], column: NDArray[np.float64]
) -> float | np.floating:
    """Spread of a cue within a quadrant: from how well it tells loud from quiet, if known."""
    if name not in _AROUSAL_AUC:
        return np.std(column)
    apart = abs(float(np.mean(means[:2]) - np.mean(means[2:])))
    return apart / abs(_distance(_AROUSAL_AUC[name]))


def _distance(auc: float) -> float:
    """Distance of two bells in standard deviations, the d-prime of signal detection."""
    return 2**0.5 * NormalDist().inv_cdf(auc)


def _quadrant_means(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give each quadrant's cues, shape (4, n_cues)."""
    known = list(_published().values())
    pleasant = np.array([1, -1, -1, 1]) / 2
    for column, auc in zip(columns.T[len(known) :], _VALENCE_AUC.values(), strict=True):
        known.append(np.mean(column) + pleasant * _distance(auc) * np.std(column))
    return np.stack(known, axis=1)
