"""Trains the transformer: ``affetto train transformer --data SHARDS -o DIR --minutes N``.

A run goes on where it stopped. On a machine with torch and NumPy alone, and on several processors
or machines at once, this module is started by itself::

    torchrun --nproc-per-node 8 -m engine.training.transformer.train --data SHARDS -o DIR

It leaves ``run.pt``; `affetto train` with the same folder and minutes writes the model from it.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import torch

from engine.composition.transformer.network import SIZES
from engine.errors import OptionError
from engine.progress import Progress
from engine.training.transformer.prepare import load_shards
from engine.training.transformer.recipe import Recipe
from engine.training.transformer.training_run import TrainingRun

__all__ = ["train"]


def train(  # noqa: PLR0913 - the choices of the command
    data: Path,
    output: Path,
    progress: Progress,
    *,
    minutes: float = 60.0,
    size: str = "small",
    start: Path | None = None,
) -> None:
    """Train on prepared shards for so many minutes, those of earlier runs in ``output`` included.

    Parameters
    ----------
    start
        Folder of a model of that size whose weights are trained on; from chance if none is given.

    Raises
    ------
    ResourceError
        If the shards or the model to start from are missing, or ``output`` cannot be written or
        holds another run.
    OptionError
        If no size is called so.
    JobCancelledError
        If the user asked to stop; what was learned up to the last minute is kept.
    """
    if size not in SIZES:
        raise OptionError(f"no size is called {size!r}", hint=f"Choose one of: {', '.join(SIZES)}.")
    with _company() as (rank, device):
        recipe = Recipe(size=SIZES[size])
        run = TrainingRun(load_shards(data), recipe.going_on() if start else recipe, device, rank)
        if start:
            run.start_from(start)
        run.train_for(60 * minutes, output, progress)


@contextlib.contextmanager
def _company() -> Iterator[tuple[int, torch.device]]:
    """Join the processes that torchrun started, if it did; give our rank and device."""
    has_gpu = torch.cuda.is_available()
    local = int(os.environ.get("LOCAL_RANK", "0"))
    device = torch.device("cuda", local) if has_gpu else torch.device("cpu")
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        yield 0, device
        return
    torch.distributed.init_process_group("nccl" if has_gpu else "gloo")
    try:
        yield torch.distributed.get_rank(), device
    finally:
        torch.distributed.destroy_process_group()


def _main() -> None:
    """Train where nothing else of Affetto runs."""
    parser = argparse.ArgumentParser(description=_main.__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("-o", dest="output", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--size", default="small", choices=SIZES)
    parser.add_argument("--start", type=Path, help="a model to go on from")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train(
        options.data, options.output, Progress(), minutes=options.minutes, size=options.size,
        start=options.start,
    )  # fmt: skip


if __name__ == "__main__":
    _main()
