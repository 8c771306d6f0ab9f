"""The usual feeling of an occasion, an era, a place or a style, for wishes that name nothing else.

"Something for a picnic" is a wish: people know what picnics feel like, and may say otherwise.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine import resources

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Usual", "find_usual"]


@dataclass(frozen=True)
class Usual:
    """Words at characters ``start`` to ``end``, and the name of what they usually feel like."""

    words: str
    start: int
    end: int
    feeling: str


@functools.cache
def _usual() -> tuple[re.Pattern[str], dict[str, str]]:
    lines = resources.path("words/usual.txt").read_text(encoding="utf-8").splitlines()
    feelings = {
        phrase.replace("-", " "): feeling
        for feeling, _, phrases in (line.partition(": ") for line in lines)
        for phrase in phrases.split(", ")
    }
    longest_first = sorted(feelings, key=len, reverse=True)
    listed = "|".join(re.escape(phrase).replace("0s", "0'?s") for phrase in longest_first)
    return re.compile(rf"(?<![\w'])(?:{listed})(?![\w'])"), feelings


def find_usual(text: str) -> Iterator[Usual]:
    """Find what a text names that has a usual feeling, the longest at each place."""
    pattern, feelings = _usual()
    plain = text.lower().replace("’", "'").replace("-", " ")
    for match in pattern.finditer(plain):
        yield Usual(
            text[match.start() : match.end()], *match.span(), feelings[match[0].replace("0'", "0")]
        )
