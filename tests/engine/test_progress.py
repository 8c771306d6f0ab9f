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


def test_enough_reaches_every_part_of_a_job() -> None:
    whole = Progress()
    parts = [whole.share(0.0, 0.5), *whole.shares(2)]
    assert not any(part.has_enough for part in parts)
    whole.suffice()
    assert all(part.has_enough for part in parts)
    parts[0].update("learn", 0.5)  # it may go on, and need not
