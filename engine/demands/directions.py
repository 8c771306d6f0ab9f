"""Finds how it is to be played and to go: loudness, register, touch, groove, form, space."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from engine.demands.context import Wish
from engine.demands.demand import Demand, Kind, Span
from engine.demands.numbers import NUMBER
from engine.demands.words import read_words

__all__ = ["find_manner"]


@dataclass(frozen=True)
class _Rule:
    """What a pattern asks; ``feels`` where its words say how it feels as well."""

    kind: Kind
    value: str
    pattern: re.Pattern[str]
    feels: bool = False


def _read_rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            cast("Kind", row["kind"]),
            row["value"],
            re.compile(rf"(?<![\w'])(?:{row['pattern']})(?![\w'])"),
            row["feels"] == "yes",
        )
        for row in read_words("manner")
    )


_RULES = _read_rules()
_FEELING_WORDS = re.compile(r"^(?:soft|quiet|loud|hushed|dense|spacious|airy)$")
_DENIED = re.compile(
    r"\b(?:not|no|never|without|don't|avoid|isn't|nothing)\s+(?:too\s+|so\s+|any\s+|a\s+|be\s+"
    r"|want\s+){0,2}$"
)
_ABBREVIATED = re.compile(r"ppp?|fff?|pizz")
_A_LOOP = re.compile(r"\b(?:the|my|in a|fruit)\s+$")
_OF_THINGS = re.compile(
    rf"\s+of (?!(?:about |some )?{NUMBER}[\s-]*(?:bars?|measures?|seconds?|minutes?|beats?)\b)"
)
_NOUN_AFTER = re.compile(
    r"\s+(?:drinks?|toys?|skin|spot|rain|snow|pillow|blanket|fur|toy|bed|life|street|place|room"
    r"|house|morning|night|evening"
    r"|man|woman|boy|girl|neighbou?rs?|party|bang|crowd|noise|thunder|voice|kitchen|village|town"
    r"|library|forest|sand|light|hands?"
    r"|moment|corner|walk|hour|applause|laughter|screams?|afternoon|world|city|office|child)\b"
)
_SCENE = re.compile(
    r"\blike (?P<what>(?!(?:a bit|that|this|it|to|so|i|we|you|some|more|the last|before"
    r"|when)\b)(?:(?!but\b)[a-z0-9'’-]+\s?){1,9})"
)


def find_manner(wish: Wish) -> Iterator[Demand]:
    """Find what the rules know, and the scene that it shall be like."""
    for rule in _RULES:
        for found in rule.pattern.finditer(wish.plain):
            if _is_meant(wish, rule, found):
                yield Demand(rule.kind, rule.value, Span(*found.span()), feels=_feels(rule, found))
    for found in _SCENE.finditer(wish.plain):
        if not re.search(
            r"\b(?:would|'d|i|you|we|feel|feels|feeling|and the|don't|really)\s+$",
            wish.plain[: found.start()],
        ):
            what = found["what"].strip()
            yield Demand("scene", what, Span(*found.span()), feels=True)


def _feels(rule: _Rule, found: re.Match[str]) -> bool:
    """Whether the very words found say how it feels, as "soft" does and "mezzo piano" does not."""
    return rule.feels and not re.search(r"mezzo|sotto|forte|issimo|volume", found[0])


def _is_meant(wish: Wish, rule: _Rule, found: re.Match[str]) -> bool:
    start, end = found.span()
    before = wish.plain[:start]
    is_denied = _DENIED.search(before) and not found[0].startswith(("no", "not", "without"))
    if wish.is_told(start) or is_denied:
        return False
    if _ABBREVIATED.fullmatch(found[0]):
        return wish.ends_phrase(end)
    if rule.kind == "dynamics" and _FEELING_WORDS.match(found[0]):
        return not _NOUN_AFTER.match(wish.plain, end)
    if rule.value == "loop":
        is_thing = _A_LOOP.search(before) or _OF_THINGS.match(wish.plain, end)
        return not is_thing or wish.is_of_music(end)
    return not (found[0] in ("forte", "sustained") and wish.is_owned(start))
