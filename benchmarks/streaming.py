"""Whether all composers hand on what they have, stop when asked, and obey the same plan.

    python benchmarks/streaming.py [--composers transformer rbm] [--seconds 60] [--stops 8]

CPU seconds of the whole process until a composer hands on its first bars, and until it ends, in
the median over one piece of each quadrant; every beginning is compared with the finished piece. A
cancel is asked for at moments spread over the work, and its delay is that until composing ends.
"""

from __future__ import annotations

import argparse
import statistics
import threading
import time
from dataclasses import dataclass

from pieces import read_feeling

from engine.composition.composers import list_composers, load_composer
from engine.composition.obedient import ObedientComposer
from engine.composition.plan import Plan
from engine.composition.planning.planner import Planner
from engine.composition.score import Score
from engine.emotion.music_vectors import MusicVectors
from engine.emotion.reading import QUADRANTS, Quadrant
from engine.errors import JobCancelledError
from engine.options import ComposeOptions
from engine.progress import Progress

STOP_MS = 200.0
"""How long stopping may take."""


@dataclass(frozen=True)
class Course:
    """How a piece was handed on: when its first bars came, when it ended, and what came."""

    plan: Plan
    first: float
    whole: float
    beginnings: tuple[Score, ...]
    score: Score

    @property
    def is_kept(self) -> bool:
        """Whether every note that was handed on stands in the piece."""
        final = _notes(self.score)
        return all(_notes(beginning) <= final for beginning in self.beginnings)

    @property
    def is_obedient(self) -> bool:
        """Whether length, metre, key, tempo and sections are those of the plan."""
        plan, score = self.plan, self.score
        planned = (plan.n_bars, plan.metre, plan.key, round(plan.tempo))
        return (score.n_bars, score.metre, score.key, round(score.tempos[0].tempo)) == planned and [
            section.key for section in score.sections
        ] == [s.key for s in plan.sections]


def _notes(score: Score) -> set[object]:
    return {(track.role, note) for track in score.tracks for note in track.notes}


def follow(composer: ObedientComposer, plan: Plan) -> Course:
    """Compose, and keep what is handed on."""
    began, first = time.process_time(), 0.0
    beginnings: list[Score] = []

    def take(beginning: Score) -> None:
        nonlocal first
        first = first or time.process_time() - began
        beginnings.append(beginning)

    score = composer.compose(plan, Progress(), take)
    return Course(plan, first, time.process_time() - began, tuple(beginnings), score)


def time_to_stop(composer: ObedientComposer, plan: Plan, delay: float) -> tuple[float, float]:
    """Give wall and CPU milliseconds from a cancel after ``delay`` seconds to the end."""
    progress, asked = Progress(), [0.0, 0.0]

    def stop() -> None:
        asked[:] = time.perf_counter(), time.process_time()
        progress.cancel()

    timer = threading.Timer(delay, stop)
    timer.start()
    try:
        composer.compose(plan, progress)
    except JobCancelledError:
        return 1000 * (time.perf_counter() - asked[0]), 1000 * (time.process_time() - asked[1])
    timer.cancel()
    return 0.0, 0.0


def show(planner: Planner, name: str, seconds: float, n_stops: int) -> None:
    """Print the row of a composer."""
    composer = ObedientComposer(load_composer(name))

    def plan_for(quadrant: Quadrant, length: float) -> Plan:
        return planner.plan(read_feeling(quadrant, 0), ComposeOptions(length, 0, name))

    composer.compose(plan_for("Q1", 5), Progress())  # everything is loaded
    courses = [follow(composer, plan_for(quadrant, seconds)) for quadrant in QUADRANTS]
    first, whole = (statistics.median(times) for times in zip(*map(_times, courses), strict=True))
    plan = courses[2].plan
    stops = [time_to_stop(composer, plan, whole * (n + 0.5) / n_stops) for n in range(n_stops)]
    wall, cpu = (max(times) for times in zip(*stops, strict=True))
    n_handed = statistics.median(len(course.beginnings) for course in courses)
    kept, obeyed = (
        sum(getattr(course, claim) for course in courses) for claim in ("is_kept", "is_obedient")
    )
    print(
        f"{name:14} {first:6.2f} {whole:6.2f} {n_handed:7g} {kept:4d} of {len(courses)}"
        f" {obeyed:4d} of {len(courses)}   {wall:4.0f} {cpu:4.0f}",
        flush=True,
    )


def _times(course: Course) -> tuple[float, float]:
    return course.first, course.whole


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--composers", nargs="+", default=list(list_composers()))
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--stops", type=int, default=8)
    options = parser.parse_args()
    planner = Planner(MusicVectors())
    print("                   CPU s until   handed     stays    obeys   ms to stop")
    print(f"composer        first  whole      on     as is  the plan   ≤ {STOP_MS:g}, CPU")
    for name in options.composers:
        show(planner, name, options.seconds, options.stops)


if __name__ == "__main__":
    main()
