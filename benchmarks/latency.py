"""How long a wish takes, stage by stage, from the end of speech to the first sound.

    python benchmarks/latency.py RECORDING.wav [--runs 5] [--seconds 60]
    python benchmarks/latency.py --spoken 100 [--data DIR] [--kept FILE]
    python benchmarks/latency.py --path 100 [--data DIR]
    python benchmarks/latency.py --cold [--runs 5]

The second form speaks wishes into a desktop's microphone (see `latency_spoken`) and prints the time
from the last voiced sample to the first sound out of the loudspeaker; with FILE it goes on where it
was stopped, and what was measured is kept. The third counts the CPU
seconds of each stage between them (see `latency_path`), whatever else the machine does. The fourth
runs the command as a whole process.

In the first, the engine runs in a process of its own, as it does under the window. *Cold* is the
first wish of a process just started, loading of models included; *warm* the median of the others.
The bare openai-whisper call on the same recording stands beside our transcription as its limit.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from engine import ComposeJob, ComposeOptions, EngineProcess, RenderOptions, TranscribeJob
from engine.audio.files import read_audio
from engine.audio.waveform import Waveform
from engine.jobs import Job
from engine.options import ListenOptions
from engine.speech.completeness import patience

STAGES = ("transcribe", "read", "compose", "render", "first sound", "total")


def run(process: EngineProcess, job: Job, told: dict[str, float] | None = None) -> object:
    """Submit a job and wait for its result; ``told`` gets the time of each stage's first word."""
    job_id = process.submit(job)
    while (event := process.receive()) is not None:
        if event.kind == "stage" and told is not None:
            told.setdefault(event.value[0], time.perf_counter())
        if event.job_id == job_id and event.kind == "done":
            return event.value
        if event.kind == "failed":
            sys.exit(f"{event.value.message}. {event.value.hint}")
    sys.exit("the engine has stopped")


def one_wish(process: EngineProcess, waveform: Waveform, seconds: float, seed: int) -> dict:
    """Measure one wish in seconds."""
    started = time.perf_counter()
    transcript = run(process, TranscribeJob(waveform))
    heard = time.perf_counter()
    told: dict[str, float] = {}
    job = ComposeJob(transcript.text, ComposeOptions(seconds, seed), RenderOptions())
    piece = run(process, job, told)
    ended = time.perf_counter()
    return {
        "transcribe": heard - started,
        **piece.timings,
        "first sound": told.get("sound", ended) - started,
        "total": ended - started,
    }


def time_to_stop(process: EngineProcess, seconds: float, delay: float) -> float:
    """Measure how long a cancel takes that comes ``delay`` seconds after the plan."""
    job_id = process.submit(ComposeJob("joy", ComposeOptions(seconds, 1), RenderOptions()))
    while (event := process.receive()) is not None:
        if event.kind == "stage" and event.value[0] == "plan":
            time.sleep(delay)
            asked = time.perf_counter()
            process.cancel(job_id)
        if event.kind in {"cancelled", "done", "failed"}:
            return time.perf_counter() - asked
    sys.exit("the engine has stopped")


def bare_whisper(path: str) -> float:
    """Measure openai-whisper alone, without words or voice detection, in a process of its own."""
    from engine.audio.resampling import resample  # noqa: PLC0415
    from engine.speech.weights import load_whisper  # noqa: PLC0415

    model = load_whisper()
    samples = resample(read_audio(Path(path)), 16_000).mono()
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        model.transcribe(samples, language="en", fp16=False, temperature=0.0)
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def limit(path: Path) -> float:
    """Seconds that the bare recogniser takes for the recording."""
    pool = multiprocessing.get_context("spawn").Pool(1)
    seconds = pool.apply(bare_whisper, (str(path),))
    pool.close()
    pool.join()
    return seconds


