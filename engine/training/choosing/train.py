"""Trains the critic: ``affetto train critic --data SHARDS -o DIR``.

What people wrote comes from the shards that ``affetto prepare`` makes, what is drawn from the
composers that ship: whoever trains it after they changed, trains it against what they do now.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from engine.composition.boltzmann.composer import RbmComposer
from engine.composition.choosing.patterns import N_PATTERNS, Lead, count_patterns
from engine.composition.fragments.composer import ConcatenativeComposer
from engine.composition.planning.planner import Planner
from engine.composition.transformer.composer import TransformerComposer
from engine.emotion.music_vectors import MusicVectors
from engine.progress import Progress
from engine.training.checkpoints import save_model
from engine.training.choosing.leads import compose_leads, leads_of_songs
from engine.training.corpora.song_sets import COMPARED
from engine.training.transformer.prepare import load_shards

__all__ = ["JudgedLeads", "train", "train_critic"]

_PIECES = {TransformerComposer: 400, RbmComposer: 30, ConcatenativeComposer: 30}
_ONE_IN = 5  # pieces, of which one is held out
_FIRST_SEED = 10_000  # far from those that benchmarks use
_HIDDEN = 24
_BATCH = 128
_EPOCHS, _RATE, _DECAY, _DROPOUT = 60, 3e-3, 3e-2, 0.5

Array = NDArray[np.float64]


class JudgedLeads:
    """Patterns of stretches, shape (n, `N_PATTERNS`), and whether people wrote them."""

    def __init__(self, real: Sequence[Lead], ours: Sequence[Lead]) -> None:
        self.patterns = np.array([count_patterns(lead) for lead in (*real, *ours)])
        self.is_real = np.repeat([1.0, 0.0], [len(real), len(ours)])


def train(data: Path, output: Path, progress: Progress) -> str:
    """Train the critic that ships.

    Parameters
    ----------
    data
        A folder of shards.

    Raises
    ------
    ResourceError
        If there are no shards, or the output cannot be written.
    JobCancelledError
        If the user asked to stop.
    """
    shards = [shard for shard in load_shards(data) if shard.name in COMPARED]
    real = {split: [lead for shard in shards for lead in leads_of_songs(shard, split)]
            for split in ("train", "valid", "test")}  # fmt: skip
    drawn = list(_draw(progress))
    known = JudgedLeads(real["train"], [lead for seed, lead in drawn if seed % _ONE_IN])
    unseen = JudgedLeads(
        [*real["valid"], *real["test"]], [lead for seed, lead in drawn if not seed % _ONE_IN]
    )
    weights, accuracy = train_critic(known, unseen, progress)
    save_model(output, weights, {"patterns": N_PATTERNS}, _card(known, unseen, accuracy))
    return f"tells {accuracy:.2f} of stretches it never saw"


def _draw(progress: Progress) -> list[tuple[int, Lead]]:
    """Let the composers draw, each piece once: nobody chooses what the critic learns from."""
    planner = Planner(MusicVectors())
    drawn: list[tuple[int, Lead]] = []
    for kind, n_pieces in _PIECES.items():
        composer = kind(n_candidates=1)
        for seed in range(_FIRST_SEED, _FIRST_SEED + n_pieces):
            drawn += [(seed, lead) for lead in compose_leads(composer, planner, seed, progress)]
    return drawn


def train_critic(
    known: JudgedLeads, unseen: JudgedLeads, progress: Progress
) -> tuple[dict[str, torch.Tensor], float]:
    """Train, and give the weights and the balanced accuracy on what was not seen."""
    torch.manual_seed(0)
    mean = known.patterns.mean(axis=0)
    scale = 1 / (known.patterns.std(axis=0) + 0.02)
    inputs, targets = _tensors(known, mean, scale)
    held, truth = _tensors(unseen, mean, scale)
    first, last = nn.Linear(N_PATTERNS, _HIDDEN), nn.Linear(_HIDDEN, 1)
    net = nn.Sequential(nn.Dropout(_DROPOUT), first, nn.ReLU(), last)
    optimiser = torch.optim.AdamW(net.parameters(), _RATE, weight_decay=_DECAY)
    n_real = float(targets.mean())
    weigh = torch.where(targets > 0, 0.5 / n_real, 0.5 / (1 - n_real))
    for epoch in range(_EPOCHS):
        progress.update("training", epoch / _EPOCHS)
        net.train()
        for rows in torch.split(torch.randperm(len(inputs)), _BATCH):
            said = net(inputs[rows])[:, 0]
            loss = functional.binary_cross_entropy_with_logits(
                said, targets[rows], weigh[rows]
            )  # fmt: skip
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    net.eval()
    with torch.no_grad():
        right = (net(held)[:, 0] > 0) == (truth > 0)
    accuracy = float((right[truth > 0].float().mean() + right[truth == 0].float().mean()) / 2)
    weights = {
        "mean": torch.tensor(mean), "scale": torch.tensor(scale),
        "hidden": first.weight.T, "hidden_bias": first.bias,
        "out": last.weight[0], "out_bias": last.bias,
    }  # fmt: skip
    return weights, accuracy


def _tensors(examples: JudgedLeads, mean: Array, scale: Array) -> tuple[torch.Tensor, torch.Tensor]:
    centred = torch.tensor((examples.patterns - mean) * scale, dtype=torch.float32)
    return centred, torch.tensor(examples.is_real, dtype=torch.float32)


def _card(known: JudgedLeads, unseen: JudgedLeads, accuracy: float) -> str:
    return f"""# Critic

A perceptron of {N_PATTERNS} patterns and {_HIDDEN} hidden units that tells stretches of eight
bars, tune and chords, of songs by people from what our composers draw. Composers ask it which of
several sketches to take; it reports nothing, and no benchmark asks it.

Trained with `affetto train critic --data SHARDS -o DIR` on {int(known.is_real.sum())} stretches
of the songs of POP909, OpenScore Lieder, OpenEWLD and Nottingham that are not held out, and on
{int((1 - known.is_real).sum())} that the composers drew for wishes of any feeling. Of
{len(unseen.is_real)} stretches of other songs and pieces it tells {accuracy:.2f} rightly
(balanced).

What it sees: where notes fall in the bar, pairs of note lengths and of intervals, tones above the
root and in the key by weight, chords and their roots' motion, each as the root of its share.
Nothing farther apart than three notes or two chords; no key, no tempo, no instrument. It prefers
what is usual, so its word counts half of a rule's, and chance decides within a margin.

## Licence

The weights: MIT, as the code. No passage of a song can be read from them.
"""
