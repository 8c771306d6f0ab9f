"""Trains a WaveNet as a synthesizer: ``affetto train wavenet`` or, with more choices, this module.

Everything is kept in the output folder, so that a run which was stopped goes on where it was: the
rendered shards, the fitted partials, ``training.pt`` and, at the end, the checkpoint that the
synthesizer reads. The time budget, not a number of steps, ends a run and shapes its learning rate.

A machine that is lent for half an hour needs torch and numpy alone, if shards and partials, which
``--prepare`` makes, travel with the code. Run again where the rest is, it writes the voice.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import math
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.progress import Progress
from engine.synthesis.wavenet.dimensions import Dimensions, Hints
from engine.synthesis.wavenet.dream import DREAM_LEVEL
from engine.synthesis.wavenet.model import WaveNet
from engine.synthesis.wavenet.source import (
    FRAME,
    N_FEATURES,
    PartialBank,
    local_level,
    mood_of,
    note_features,
)
from engine.synthesis.wavenet.voice import save_voice
from engine.training.wavenet_data import PROGRAMS, Excerpt, load_shards, play_note, write_shards
from engine.training.wavenet_partials import fit_bank

__all__ = ["TrainingOptions", "train", "train_wavenet"]

_log = logging.getLogger(__name__)


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


def train(data: Path, output: Path, progress: Progress) -> None:
    """Train the shipped size with the default budget; see `train_wavenet`."""
    train_wavenet(data, output, voice_dimensions(), TrainingOptions(), progress)


def voice_dimensions() -> Dimensions:
    """Size of the voice that ships: five times real time on one core."""
    return Dimensions(
        n_features=N_FEATURES, n_globals=len(PROGRAMS) + 2, n_instruments=len(PROGRAMS)
    )


def dream_dimensions() -> Dimensions:
    """Size of a network that makes up music by itself, told only instrument and mood."""
    n = len(PROGRAMS)
    return Dimensions(n_globals=n + 2, n_instruments=n, has_source=False)


def train_wavenet(
    data: Path,
    output: Path,
    dimensions: Dimensions,
    options: TrainingOptions,
    progress: Progress,
) -> None:
    """Render what is missing, train until the time is up, and write the voice.

    Raises
    ------
    ResourceError
        If the scores are missing.
    JobCancelledError
        If the user asked to stop; what was learned is kept for the next run.
    """
    shards = output / "shards"
    if not any(shards.glob("train-*.npz")):
        write_shards(data, shards, options.n_excerpts, options.seed, progress)
    bank = _load_bank(output / "partials.npz", progress) if dimensions.has_source else None
    if not options.minutes:
        return
    lessons, exam = (
        [prepare(excerpt, bank) for excerpt in load_shards(shards, split)]
        for split in ("train", "test")
    )
    run = _Run(dimensions, options, lessons)
    run.resume(output / "training.pt")
    for entry in run.go(lessons, exam, progress):
        _log.info("%s", entry)
        run.save(output / "training.pt")
    try:
        save_voice(output, run.averaged(), bank, {"training": run.history})
    except ImportError:
        _log.warning("safetensors is missing: run this again elsewhere to write the voice")


def _load_bank(path: Path, progress: Progress) -> PartialBank:
    """Read the fitted partials, or fit them once."""
    if not path.exists():
        bank = fit_bank(PROGRAMS, play_note, progress)
        np.savez(path, **{**asdict(bank), "programs": np.array(bank.programs)})
    with np.load(path) as arrays:
        return PartialBank(
            arrays["frequency"],
            arrays["amplitude"],
            arrays["release"],
            tuple(int(program) for program in arrays["programs"]),
        )


@dataclass(frozen=True, eq=False)
class Lesson:
    """An excerpt as the network takes it: tensors over samples, and over frames."""

    sound: Tensor
    source: Tensor
    level: Tensor
    features: Tensor


def prepare(excerpt: Excerpt, bank: PartialBank | None) -> Lesson:
    """Work out source, level and features of an excerpt.

    Without a bank, for a network that shall dream by itself, the score is left out: there is no
    source, the level is that of music in general, and only instrument and mood are told.
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
        features = np.concatenate([note_features(excerpt.notes, n_frames), features], axis=1)
    arrays = excerpt.sound[:n_samples], source, level, features.astype(np.float16)
    return Lesson(*(torch.from_numpy(array) for array in arrays))


