"""Parts that are played at once, on as many cores as there are."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import TypeVar

from engine.progress import Progress

__all__ = ["together"]

_MOST = 4  # threads: more parts than that are rare

Result = TypeVar("Result")


def together(tasks: Sequence[Callable[[Progress], Result]], progress: Progress) -> list[Result]:
    """Do all tasks, which share nothing, and give their results in the tasks' order.

    FluidSynth and the filters let go of Python while they work, so threads are enough. What comes
    out does not depend on how many there are.

    Raises
    ------
    EngineError
        What the first task that failed raised; the others are stopped, and so is whatever else
        looks at ``progress``.
    """
    shares = progress.shares(len(tasks))
    if len(tasks) < 2 or (os.cpu_count() or 1) < 2:
        return [task(share) for task, share in zip(tasks, shares, strict=True)]
    with ThreadPoolExecutor(min(len(tasks), os.cpu_count() or 1, _MOST)) as pool:
        jobs = [pool.submit(task, share) for task, share in zip(tasks, shares, strict=True)]
        try:
            finished, _ = wait(jobs, return_when=FIRST_EXCEPTION)
            for job in finished:
                job.result()
            return [job.result() for job in jobs]
        except BaseException:
            progress.cancel()  # or it would be waited for what is still played
            raise
