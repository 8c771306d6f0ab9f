"""What all changes to a piece are."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LONGEST", "Edit"]

LONGEST = 600.0
"""Seconds to which a piece may grow."""


@dataclass(frozen=True)
class Edit:
    """A change to a piece that stands: a value, which can be kept, told and made again."""
