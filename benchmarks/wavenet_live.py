"""What WaveNet is like to live with: streaming, memory, stopping, and whether it keeps its word."""

from __future__ import annotations

import argparse
import resource
import statistics
import threading
import time

from engine.errors import JobCancelledError
from engine.options import RenderOptions
from engine.progress import Progress
from engine.synthesis.band import Parts
from engine.synthesis.timed_performance import Part, Performance, TimedNote
from engine.synthesis.wavenet.synthesizer import WaveNetSynthesizer

ASKED_MS = 100
STEP = 8.0
"""Seconds by which a song grows: four bars."""
_CHORDS = ((48, 64, 67, 72), (45, 64, 69, 72), (41, 65, 69, 72), (43, 62, 67, 71))
_STOPS = 7


def song(seconds: float) -> Performance:
    """Piano, electric piano and bass: a chord every two seconds, broken in eighths."""
    bars = range(int(seconds / 2))
    piano = [
        TimedNote(2 * bar + 0.25 * i, 2 * bar + 0.25 * i + 0.4, pitch, 80)
        for bar in bars
        for i, pitch in enumerate((*_CHORDS[bar % 4], *_CHORDS[bar % 4][::-1]))
    ]
    held = [TimedNote(2 * bar, 2 * bar + 1.9, p, 70) for bar in bars for p in _CHORDS[bar % 4][1:]]
    bass = [TimedNote(2 * bar, 2 * bar + 1.8, _CHORDS[bar % 4][0] - 12, 90) for bar in bars]
    lines = {0: piano, 4: held, 33: bass}
    return Performance(tuple(Part(p, is_drum=False, notes=tuple(x)) for p, x in lines.items()))


def live(options: argparse.Namespace) -> None:
    """Print all of it."""
    synthesizer = WaveNetSynthesizer(RenderOptions())
    print(synthesizer.describe())
    _promise(synthesizer)
    _stop(synthesizer)
    _stream(synthesizer, options.minutes)


def _promise(synthesizer: WaveNetSynthesizer) -> None:
    """Compare the time that is foretold with the time that it takes."""
    for seconds in (20.0, 60.0):
        expected = synthesizer.expected_seconds(song(seconds), Progress())
        began = time.perf_counter()
        synthesizer.play(song(seconds), Progress())
        took = time.perf_counter() - began
        print(
            f"{seconds:.0f} s of three instruments: {expected:.1f} s foretold, {took:.1f} s taken"
        )


def _stop(synthesizer: WaveNetSynthesizer) -> None:
    """Measure how long it takes until whoever asked for a song has the word that it was stopped."""
    waits = []
    for round_ in range(_STOPS):
        progress = Progress()
        ended: list[float] = []
        thread = threading.Thread(target=_play, args=(synthesizer, progress, ended))
        thread.start()
        time.sleep(0.4 + 0.3 * round_)  # at one time or another of the work
        asked = time.perf_counter()
        progress.cancel()
        thread.join()
        waits.append(1_000 * (ended[0] - asked))
    print(
        f"stopped after {statistics.median(waits):.0f} ms (median of {_STOPS}), "
        f"at most {max(waits):.0f} ms; {ASKED_MS} ms asked"
    )


def _play(synthesizer: WaveNetSynthesizer, progress: Progress, ended: list[float]) -> None:
    try:
        synthesizer.play(song(120), progress)
    except JobCancelledError:
        ended.append(time.perf_counter())


def _stream(synthesizer: WaveNetSynthesizer, minutes: float) -> None:
    """Let the voice write so long as the song grows; watch the speed and the memory."""
    voices = synthesizer.voices()
    parts: Parts = {None: song(60 * minutes).parts}
    steps = [STEP * number for number in range(1, int(60 * minutes / STEP) + 1)]
    early, first = 0, 0.0
    began = time.process_time()
    for seconds in steps:
        voices.write_until(parts, seconds, Progress())
        first = first or time.process_time() - began
        if seconds <= 10:
            early = _memory()
    took = time.process_time() - began
    print(
        f"{minutes:g} minutes as they grow by {STEP:g} s: the first after {first:.2f} CPU s, "
        f"{steps[-1] / took:.2f} s of three instruments a second of CPU (more than 1 asked), "
        f"memory {early} MiB after 10 s, {_memory()} MiB at the end"
    )


def _memory() -> int:
    """Give the most memory that the process has held so far, in MiB (Linux counts in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_024
