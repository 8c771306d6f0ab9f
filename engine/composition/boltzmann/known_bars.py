"""Remembers which bars of melody a machine learned from, so that it need not write them again."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.composition.boltzmann.piano_roll import FIRST_ONSET, Bars
from engine.errors import ResourceError
from engine.model_files import map_array

__all__ = ["KnownBars"]

_OCTAVE = 12  # semitones
_FEWEST_ONSETS = 3
"""A bar of fewer notes is nobody's: nearly all that can be written have been."""


class KnownBars:
    """Fingerprints of bars of 16 columns; the octave that a bar lies in makes no difference.

    Of a million unknown bars some ten are taken for known: a fingerprint has 32 bits.

    Parameters
    ----------
    prints
        Sorted, each once.
    """

    FILE = "known_bars.npy"

    def __init__(self, prints: NDArray[np.uint32] | None = None) -> None:
        self._prints = np.zeros(0, np.uint32) if prints is None else prints

    @classmethod
    def of(cls, bars: Iterable[Bars]) -> KnownBars:
        """Remember bars."""
        prints = [_print_of(bar) for bar in bars if _is_somebodys(bar)]
        return cls(np.unique(np.array(prints, np.uint32)))

    @classmethod
    def read(cls, folder: Path) -> KnownBars:
        """Read the file of a composer's folder; without one nothing is known.

        Raises
        ------
        ResourceError
            If it cannot be read.
        """
        file = folder / cls.FILE
        try:
            return cls(np.array(map_array(file, np.uint32))) if file.exists() else cls()
        except (OSError, ValueError) as error:
            raise ResourceError(
                f"{file} cannot be read: {error}",
                hint="Train the composer again with affetto train rbm, or reinstall Affetto.",
            ) from error

    @property
    def content(self) -> bytes:
        """What their file holds."""
        stream = io.BytesIO()
        np.save(stream, self._prints)
        return stream.getvalue()

    def __len__(self) -> int:
        return len(self._prints)

    def __or__(self, other: KnownBars) -> KnownBars:
        return KnownBars(np.union1d(self._prints, other._prints))

    def __contains__(self, bar: Bars) -> bool:
        if not _is_somebodys(bar):
            return False
        wanted = np.uint32(_print_of(bar))
        place = int(np.searchsorted(self._prints, wanted))
        return place < len(self._prints) and bool(self._prints[place] == wanted)


def _is_somebodys(bar: Bars) -> bool:
    return int((bar >= FIRST_ONSET).sum()) >= _FEWEST_ONSETS


def _print_of(bar: Bars) -> int:
    """Give a fingerprint of the bar, moved to the lowest octave."""
    is_onset = bar >= FIRST_ONSET
    lowest = int(bar[is_onset].min()) - FIRST_ONSET
    moved = np.where(is_onset, bar - _OCTAVE * (lowest // _OCTAVE), bar)
    return zlib.crc32(moved.astype(np.uint8).tobytes())
