"""Changing files so that nothing is lost: whole or not at all, one writer at a time, no remains."""

from __future__ import annotations

from engine.files.damaged import keep_aside
from engine.files.limited_reading import parse_json, read_json, read_limited
from engine.files.locking import hold
from engine.files.remains import sweep
from engine.files.writing import check_place, explain, make_folder, write_folder, write_whole

__all__ = [
    "check_place",
    "explain",
    "hold",
    "keep_aside",
    "make_folder",
    "parse_json",
    "read_json",
    "read_limited",
    "sweep",
    "write_folder",
    "write_whole",
]
