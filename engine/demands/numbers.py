"""Numbers as people write and say them: "120", "a hundred and twenty", "one twenty", "two"."""

from __future__ import annotations

import re

__all__ = ["NUMBER", "value_of"]

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
          "eighteen", "nineteen"]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

_VALUES: dict[str, int] = {
    **{word: number for number, word in enumerate([*_ONES, *_TEENS], start=1)},
    **{word: 10 * number for number, word in enumerate(_TENS, start=2)},
    "a": 1, "an": 1, "fourty": 40,
}  # fmt: skip

_ONE = "|".join(_ONES)
_TEN = f"(?:{'|'.join([*_TENS, 'fourty'])})(?:[ -](?:{_ONE}))?"
_BELOW = f"(?:{_TEN}|{'|'.join([*_TEENS, *_ONES])})"
_HUNDREDS = f"(?:an?|{_ONE})[ -]hundred(?:(?:[ -]and)?[ -]{_BELOW})?"
_SPOKEN = f"(?:{_HUNDREDS}|one[ -](?:{_TEN}|{'|'.join(_TEENS)}|oh[ -](?:{_ONE}))|{_BELOW})"

NUMBER = rf"(?:\d+(?:[.,]\d+|½)?|\b{_SPOKEN}\b)"
"""Pattern of a number in lower-case text, written or spoken, above zero."""


def value_of(number: str) -> float:
    """Give the value of what `NUMBER` found."""
    if number[0].isdigit():
        return float(number.replace(",", ".").replace("½", ".5"))
    words = [word for word in re.split(r"[ -]+", number) if word not in ("and", "oh")]
    if "hundred" in words:
        place = words.index("hundred")
        return 100 * _VALUES[words[0]] + sum(_VALUES[word] for word in words[place + 1 :])
    if len(words) > 1 and words[0] == "one":  # "one twenty" is how tempos are said
        return 100 + sum(_VALUES[word] for word in words[1:])
    return sum(_VALUES[word] for word in words)
