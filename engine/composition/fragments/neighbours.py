"""Finds the fragments of a library that are nearest to what is wanted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.composition.fragments.costs import Numbers, places_of
from engine.composition.fragments.cues import Vectors
from engine.composition.fragments.library import FragmentLibrary

__all__ = ["NeighbourSearch"]

Costs = NDArray[np.float64]

_LARGE = 50_000  # fragments; among fewer a search that is certain is quick enough
_TOLERANCE = 0.5
"""In a large group, by how much of its distance a fragment found may be farther than the nearest
that was missed: a search that needs not be certain sees a fraction of the tree."""


class NeighbourSearch:
    """The fragments of one group and one half of the bar, held ready to be searched.

    Parameters
    ----------
    group
        First and end of the fragments.
    half
        0 or 1: what stood in the second half of a bar stays there.

    Attributes
    ----------
    places
        Shape (n, dimensions).
    """

    def __init__(
        self, library: FragmentLibrary, group: tuple[int, int], half: int, *, is_minor: bool
    ) -> None:
        first, end = group
        self._numbers = first + np.flatnonzero(library.fragments["half"][first:end] == half)
        own = library.fragments[self._numbers]
        self._sources = own["source"]
        self.places = places_of(own, is_minor=is_minor)

    def find(self, wanted: Vectors, n_nearest: int, liking: Costs) -> list[Numbers]:
        """Give the nearest fragments to each place, in the order of their numbers.

        Parameters
        ----------
        wanted
            Shape (n, dimensions).
        n_nearest
            How many of them.
        liking
            For each source what is added to the squared distance of its fragments.

        References
        ----------
        Arya et al., "An optimal algorithm for approximate nearest neighbor searching fixed
        dimensions", JACM 1998 (as in SciPy's tree).
        """
        from scipy.spatial import cKDTree  # noqa: PLC0415 - slow to load

        # Liking becomes one more dimension, in which all that is wanted lies at 0.
        depth = np.sqrt(liking - liking.min(initial=0.0))[self._sources]
        tree = cKDTree(np.column_stack([self.places, depth]), leafsize=32, balanced_tree=False)
        _, found = tree.query(
            np.column_stack([wanted, np.zeros(len(wanted))]),
            k=np.arange(1, min(n_nearest, len(self._numbers)) + 1),
            eps=_TOLERANCE if len(self._numbers) > _LARGE else 0.0,
        )
        return [np.sort(self._numbers[row]) for row in found]

    def look_at_all(self, wanted: Vectors, n_nearest: int, liking: Costs) -> Numbers:
        """Find the nearest fragments to one place without a tree: slow and sure, to compare."""
        apart = self.places - wanted
        costs = np.einsum("nd,nd->n", apart, apart) + liking[self._sources]
        return np.sort(self._numbers[np.argsort(costs, kind="stable")[:n_nearest]])