def fit_predictor(lessons: Iterable[Lesson], n_taps: int) -> tuple[Tensor, float]:
    """Predict one instrument's residuals, in units of the level, from those before.

    Twice by the autocorrelation method, whose predictor is always stable when it runs on by
    itself; the second time each stretch counts by how well it can be predicted, since otherwise
    the attacks alone would decide.

    Returns
    -------
    tuple[Tensor, float]
        The taps, the newest residual's first, and the typical (median) error that is left.
    """
    residuals = [
        ((lesson.sound - lesson.source) / lesson.level).numpy().astype(np.float64)
        for lesson in lessons
    ]
    errors = residuals
    for _ in range(3):
        taps = _autoregression(
            [x / (_local_size(e) + 1e-4) for x, e in zip(residuals, errors, strict=True)], n_taps
        )
        errors = [_prediction_error(residual, taps) for residual in residuals]
    left = float(np.median(np.concatenate([_local_size(error)[::100] for error in errors])))
    return torch.from_numpy(taps).float(), left


def _autoregression(signals: list[NDArray[np.float64]], n_taps: int) -> NDArray[np.float64]:
    correlation = np.zeros(n_taps + 1)
    for signal in signals:
        spectrum = np.abs(np.fft.rfft(signal, 2 * len(signal))) ** 2
        correlation += np.fft.irfft(spectrum)[: n_taps + 1]
    correlation[0] *= 1 + 1e-7
    lags = np.abs(np.subtract.outer(np.arange(n_taps), np.arange(n_taps)))
    return np.asarray(np.linalg.solve(correlation[lags], correlation[1:]), dtype=np.float64)


def _prediction_error(
    signal: NDArray[np.float64], taps: NDArray[np.float64]
) -> NDArray[np.float64]:
    return np.convolve(signal, np.concatenate([[1.0], -taps]))[: len(signal)]


