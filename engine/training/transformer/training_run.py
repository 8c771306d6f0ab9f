"""A transformer on its way, which can be stopped and gone on with.

What is checked and published is the mean of the latest weights, which is better than the last ones
as long as the rates are high.
"""

from __future__ import annotations

import copy
import dataclasses
import importlib.util
import logging
import pickle
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from engine.errors import ResourceError
from engine.files import make_folder, write_whole
from engine.progress import Progress
from engine.training.checkpoints import save_model
from engine.training.contents import of_state
from engine.training.transformer.card import RunFigures, write_card
from engine.training.transformer.mixture import HELD_OUT
from engine.training.transformer.network import Batch, TransformerNetwork
from engine.training.transformer.recipe import Recipe
from engine.training.transformer.rows import Corpus

__all__ = ["TrainingRun"]

_log = logging.getLogger(__name__)


class TrainingRun:
    """A training run in one of the processes that share it."""

    def __init__(
        self, shards: list[Any], recipe: Recipe, device: torch.device, rank: int = 0
    ) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe, self._device, self._rank = recipe, device, rank
        compared = [shard for shard in shards if shard.name in HELD_OUT.shares] or shards
        self._known = Corpus(shards, "train")
        self._held_out = Corpus(compared, "valid", HELD_OUT)
        self._sets = {shard.name: len(shard.names) for shard in shards}
        self.model = TransformerNetwork(recipe.size).to(device)
        self.average = copy.deepcopy(self.model).eval()
        self._learner: nn.Module = self.model
        self._world = 1
        if torch.distributed.is_initialized():
            self._world = torch.distributed.get_world_size()
            self._learner = nn.parallel.DistributedDataParallel(
                self.model,
                find_unused_parameters=True,  # a batch may hold no chord
            )
        self._optimizers = _make_optimizers(self.model, recipe)
        self.steps, self.spent = 0, 0.0
        self.curve: list[list[float]] = []
        """Minutes, training loss, held-out loss, then the held-out loss of each field."""

    def train_for(self, seconds: float, output: Path, progress: Progress) -> None:
        """Learn until so many seconds have passed in all, saving every minute."""
        file = output / "run.pt"
        self._resume(file)
        began, saved = time.monotonic() - self.spent, self.spent
        recent: list[float] = []
        while (done := self._agree(self.spent / seconds)) < 1:
            recent.append(self.learn(done))
            self.spent = time.monotonic() - began
            if len(self.curve) <= done * self.recipe.checks:
                self._check(recent)
                recent = []
            self._tell(progress, done, seconds, recent)
            if self.spent - saved > 60 and self._rank == 0:
                self._save(file)
                saved = self.spent
        self._check(recent)
        if self._rank == 0:
            self._save(file)
            if importlib.util.find_spec("safetensors"):
                self.publish(output)

    def start_from(self, folder: Path) -> None:
        """Take the weights of a trained model.

        Raises
        ------
        ResourceError
            If they cannot be read or are not of this size.
        """
        # Machines that only train have no safetensors.
        from safetensors import SafetensorError  # noqa: PLC0415
        from safetensors.torch import load_file  # noqa: PLC0415

        try:
            self.model.load_state_dict(load_file(folder / "checkpoint.safetensors"))
        except (OSError, RuntimeError, SafetensorError) as error:
            raise ResourceError(
                f"{folder} cannot be trained on: {error}",
                hint="Name the folder of a model of the same size.",
            ) from error
        self.average.load_state_dict(self.model.state_dict())

    def learn(self, done: float) -> float:
        """Take one batch; give its loss in nats an event."""
        for optimizer in self._optimizers:
            for group in optimizer.param_groups:
                group["lr"] = group["top"] * self.recipe.pace(done)
        # What a step draws follows from its number alone, so that a resumed run is the same run.
        chance = np.random.default_rng([self.recipe.seed, self.steps, self._rank])
        torch.manual_seed(int(chance.integers(2**31)))
        batch = self._known.batch(
            chance, self.recipe.rows, self.recipe.size.context + 1, self.recipe.dropout,
            self.recipe.variation,
        )  # fmt: skip
        loss = self._losses(self._learner, batch).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimizer in self._optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        self.steps += 1
        self._follow()
        return float(loss.detach())

    @torch.no_grad()
    def _follow(self) -> None:
        """Move the averaged weights towards the new ones: of the first steps, to their mean."""
        share = 1 / min(self.recipe.averaged, 1 + self.steps / 10)
        torch._foreach_lerp_(list(self.average.parameters()), list(self.model.parameters()), share)

    def _losses(self, model: nn.Module, batch: Batch) -> Tensor:
        there = Batch(*(part.to(self._device) for part in _parts(batch)))
        with torch.autocast(self._device.type, torch.bfloat16):
            losses: Tensor = model(there)
        return losses

    @torch.no_grad()
    def check(self) -> list[float]:
        """Give the loss of every field on held-out songs, the same rows each time."""
        chance = np.random.default_rng(7)
        length = self.recipe.size.context + 1
        batches = [
            self._losses(self.average, self._held_out.batch(chance, self.recipe.rows, length, None))
            for _ in range(self.recipe.check_batches)
        ]
        losses: list[float] = torch.stack(batches).mean(dim=0).tolist()
        return losses

    def _check(self, recent: list[float]) -> None:
        losses = self.check()
        learned = float(np.mean(recent)) if recent else float("nan")
        self.curve.append([self.spent / 60, learned, sum(losses), *losses])
        _log.info(
            "%.1f min, step %d: %.3f, held out %.3f (%s)", self.spent / 60, self.steps, learned,
            sum(losses), ", ".join(f"{loss:.3f}" for loss in losses),
        )  # fmt: skip

    def _tell(self, progress: Progress, done: float, seconds: float, recent: list[float]) -> None:
        loss = f"loss {np.mean(recent[-50:]):.3f}" if recent else "training"
        left = max(0.0, seconds - self.spent) / 60
        progress.update(f"{loss}, {left:.0f} min left", done)

    def _agree(self, done: float) -> float:
        """Let all processes stop at the same step: the first one's clock counts."""
        if self._world == 1:
            return done
        shared = torch.tensor([done], device=self._device, dtype=torch.float64)
        torch.distributed.broadcast(shared, 0)
        return float(shared)

    def _save(self, file: Path) -> None:
        state = {
            "model": self.model.state_dict(), "average": self.average.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self._optimizers],
            "steps": self.steps, "spent": self.spent, "curve": self.curve,
        }  # fmt: skip
        make_folder(file.parent)
        write_whole(file, of_state(state), overwrite=True)

    def _resume(self, file: Path) -> None:
        if not file.exists():
            return
        try:
            state = torch.load(file, weights_only=True, map_location=self._device)
            self.model.load_state_dict(state["model"])
            self.average.load_state_dict(state["average"])
            for optimizer, stored in zip(self._optimizers, state["optimizers"], strict=True):
                optimizer.load_state_dict(stored)
            self.steps, self.spent, self.curve = state["steps"], state["spent"], state["curve"]
        except (OSError, KeyError, ValueError, RuntimeError, EOFError,
                pickle.UnpicklingError) as error:  # fmt: skip
            raise ResourceError(
                f"{file} cannot be continued: {error}",
                hint="Choose another folder, or delete the file.",
            ) from error

    def publish(self, output: Path) -> None:
        """Write what the composer reads, and the card.

        Raises
        ------
        ResourceError
            If it cannot be written, or a weight is not finite.
        """
        config = {"kind": "transformer", "size": dataclasses.asdict(self.recipe.size)}
        figures = RunFigures(
            self.recipe.size,
            n_weights=sum(weights.numel() for weights in self.model.parameters()),
            steps=self.steps,
            n_events=self.steps * self.recipe.rows * self.recipe.size.context * self._world,
            n_known=self._known.n_events,
            minutes=self.spent / 60,
            device=self._device.type,
            n_processes=self._world,
        )
        save_model(
            output, self.average.state_dict(), config, write_card(figures, self.curve, self._sets)
        )


def _parts(batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    return batch.events, batch.controls, batch.bars


def _make_optimizers(model: TransformerNetwork, recipe: Recipe) -> list[torch.optim.Optimizer]:
    """Muon for the matrices between layers, AdamW for embeddings, scores, norms and biases."""
    matrices: list[Tensor] = []
    others: list[Tensor] = []
    for name, weights in model.named_parameters():
        is_matrix = weights.ndim == 2 and ("blocks" in name or "hidden" in name)
        (matrices if is_matrix else others).append(weights)
    muon = torch.optim.Muon(
        [{"params": matrices, "top": recipe.rate}], lr=recipe.rate, momentum=0.95,
        weight_decay=recipe.decay, adjust_lr_fn="match_rms_adamw",
    )  # fmt: skip
    rate = recipe.rate * recipe.other_rate
    adam = torch.optim.AdamW(
        [{"params": others, "top": rate}], lr=rate, betas=(0.9, 0.98), weight_decay=0.0
    )
    return [muon, adam]
