"""What a song costs when many are made: time, memory, room on the disk, and the scheduler's share.

    python benchmarks/batch.py [--songs 16] [--seconds 60] [--rounds 2] [--tasks 2000]

Songs are made by one process and by two, in turn; the first song of each process, with the loading
of its models, is not counted. The peer is one process of `affetto compose` for each song, as a
shell's loop would start it. Then tasks without any work go through a Dask scheduler to one worker,
which shows what the scheduler takes. The last lines calculate what a million songs take.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.batch.attempts import Attempt
from engine.batch.cluster import Cluster
from engine.batch.processes import work_in_processes
from engine.batch.task import Order, Task, make_song
from engine.options import ComposeOptions, RenderOptions

FORMATS = (".mid", ".affetto", ".wav")
_MILLION = 1_000_000


@dataclass(frozen=True)
class Cost:
    """Of a song: seconds by the clock and of processors; and what a worker holds, in MB."""

    wall: float
    cpu: float
    memory: float


def tasks(n: int) -> Iterator[Task]:
    """Give wishes of many kinds."""
    feelings = ("joy", "a lonely night", "furious storm", "a calm lake", "hope and wonder", "dread")
    for number, text in zip(range(1, n + 1), itertools.cycle(feelings), strict=False):
        yield Task(number, f"{text}, number {number}", number)


def measure(order: Order, folder: Path, n_songs: int, n_workers: int) -> Cost:
    """Make songs on so many processes, and count from when each has made its first."""
    make = functools.partial(make_song, order, folder, overwrite=True)
    outcomes = work_in_processes(make, tasks(n_songs + n_workers), n_workers)
    for outcome in itertools.islice(outcomes, n_workers):
        check(outcome)
    began, spent = time.perf_counter(), spent_by_workers()
    for outcome in itertools.islice(outcomes, n_songs):
        check(outcome)
    wall, cpu = time.perf_counter() - began, spent_by_workers() - spent
    outcomes.close()
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    return Cost(wall / n_songs, cpu / n_songs, memory)


def spent_by_workers() -> float:
    """Give the processor time that the processes of this one have spent, in seconds."""
    total = 0
    for child in multiprocessing.active_children():
        stat = Path(f"/proc/{child.pid}/stat").read_text(encoding="ascii").rpartition(")")[2]
        total += sum(map(int, stat.split()[11:13]))
    return total / os.sysconf("SC_CLK_TCK")


def check(outcome: Attempt) -> None:
    """Stop at a song that failed."""
    if outcome.failure is not None:
        sys.exit(f"{outcome.task.text}: {outcome.failure.message} {outcome.failure.details}")


def measure_loop(order: Order, folder: Path, n_songs: int) -> Cost:
    """Start a process of its own for each song."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    for task in tasks(n_songs):
        files = [str(folder / f"loop-{task.number}{suffix}") for suffix in order.suffixes]
        words = [task.text, "--seed", str(task.seed), "-o", *files]
        words += ["--seconds", f"{order.compose_options.seconds:g}", "--force"]
        command = [sys.executable, "-m", "engine", "compose", *words]
        subprocess.run(command, check=True, capture_output=True)
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall / n_songs, cpu / n_songs, after.ru_maxrss / 1000)


def do_nothing(_order: Order, _folder: Path, task: Task) -> dict[str, object]:
    """Stand in for a song that takes no time."""
    return {"number": task.number}


def measure_scheduler(order: Order, folder: Path, n_tasks: int) -> None:
    """Send tasks without work through a scheduler to one worker, and print what each takes."""
    file = folder / "scheduler.json"
    place = os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    start = functools.partial(
        subprocess.Popen, env=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    words = ["--scheduler-file", str(file), "--no-dashboard"]
    dask = [sys.executable, "-m", "dask"]
    scheduler = start([*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", *words])
    worker = start(
        [*dask, "worker", *words, "--nthreads", "1", "--no-nanny", "--local-directory", str(folder)]
    )
    try:
        while not file.exists() or not file.read_bytes().endswith(b"}"):
            time.sleep(0.1)
        from batch import do_nothing as nothing  # noqa: PLC0415 - as the worker imports it

        work = Cluster(str(file)).work(functools.partial(nothing, order, folder), tasks(n_tasks))
        next(work)
        held, began = memory_of(scheduler.pid), time.perf_counter()
        for outcome in work:
            check(outcome)
        taken = (time.perf_counter() - began) / (n_tasks - 1)
        print(f"\nscheduler, {n_tasks} tasks: {1000 * taken:.1f} ms a task, {held:.0f} MB before, "
              f"{memory_of(scheduler.pid):.0f} MB after")  # fmt: skip
    finally:
        for process in (worker, scheduler):
            process.kill()
            process.wait()


def memory_of(pid: int) -> float:
    """Give what a process holds, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def report(name: str, cost: Cost) -> None:
    """Print a line."""
    print(f"{name:28} {cost.wall:8.2f} {cost.cpu:8.2f} {1 / cost.cpu:10.3f} {cost.memory:10.0f}")


def main() -> None:
    """Measure and calculate."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--songs", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--tasks", type=int, default=2000)
    given = parser.parse_args()
    order = Order(ComposeOptions(given.seconds), RenderOptions(), FORMATS)
    formats = ", ".join(FORMATS)
    print(f"{given.songs} songs of {given.seconds:g} s as {formats}")
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print(f"{'':28} {'s/song':>8} {'CPU s':>8} {'songs/CPU s':>10} {'MB/process':>10}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        costs: dict[int, list[Cost]] = {1: [], 2: []}
        for _ in range(given.rounds):
            for n_workers, found in costs.items():
                found.append(measure(order, folder, given.songs, n_workers))
                report(f"{n_workers} process{'es' * (n_workers > 1)}", found[-1])
        report("a process for each song", measure_loop(order, folder, min(given.songs, 4)))
        one, two = (min(cost.wall for cost in costs[n]) for n in (1, 2))
        spent = [min(cost.cpu for cost in costs[n]) for n in (1, 2)]
        by_clock, by_cpu = one / two, 2 * spent[0] / spent[1]
        print(f"\ntwo processes for one: {by_clock:.2f} by the clock, which counts what else")
        print(f"the machine does, {by_cpu:.2f} by what they spend of processors (asked: 1.8)")
        sizes = {s: [f.stat().st_size for f in folder.glob(f"0*{s}")] for s in FORMATS}
        means = {suffix: sum(found) / len(found) for suffix, found in sizes.items()}
        print("room: " + ", ".join(f"{size / 1000:.1f} kB {s}" for s, size in means.items()))
        measure_scheduler(order, folder, given.tasks)
    cpu = min(cost.cpu for cost in costs[1])
    days = cpu * _MILLION / 86_400
    room = ", ".join(f"{size * _MILLION / 1e9:.0f} GB {s}" for s, size in means.items())
    print(f"\na million songs: {days:.0f} days of one core, {days / 64:.1f} of 64 cores, {room}")


if __name__ == "__main__":
    main()
