"""How much of each feeling a wish asks for: "three quarters joy", "70 % sad", "a hint of hope".

A portion is a stretch of the text and the share that it gives to the feeling beside it. What no
portion speaks of shares the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Portion", "find_portions", "settle"]

_REST = 0.1
"""What is left for feelings without a portion where the portions beside them fill the whole."""

_LISTED = """
0.9: almost entirely, almost all, almost only, almost completely, nearly all, nearly entirely
0.9: overwhelmingly, nine tenths
0.78: mostly, mainly, largely, predominantly, primarily, chiefly, principally, for the most part
0.78: the most part, above all, a lot of, lots of, plenty of, loads of, the bulk, the majority
0.78: first and foremost, a great deal of, essentially, in the main, the most
0.2: a little bit of, a little bit, a little, a bit of, a bit, some, somewhat, slightly, a splash of
0.2: a dose of, a side of, a slice of, a spoonful of, partly, in part, a small part
0.15: a hint of, hints of, a touch of, a dash of, a trace of, traces of, a pinch of, a sprinkle of
0.15: a sprinkling of, a tinge of, tinged with, a drop of, an undertone of, undertones of
0.15: an undercurrent of, a tad of, a tad, a suggestion of, a whisper of, a shade of, a smidgen of
0.15: a smattering of, a glimmer of, a flicker of, a spark of, a grain of, a sliver of, a note of
0.15: a faint, just a little, only a little, ever so slightly, the slightest, a wee bit of
0.15: a wee bit, touched with, touched by, laced with, a ray of, a tiny bit of, the odd, a speck of
0.15: the tiniest bit of, the faintest
0.5: half of it, one half, a half, half
0.3333: a third, one third
0.6667: two thirds
0.25: a quarter, one quarter, a fourth, one fourth
0.75: three quarters, three fourths
0.2: a fifth, one fifth
0.4: two fifths
0.6: three fifths
0.8: four fifths
0.1: a tenth, one tenth
0.3: three tenths
0.7: seven tenths
"""
"""What people mean by such words, as far as they agree: "mostly" is three quarters or somewhat more
(Mosteller & Youtz, "Quantifying Probabilistic Expressions", Statistical Science 1990)."""

_SHARES = {
    phrase: float(share)
    for line in _LISTED.strip().splitlines()
    for share, _, phrases in (line.partition(": "),)
    for phrase in phrases.split(", ")
}
_EQUAL = (
    r"equal\ parts|(?:in\ )?equal\ measures?|equal\ amounts?|equally|evenly|fifty[\ -]fifty"
    r"|half\ and\ half|the\ same\ amount\ of|just\ as\ much"
)
_MORE, _MUCH_MORE = 0.65, 0.76

_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TENS = ["ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_NUMBERS = {word: 1 + n for n, word in enumerate(_UNITS)}
_NUMBERS |= {word: 10 + 10 * n for n, word in enumerate(_TENS)}
_NUMBERS |= {"fifteen": 15, "a hundred": 100, "one hundred": 100}
_NUMBERS |= {
    f"{ten} {unit}": _NUMBERS[ten] + _NUMBERS[unit] for ten in _TENS[1:] for unit in _UNITS
}


def _escape(phrases: Iterable[str]) -> Iterator[str]:
    return (re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))


_NUMBER = r"(?:\d+(?:\.\d+)?|" + "|".join(_escape(_NUMBERS)) + ")"
_PHRASE = "|".join(_escape(_SHARES))
_GRAMMAR = re.compile(
    rf"""
    \b(?P<percent>{_NUMBER})\s*(?:%|per\s?cent\b)
    | \b(?P<left>{_NUMBER})(?P<between>\s*[/:–-]\s*|\s+to\s+|\s+)(?P<right>{_NUMBER})\b
      (?!\s*(?:%|per\s?cent|bpm|parts?\b))
    | \b(?P<parts>{_NUMBER})\s+parts?\b
    | \b(?P<equal>{_EQUAL})\b
    | \b(?P<degree>much|far|a\ lot|way|considerably)?\ ?\b(?P<than>more|less)\b
      (?=\ (?:(?!than\b)[^,.;]){{1,40}}\bthan\b)
    | \b(?P<times>twice|two\ times|three\ times)\ as\b(?=\ [^,.;]{{1,30}}\bas\b)
    | \b(?P<other>than|as)\b
    | \b(?P<phrase>{_PHRASE})\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Portion:
    """A stretch ``start`` to ``end`` of the text that gives the feelings beside it their shares.

    Attributes
    ----------
    shares
        Of the feeling beside it, or of the two or more that it speaks of at once ("70/30"); empty
        where all of them are equal.
    """

    start: int
    end: int
    shares: tuple[float, ...]


def find_portions(text: str) -> list[Portion]:
    """Find what a wish says about shares, in order."""
    found: list[Portion] = []
    rest: float | None = None  # what the second half of a comparison gets
    parts = [_number(match["parts"]) for match in _GRAMMAR.finditer(text) if match["parts"]]
    shares: tuple[float, ...] | None
    for match in _GRAMMAR.finditer(text):
        if match["other"]:
            shares = None if rest is None else (rest,)
            rest = None
        elif match["than"] or match["times"]:
            first = _compare(match)
            shares, rest = (first,), 1 - first
        else:
            shares = _read(match, sum(parts))
        if shares is not None:
            found.append(Portion(match.start(), match.end(), shares))
    return found


def settle(wanted: Sequence[float | None], strengths: Sequence[float]) -> list[float]:
    """Give each feeling its share of the whole.

    Parameters
    ----------
    wanted
        The share that was said; None for a feeling without a portion.
    strengths
        By which the feelings without a portion share what is left, at least 0.
    """
    said = sum(share for share in wanted if share is not None)
    open_ones = [n for n, share in enumerate(wanted) if share is None]
    total = sum(strengths[n] for n in open_ones)
    rest = max(1 - said, _REST) if open_ones else 0.0
    shares = [
        rest * (strengths[n] / total if total else 1 / len(open_ones)) if share is None else share
        for n, share in enumerate(wanted)
    ]
    return [share / sum(shares) for share in shares]


def _read(match: re.Match[str], parts: float) -> tuple[float, ...] | None:
    """Give the shares that a match stands for; None where it is no portion after all."""
    if match["percent"]:
        share = _number(match["percent"]) / 100
        return (share,) if 0 < share < 1 else None
    if match["left"]:
        return _ratio(_number(match["left"]), _number(match["right"]), match["between"].strip())
    if match["parts"]:
        own = _number(match["parts"])
        return (own / parts,) if 0 < own < parts else None
    if match["equal"]:
        return ()
    return (_SHARES[match["phrase"].lower()],)


def _ratio(left: float, right: float, between: str) -> tuple[float, ...] | None:
    """Read "70/30" or "three to one", but no metre ("6/8") and no score."""
    whole = left + right
    is_ratio = whole == 100 or (between in (":", "to") and whole <= 10) or (whole == 10 and between)
    return (left / whole, right / whole) if is_ratio and left and right else None


def _compare(match: re.Match[str]) -> float:
    if match["times"]:
        return 0.75 if match["times"].lower().startswith("three") else 2 / 3
    more = _MUCH_MORE if match["degree"] else _MORE
    return more if match["than"].lower() == "more" else 1 - more


def _number(written: str) -> float:
    return float(_NUMBERS.get(written.lower(), 0) or written)
