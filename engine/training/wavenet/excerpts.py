"""Excerpts as a WaveNet takes them: the sound, and what it is told beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from engine.synthesis.wavenet.dimensions import Hints
from engine.synthesis.wavenet.source import (
    DREAM_LEVEL,
    FRAME,
    PartialBank,
    local_level,
    mood_of,
    note_features,
)
from engine.training.wavenet.data import PROGRAMS, SoundExcerpt

__all__ = ["TensorExcerpt", "cut", "hints_of", "prepare", "stack"]


@dataclass(frozen=True, eq=False)
class TensorExcerpt:
    """An excerpt as the network takes it: tensors over samples, and over frames."""

    sound: Tensor
    source: Tensor
    level: Tensor
    features: Tensor


def prepare(
    excerpt: SoundExcerpt, bank: PartialBank | None, *, has_score: bool = True
) -> TensorExcerpt:
    """Work out source, level and features of an excerpt.

    Without a bank, for a network as in the paper, there is no source, and the level is that of
    music in general. Without a score either, for one that shall dream by itself, only instrument
    and mood are told.
    """
    n_frames = len(excerpt.sound) // FRAME
    n_samples = n_frames * FRAME
    instrument = PROGRAMS.index(excerpt.program)
    one_hot = np.eye(len(PROGRAMS), dtype=np.float32)[instrument]
    features = np.tile(np.concatenate([one_hot, mood_of(excerpt.notes)]), (n_frames, 1))
    source = np.zeros(n_samples, dtype=np.float32)
    level = np.full(n_samples, DREAM_LEVEL, dtype=np.float32)
    if bank is not None:
        source = bank.render(excerpt.notes, instrument, n_samples)
        level = local_level(source)
    if has_score:
        features = np.concatenate([note_features(excerpt.notes, n_frames), features], axis=1)
    arrays = excerpt.sound[:n_samples], source, level, features.astype(np.float16)
    return TensorExcerpt(*(torch.from_numpy(array) for array in arrays))


def cut(lesson: TensorExcerpt, first: int, n_frames: int) -> TensorExcerpt:
    """Take ``n_frames`` frames and their samples, from frame ``first`` on."""
    samples = slice(first * FRAME, (first + n_frames) * FRAME)
    return TensorExcerpt(
        lesson.sound[samples],
        lesson.source[samples],
        lesson.level[samples],
        lesson.features[first : first + n_frames],
    )


def stack(cuts: list[TensorExcerpt], device: str) -> TensorExcerpt:
    """Put stretches of one length side by side: (B, T), features (B, N, n)."""
    fields = ("sound", "source", "level", "features")
    return TensorExcerpt(
        *(torch.stack([getattr(cut, name) for cut in cuts]).float().to(device) for name in fields)
    )


def hints_of(batch: TensorExcerpt) -> Hints:
    """Give what is known of a batch beside its sound."""
    return Hints(batch.source, batch.level, batch.features)
