"""Finds phrases of a list in what was said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Found", "find_phrases", "index_phrases"]

Value = TypeVar("Value")
Index = dict[str, list[tuple[tuple[str, ...], Value]]]
"""Phrases with what they stand for, by first word, the longest first."""


@dataclass(frozen=True)
class Found(Generic[Value]):
    """A phrase at words ``first`` up to but not including ``end``."""

    value: Value
    first: int
    end: int


def index_phrases(phrases: Mapping[tuple[str, ...], Value]) -> Index[Value]:
    """Sort phrases so that they are found quickly."""
    index: Index[Value] = {}
    for phrase, value in phrases.items():
        index.setdefault(phrase[0], []).append((phrase, value))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index


def find_phrases(words: Sequence[str], index: Index[Value]) -> Iterator[Found[Value]]:
    """Find phrases from left to right, the longest at each place."""
    place = 0
    while place < len(words):
        for phrase, value in index.get(words[place], ()):
            end = place + len(phrase)
            if tuple(words[place:end]) == phrase:
                yield Found(value, place, end)
                place = end - 1
                break
        place += 1