def main() -> None:
    """Print the table that is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("recording", type=Path, nargs="?")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--spoken", type=int, default=0, metavar="N")
    parser.add_argument("--kept", type=Path, metavar="FILE", help="answers to spoken wishes")
    parser.add_argument("--path", type=int, default=0, metavar="N", help="of as many wishes")
    parser.add_argument("--data", type=Path, metavar="DIR", help="recordings and transcripts.tsv")
    parser.add_argument("--cold", action="store_true")
    options = parser.parse_args()
    if options.cold:
        tell_cold(options.runs)
    elif options.path:
        tell_path(options.data, options.path, options.seconds)
    elif options.spoken:
        tell_spoken(options.data, options.spoken, options.seconds, options.kept)
    elif options.recording is not None:
        tell_stages(options)
    else:
        parser.error("a RECORDING, --spoken N, --path N or --cold")


def tell_cold(n_runs: int) -> None:
    """Print what the command takes as a whole process: wall and CPU seconds, and memory."""
    command = [sys.executable, "-m", "engine", "compose", "a calm song about the sea", "--seed"]
    walls, cpus = [], []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(n_runs):
            files = [str(Path(folder) / f"{seed}.{suffix}") for suffix in ("wav", "mid")]
            before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            subprocess.run(
                [*command, str(seed), "--seconds", "60", "-o", *files],
                check=True,
                capture_output=True,
            )
            walls.append(time.perf_counter() - started)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpus.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    print(f"affetto compose --seconds 60 -o a.wav a.mid, median of {n_runs} (at most 2.0 s):")
    print(f"  {statistics.median(walls):.2f} s, {statistics.median(cpus):.2f} CPU s, ", end="")
    print(f"{after.ru_maxrss / 1024:.0f} MB")


def tell_spoken(folder: Path | None, n: int, seconds: float, kept: Path | None) -> None:
    """Print how long spoken wishes wait for their first sound, cold and warm."""
    from latency_spoken import (  # noqa: PLC0415
        STAGES as SPOKEN,
        Answers,
        SpokenWishes,
        spoken_wishes,
    )

    answered = Answers(kept)
    if len(answered.all) <= n:
        with tempfile.TemporaryDirectory() as aside:
            clips = spoken_wishes(folder, n, Path(aside))
            wishes = SpokenWishes(seconds)
            wishes.start_cold()
            cold = wishes.ask(*clips[0])  # once more where a run goes on: it only warms up
            if not answered.all:
                answered.add(cold)
            wishes.warm_up()
            for clip in clips[len(answered.all) - 1 :]:
                answered.add(wishes.ask(*clip))
            wishes.close()
    first, *answers = answered.all[: n + 1]
    print("seconds from the last voiced sample (at most 1.2 s in the median, 2.0 s at 95 %)")
    print(f"{'stage':<16}{'cold':>8}{'median':>8}{'95 %':>8}   of {n} wishes")
    for stage in SPOKEN:
        warm = [answer.stages[stage] for answer in answers if stage in answer.stages]
        middle, most = np.percentile(warm or [np.nan], (50, 95))
        print(f"{stage:<16}{first.stages.get(stage, np.nan):8.2f}{middle:8.2f}{most:8.2f}")
    n_answered = sum("loudspeaker" in answer.stages for answer in answers)
    n_cut = sum(answer.was_cut for answer in answers)
    print(f"answered {n_answered} of {n}, cut off too soon {n_cut} (at most 1 %)")


def tell_path(folder: Path | None, n: int, seconds: float) -> None:
    """Print the CPU seconds between the end of a wish and its first sound."""
    from latency_path import STAGES as ON_PATH, EnginePath  # noqa: PLC0415
    from latency_spoken import spoken_wishes  # noqa: PLC0415 - brings the desktop

    with tempfile.TemporaryDirectory() as aside:
        clips = spoken_wishes(folder, n, Path(aside))
        path = EnginePath(seconds)
        asked = [path.ask(recording, seed) for seed, (recording, _) in enumerate(clips)]
    answers = [answer for answer in asked if answer is not None]
    print("CPU seconds, each stage by itself (at most 1.2 in all in the median)")
    print(f"{'stage':<16}{'median':>8}{'95 %':>8}   of {len(answers)} wishes, {n} spoken")
    rows = {stage: [answer.get(stage, np.nan) for answer in answers] for stage in ON_PATH}
    for stage, took in (*rows.items(), ("all", [sum(answer.values()) for answer in answers])):
        print(f"{stage:<16}{np.nanmedian(took):8.2f}{np.nanpercentile(took, 95):8.2f}")


def tell_stages(options: argparse.Namespace) -> None:
    """Print where the time goes in the engine."""
    waveform = read_audio(options.recording)

    process = EngineProcess()
    cold = one_wish(process, waveform, options.seconds, 0)
    warm = [one_wish(process, waveform, options.seconds, 1 + n) for n in range(options.runs)]
    stops = [time_to_stop(process, 300, 0.1 + 0.2 * n) for n in range(options.runs)]
    process.close()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024

    print(f"{waveform.duration:.1f} s of speech, {options.seconds:.0f} s of music, wall seconds")
    print(f"{'stage':<12}{'cold':>8}{'warm':>8}   (median of {options.runs})")
    for stage in STAGES:
        median = statistics.median(times[stage] for times in warm)
        print(f"{stage:<12}{cold[stage]:8.2f}{median:8.2f}")
    silence = patience("a whole wish", "en", ListenOptions().silence)
    median = statistics.median(times["first sound"] for times in warm)
    print(f"end of speech to first sound, warm: {silence + median:.2f} s,")
    print(f"of which {silence:.1f} s wait for the silence that ends a wish")
    whole = statistics.median(times["total"] for times in warm)
    print(f"if playing waited for the whole song: {silence + whole:.2f} s")
    print(f"a cancel stops composing within {1000 * max(stops):.0f} ms")
    print(f"bare openai-whisper base on the same recording: {limit(options.recording):.2f} s")
    print(f"peak memory of the engine: {peak:.0f} MB")


if __name__ == "__main__":
    main()
