from __future__ import annotations

import pytest

from engine.composition.grid import METRES, columns_of, readable_metre
from engine.composition.score import Metre
from engine.errors import CompositionError


@pytest.mark.parametrize("metre", METRES)
def test_the_metres_that_are_composed_in_are_read_as_themselves(metre: Metre) -> None:
    assert readable_metre(metre) == metre
    assert columns_of(metre) == {"4/4": 16, "3/4": 12, "6/8": 12}[str(metre)]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2/4", "4/4"),
        ("2/2", "4/4"),
        ("4/8", "4/4"),
        ("3/8", "6/8"),
        ("12/8", "6/8"),
        ("6/4", "3/4"),
    ],
)
def test_bars_of_other_metres_are_joined_or_halved(written: str, read_as: str) -> None:
    numerator, denominator = map(int, written.split("/"))
    metre = Metre(numerator, denominator)
    found = readable_metre(metre)
    assert str(found) == read_as
    lengths = sorted((metre.ticks_per_bar, found.ticks_per_bar))
    assert lengths[1] % lengths[0] == 0


@pytest.mark.parametrize("metre", [Metre(5, 4), Metre(7, 8), Metre(9, 8)])
def test_a_metre_with_no_like_is_refused(metre: Metre) -> None:
    assert readable_metre(metre) is None
    with pytest.raises(CompositionError, match=str(metre)) as caught:
        columns_of(metre)
    assert caught.value.hint
