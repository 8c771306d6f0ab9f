"""Finds the fragments that together cost least, over a whole piece (Viterbi search with a beam).

What comes back later takes part in the search: every path remembers its fragments, so that a tune
is chosen with an eye to all the places where it is to be heard.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.composition.fragments.costs import JoinCost, Numbers, TargetCost
from engine.composition.fragments.library import FragmentLibrary
from engine.composition.fragments.targets import Target

__all__ = ["SearchStep", "complete_pools", "search"]

Costs = NDArray[np.float64]

_BEAM = 150  # paths kept at each half bar
_USED = 4.0
"""What it costs a theme to take what an earlier one has taken."""
_REACH = 3
"""Half bars over which the neighbours of a good fragment are tried as well."""


@dataclass(frozen=True)
class SearchStep:
    """One half bar.

    Attributes
    ----------
    target
        What is wanted.
    earlier
        The half bar that comes back in it, if one does.
    pool
        The fragments that may be chosen; of no account for what comes back.
    is_fresh
        Whether it shall be unlike all that came before.
    """

    target: Target
    earlier: int | None
    pool: Numbers
    target_cost: TargetCost
    join_cost: JoinCost
    is_fresh: bool


def complete_pools(
    library: FragmentLibrary, nearest: Sequence[Numbers], group: tuple[int, int]
) -> list[Numbers]:
    """Add to the nearest fragments of every half bar what leads to and from its neighbours'.

    Parameters
    ----------
    nearest
        For half bars that follow each other.
    group
        First and end of the fragments that may be used.
    """
    pools = []
    for slot in range(len(nearest)):
        wanted = [nearest[slot]]
        for step in range(1, _REACH + 1):
            if slot >= step:
                wanted.append(_onwards(library, nearest[slot - step], step, group[1]))
            if slot + step < len(nearest):
                wanted.append(_backwards(library, nearest[slot + step], step))
        pools.append(np.unique(np.concatenate(wanted)))
    return pools


def _onwards(library: FragmentLibrary, numbers: Numbers, steps: int, end: int) -> Numbers:
    """Walk along the sources; what comes to an end is left out."""
    for _ in range(steps):
        numbers = numbers[numbers + 1 < end] + 1
        numbers = numbers[library.fragments["follows"][numbers] > 0]
    return numbers


def _backwards(library: FragmentLibrary, numbers: Numbers, steps: int) -> Numbers:
    for _ in range(steps):
        numbers = numbers[library.fragments["follows"][numbers] > 0] - 1
    return numbers


def search(steps: Sequence[SearchStep], report: Callable[[float], None]) -> list[int]:
    """Choose a fragment for every half bar so that the sum of all costs is least.

    Parameters
    ----------
    report
        Called before every half bar with the share that is done; what it raises ends the search.
    """
    totals, paths = np.zeros(1), np.zeros((1, len(steps)), dtype=np.int64)
    for slot, step in enumerate(steps):
        report(slot / len(steps))
        if step.earlier is None:
            totals, paths = _extend(totals, paths, slot, step)
        else:
            totals, paths = _come_back(totals, paths, slot, step, step.earlier)
    return [int(number) for number in paths[int(np.argmin(totals))]]


def _extend(
    totals: Costs, paths: Numbers, slot: int, step: SearchStep
) -> tuple[Costs, NDArray[np.int64]]:
    """Lead the best path to every fragment of the pool and keep the cheapest."""
    costs = totals[:, None] + np.zeros(len(step.pool))
    if slot:
        costs = costs + step.join_cost(paths[:, slot - 1], step.pool, step.target)
    if step.is_fresh:
        costs = costs + _USED * _is_used(paths[:, :slot], step.pool)
    way = np.argmin(costs, axis=0)
    costs = costs[way, np.arange(len(step.pool))] + step.target_cost(step.pool, step.target)
    best = np.argsort(costs, kind="stable")[:_BEAM]
    paths = paths[way[best]]
    paths[:, slot] = step.pool[best]
    return costs[best], paths


def _is_used(paths: Numbers, pool: Numbers) -> NDArray[np.bool_]:
    """Say which path has which fragment already, shape (paths, pool); the pool is sorted."""
    used = np.zeros((len(paths), len(pool)), dtype=bool)
    places = np.minimum(np.searchsorted(pool, paths), len(pool) - 1)
    path, slot = np.nonzero(pool[places] == paths)
    used[path, places[path, slot]] = True
    return used


def _come_back(
    totals: Costs, paths: Numbers, slot: int, step: SearchStep, earlier: int
) -> tuple[Costs, NDArray[np.int64]]:
    """Let every path take its own fragment again."""
    paths = paths.copy()
    paths[:, slot] = paths[:, earlier]
    joins = step.join_cost.along(paths[:, slot - 1], paths[:, slot], step.target)
    return totals + joins, paths
