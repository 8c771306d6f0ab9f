"""How fast WaveNet writes, beside the naive network, plain torch and the core's own limit."""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numba
import numpy as np
import torch
from numpy.typing import NDArray

from engine.synthesis.wavenet.compiled_generator import CompiledGenerator
from engine.synthesis.wavenet.dimensions import Dimensions, Hints
from engine.synthesis.wavenet.emitter import WIDTH, Emitter
from engine.synthesis.wavenet.generator import Generator, stream, work_out
from engine.synthesis.wavenet.generators import make_generator
from engine.synthesis.wavenet.kernels import kernel
from engine.synthesis.wavenet.model import WaveNet
from engine.synthesis.wavenet.source import FRAME, SAMPLE_RATE
from engine.synthesis.wavenet.torch_generator import TorchGenerator
from engine.training.wavenet.train import voice_dimensions

Array = NDArray[np.float32]

PAPER = Dimensions(n_mixtures=0, n_taps=0, has_source=False, n_skip=128)
SIZES = {
    "30 layers, 64 channels, 128 skip, 256 levels": replace(PAPER, n_layers=30, n_channels=64),
    "20 layers, 32 channels, 128 skip, 256 levels": PAPER,
    "the voice: 20 layers, 32 channels, 64 skip, mixture": voice_dimensions(),
}
LANES = 16
RUNS = 5
_CHAINS = 12
VIDEO = 1 / 5_400
"""Real time of the video's generator: 90 minutes a second."""


def make(dimensions: Dimensions) -> WaveNet:
    """Make a network with weights that keep its signals alive, of half precision as when saved."""
    torch.manual_seed(0)
    model = WaveNet(dimensions).eval()
    with torch.no_grad():
        for values in model.parameters():
            scale = 0.7 * values.shape[-1] ** -0.5 if values.dim() > 1 else 0.1
            values.copy_((scale * torch.randn_like(values)).half().float())
    return model


