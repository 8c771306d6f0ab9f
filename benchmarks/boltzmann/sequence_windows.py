"""Cuts pieces into windows to train a recurrent model on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from boltzmann.polyphony import N_KEYS, Rolls

__all__ = ["WindowBatch", "WindowPlan", "draw_windows", "whole_pieces"]

Frames = NDArray[np.float32]


@dataclass(frozen=True)
class WindowPlan:
    """How pieces are cut.

    Attributes
    ----------
    length
        Frames of a window that count.
    warm_up
        Frames before these, that only fill the memory.
    batch_size
        Windows in a batch.
    transpose
        Windows move by up to so many semitones either way.
    """

    length: int = 80
    warm_up: int = 8
    batch_size: int = 16
    transpose: int = 5


@dataclass(frozen=True)
class WindowBatch:
    """Frames, the frame before each, the number of each, and 1 where a frame counts.

    Shapes (B, T, 88), (B, T, 88), (B, T) and (B, T).
    """

    frames: Tensor
    before: Tensor
    clock: Tensor
    counted: Tensor


def draw_windows(
    rolls: Rolls, plan: WindowPlan, chance: np.random.Generator
) -> Iterator[WindowBatch]:
    """Draw batches for ever; every window comes once a round, moved a little each time."""
    starts = [(p, s) for p, roll in enumerate(rolls) for s in range(0, len(roll), plan.length)]
    while True:
        order = chance.permutation(len(starts))
        for first in range(0, len(order), plan.batch_size):
            chosen = [starts[index] for index in order[first : first + plan.batch_size]]
            yield _stack([_window(rolls[p], s, plan, chance) for p, s in chosen])


def _window(
    roll: NDArray[np.bool_], start: int, plan: WindowPlan, chance: np.random.Generator
) -> tuple[Frames, int, int]:
    """Give frames from one before the first (silence at a piece's beginning), its number, and
    how many of the frames after that do not count.
    """  # noqa: D205 - one sentence
    half = plan.length // 2
    if len(roll) > plan.length:
        start = min(max(0, start + int(chance.integers(-half, half))), max(0, len(roll) - half))
    else:
        start = 0
    first = max(0, start - plan.warm_up)
    silence = np.zeros((1, N_KEYS), np.float32)
    frames = np.concatenate([silence, roll[: start + plan.length].astype(np.float32)])[first:]
    by = int(chance.integers(-plan.transpose, plan.transpose + 1))
    return _transposed(frames, by), first, start - first


def _transposed(frames: Frames, by: int) -> Frames:
    """Move frames by semitones; what leaves the keyboard falls silent."""
    if by == 0:
        return frames
    moved = np.zeros_like(frames)
    if by > 0:
        moved[:, by:] = frames[:, :-by]
    else:
        moved[:, :by] = frames[:, -by:]
    return moved


def whole_pieces(rolls: Rolls, batch_size: int = 24) -> Iterator[WindowBatch]:
    """Give every piece once from its beginning, pieces of like length together."""
    ordered = sorted(rolls, key=len)
    silence = np.zeros((1, N_KEYS), np.float32)
    for first in range(0, len(ordered), batch_size):
        pieces = ordered[first : first + batch_size]
        yield _stack(
            [(np.concatenate([silence, roll]).astype(np.float32), 0, 0) for roll in pieces]
        )


def _stack(windows: list[tuple[Frames, int, int]]) -> WindowBatch:
    longest = max(len(frames) for frames, _, _ in windows)
    padded = torch.zeros(len(windows), longest, N_KEYS)
    counted = torch.zeros(len(windows), longest - 1)
    clock = torch.zeros(len(windows), longest - 1)
    for row, (frames, first, uncounted) in enumerate(windows):
        padded[row, : len(frames)] = torch.from_numpy(frames)
        counted[row, uncounted : len(frames) - 1] = 1
        clock[row] = torch.arange(first, first + longest - 1)
    return WindowBatch(padded[:, 1:], padded[:, :-1], clock, counted)
