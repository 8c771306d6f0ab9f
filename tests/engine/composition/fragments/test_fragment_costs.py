from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from engine.composition.fragments.costs import JoinCost, TargetCost, harmony_of, places_of
from engine.composition.fragments.library import FragmentLibrary
from engine.composition.fragments.targets import Target, set_targets
from engine.composition.plan import Plan
from engine.composition.planning.briefing import brief_piece

PlanMaker = Callable[..., Plan]


@pytest.fixture
def target(make_plan: PlanMaker) -> Target:
    return set_targets(brief_piece(make_plan("Q4", (("A", 4),))).bars)[2]


@pytest.fixture
def group(small_library: FragmentLibrary) -> tuple[int, int]:
    return small_library.groups["4/4 major"]


def numbers(group: tuple[int, int], *offsets: int) -> np.ndarray:
    return np.array([group[0] + offset for offset in offsets])


def test_harmony_is_tonic_dominant_or_other(
    small_library: FragmentLibrary, group: tuple[int, int]
) -> None:
    own = small_library.fragments[numbers(group, 0, 2, 4)]
    assert own["root"].tolist() == [0, 5, 7]
    assert harmony_of(own, is_minor=False).tolist() == [[1, 0, 0], [0, 0, 1], [0, 1, 0]]
    assert harmony_of(own[:1], is_minor=True)[0, 0] == 0


def test_a_fragment_in_its_own_place_costs_nothing(
    small_library: FragmentLibrary, group: tuple[int, int], target: Target
) -> None:
    fragments = numbers(group, 0, 2, 5)
    wanted = places_of(small_library.fragments[fragments], is_minor=False)[1]
    liking = np.zeros(len(small_library.sources))
    cost = TargetCost(small_library, liking, is_minor=False)
    costs = cost(fragments, replace(target, place=wanted))
    assert costs[1] == 0
    assert min(costs[0], costs[2]) > 1
    disliked = TargetCost(small_library, liking + 3, is_minor=False)
    assert disliked(fragments, replace(target, place=wanted))[1] == 3


def test_drums_ask_for_straight_time(
    small_library: FragmentLibrary, group: tuple[int, int], target: Target
) -> None:
    small_library.fragments["texture"][group[0]] = 0x0100
    cost = TargetCost(small_library, np.zeros(len(small_library.sources)), is_minor=False)
    plain, drummed = (
        cost(numbers(group, 0, 1), replace(target, has_drums=has)) for has in (False, True)
    )
    assert (drummed - plain).tolist() == [1.5, 0]


def test_a_final_close_asks_for_the_tonic(
    small_library: FragmentLibrary, group: tuple[int, int], target: Target
) -> None:
    for offset, pitch in enumerate((72, 67, 62)):
        small_library.fragments["last_pitch"][group[0] + offset] = pitch
    small_library.fragments["cues"][group[0] : group[0] + 3] = 0
    small_library.fragments["root"][group[0] : group[0] + 3] = 0
    cost = TargetCost(small_library, np.zeros(len(small_library.sources)), is_minor=False)
    final = cost(numbers(group, 0, 1, 2), replace(target, close="final"))
    assert np.diff(final).tolist() == [4, 4]


def test_neighbours_in_their_source_are_joined_for_nothing(
    small_library: FragmentLibrary, group: tuple[int, int], target: Target
) -> None:
    join = JoinCost(small_library, group)
    costs = join(numbers(group, 0, 1), numbers(group, 1, 2, 9), target)
    assert costs.shape == (2, 3)
    assert costs[0, 0] == costs[1, 1] == 0
    assert costs[0, 1] >= 1
    assert costs[1, 2] >= 1


def test_running_on_beyond_a_phrase_costs_something(
    small_library: FragmentLibrary, group: tuple[int, int], target: Target
) -> None:
    opening = replace(target, opens=True)
    assert JoinCost(small_library, group)(numbers(group, 0), numbers(group, 1), opening)[0, 0] > 0


def test_a_join_within_a_bar_costs_more_than_at_its_line(
    small_library: FragmentLibrary, group: tuple[int, int], target: Target
) -> None:
    join = JoinCost(small_library, group)
    at_bar, in_bar = (
        join(numbers(group, 0), numbers(group, 9), replace(target, half=half))[0, 0]
        for half in (0, 1)
    )
    assert in_bar > at_bar


@pytest.mark.parametrize(
    ("field", "near", "far"),
    [("first_pitch", 67, 84), ("bass", 40, 60), ("upper", 60, 75), ("texture", 1, 0xFF)],
)
def test_a_rough_join_costs_more(  # noqa: PLR0917
    small_library: FragmentLibrary,
    group: tuple[int, int],
    target: Target,
    field: str,
    near: int,
    far: int,
) -> None:
    left, right = group[0], group[0] + 9
    small_library.fragments["last_pitch"][left] = 67
    small_library.fragments[{"first_pitch": "last_pitch"}.get(field, field)][left] = near
    join = JoinCost(small_library, group)
    costs = []
    for value in (near, far):
        small_library.fragments[field][right] = value
        costs.append(join(numbers(group, 0), numbers(group, 9), target)[0, 0])
    assert costs[1] > costs[0]


def test_usual_progressions_are_cheaper(
    small_library: FragmentLibrary, group: tuple[int, int], target: Target
) -> None:
    join = JoinCost(small_library, group)
    costs = []
    for root in (
        5,
        1,
    ):  # the songs go from the tonic to the fourth degree, never to the flat second
        small_library.fragments["root"][group[0] + 9] = root
        costs.append(join(numbers(group, 1), numbers(group, 9), target)[0, 0])
    assert costs[0] < costs[1] - 1


def test_joins_along_paths_are_those_of_the_table(
    small_library: FragmentLibrary, group: tuple[int, int], target: Target
) -> None:
    join = JoinCost(small_library, group)
    before, after = numbers(group, 0, 3, 7), numbers(group, 1, 9, 20)
    assert np.array_equal(join.along(before, after, target), np.diag(join(before, after, target)))
