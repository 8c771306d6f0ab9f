"""Learns where labelled music lies among feelings: ``affetto train music-vectors``.

A small network names the quadrant of a clip from what `engine.emotion.music_features` measures. A
clip's vector is the mean of the four corners of the plane, weighted half by what the network says
of it when the clip's song was not in the training and half by what people said of it.
"""

from __future__ import annotations

import csv
import logging
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from engine.emotion.music_features import (
    ATTRIBUTES,
    FEATURES,
    measure_attributes,
    measure_features,
    read_notes,
)
from engine.emotion.music_vectors import CORNERS, LABELS
from engine.emotion.reading import QUADRANTS
from engine.errors import EmotionError
from engine.files import write_folder
from engine.training.contents import of_array, of_record, of_rows
from engine.training.corpora.archives import open_data

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from engine.progress import Progress

__all__ = [
    "Clip",
    "Judge",
    "JudgeSettings",
    "cross_predict",
    "fit",
    "read_emopia",
    "read_vgmidi",
    "train",
]

_log = logging.getLogger(__name__)
_LOUDNESS = [index for index, name in enumerate(FEATURES) if name.startswith("velocity")]


@dataclass(frozen=True, eq=False)
class Clip:
    """A labelled clip, measured.

    Attributes
    ----------
    quadrant
        Index into `QUADRANTS`.
    song
        Clips of one song must stay on one side of any split.
    split
        ``"train"`` or ``"val"`` as published, or empty.
    """

    key: str
    quadrant: int
    song: str
    split: str
    features: NDArray[np.float64]
    attributes: dict[str, float]


@dataclass(frozen=True)
class JudgeSettings:
    """Size and schedule of the network.

    ``mute`` is the share of clips whose loudness is hidden in each step, since many files carry
    none.
    """

    n_hidden: int = 32
    n_members: int = 5
    n_steps: int = 300
    learning_rate: float = 3e-3
    weight_decay: float = 0.1
    mute: float = 0.3
    seed: int = 0


