"""Changing files so that nothing is lost: whole or not at all, one writer at a time, no remains."""

from __future__ import annotations

from engine.files.locking import hold
from engine.files.remains import sweep
from engine.files.writing import check_place, make_folder, write_folder, write_whole

__all__ = ["check_place", "hold", "make_folder", "sweep", "write_folder", "write_whole"]
