"""How much processor time a job still takes after it was cancelled.

    python benchmarks/cancelling.py [--moments 8] [--jobs compose-rbm,render]

Each job runs in the engine's own process, as under the window, and is cancelled at moments spread
over its length. Printed are the seconds of processor time that the process spends from the cancel
to its answer, at worst and at the median, beside the 0.2 s that a person does not notice. *Cold*
is the first job of a process, models to be loaded included.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from engine import ComposeJob, ComposeOptions, EngineProcess, RenderOptions, TranscribeJob
from engine.audio.files import read_audio
from engine.composition.changing.editing import Extend
from engine.jobs import EditJob, Event, Job, ReadJob, RenderJob, WarmUpJob
from engine.piece import Piece

LIMIT = 0.2
_SPEECH = Path(__file__).parents[1] / "tests" / "data" / "speech" / "seven_seas.flac"


def cpu_seconds(pid: int) -> float:
    """Give the processor time that a process has spent."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def answers(engine: EngineProcess, job_id: int) -> Iterator[Event]:
    """Give what is said of a job, its last word included."""
    while (event := engine.receive()) is not None:
        if event.job_id == job_id:
            yield event
            if event.kind in {"done", "failed", "cancelled"}:
                return
    sys.exit("the engine has stopped")


def finish(engine: EngineProcess, job: Job) -> tuple[object, float]:
    """Let a job run to its end; give its result and the processor time it took."""
    pid = engine._process.pid  # noqa: SLF001 - nobody else needs to know
    before = cpu_seconds(pid)
    last = list(answers(engine, engine.submit(job)))[-1]
    if last.kind == "failed":
        sys.exit(f"{last.value.message}. {last.value.hint}")
    return last.value, cpu_seconds(pid) - before


def after_cancel(engine: EngineProcess, job: Job, moment: float) -> float | None:
    """Cancel a job after so much of its processor time; None if it was done before."""
    pid = engine._process.pid  # noqa: SLF001
    began = cpu_seconds(pid)
    job_id = engine.submit(job)
    told: list[tuple[str, float]] = []

    def listen() -> None:
        *_, last = answers(engine, job_id)
        told.append((last.kind, cpu_seconds(pid)))

    listener = threading.Thread(target=listen)
    listener.start()
    while cpu_seconds(pid) - began < moment and listener.is_alive():
        time.sleep(0.005)
    at = cpu_seconds(pid)
    engine.cancel(job_id)
    listener.join()
    kind, ended = told[0]
    return ended - at if kind == "cancelled" else None


def jobs(engine: EngineProcess, speech: Path) -> dict[str, Callable[[int], Job]]:
    """Name the jobs; each is called with a number, so that nothing is known from the last one."""

    def compose(composer: str) -> Callable[[int], Job]:
        return lambda n: ComposeJob(
            "a lonely night by the sea", ComposeOptions(120, n, composer), RenderOptions()
        )

    piece, _ = finish(engine, compose("transformer")(0))
    assert isinstance(piece, Piece)
    silent = dataclasses.replace(piece, waveform=None)
    neural = RenderOptions(synthesizer="wavenet")
    wish = read_audio(speech)
    long = dataclasses.replace(wish, samples=np.tile(wish.samples, (4, 1)))
    return {
        "transcribe": lambda _n: TranscribeJob(long),
        "read": lambda n: ReadJob(f"a lonely night by the sea and {n} happy dances " * 40),
        "compose-transformer": compose("transformer"),
        "compose-rbm": compose("rbm"),
        "compose-concatenative": compose("concatenative"),
        "edit": lambda n: EditJob(silent, (Extend(60.0, n),)),
        "render-fluidsynth": lambda _n: RenderJob(silent, RenderOptions()),
        "render-wavenet": lambda _n: RenderJob(silent, neural),
    }


def measure(name: str, make: Callable[[int], Job], engine: EngineProcess, moments: int) -> float:
    """Cancel a job at moments over its length and print a line."""
    if name == "render-wavenet":
        length = 4.0  # a song takes a minute; the beginning will do
    else:
        _, length = finish(engine, make(1))
        _, length = finish(engine, make(2))
    shares = (np.arange(moments) + 0.5) / moments
    found = [after_cancel(engine, make(n + 3), length * share) for n, share in enumerate(shares)]
    return report(name, length, [seconds for seconds in found if seconds is not None])


def measure_cold(moments: int) -> float:
    """Cancel the loading of all models, each time in a process of its own."""
    engine = EngineProcess()
    _, length = finish(engine, WarmUpJob())
    engine.close()
    found = []
    for share in (np.arange(moments) + 0.5) / moments:
        engine = EngineProcess()
        found.append(after_cancel(engine, WarmUpJob(), length * share))
        engine.close()
    return report("cold", length, [seconds for seconds in found if seconds is not None])


def measure_command(moments: int) -> float:
    """Press Ctrl+C while the command composes, in the sum of its processes from then on."""
    words = ["compose", "a lonely night by the sea", "--seconds", "120", "--seed", "1"]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "engine", *words, "-o", f"{folder}/song.wav", "--force"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True)
        length = _spent_since(before)
        found = [
            interrupted(command, length * (n + 0.5) / moments, Path(folder)) for n in range(moments)
        ]
    return report("command, Ctrl+C", length, found)


def interrupted(command: list[str], moment: float, folder: Path) -> float:
    """Interrupt a command after so much processor time, and say how much more it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while (spent := cpu_seconds(started.pid)) < moment:
        time.sleep(0.002)
    started.send_signal(signal.SIGINT)
    _, said = started.communicate()
    if started.returncode != 130 or said != b"affetto: stopped\n":
        sys.exit(f"after {moment:.2f} s it ended with {started.returncode}: {said.decode()}")
    if left := [path.name for path in folder.glob(".affetto-*")]:
        sys.exit(f"after {moment:.2f} s it left {left}")
    return max(0.0, _spent_since(before) - spent)


def _spent_since(before: resource.struct_rusage) -> float:
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def report(name: str, length: float, found: list[float]) -> float:
    """Print a line and give the worst."""
    if not found:
        print(f"{name:24} {length:8.2f} s    it was done each time before the cancel came")
        return 0.0
    worst = max(found)
    median = statistics.median(found)
    mark = "" if worst <= LIMIT else "  above the limit"
    print(f"{name:24} {length:8.2f} s {median:10.2f} s {worst:8.2f} s{mark}", flush=True)
    return worst


def main() -> int:
    """Measure every job."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--speech", type=Path, default=_SPEECH, help="a recorded wish")
    parser.add_argument("--moments", type=int, default=8)
    parser.add_argument("--jobs", default="", help="only these, by comma; command and cold are two")
    given = parser.parse_args()
    wanted = set(filter(None, given.jobs.split(",")))
    print(f"limit {LIMIT} s of processor time\n")
    print(f"{'job':24} {'takes':>10} {'median':>12} {'worst':>10}")
    worst = []
    if not wanted or wanted - {"cold", "command"}:
        engine = EngineProcess()
        for name, make in jobs(engine, given.speech).items():
            if not wanted or name in wanted:
                worst.append(measure(name, make, engine, given.moments))
        engine.close()
    if not wanted or "command" in wanted:
        worst.append(measure_command(given.moments))
    if not wanted or "cold" in wanted:
        worst.append(measure_cold(given.moments))
    return 0 if max(worst, default=0.0) <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
