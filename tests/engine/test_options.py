from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.errors import OptionError
from engine.options import MAX_SEED, ComposeOptions, ListenOptions, RenderOptions


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: ComposeOptions(seconds=4), "seconds"),
        (lambda: ComposeOptions(seconds=301), "seconds"),
        (lambda: ComposeOptions(seconds=float("nan")), "seconds"),
        (lambda: ComposeOptions(seed=-1), "seed"),
        (lambda: ComposeOptions(seed=MAX_SEED + 1), "seed"),
        (lambda: ListenOptions(silence=0.1), "silence"),
        (lambda: ListenOptions(longest=0), "longest"),
        (lambda: RenderOptions(sample_rate=4_000), "sample_rate"),
    ],
)
def test_a_choice_outside_its_range_names_itself(make: Callable[[], object], name: str) -> None:
    with pytest.raises(OptionError, match=name) as caught:
        make()
    assert "between" in caught.value.hint


def test_the_ends_of_the_ranges_are_allowed() -> None:
    assert ComposeOptions(seconds=5, seed=MAX_SEED).seconds == 5
    assert ComposeOptions(seconds=300, seed=0).seed == 0
