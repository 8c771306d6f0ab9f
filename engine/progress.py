"""How a long job tells how far it is, and how it is stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable

from engine.errors import JobCancelledError

__all__ = ["Progress", "Report"]

Report = Callable[[str, float], None]
"""Called with a stage's name and the share of it that is done, 0 to 1."""


def _tell_nobody(stage: str, fraction: float) -> None:
    """Drop the report."""


class Progress:
    """Passed down into every long job.

    Parameters
    ----------
    report
        Receives ``(stage, fraction)``; may be called from the job's thread.
    """

    def __init__(self, report: Report = _tell_nobody) -> None:
        self._report = report
        self._cancelled = threading.Event()
        self._has_enough = threading.Event()

    def cancel(self) -> None:
        """Ask the job to stop; safe from any thread."""
        self._cancelled.set()

    def suffice(self) -> None:
        """Ask the job to end with what it has by now; safe from any thread."""
        self._has_enough.set()

    @property
    def has_enough(self) -> bool:
        """Whether `suffice` was called; who cannot end early passes it over."""
        return self._has_enough.is_set()

    def check(self) -> None:
        """Stop here if asked to.

        Raises
        ------
        JobCancelledError
            If `cancel` was called.
        """
        if self._cancelled.is_set():
            raise JobCancelledError("the job was cancelled")

    def update(self, stage: str, fraction: float) -> None:
        """Report that ``fraction`` (0 to 1) of ``stage`` is done, and stop if asked to."""
        self.check()
        self._report(stage, min(max(fraction, 0.0), 1.0))

    def share(self, first: float, size: float) -> Progress:
        """Give what a part of the job reports to: its whole is ``size`` of ours, from ``first``."""
        return self._part(lambda stage, fraction: self._report(stage, first + size * fraction))

    def shares(self, n: int) -> list[Progress]:
        """Give what ``n`` equal parts that are done at once report to: ours is their mean."""
        done, lock = [0.0] * n, threading.Lock()

        def reporter(number: int) -> Report:
            def report(stage: str, fraction: float) -> None:
                with lock:
                    done[number] = fraction
                    self._report(stage, sum(done) / n)

            return report

        return [self._part(reporter(number)) for number in range(n)]

    def _part(self, report: Report) -> Progress:
        part = Progress(report)
        part._cancelled, part._has_enough = self._cancelled, self._has_enough
        return part
