"""How many threads work on one matrix product."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

__all__ = ["keep_to_one_thread", "one_thread"]


def keep_to_one_thread() -> None:
    """Let NumPy multiply on one thread; call it before NumPy is loaded.

    Our matrices are small: a second thread gains little on an idle machine, and on a busy one both
    wait for each other, spinning, for seconds. Whoever set ``OPENBLAS_NUM_THREADS`` keeps it.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Let torch work on one thread meanwhile.

    Sums then come in one order, and so do draws; and matrices this small gain nothing from more.
    """
    import torch

    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(n_threads)
