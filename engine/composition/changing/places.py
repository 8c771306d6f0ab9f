"""Which bars of a song are meant: "the ending", "the second part", "bars 5 to 8"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.composition.score import Score, ScoreSection
from engine.demands.demand import Span
from engine.demands.numbers import NUMBER, value_of

__all__ = ["Place", "find_place", "find_places"]

_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1, "final": -1,
             "1st": 0, "2nd": 1, "3rd": 2, "one": 0, "two": 1, "three": 2, "four": 3,
             "1": 0, "2": 1, "3": 2, "4": 3}  # fmt: skip
_BEFORE = (
    r"(?:(?:only |just )?(?:in|at|of|for|to|towards|near|during|from|about|only|just|with)\s+)?"
    r"(?:(?:the|its|that|this)\s+)?(?:very\s+)?"
)
_PART = r"(?:part|section|verse|theme|bit|phrase|segment|passage|movement)"
_BARS = re.compile(
    rf"(?:\b(?:in|from|of|at)\s+)?\b(?:bars?|measures?)\s+(?P<first>{NUMBER})"
    rf"(?:\s*(?:to|-|–|through|until|till|and)\s*(?P<last>{NUMBER}))?"
)
_EDGE = re.compile(
    rf"\b{_BEFORE}(?P<which>first|last|final|opening|closing)\s+(?:(?P<n>{NUMBER}|few"
    rf"|couple of)\s+)?(?:bars?|measures?)\b"
)
_HALF = re.compile(rf"\b{_BEFORE}(?P<which>first|second|last|other)\s+half\b")
_NUMBERED = re.compile(
    rf"\b{_BEFORE}(?P<which>first|second|third|fourth|fifth|last|final|1st|2nd|3rd)\s+{_PART}\b"
    rf"|\b{_BEFORE}{_PART}\s+(?P<number>one|two|three|four|[1-4])\b"
)
_LETTER = re.compile(
    rf"\b{_BEFORE}(?:part|section|theme)\s+(?P<letter>[a-h])\b"
    r"|\b(?:(?:in|at|of|for|to|only|just|with)\s+)?the\s+(?P<lettered>[a-h])[\s-]"
    r"(?:part|section|theme)\b"
)
_NAMED = re.compile(
    rf"\b{_BEFORE}(?:(?P<end>end|ending|close|finale|outro|coda|conclusion)"
    r"|(?P<start>beginning|start|opening|intro|introduction)"
    r"|(?P<middle>middle(?: (?:part|section|bit|eight))?|centre|center)"
    r"|(?P<chorus>chorus(?:es)?|refrains?|hook)|(?P<verse>verses?)|(?P<bridge>bridge))\b"
)


@dataclass(frozen=True)
class Place:
    """Bars, from 0, the characters that name them, and the words; empty if nothing does."""

    bars: range
    span: Span
    name: str = ""


def find_place(plain: str, score: Score) -> Place | None:
    """Find the first place that words name in a song; None if they name none, or none it has."""
    return next(_all_places(plain, score), None)


def find_places(plain: str, score: Score) -> list[Place]:
    """Find all places that words name, in the order of the words."""
    places: list[Place] = []
    for place in _all_places(plain, score):
        if not any(place.span.touches(other.span) for other in places):
            places.append(place)
    return sorted(places, key=lambda place: place.span)


def _all_places(plain: str, score: Score) -> Iterator[Place]:
    """Give places, the particular ones first."""
    for pattern, find in _FINDERS:
        for found in pattern.finditer(plain):
            bars = find(found, score)
            if bars is not None and len(bars):
                yield Place(bars, Span(*found.span()), found[0])


def _bars_of(section: ScoreSection) -> range:
    return range(section.first_bar, section.first_bar + section.n_bars)


def _themes(score: Score) -> Sequence[ScoreSection]:
    themes = [s for s in score.sections if s.name not in ("introduction", "ending")]
    return themes or score.sections


def _numbered_bars(found: re.Match[str], score: Score) -> range | None:
    first = int(value_of(found["first"]))
    last = int(value_of(found["last"])) if found["last"] else first
    return range(first - 1, last) if 1 <= first <= last <= score.n_bars else None


def _edge_bars(found: re.Match[str], score: Score) -> range:
    said = found["n"] or "1"
    n = {"few": 3, "couple of": 2}.get(said) or int(value_of(said))
    n = min(n, score.n_bars)
    is_first = found["which"] in ("first", "opening")
    return range(n) if is_first else range(score.n_bars - n, score.n_bars)


def _half(found: re.Match[str], score: Score) -> range:
    middle = score.n_bars // 2
    return range(middle) if found["which"] == "first" else range(middle, score.n_bars)


def _numbered(found: re.Match[str], score: Score) -> range | None:
    themes = _themes(score)
    index = _ORDINALS[found["which"] or found["number"]]
    if index >= len(themes):
        themes = score.sections
    return _bars_of(themes[index]) if index < len(themes) else None


def _lettered(found: re.Match[str], score: Score) -> range | None:
    letter = found["letter"] or found["lettered"]
    own = (s for s in score.sections if s.name.lower() == letter)
    return next((_bars_of(section) for section in own), None)


def _named(found: re.Match[str], score: Score) -> range | None:
    themes = _themes(score)
    match found.lastgroup:
        case "end":
            last = score.sections[-1]
            return _bars_of(last) if last.n_bars <= score.n_bars // 2 else _last_quarter(score)
        case "start":
            first = score.sections[0]
            return range(min(first.n_bars, max(2, score.n_bars // 3)))
        case "middle":
            third = score.n_bars // 3
            return range(third, max(third + 1, score.n_bars - third))
        case "verse":
            return _bars_of(themes[0])
        case "bridge":
            names = [section.name for section in themes]
            return next((_bars_of(s) for s in themes[1:] if names.count(s.name) == 1), None)
    others = [section for section in themes if section.name != themes[0].name]
    return _bars_of((others or list(themes))[0])


def _last_quarter(score: Score) -> range:
    return range(score.n_bars - max(1, score.n_bars // 4), score.n_bars)


_FINDERS = (
    (_BARS, _numbered_bars), (_EDGE, _edge_bars), (_HALF, _half), (_NUMBERED, _numbered),
    (_LETTER, _lettered), (_NAMED, _named),
)  # fmt: skip
