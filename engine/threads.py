"""How many threads work on one matrix product."""

from __future__ import annotations

import os

__all__ = ["keep_to_one_thread"]


def keep_to_one_thread() -> None:
    """Let NumPy multiply on one thread; call it before NumPy is loaded.

    Our matrices are small: a second thread gains little on an idle machine, and on a busy one both
    wait for each other, spinning, for seconds. Whoever set ``OPENBLAS_NUM_THREADS`` keeps it.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