class Judge(nn.Module):
    """Names the quadrant of a clip: the mean of a few small networks.

    Attributes
    ----------
    mean, scale
        Shape (n_features,); what the features are standardised by.
    """

    mean: torch.Tensor
    scale: torch.Tensor

    def __init__(self, settings: JudgeSettings, n_features: int = len(FEATURES)) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(n_features))
        self.register_buffer("scale", torch.ones(n_features))
        self.members = nn.ModuleList(
            nn.Sequential(
                nn.Dropout(0.1),
                nn.Linear(n_features, settings.n_hidden),
                nn.GELU(),
                nn.Dropout(0.5),
                nn.Linear(settings.n_hidden, len(QUADRANTS)),
            )
            for _ in range(settings.n_members)
        )

    def standardise(self, features: NDArray[np.float64]) -> torch.Tensor:
        """Scale features (n, n_features); what could not be measured becomes average."""
        raw = torch.tensor(features, dtype=torch.float32)
        return ((raw - self.mean) / self.scale).nan_to_num(0.0).clamp(-4, 4)

    def probabilities(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the probability of each quadrant; shape (n, 4)."""
        self.eval()
        with torch.no_grad():
            standardised = self.standardise(features)
            said = [member(standardised).softmax(dim=1) for member in self.members]
        return torch.stack(said).mean(dim=0).numpy().astype(np.float64)


def read_emopia(data: Path) -> list[Clip]:
    """Read EMOPIA (Hung et al., ISMIR 2021): 971 clips of pop piano, labelled by four quadrants."""
    with open_data(data, "emopia") as folder:
        return _read_clips(folder / "labels.csv", folder / "midis", "clip", "same_music_group")


def read_vgmidi(data: Path) -> list[Clip]:
    """Read VGMIDI's labelled phrases (Ferreira & Whitehead, ISMIR 2019); for tests only."""
    with open_data(data, "vgmidi_labelled") as folder:
        return _read_clips(folder / "labels.csv", folder / "phrases", "phrase", "game")


def _read_clips(table: Path, folder: Path, key: str, song: str) -> list[Clip]:
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    clips = []
    for row in rows:
        try:
            notes = read_notes(folder / f"{row[key]}.mid")
        except EmotionError as error:
            _log.warning("left out: %s", error)
            continue
        clips.append(
            Clip(
                key=row[key],
                quadrant=int(row["quadrant"][1]) - 1,
                song=row[song],
                split=row.get("published_split", "").rpartition("_")[2],
                features=np.array(list(measure_features(notes).values())),
                attributes=measure_attributes(notes),
            )
        )
    return clips


def fit(clips: list[Clip], settings: JudgeSettings) -> Judge:
    """Train a judge; the same clips and settings give the same judge."""
    torch.manual_seed(settings.seed)
    judge = Judge(settings)
    features = np.array([clip.features for clip in clips])
    judge.mean.copy_(torch.tensor(np.nanmean(features, axis=0)))
    judge.scale.copy_(torch.tensor(np.nanstd(features, axis=0) + 1e-6))
    inputs = judge.standardise(features)
    targets = torch.tensor([clip.quadrant for clip in clips])
    counts = torch.bincount(targets, minlength=len(QUADRANTS)).clamp(min=1)
    criterion = nn.CrossEntropyLoss(len(targets) / counts.float(), label_smoothing=0.05)
    judge.train()
    for member in judge.members:
        optimizer = torch.optim.AdamW(
            member.parameters(), settings.learning_rate, weight_decay=settings.weight_decay
        )
        for _ in range(settings.n_steps):
            optimizer.zero_grad()
            criterion(member(_mute(inputs, settings.mute)), targets).backward()
            optimizer.step()
    return judge


def _mute(inputs: torch.Tensor, share: float) -> torch.Tensor:
    """Hide the loudness of some clips."""
    muted = inputs.clone()
    rows = (torch.rand(len(inputs)) < share).nonzero()
    muted[rows, torch.tensor(_LOUDNESS)] = 0
    return muted


def cross_predict(
    clips: list[Clip], settings: JudgeSettings, progress: Progress, n_folds: int = 5
) -> NDArray[np.float64]:
    """Judge each clip by a judge that did not hear its song; shape (n, 4)."""
    songs = sorted({clip.song for clip in clips})
    order = np.random.default_rng(settings.seed).permutation(len(songs))
    fold_of = {songs[song]: place % n_folds for place, song in enumerate(order)}
    folds = np.array([fold_of[clip.song] for clip in clips])
    features = np.array([clip.features for clip in clips])
    said = np.zeros((len(clips), len(QUADRANTS)))
    for fold in range(n_folds):
        progress.update("music vectors", fold / n_folds)
        known = [clip for clip, other in zip(clips, folds, strict=True) if other != fold]
        said[folds == fold] = fit(known, settings).probabilities(features[folds == fold])
    return said


def train(data: Path, output: Path, progress: Progress) -> None:
    """Write ``vectors.npy`` and ``clips.csv``, and the judge beside them.

    Parameters
    ----------
    data
        Holds ``emopia/`` or ``emopia.tar.gz``.
    output
        The folder to write to.
    """
    from safetensors.torch import save  # noqa: PLC0415 - heavy import

    settings = JudgeSettings()
    clips = read_emopia(data)
    said = cross_predict(clips, settings, progress)
    labelled = np.eye(len(QUADRANTS))[[clip.quadrant for clip in clips]]
    vectors = ((said + labelled) / 2 @ CORNERS).astype(np.float32)
    contents = {
        "vectors.npy": of_array(vectors),
        "clips.csv": of_rows(_table(clips)),
        "judge.safetensors": save(fit(clips, settings).state_dict()),
        "judge.json": of_record({"features": list(FEATURES), **asdict(settings)}),
    }
    write_folder(output, contents)
    progress.update("music vectors", 1.0)


def _table(clips: list[Clip]) -> Iterator[tuple[str, ...]]:
    yield "clip", "label", "quadrant", *ATTRIBUTES
    for clip in clips:
        quadrant = QUADRANTS[clip.quadrant]
        values = (f"{clip.attributes[name]:.4g}" for name in ATTRIBUTES)
        yield clip.key, LABELS[quadrant], quadrant, *values
