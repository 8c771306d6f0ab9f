from __future__ import annotations

import gc
import threading
import weakref
from typing import Any

import pytest
from PySide6.QtCore import QObject

from desktop.garbage import GarbageCollector


class Knot(QObject):
    """Holds itself."""

    def __init__(self) -> None:
        super().__init__()
        self.me = self


def allocate_a_lot() -> list[list[int]]:
    """Make enough that lives on for Python to look for garbage."""
    return [[] for _ in range(100_000)]


def test_garbage_is_freed_in_the_windows_thread(qtbot: Any) -> None:
    collector = GarbageCollector()
    freed_by: list[threading.Thread] = []
    knot = weakref.ref(Knot(), lambda _: freed_by.append(threading.current_thread()))
    thread = threading.Thread(target=allocate_a_lot)
    thread.start()
    thread.join()
    assert knot() is not None
    kept = allocate_a_lot()
    qtbot.waitUntil(lambda: knot() is None and bool(kept), timeout=10_000)
    assert freed_by == [threading.main_thread()]
    collector.close()


@pytest.mark.parametrize("was_enabled", [True, False])
def test_closed_it_frees_all_and_leaves_python_as_it_was(*, was_enabled: bool) -> None:
    (gc.enable if was_enabled else gc.disable)()
    collector = GarbageCollector()
    assert not gc.isenabled()
    knot = weakref.ref(Knot())
    collector.close()
    assert knot() is None
    assert gc.isenabled() == was_enabled
    gc.disable()  # all tests of the window have a collector of their own
