"""Says how much a stretch of tune and chords is like music that people wrote.

A perceptron learned to tell songs from what our composers draw, both as lead sheets on the grid, by
the small patterns in them (Goodfellow et al., "Generative Adversarial Nets", 2014, with the
generator kept as it is and its draws rejected: Azadi et al., "Discriminator Rejection Sampling",
ICLR 2019).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.composition.choosing.patterns import N_PATTERNS, Lead, count_patterns
from engine.model_files import read_model, shipped_model

__all__ = ["Critic"]

_Array = NDArray[np.float64]


class Critic:
    """The critic that ships, or another one.

    Parameters
    ----------
    folder
        Holds ``checkpoint.safetensors`` and ``config.json``; None for the one that ships.

    Raises
    ------
    ResourceError
        If they cannot be read or do not fit together.
    """

    def __init__(self, folder: Path | None = None) -> None:
        hint = "Reinstall Affetto, or train it again with: affetto train critic"
        with read_model(folder or shipped_model("critic"), "the critic", hint) as (_, weights):
            layers = {name: np.asarray(weights[name], float) for name in _SHAPES}
            for name, shape in _SHAPES.items():
                if layers[name].shape[: len(shape)] != shape:
                    raise ValueError(f"{name} has the shape {layers[name].shape}")
            self._layers = layers

    def judge(self, lead: Lead) -> float:
        """Give the log-odds that people wrote it; 0 if it holds too little to tell."""
        if len(lead.melody) < _FEWEST_NOTES:
            return 0.0
        return float(self.judge_patterns(count_patterns(lead)[None])[0])

    def judge_patterns(self, patterns: _Array) -> _Array:
        """Give the log-odds, shape (n,), of patterns, shape (n, `N_PATTERNS`)."""
        layers = self._layers
        centred = (patterns - layers["mean"]) * layers["scale"]
        hidden = np.maximum(0.0, centred @ layers["hidden"] + layers["hidden_bias"])
        odds: _Array = hidden @ layers["out"] + layers["out_bias"]
        return odds


_FEWEST_NOTES = 8  # fewer hold too little to tell
_SHAPES: dict[str, tuple[int, ...]] = {
    "mean": (N_PATTERNS,), "scale": (N_PATTERNS,), "hidden": (N_PATTERNS,), "hidden_bias": (),
    "out": (), "out_bias": (),
}  # fmt: skip
