from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest

from engine.composition.fragments.costs import JoinCost, TargetCost
from engine.composition.fragments.library import FragmentLibrary
from engine.composition.fragments.neighbours import Neighbours
from engine.composition.fragments.search import Step, complete_pools, search
from engine.composition.fragments.targets import set_targets
from engine.composition.plan import Plan
from engine.errors import JobCancelledError
from engine.progress import Progress

PlanMaker = Callable[..., Plan]


@pytest.fixture
def steps(small_library: FragmentLibrary, make_plan: PlanMaker) -> list[Step]:
    """Three half bars with five fragments each; the fourth is the first again."""
    group = small_library.groups["4/4 major"]
    cost = TargetCost(small_library, np.zeros(len(small_library.sources)), is_minor=False)
    join = JoinCost(small_library, group)
    pool = group[0] + np.array([0, 1, 9, 40, 41])
    targets = set_targets(make_plan("Q4", (("A", 2),)))
    return [
        Step(target, 0 if slot == 3 else None, pool, cost, join, is_fresh=False)
        for slot, target in enumerate(targets)
    ]


def total(steps: list[Step], course: tuple[int, ...]) -> float:
    cost = 0.0
    for slot, step in enumerate(steps):
        own = np.array([course[slot]])
        if step.earlier is None:
            cost += step.target_cost(own, step.target)[0]
        if slot:
            cost += step.join_cost(np.array([course[slot - 1]]), own, step.target)[0, 0]
    return cost


def test_the_cheapest_course_is_found(steps: list[Step]) -> None:
    steps = steps[:3]  # without a return the search is exact
    pools = [step.pool.tolist() for step in steps]
    best = min(total(steps, course) for course in itertools.product(*pools))
    assert total(steps, tuple(search(steps, Progress()))) == pytest.approx(best)


def test_what_comes_back_is_the_same(steps: list[Step]) -> None:
    course = search(steps, Progress())
    assert course[3] == course[0]


def test_a_theme_avoids_what_was_heard(steps: list[Step]) -> None:
    one = np.array(steps[0].pool[:2])
    same = [
        Step(step.target, None, one, step.target_cost, step.join_cost, is_fresh=slot == 2)
        for slot, step in enumerate(steps[:3])
    ]
    costs = {tuple(search(same, Progress()))[2] in tuple(search(same, Progress()))[:2]}
    assert costs <= {True, False}
    free = [Step(s.target, None, one, s.target_cost, s.join_cost, is_fresh=False) for s in same]
    assert total(free, tuple(search(free, Progress()))) <= total(
        same, tuple(search(same, Progress()))
    )


def test_a_search_can_be_cancelled(steps: list[Step]) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(JobCancelledError):
        search(steps, progress)


def test_pools_hold_what_leads_from_one_to_the_next(small_library: FragmentLibrary) -> None:
    group = small_library.groups["4/4 major"]
    first = group[0] + np.array([4])
    far = group[0] + np.array([44])
    pools = complete_pools(small_library, [first, far], group)
    assert set(pools[0] - group[0]) == {4, 43}
    assert set(pools[1] - group[0]) == {5, 44}


def test_pools_stay_in_their_song_and_group(small_library: FragmentLibrary) -> None:
    first, end = small_library.groups["4/4 major"]
    pools = complete_pools(small_library, [np.array([end - 1]), np.array([first])], (first, end))
    assert [pool.tolist() for pool in pools] == [[end - 1], [first]]


def test_neighbours_are_the_nearest_of_their_half(
    small_library: FragmentLibrary,
) -> None:
    group = small_library.groups["4/4 major"]
    neighbours = Neighbours(small_library, group, 1, is_minor=False)
    wanted = neighbours._places[5:6]
    liking = np.zeros(len(small_library.sources))
    found = neighbours.find(wanted, 8, liking)[0]
    assert len(found) == 8
    assert set(small_library.fragments["half"][found]) == {1}
    distances = ((neighbours._places - wanted) ** 2).sum(axis=1)
    assert set(neighbours._numbers[np.argsort(distances)[:3]]) <= set(found)


def test_liking_moves_the_nearest(small_library: FragmentLibrary) -> None:
    group = small_library.groups["4/4 major"]
    neighbours = Neighbours(small_library, group, 0, is_minor=False)
    liking = np.full(len(small_library.sources), 1000.0)
    liked = int(small_library.fragments["source"][group[0]])
    liking[liked] = 0
    found = neighbours.find(neighbours._places[:1], 8, liking)[0]
    assert set(small_library.fragments["source"][found]) == {liked}
