"""Waiting for work in another thread without losing sight of whoever wants to stop it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

from engine.progress import Progress

__all__ = ["patiently", "wait_for"]

T = TypeVar("T")

_POLL = 0.04
"""Seconds between two looks."""


def wait_for(future: Future[T], look: Callable[[], None]) -> T:
    """Wait for a result; ``look`` is called now and then and may raise to give up."""
    while not wait([future], _POLL).done:
        look()
    return future.result()


def patiently(work: Callable[[], T], progress: Progress) -> T:
    """Do what cannot be interrupted, such as compiling; it goes on unheeded if the job is stopped.

    Raises
    ------
    JobCancelledError
        If the user asked to stop; within 0.05 s.
    """
    pool = ThreadPoolExecutor(1)
    try:
        return wait_for(pool.submit(work), progress.check)
    finally:
        pool.shutdown(wait=False)
