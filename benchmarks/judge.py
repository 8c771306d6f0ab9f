"""Judges of feeling that heard human-labelled music only, for use in benchmarks.

    python benchmarks/judge.py --data DIR [FILE.mid ...]

prints how often each judge is right about clips of songs that it did not hear, beside published
judges, then what they say of the files. No judge takes part in composing or in training a composer,
and none ships: EMOPIA and VGMIDI are for evaluation only.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import judge_features
import judge_learners
import numpy as np
from judge_features import LOUDNESS, lift_keys, measure
from judge_learners import BoostedTrees, LinearClassifier

from engine.emotion.music_features import read_notes
from engine.errors import EmotionError
from engine.training.corpora.archives import open_data

__all__ = ["JUDGES", "Accuracy", "Judge", "LabelledMusic", "load_judge", "read_labelled"]

Array = Any

QUADRANTS = ("Q1", "Q2", "Q3", "Q4")
CACHE = Path.home() / ".cache" / "affetto-benchmarks"
N_FOLDS = 5

PUBLISHED = {
    "emopia": "LSTM-Attn .684/.882/.833, MidiBERT .679, MoGE .752",
    "vgmidi": "GPT-2 –/.82/.80, MoGE .591",
}
"""4Q/arousal/valence of judges on the same set, as their papers report it."""


@dataclass(frozen=True)
class Source:
    """Where labelled music lies: its folder of files and the columns of its table."""

    archive: str
    folder: str
    name: str
    group: str
    hears_loudness: bool


JUDGES = {
    "emopia": Source("emopia", "midis", "clip", "same_music_group", hears_loudness=True),
    # Half of these files carry one velocity throughout, so loudness would tell files apart.
    "vgmidi": Source("vgmidi_labelled", "phrases", "phrase", "series", hears_loudness=False),
}
"""Two judges that share neither music nor listeners: what both say is robust."""


@dataclass(frozen=True, eq=False)
class LabelledMusic:
    """Measured clips: features (n, n_features), quadrants (n,) from 0, and their songs (n,)."""

    features: Array
    quadrants: Array
    songs: Array
    names: tuple[str, ...]


@dataclass(frozen=True)
class Accuracy:
    """Shares of clips or pieces whose quadrant, arousal and valence are told rightly."""

    quadrant: float
    arousal: float
    valence: float

    @classmethod
    def of(cls, said: Array, quadrants: Array) -> Accuracy:
        """Compare probabilities (n, 4) with quadrants from 0; arousal and valence as their sums."""
        aroused = (said[:, :2].sum(axis=1) > 0.5) == (quadrants < 2)
        pleased = (said[:, [0, 3]].sum(axis=1) > 0.5) == np.isin(quadrants, (0, 3))
        return cls(
            float(np.mean(said.argmax(axis=1) == quadrants)),
            float(np.mean(aroused)),
            float(np.mean(pleased)),
        )

    def __str__(self) -> str:
        return f"{self.quadrant:.3f}/{self.arousal:.3f}/{self.valence:.3f}".replace("0.", ".")


@dataclass(frozen=True, eq=False)
class Judge:
    """Names the quadrant of a piece: the mean of trees and a linear classifier.

    Attributes
    ----------
    heard
        Which of the measures it uses, as indices.
    """

    heard: Array
    trees: BoostedTrees
    linear: LinearClassifier

    @classmethod
    def train(cls, data: LabelledMusic, *, hears_loudness: bool = True) -> Judge:
        """Train on labelled music, the four quadrants weighing alike."""
        names = np.array(data.names)
        is_loudness = np.char.startswith(names, LOUDNESS)
        heard = np.flatnonzero(~is_loudness | hears_loudness)
        inputs, targets = data.features[:, heard], np.eye(4)[data.quadrants]
        counts = targets.sum(axis=0)
        weights = (len(targets) / (4 * np.maximum(counts, 1)))[data.quadrants]
        return cls(
            heard,
            BoostedTrees.train(inputs, targets, weights),
            LinearClassifier.train(inputs, targets, weights),
        )

    def probabilities(self, notes: Array) -> Array:
        """Say how likely each quadrant is; shape (4,).

        Parameters
        ----------
        notes
            Shape (n, 4): start and end in seconds, pitch, velocity.
        """
        measured = np.array(list(measure(lift_keys(np.asarray(notes, dtype=float))).values()))
        return self.judge(measured[None])[0]

    def judge(self, features: Array) -> Array:
        """Say how likely each quadrant is for measured pieces; shape (n, 4)."""
        inputs = features[:, self.heard]
        return (self.trees.probabilities(inputs) + self.linear.probabilities(inputs)) / 2

    def save(self, file: Path) -> None:
        """Write all arrays to one ``.npz`` file."""
        arrays = {
            f"{part}.{field.name}": getattr(getattr(self, part), field.name)
            for part in ("trees", "linear")
            for field in fields(getattr(self, part))
        }
        np.savez_compressed(file, heard=self.heard, **arrays)

    @classmethod
    def load(cls, file: Path) -> Judge:
        """Read what `save` wrote."""
        with np.load(file, allow_pickle=False) as arrays:
            parts = {
                part: {key.partition(".")[2]: arrays[key] for key in arrays if key.startswith(part)}
                for part in ("trees", "linear")
            }
            return cls(
                arrays["heard"], BoostedTrees(**parts["trees"]), LinearClassifier(**parts["linear"])
            )


def read_labelled(data: Path, source: Source) -> LabelledMusic:
    """Measure all clips of a labelled set; unreadable ones are left out."""
    with open_data(data, source.archive) as folder:
        rows = list(_measure_rows(folder, source))
    return LabelledMusic(
        np.array([list(found.values()) for _, found in rows]),
        np.array([int(row["quadrant"][1]) - 1 for row, _ in rows]),
        np.array([row[source.group] for row, _ in rows]),
        tuple(rows[0][1]),
    )


def _measure_rows(
    folder: Path, source: Source
) -> Iterator[tuple[dict[str, str], dict[str, float]]]:
    with (folder / "labels.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            try:
                notes = read_notes(folder / source.folder / f"{row[source.name]}.mid")
            except EmotionError:
                continue
            yield row, measure(lift_keys(notes))


def cross_judge(data: LabelledMusic, *, hears_loudness: bool, n_folds: int = N_FOLDS) -> Array:
    """Judge each clip by a judge that heard no clip of its song; shape (n, 4)."""
    songs, numbers = np.unique(data.songs, return_inverse=True)
    folds = (np.random.default_rng(0).permutation(len(songs)) % n_folds)[numbers]
    said = np.zeros((len(folds), 4))
    for fold in range(n_folds):
        known = folds != fold
        others = LabelledMusic(
            data.features[known], data.quadrants[known], data.songs[known], data.names
        )
        judge = Judge.train(others, hears_loudness=hears_loudness)
        said[~known] = judge.judge(data.features[~known])
    return said


def load_judge(name: str, data: Path, cache: Path = CACHE) -> tuple[Judge, Accuracy, Array]:
    """Give a judge, trained once and kept outside the project, and how good it is on real clips.

    Returns
    -------
    Judge, Accuracy, Array
        The last is what it says (rows) of each quadrant's clips of unheard songs, in shares.
    """
    file = cache / f"judge-{name}-{_fingerprint()}.npz"
    if not file.is_file():
        music = read_labelled(data, JUDGES[name])
        cache.mkdir(parents=True, exist_ok=True)
        loud = JUDGES[name].hears_loudness
        said = cross_judge(music, hears_loudness=loud)
        np.savez(file.with_suffix(".real.npz"), said=said, quadrants=music.quadrants)
        Judge.train(music, hears_loudness=loud).save(file)
    with np.load(file.with_suffix(".real.npz")) as real:
        accuracy = Accuracy.of(real["said"], real["quadrants"])
        return Judge.load(file), accuracy, confusion(real["said"], real["quadrants"])


def confusion(said: Array, quadrants: Array) -> Array:
    """Give the shares in which each quadrant (rows) is taken for each (columns)."""
    table = np.zeros((4, 4))
    np.add.at(table, (quadrants, said.argmax(axis=1)), 1)
    return table / np.maximum(table.sum(axis=1, keepdims=True), 1)


def _fingerprint() -> str:
    """Name the code that judges depend on, so that a changed one is trained anew."""
    files = (judge_features.__file__, judge_learners.__file__)
    text = b"".join(Path(file).read_bytes() for file in files)
    return hashlib.sha256(text).hexdigest()[:12]


def main() -> None:
    """Print the judges' accuracy, then judge files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("files", nargs="*", type=Path)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    judges = {}
    print(f"judge    4Q/A/V on real clips, {N_FOLDS} folds, songs apart   published")
    for name in JUDGES:
        judges[name], accuracy, table = load_judge(name, arguments.data)
        print(f"{name:8s} {accuracy!s:45s} {PUBLISHED[name]}")
        for quadrant, row in zip(QUADRANTS, table, strict=True):
            shares = " ".join(f"{share:4.0%}" for share in row)
            print(f"         {quadrant} taken for Q1–Q4: {shares}")
    for file in arguments.files:
        notes = read_notes(file)
        for name, judge in judges.items():
            said = judge.probabilities(notes)
            print(f"{file.name:30s} {name:8s}", *(f"{share:.2f}" for share in said))


if __name__ == "__main__":
    main()
