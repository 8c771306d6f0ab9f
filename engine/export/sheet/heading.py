"""What stands above a sheet."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Heading"]


@dataclass(frozen=True)
class Heading:
    """What stands above a sheet, and in it for machines.

    Attributes
    ----------
    facts
        What gives the same notes again.
    date
        ISO date; empty for none.
    software
        That wrote it, with its version.
    swings
        Whether eighths are played longer and shorter than they are written.
    """

    title: str = ""
    facts: str = ""
    date: str = ""
    software: str = "Affetto"
    swings: bool = False