def quiet_hints(model: WaveNet, n_samples: int, n_lanes: int) -> Hints:
    """Hints without a score."""
    shape = (n_lanes, n_samples)
    features = max(model.dimensions.n_features + model.dimensions.n_globals, 1)
    return Hints(
        0.1 * torch.randn(shape) if model.dimensions.has_source else torch.zeros(shape),
        torch.full(shape, 0.1),
        torch.zeros(n_lanes, n_samples // FRAME, features),
    )


def write(generator: Generator, model: WaveNet, hints: Hints) -> Array:
    """Let it run over all hints."""
    dice = [np.random.default_rng(lane) for lane in range(len(hints.source))]
    return np.concatenate(list(stream(generator, model, hints, dice)), axis=1)


def timed(work: Callable[[], int]) -> float:
    """Give the samples (as ``work`` counts them) per second of this thread, the median."""
    rates = []
    for _ in range(RUNS):
        began = time.thread_time()
        n = work()
        rates.append(n / (time.thread_time() - began))
    return statistics.median(rates)


def naive_rate(model: WaveNet) -> float:
    """Recompute the whole receptive field for each sample, as the paper's own code did."""
    n = -(-model.dimensions.receptive_field // FRAME) * FRAME
    hints, sound = quiet_hints(model, n, 1), torch.zeros(1, n)

    def work() -> int:
        with torch.no_grad():
            model(sound, hints)
        return 1

    return timed(work)


def rate(model: WaveNet, generator: Generator, n_samples: int) -> float:
    """Give the samples a second of one core."""
    hints = quiet_hints(model, n_samples // FRAME * FRAME, generator.n_lanes)
    write(generator, model, Hints(*(hint[:, : len(hint[0]) // 2] for hint in hints)))
    return timed(lambda: write(generator, model, hints).size)


def both_cores(model: WaveNet, n_lanes: int, n_samples: int) -> float:
    """Give the samples a second of two threads together, each by its own clock."""
    rates: list[float] = []
    threads = [
        threading.Thread(
            target=lambda: rates.append(rate(model, make_generator(model, n_lanes), n_samples))
        )
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(rates)


def _emit_peak(e: Emitter, place: Any, turns: Any) -> None:
    """As many sums in registers as hide the time that one takes, and nothing else."""
    factor, offset = e.load(place), e.load(place, 1)
    sums = [e.load(place, 2 + i) for i in range(_CHAINS)]
    ends = e.loop(turns, [], sums, lambda _, sums: [e.muladd(x, factor, offset) for x in sums])
    for i, end in enumerate(ends):
        e.store(end, place, 2 + i)


_peak = kernel(2, _emit_peak)


@numba.njit
def _work_hard(place: int, turns: int) -> None:
    _peak(place, turns)


def peak_products() -> float:
    """Multiply-adds a second that one core does at most, reading and writing nothing."""
    room = np.zeros((2 + _CHAINS) * WIDTH, dtype=np.float32)
    turns = 10_000_000

    def work() -> int:
        _work_hard(room.ctypes.data, turns)
        return turns * _CHAINS * WIDTH

    work()
    return timed(work)


def torch_products() -> float:
    """Multiply-adds a second of one core in a large matrix product, as torch does it."""
    a, b = torch.randn(1_024, 1_024), torch.randn(1_024, 1_024)
    return timed(lambda: 1_024**3 * len(torch.mm(a, b)[:1]))


def logit_error(model: WaveNet) -> float:
    """Largest difference to the plain network over one second."""
    hints = quiet_hints(model, SAMPLE_RATE, 1)
    sound = (0.3 * torch.randn(1, SAMPLE_RATE)).clamp(-1, 1)
    with torch.no_grad():
        expected = model(sound, hints)[0].numpy()
    given = work_out(model, hints, 0, SAMPLE_RATE // FRAME)
    found = CompiledGenerator(model, 1).force(sound[0].numpy(), given)
    return float(np.abs(found - expected).max())


def start_times() -> list[str]:
    """CPU seconds until the first sample in a new process: uncompiled, then compiled before."""
    code = (
        "import sys, time, torch; from engine.synthesis.wavenet.model import WaveNet; "
        "from engine.synthesis.wavenet.dimensions import Dimensions; "
        "from engine.synthesis.wavenet.generators import make_generator; torch.set_num_threads(1); "
        "model = WaveNet(Dimensions()); began = time.process_time(); "
        "make_generator(model, int(sys.argv[1])); print(time.process_time() - began)"
    )
    with tempfile.TemporaryDirectory() as folder:
        return [
            subprocess.run(
                [sys.executable, "-c", code, lanes],
                env={**os.environ, "NUMBA_CACHE_DIR": folder},
                capture_output=True,
                text=True,
                check=True,
            ).stdout.strip()
            for _, lanes in itertools.product(range(2), ("1", str(LANES)))
        ]


def speed(_options: argparse.Namespace) -> None:
    """Print the table of speeds."""
    torch.set_num_threads(1)
    peak = peak_products()
    print(f"one core: {peak / 1e9:.1f} G multiply-adds a second at most, ", end="")
    print(f"{torch_products() / 1e9:.1f} G in torch's matrix product")
    for name, dimensions in SIZES.items():
        model = make(dimensions)
        products = dimensions.products_per_sample
        print(f"\n{name}: {products / 1e3:.0f} k multiply-adds a sample")
        rows = {
            "naive, whole receptive field": naive_rate(model),
            "Fast WaveNet, plain torch": rate(model, TorchGenerator(model), 400),
            "ours, one stream": rate(model, make_generator(model, 1), 8_000),
            f"ours, {LANES} lanes": rate(model, make_generator(model, LANES), 1_600),
            "ours, one stream each on two cores": both_cores(model, 1, 8_000),
            f"ours, {LANES} lanes each on two cores": both_cores(model, LANES, 1_600),
            "the core's limit": peak / products,
        }
        naive = next(iter(rows.values()))
        for row, samples in rows.items():
            times = samples / SAMPLE_RATE
            share = samples * products / peak
            print(
                f"  {row:38} {samples:10,.0f} samples/s {times:9.4f}x real time "
                f"{samples / naive:8,.0f}x naive {times / VIDEO:9,.0f}x the video {share:6.0%}"
            )
        print(f"  logits against the plain network over 1 s: {logit_error(model):.1e}")
    cold_1, cold_16, warm_1, warm_16 = (float(seconds) for seconds in start_times())
    print(f"\nfirst time: {cold_1:.1f} s (stream), {cold_16:.1f} s (lanes); ", end="")
    print(f"compiled before: {warm_1:.2f} s, {warm_16:.2f} s")