def _local_size(signal: NDArray[np.float64], width: int = 1_600) -> NDArray[np.float64]:
    """Root of the mean square over 100 ms around each sample."""
    power = np.concatenate([[0.0], np.cumsum(signal**2)])
    here = np.arange(len(signal))
    first, last = np.maximum(here - width // 2, 0), np.minimum(here + width // 2, len(signal))
    return np.asarray(np.sqrt(np.maximum(power[last] - power[first], 0) / (last - first)))


def fit_manners(model: WaveNet, lessons: list[Lesson]) -> None:
    """Give each instrument its predictor and fineness, and the output its first scales."""
    d = model.dimensions
    errors = []
    for index in range(d.n_instruments):
        column = d.n_features + index
        played = [x for x in lessons if d.n_instruments == 1 or x.features[0, column] == 1]
        taps, error = fit_predictor(played or lessons, d.n_taps)
        model.predictor[index] = taps
        errors.append(error)
    model.fineness.copy_(torch.tensor(errors) / errors[0])
    model.spread_output(math.log(errors[0]) - 0.6)  # a logistic's scale is 0.55 deviations


class _Run:
    """A model on its way, and all that is needed to go on with it later."""

    def __init__(
        self, dimensions: Dimensions, options: TrainingOptions, lessons: list[Lesson]
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
        """Write all of it aside, then in place."""
        state = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "average": self.average,
            "history": self.history,
            "step": self.step,
            "seconds": self.seconds,
            "generator": self.generator.get_state(),
        }
        aside = path.with_suffix(".part")
        torch.save(state, aside)
        aside.replace(path)

    def averaged(self) -> WaveNet:
        """Give the model with the moving average of its weights, on the CPU."""
        model = WaveNet(self.model.dimensions)
        model.load_state_dict({key: value.cpu() for key, value in self.average.items()})
        return model.eval()

    def go(
        self, lessons: list[Lesson], exam: list[Lesson], progress: Progress
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
                due = self.seconds + max(60.0, budget / 12)
                yield self._enter(recent, exam)
                self.seconds = before + time.monotonic() - began

    def _enter(self, recent: float, exam: list[Lesson]) -> dict[str, float]:
        entry = {
            "minutes": round(self.seconds / 60, 2),
            "step": self.step,
            "samples": self.step * self.options.batch * self.options.length,
            "train_bits": round(recent, 3),
            "test_bits": round(measure(self.averaged(), exam), 3),
        }
        self.history.append(entry)
        return entry

    def _draw(self, lessons: list[Lesson]) -> Lesson:
        """Cut a batch of stretches out of the excerpts."""
        n_frames = self.options.length // FRAME
        cuts = []
        for index in torch.randint(len(lessons), (self.options.batch,), generator=self.generator):
            lesson = lessons[int(index)]
            last = len(lesson.features) - n_frames
            first = int(torch.randint(last + 1, (1,), generator=self.generator))
            cuts.append(_cut(lesson, first, n_frames))
        return _stack(cuts, self.options.device)

    def _learn(self, batch: Lesson, done: float) -> float:
        """Take one step; give its loss in bits a sample."""
        for group in self.optimizer.param_groups:
            group["lr"] = self.options.rate * _rate_share(self.step, done)
        strength = torch.rand(len(batch.sound), 1, device=batch.sound.device)
        spread = batch.level * self.model.manner(batch.features)[1]
        disturbance = torch.randn_like(batch.sound) * strength * self.options.noise * spread
        with torch.autocast(self.options.device, torch.bfloat16):
            surprise = self._loss(batch.sound, _hints(batch), batch.sound + disturbance)
        loss = surprise[:, _skip(batch) :].mean()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        keep = min(0.998, self.step / (self.step + 20))
        for key, value in self.model.state_dict().items():
            self.average[key].lerp_(value, 1 - keep)
        return float(loss.detach()) / math.log(2)


def _rate_share(step: int, done: float) -> float:
    """Warm up over 50 steps, then follow half a cosine down to 2 %."""
    return min(1.0, (step + 1) / 50) * (0.02 + 0.98 * (1 + math.cos(math.pi * min(done, 1))) / 2)


def _cut(lesson: Lesson, first: int, n_frames: int) -> Lesson:
    samples = slice(first * FRAME, (first + n_frames) * FRAME)
    return Lesson(
        lesson.sound[samples],
        lesson.source[samples],
        lesson.level[samples],
        lesson.features[first : first + n_frames],
    )


def _stack(cuts: list[Lesson], device: str) -> Lesson:
    fields = ("sound", "source", "level", "features")
    return Lesson(
        *(torch.stack([getattr(cut, name) for cut in cuts]).float().to(device) for name in fields)
    )


def _hints(batch: Lesson) -> Hints:
    return Hints(batch.source, batch.level, batch.features)


def _skip(batch: Lesson) -> int:
    """Count the samples at the start that know too little of their past to be judged."""
    return min(1_000, batch.sound.shape[1] // 4)


@torch.no_grad()
def measure(model: WaveNet, exam: list[Lesson], n_frames: int = 250) -> float:
    """Mean surprise on the middle of held-out excerpts, in bits a sample."""
    total = 0.0
    for lesson in exam:
        middle = (len(lesson.features) - n_frames) // 2
        batch = _stack([_cut(lesson, max(middle, 0), n_frames)], "cpu")
        total += float(model.loss(batch.sound, _hints(batch))[:, 2 * _skip(batch) :].mean())
    return total / (math.log(2) * max(len(exam), 1))


def _parse() -> tuple[argparse.Namespace, TrainingOptions]:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("-o", dest="output", type=Path, required=True)
    for name, default in asdict(TrainingOptions()).items():
        if not isinstance(default, bool):
            parser.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default)
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--prepare", action="store_true", help="render and fit, then stop")
    parser.add_argument("--dream", action="store_true", help="train without scores")
    parser.add_argument("--dimensions", default="{}", help='JSON, such as {"n_layers": 30}')
    parser.add_argument("--threads", type=int, default=0)
    given = parser.parse_args()
    names = asdict(TrainingOptions())
    return given, TrainingOptions(**{name: getattr(given, name) for name in names})


def main() -> None:
    """Train as the command line says."""
    given, options = _parse()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if given.threads:
        torch.set_num_threads(given.threads)
    if given.prepare:
        options = replace(options, minutes=0.0)
    changes: dict[str, Any] = json.loads(given.dimensions)
    dimensions = replace(dream_dimensions() if given.dream else voice_dimensions(), **changes)
    with contextlib.suppress(KeyboardInterrupt):
        train_wavenet(given.data, given.output, dimensions, options, Progress())


if __name__ == "__main__":
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    main()
