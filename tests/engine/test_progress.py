from __future__ import annotations

import pytest

from engine.errors import JobCancelledError
from engine.progress import Progress


def test_reports_are_passed_on_and_kept_between_0_and_1() -> None:
    reports: list[tuple[str, float]] = []
    progress = Progress(lambda stage, fraction: reports.append((stage, fraction)))
    progress.update("compose", 0.5)
    progress.update("compose", 1.5)
    assert reports == [("compose", 0.5), ("compose", 1.0)]


def test_a_cancelled_job_stops_at_its_next_report() -> None:
    progress = Progress()
    progress.check()
    progress.cancel()
    with pytest.raises(JobCancelledError):
        progress.update("render", 0.1)
