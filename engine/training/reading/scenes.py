"""Gives the scenes their vectors and their pull on others: ``affetto train scenes``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine import resources
from engine.emotion.feelings import FEELINGS, quadrant_shares
from engine.emotion.music_vectors import CORNERS
from engine.emotion.scenes import likeness
from engine.emotion.sentences import SentenceEncoder
from engine.files import write_folder
from engine.training.contents import of_array
from engine.training.reading.mood_words import place_of, shares_of

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from engine.progress import Progress

__all__ = ["read_scenes", "train"]

_PENALTY = 0.3  # of the ridge: scenes that contradict each other shall not pull without end


def read_scenes() -> list[tuple[str, str]]:
    """Give each scene after what it feels like: names joined by ``+``, a quadrant or ``none``."""
    lines = resources.path("datasets/scenes.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [(feeling, text) for feeling, text in (line.split("\t") for line in lines)]


def _goal(feeling: str) -> NDArray[np.float64]:
    """Give valence, arousal and the shares of the named feelings; none has no share at all."""
    names = feeling.split("+")
    if feeling == "none":
        return np.zeros(2 + len(FEELINGS))
    if names[0] in FEELINGS:
        return np.concatenate([place_of(names), shares_of(names)])
    quadrant = int(feeling[1]) - 1
    own = np.array([quadrant_shares(shares_of([name]))[quadrant] for name in FEELINGS])
    return np.concatenate([CORNERS[quadrant] / np.sqrt(2), own / own.sum()])


def train(data: Path, output: Path, progress: Progress) -> None:  # noqa: ARG001 - needs none
    """Write ``vectors.npy`` (n, 384) and ``pulls.npy`` (n, 2 + n_feelings).

    Parameters
    ----------
    output
        The folder to write to.
    """
    scenes = read_scenes()
    encoder = SentenceEncoder()
    rows = []
    for n_read, (_, text) in enumerate(scenes):
        progress.update("scenes", n_read / len(scenes))
        rows.append(encoder.encode([text])[0])
    vectors = np.stack(rows).astype(np.float16)
    kernel = likeness(vectors.astype(np.float64), vectors.astype(np.float64))
    goals = np.stack([_goal(feeling) for feeling, _ in scenes])
    pulls = np.linalg.solve(kernel + _PENALTY * np.eye(len(scenes)), goals)
    contents = {"vectors.npy": of_array(vectors), "pulls.npy": of_array(pulls.astype(np.float32))}
    write_folder(output, contents)
    progress.update("scenes", 1.0)
