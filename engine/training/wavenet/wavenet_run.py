"""A WaveNet on its way through its lessons, which can be stopped and gone on with."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch

from engine.files import write_whole
from engine.progress import Progress
from engine.synthesis.wavenet.dimensions import Dimensions
from engine.synthesis.wavenet.model import WaveNet
from engine.synthesis.wavenet.source import FRAME
from engine.training.contents import of_state
from engine.training.wavenet.excerpts import TensorExcerpt, cut, hints_of, stack
from engine.training.wavenet.predictor import fit_manners

__all__ = ["TrainingOptions", "WaveNetRun", "measure"]


@dataclass(frozen=True)
class TrainingOptions:
    """How long and on what to train.

    Attributes
    ----------
    minutes
        Time budget, all runs of the same folder together, the rendering apart; 0 only renders.
    n_excerpts
        Excerpts of 16 s to render.
    batch, length
        Excerpts a step, and samples of each.
    noise
        The past is disturbed by up to this share of the level, times the instrument's fineness,
        as it will be when the network hears itself.
    device
        ``"cuda"`` or ``"cpu"``; bfloat16 on both.
    """

    minutes: float = 30.0
    n_excerpts: int = 160
    batch: int = 4
    length: int = 8_000
    rate: float = 2e-3
    noise: float = 0.002
    seed: int = 0
    device: str = "cuda" if torch.cuda.is_available() else "cpu"
    compile: bool = False


class WaveNetRun:
    """A model on its way, and all that is needed to go on with it later."""

    def __init__(
        self, dimensions: Dimensions, options: TrainingOptions, lessons: list[TensorExcerpt]
    ) -> None:
        torch.manual_seed(options.seed)
        self.options = options
        self.generator = torch.Generator().manual_seed(options.seed)
        self.model = WaveNet(dimensions).to(options.device)
        self.history: list[dict[str, float]] = []
        self.step, self.seconds = 0, 0.0
        if dimensions.n_taps:
            fit_manners(self.model, lessons)
        self.average = {key: value.clone() for key, value in self.model.state_dict().items()}
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(), lr=options.rate, betas=(0.9, 0.98), weight_decay=0.0
        )
        self._loss = torch.compile(self.model.loss) if options.compile else self.model.loss

    def resume(self, path: Path) -> None:
        """Go on from an earlier run, if there was one."""
        if not path.exists():
            return
        state = torch.load(path, weights_only=True, map_location=self.options.device)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.average, self.history = state["average"], state["history"]
        self.step, self.seconds = state["step"], state["seconds"]
        self.generator.set_state(state["generator"].cpu())

    def save(self, path: Path) -> None:
        """Write all of it, or nothing."""
        state = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "average": self.average,
            "history": self.history,
            "step": self.step,
            "seconds": self.seconds,
            "generator": self.generator.get_state(),
        }
        write_whole(path, of_state(state), overwrite=True)

    def averaged(self) -> WaveNet:
        """Give the model with the moving average of its weights, on the CPU."""
        model = WaveNet(self.model.dimensions)
        model.load_state_dict({key: value.cpu() for key, value in self.average.items()})
        return model.eval()

    def go(
        self, lessons: list[TensorExcerpt], exam: list[TensorExcerpt], progress: Progress
    ) -> Iterator[dict[str, float]]:
        """Train; yield an entry of the history every few minutes, and at the end."""
        budget = 60 * self.options.minutes
        began, before = time.monotonic(), self.seconds
        due = self.seconds + min(60.0, budget / 2)
        recent = math.nan
        while self.seconds < budget:
            progress.update("train", self.seconds / budget)
            loss = self._learn(self._draw(lessons), self.seconds / budget)
            recent = loss if math.isnan(recent) else 0.98 * recent + 0.02 * loss
            self.seconds = before + time.monotonic() - began
            if self.seconds >= min(due, budget):
                due = self.seconds + max(60.0, budget / 6)
                yield self._enter(recent, exam)
                self.seconds = before + time.monotonic() - began

    def _enter(self, recent: float, exam: list[TensorExcerpt]) -> dict[str, float]:
        entry = {
            "minutes": round(self.seconds / 60, 2),
            "step": self.step,
            "samples": self.step * self.options.batch * self.options.length,
            "train_bits": round(recent, 3),
            "test_bits": round(measure(self.averaged(), exam[:_N_EXAM]), 3),
        }
        self.history.append(entry)
        return entry

    def _draw(self, lessons: list[TensorExcerpt]) -> TensorExcerpt:
        """Cut a batch of stretches out of the excerpts."""
        n_frames = self.options.length // FRAME
        cuts = []
        for index in torch.randint(len(lessons), (self.options.batch,), generator=self.generator):
            lesson = lessons[int(index)]
            last = len(lesson.features) - n_frames
            first = int(torch.randint(last + 1, (1,), generator=self.generator))
            cuts.append(cut(lesson, first, n_frames))
        return stack(cuts, self.options.device)

    def _learn(self, batch: TensorExcerpt, done: float) -> float:
        """Take one step; give its loss in bits a sample."""
        for group in self.optimizer.param_groups:
            group["lr"] = self.options.rate * _rate_share(self.step, done)
        strength = torch.rand(len(batch.sound), 1, device=batch.sound.device)
        spread = batch.level * self.model.manner(batch.features)[1]
        disturbance = torch.randn_like(batch.sound) * strength * self.options.noise * spread
        with torch.autocast(self.options.device, torch.bfloat16):
            surprise = self._loss(batch.sound, hints_of(batch), batch.sound + disturbance)
        loss = surprise[:, _skip(batch, self.model.dimensions.n_taps) :].mean()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        keep = min(0.998, self.step / (self.step + 20))
        for key, value in self.model.state_dict().items():
            self.average[key].lerp_(value, 1 - keep)
        return float(loss.detach()) / math.log(2)


_N_EXAM = 8
"""Held-out excerpts that are looked at on the way: measuring is not to eat up the time."""


def _rate_share(step: int, done: float) -> float:
    """Warm up over 50 steps, then follow half a cosine down to 2 %."""
    return min(1.0, (step + 1) / 50) * (0.02 + 0.98 * (1 + math.cos(math.pi * min(done, 1))) / 2)


def _skip(batch: TensorExcerpt, n_taps: int) -> int:
    """Count the samples at the start that know too little of their past to be judged."""
    return min(1_000 + n_taps, batch.sound.shape[1] // 2)


@torch.no_grad()
def measure(model: WaveNet, exam: list[TensorExcerpt], n_frames: int = 250) -> float:
    """Mean surprise on the middle of held-out excerpts, in bits a sample."""
    total = 0.0
    for lesson in exam:
        middle = (len(lesson.features) - n_frames) // 2
        batch = stack([cut(lesson, max(middle, 0), n_frames)], "cpu")
        surprise = model.loss(batch.sound, hints_of(batch))
        total += float(surprise[:, _skip(batch, model.dimensions.n_taps) :].mean())
    return total / (math.log(2) * max(len(exam), 1))
