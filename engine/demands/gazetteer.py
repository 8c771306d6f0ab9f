"""The instruments of General MIDI with their everyday names, and those that have to be replaced."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from engine.demands.words import read_words, split_names
from engine.errors import OptionError

__all__ = ["INSTRUMENTS", "Instrument", "instrument_called", "names"]


@dataclass(frozen=True)
class Instrument:
    """One instrument or family.

    Attributes
    ----------
    name
        As told.
    programs
        General MIDI programs, from 0, that count as it, the usual one first; for one that has to
        be replaced, the nearest ones.
    is_there
        Whether it is an instrument that can play, not one that is replaced.
    """

    name: str
    programs: tuple[int, ...]
    is_there: bool = True


def _read_table() -> dict[str, Instrument]:
    found: dict[str, Instrument] = {}
    for row in read_words("instruments"):
        programs = tuple(map(int, row["programs"].split()))
        instrument = Instrument(row["name"], programs, row["plays"] == "yes")
        for name in (row["name"], *split_names(row["others"])):
            found[name] = instrument
    return found


INSTRUMENTS: dict[str, Instrument] = _read_table()
"""Every name, in lower case."""


@functools.cache
def names() -> tuple[str, ...]:
    """Every name, the longest first, so that "bass clarinet" is no bass."""
    return tuple(sorted(INSTRUMENTS, key=lambda name: (-len(name), name)))


def instrument_called(name: str) -> Instrument:
    """Give the instrument of a name.

    Raises
    ------
    OptionError
        If none is called so.
    """
    if name not in INSTRUMENTS:
        raise OptionError(
            f"no instrument is called {name!r}", hint="Name one of General MIDI, such as cello."
        )
    return INSTRUMENTS[name]
