"""What parts sounded like, so that after an edit only those that changed are played again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

from numpy.typing import NDArray

__all__ = ["PartCache"]

_MOST_BYTES = 200_000_000
"""Of kept sound: the parts of two minutes and their changes."""


class PartCache:
    """Keeps the sounds that were asked for last, up to a size; from any thread."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._stems: OrderedDict[Hashable, NDArray[Any]] = OrderedDict()

    def get(self, key: Hashable) -> NDArray[Any] | None:
        """Give what was kept under a key, and keep it longer."""
        with self._lock:
            stem = self._stems.get(key)
            if stem is not None:
                self._stems.move_to_end(key)
            return stem

    def put(self, key: Hashable, stem: NDArray[Any]) -> None:
        """Keep a stem; those that were not asked for longest make room."""
        with self._lock:
            self._stems[key] = stem
            self._stems.move_to_end(key)
            while sum(kept.nbytes for kept in self._stems.values()) > self._most_bytes:
                self._stems.popitem(last=False)
