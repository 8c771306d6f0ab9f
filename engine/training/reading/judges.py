"""Loads the judge that lies beside each set of music vectors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol

from engine import resources
from engine.training.reading.music_cues import CueJudge
from engine.training.reading.music_vectors import Judge, JudgeSettings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["MusicJudge", "load_judge"]


class MusicJudge(Protocol):
    """Names the quadrant of music."""

    def probabilities(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the probability of each quadrant for (n, n_features); shape (n, 4)."""


def load_judge(name: str) -> MusicJudge:
    """Load the judge of a set of vectors, one of `engine.options.VECTOR_SETS`."""
    from safetensors.torch import load_file  # noqa: PLC0415 - heavy import

    folder = f"vectors/{name}"
    config = json.loads(resources.path(f"{folder}/judge.json").read_text(encoding="utf-8"))
    del config["features"]
    judge = Judge(JudgeSettings(**config)) if config else CueJudge()
    judge.load_state_dict(load_file(resources.path(f"{folder}/judge.safetensors")))
    return judge
