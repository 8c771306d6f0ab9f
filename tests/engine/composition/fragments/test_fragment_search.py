from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from engine.composition.fragments.costs import JoinCost, TargetCost, places_of
from engine.composition.fragments.library import FragmentLibrary
from engine.composition.fragments.neighbours import NeighbourSearch
from engine.composition.fragments.search import SearchStep, complete_pools, search
from engine.composition.fragments.targets import set_targets
from engine.composition.plan import Plan
from engine.composition.planning.briefing import brief_piece
from engine.errors import JobCancelledError

PlanMaker = Callable[..., Plan]


@pytest.fixture
def steps(small_library: FragmentLibrary, make_plan: PlanMaker) -> list[SearchStep]:
    """Three half bars with five fragments each; the fourth is the first again."""
    group = small_library.groups["4/4 major"]
    cost = TargetCost(small_library, np.zeros(len(small_library.sources)), is_minor=False)
    join = JoinCost(small_library, group)
    pool = group[0] + np.array([0, 1, 9, 40, 41])
    targets = set_targets(brief_piece(make_plan("Q4", (("A", 3),))).bars)[:4]
    return [
        SearchStep(target, 0 if slot == 3 else None, pool, cost, join, is_fresh=False)
        for slot, target in enumerate(targets)
    ]


def total(steps: list[SearchStep], course: tuple[int, ...]) -> float:
    cost = 0.0
    for slot, step in enumerate(steps):
        own = np.array([course[slot]])
        if step.earlier is None:
            cost += step.target_cost(own, step.target)[0]
        if slot:
            cost += step.join_cost(np.array([course[slot - 1]]), own, step.target)[0, 0]
    return cost


def test_the_cheapest_course_is_found(steps: list[SearchStep]) -> None:
    steps = steps[:3]  # without a return the search is exact
    pools = [step.pool.tolist() for step in steps]
    best = min(total(steps, course) for course in itertools.product(*pools))
    assert total(steps, tuple(search(steps, float))) == pytest.approx(best)


def test_what_comes_back_is_the_same(steps: list[SearchStep]) -> None:
    course = search(steps, float)
    assert course[3] == course[0]


@pytest.mark.parametrize("is_fresh", [False, True])
def test_a_theme_avoids_what_was_heard(
    steps: list[SearchStep],
    small_library: FragmentLibrary,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_fresh: bool,
) -> None:
    monkeypatch.setattr("engine.composition.fragments.search._USED", 1000.0)
    heard, between, unlike = steps[0].pool[0], steps[0].pool[1], steps[0].pool[3]
    own = places_of(small_library.fragments[[heard]], is_minor=False)[0]
    small_library.fragments["cues"][unlike] = 255  # as far as can be from what is wanted
    pools = ([heard], [between], sorted([heard, unlike]))
    course = search(
        [
            replace(step, target=replace(step.target, place=own), pool=np.array(pool), is_fresh=new)
            for step, pool, new in zip(steps[:3], pools, (False, False, is_fresh), strict=True)
        ],
        float,
    )
    assert course[2] == (unlike if is_fresh else heard)


def test_what_a_report_raises_ends_the_search(steps: list[SearchStep]) -> None:
    shares: list[float] = []

    def stop(share: float) -> None:
        shares.append(share)
        if share >= 0.5:
            raise JobCancelledError("the job was cancelled")

    with pytest.raises(JobCancelledError):
        search(steps, stop)
    assert shares == [0, 0.25, 0.5]


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
    neighbours = NeighbourSearch(small_library, group, 1, is_minor=False)
    wanted = neighbours.places[5:6]
    liking = np.zeros(len(small_library.sources))
    found = neighbours.find(wanted, 8, liking)[0]
    assert len(found) == 8
    assert set(small_library.fragments["half"][found]) == {1}
    assert found.tolist() == neighbours.look_at_all(wanted[0], 8, liking).tolist()


def test_liking_moves_the_nearest(small_library: FragmentLibrary) -> None:
    group = small_library.groups["4/4 major"]
    neighbours = NeighbourSearch(small_library, group, 0, is_minor=False)
    liking = np.full(len(small_library.sources), 1000.0)
    liked = int(small_library.fragments["source"][group[0]])
    liking[liked] = 0
    found = neighbours.find(neighbours.places[:1], 8, liking)[0]
    assert set(small_library.fragments["source"][found]) == {liked}
