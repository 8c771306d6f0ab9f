"""The data sets of songs that the transformer is trained on, by name.

Only sets whose licence lets a model that was trained on them ship are here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from engine.training.corpora.chord_charts import read_billboard, read_jazz
from engine.training.corpora.classical import (
    read_analysed_lieder,
    read_chorales,
    read_mutopia,
    read_other_lieder,
    read_quartets,
)
from engine.training.corpora.datasets import read_lead_sheets
from engine.training.corpora.pop909 import read_pop909
from engine.training.corpora.rock_corpus import read_rock
from engine.training.corpora.songs import Song, lead_sheet_song

__all__ = ["COMPARED", "SONGS", "read_songs"]


def read_songs(data: Path, names: Iterable[str] = ()) -> Iterator[Song]:
    """Read data sets one song after the other; what cannot be read is named and left out.

    Parameters
    ----------
    data
        Folder with the data sets, packed or not.
    names
        Of `SONGS`; all of them if none are given.

    Raises
    ------
    ResourceError
        If a data set is missing.
    """
    for name in names or SONGS:
        yield from SONGS[name](data)


def _read_sheets(name: str, style: str) -> Callable[[Path], Iterator[Song]]:
    def read(data: Path) -> Iterator[Song]:
        for sheet in read_lead_sheets(data, [name]):
            song = lead_sheet_song(sheet, style)
            if song is not None:
                yield song

    return read


SONGS: dict[str, Callable[[Path], Iterator[Song]]] = {
    "pop909": read_pop909,
    "openscore_lieder": read_analysed_lieder,
    "nottingham": _read_sheets("nottingham", "folk"),
    "openewld": _read_sheets("openewld", "standard"),
    "more_lieder": read_other_lieder,
    "rock_corpus": read_rock,
    "mutopia": read_mutopia,
    "openscore_quartets": read_quartets,
    "jsb_chorales": read_chorales,
    "mcgill_billboard": read_billboard,
    "jazz_chords": read_jazz,
}
"""The readers by name, in the order in which the first of two songs of one tune is kept."""
COMPARED = tuple(SONGS)[:4]
"""The sets whose held-out songs every model is measured on; they come first, so that they stay."""
