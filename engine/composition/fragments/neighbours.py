"""Finds the fragments of a library that are nearest to what is wanted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.composition.fragments.costs import Numbers, places_of
from engine.composition.fragments.cues import Vectors
from engine.composition.fragments.library import FragmentLibrary

__all__ = ["Neighbours"]

Costs = NDArray[np.float64]


class Neighbours:
    """The fragments of one group and one half of the bar, held ready to be searched.

    Parameters
    ----------
    group
        First and end of the fragments.
    half
        0 or 1: what stood in the second half of a bar stays there.
    """

    def __init__(
        self, library: FragmentLibrary, group: tuple[int, int], half: int, *, is_minor: bool
    ) -> None:
        first, end = group
        self._numbers = first + np.flatnonzero(library.fragments["half"][first:end] == half)
        own = library.fragments[self._numbers]
        self._sources = own["source"]
        self._places = places_of(own, is_minor=is_minor)
        self._squares = np.einsum("nd,nd->n", self._places, self._places)

    def find(self, wanted: Vectors, n_nearest: int, liking: Costs) -> list[Numbers]:
        """Give the nearest fragments to each place, in the order of their numbers.

        Parameters
        ----------
        wanted
            Shape (n, dimensions).
        n_nearest
            How many of them.
        liking
            For each source what is added to the distance of its fragments.
        """
        own = self._squares + liking[self._sources]
        return [self._nearest(own - 2 * self._places @ place, n_nearest) for place in wanted]

    def _nearest(self, costs: Costs, n_nearest: int) -> Numbers:
        if len(costs) <= n_nearest:
            return self._numbers
        return np.sort(self._numbers[np.argpartition(costs, n_nearest)[:n_nearest]])
