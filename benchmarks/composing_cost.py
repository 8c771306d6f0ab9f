"""What composing costs: time and memory by length of the piece, each in a process of its own."""

from __future__ import annotations

import concurrent.futures
import multiprocessing
import resource
import time
from pathlib import Path
from typing import Any

from pieces import compose_one

__all__ = ["measure_cost", "print_cost"]

LENGTHS = (15.0, 60.0, 300.0)  # seconds
N_REPEATED = 50  # pieces of the shortest length, one after the other
WANTED_SPEED, WANTED_MEMORY = 12.0, 1500.0  # times real time for a minute, MB


def measure_cost(composer: str) -> dict[str, Any]:
    """Measure seconds and megabytes of a piece of each length, and memory over many pieces."""
    lengths = {f"{seconds:g} s": _apart(_cost_of_one, composer, seconds) for seconds in LENGTHS}
    return {"lengths": lengths, "many": _apart(_cost_of_many, composer, LENGTHS[0])}


def _apart(measure: Any, *arguments: Any) -> Any:
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, context) as pool:
        return pool.submit(measure, *arguments).result()


def _cost_of_one(composer: str, seconds: float) -> dict[str, float]:
    """Compose a short piece to load everything, then the one that is timed."""
    compose_one(composer, "Q1", 0, 5.0)
    clock, cpu = time.perf_counter(), time.process_time()
    piece = compose_one(composer, "Q4", 0, seconds)
    clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
    return {
        "times real time": piece.score.duration / clock,
        "music per CPU second": piece.score.duration / cpu,
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _cost_of_many(composer: str, seconds: float) -> dict[str, float]:
    compose_one(composer, "Q1", 0, seconds)
    first = _resident()
    for seed in range(1, N_REPEATED):
        compose_one(composer, "Q1", seed, seconds)
    return {"MB after 1": first, f"MB after {N_REPEATED}": _resident()}


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def print_cost(found: dict[str, Any]) -> None:
    """Print speed and memory beside what is wanted."""
    print("  cost         × real time   s of music per CPU s   peak MB")
    for length, row in found["lengths"].items():
        print(
            f"    {length:8s} {row['times real time']:10.1f} {row['music per CPU second']:18.1f}"
            f" {row['peak MB']:18.0f}"
        )
    print(f"    wanted   ≥ {WANTED_SPEED:g} for 60 s, under {WANTED_MEMORY:.0f} MB")
    print("   ", ", ".join(f"{key}: {value:.0f}" for key, value in found["many"].items()))
    print("    MuseCoco: 6 minutes for 8 bars on two A40; transformers under search 12–20 minutes")
