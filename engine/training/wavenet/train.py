"""Trains a WaveNet as a synthesizer: ``affetto train wavenet`` or, with more choices, this module.

Everything is kept in the output folder, so that a run which was stopped goes on where it was: the
rendered shards, the fitted partials, ``training.pt`` and, at the end, the checkpoint that the
synthesizer reads. The time budget, not a number of steps, ends a run and shapes its learning rate.

A machine that only trains needs torch and numpy alone, if it is given the shards and partials that
``--prepare`` makes. Run again where safetensors is installed, it writes the voice.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import json
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from engine.files import write_whole
from engine.progress import Progress
from engine.synthesis.wavenet.dimensions import Dimensions
from engine.synthesis.wavenet.source import N_FEATURES, PartialBank
from engine.synthesis.wavenet.voice import save_voice
from engine.training.contents import of_arrays
from engine.training.wavenet.data import (
    PROGRAMS,
    draw_excerpts,
    load_shards,
    play_note,
    write_shards,
)
from engine.training.wavenet.excerpts import prepare
from engine.training.wavenet.partials import fit_bank
from engine.training.wavenet.wavenet_run import TrainingOptions, WaveNetRun

__all__ = ["dream_dimensions", "train", "train_wavenet", "voice_dimensions"]

_log = logging.getLogger(__name__)


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
    # so many taps tell the notes of a scale apart, which is how a dream stays in its key; what is
    # left to the network, how it is struck, a small one learns in minutes
    return Dimensions(
        n_layers=10,
        n_channels=16,
        n_skip=32,
        n_globals=n + 2,
        n_condition=16,
        n_taps=1_024,
        n_instruments=n,
        has_source=False,
    )


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
    shards, has_score = output / "shards", bool(dimensions.n_features)
    if not any(shards.glob("train-*.npz")):
        draw = functools.partial(draw_excerpts, data, seed=options.seed, at_home=not has_score)
        write_shards(draw, shards, options.n_excerpts, progress)
    bank = _load_bank(output / "partials.npz", progress) if dimensions.has_source else None
    if not options.minutes:
        return
    # NumPy lets go of the interpreter, so that threads make ready on as many cores as there are
    ready = functools.partial(prepare, bank=bank, has_score=has_score)
    with ThreadPoolExecutor() as pool:
        lessons, exam = (
            list(pool.map(ready, load_shards(shards, split))) for split in ("train", "test")
        )
    run = WaveNetRun(dimensions, options, lessons)
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
        content = of_arrays(**{**asdict(bank), "programs": np.array(bank.programs)})
        write_whole(path, content, overwrite=True)
    with np.load(path) as arrays:
        return PartialBank(
            arrays["frequency"],
            arrays["amplitude"],
            arrays["release"],
            tuple(int(program) for program in arrays["programs"]),
        )


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
