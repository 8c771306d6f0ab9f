"""Finds the words of style: genres, dances, ensembles and eras."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.demands.context import Wish
from engine.demands.demand import Demand, Span
from engine.demands.words import ambiguous_names, read_words, split_names

__all__ = ["find_styles"]

_LOOSE = ambiguous_names("style")
"""Words that mean other things as well; they count where they stand as words of music do."""

_COUNTED = ambiguous_names("counted")
"""What can be asked for with an article: "a march"; "a rock" is a thing."""

_THINGS = ambiguous_names("thing")
_SWAYED = re.compile(
    r"\s+(?:of|to|on|in) (?:my|time|events|the (?:mind|heart|world|exam|year|season))"
    r"|\s+(?:lights?|balls?|were|was|are over)\b"
)
_YEARS = re.compile(
    r"\b(?:in|at|of|since|from|during|until|by) "
    r"(?:(?:my|his|her|their)(?: early)?|the (?:low|high|mid))?\s*$"
)
_FROM_THE = re.compile(r"\b(?:from|of|in|like|straight out of) the $")
_PLAYED = re.compile(
    r"[\s-]+(?:guitars?|piano|drums|bass|strings|organ|synths?|pads?|choir|waltz|instrumental|dance|trio"
    r"|band|duet|lullaby|style|ensemble|fanfare|harp|violin|flute|trumpet|riff|solo)\b"
)
_JOINED = re.compile(
    r"(?:\s+(?:that\s+)?(?:meets|meeting|turns? into|turning into|becomes?|becoming|morphs? into"
    r"|mixed with|crossed with|blended with|fused with|combined with|versus|vs\.?|and|with|into|to"
    r"|then)(?:\s+(?:an?|some|the))?(?=\s))?"
)
_STYLED = re.compile(
    r"\b(?:in the style of|in the manner of|à la|a la|in the spirit of|reminiscent of|style of"
    r"|styled after)\s+"
    r"(?P<who>(?:[a-z0-9'&.-]+\s?){1,4}?)(?=\s*(?:$|[,.;!?]|\b(?:but|and|with|at|in|for|that"
    r"|please)\b))"
)


def _read() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in read_words("styles"):
        for name in (row["name"], *split_names(row["others"])):
            found.setdefault(name, row["name"])
    return found


STYLE_WORDS = _read()
_ALL = re.compile(
    rf"(?<![\w'])(?:{'|'.join(sorted(map(re.escape, STYLE_WORDS), key=len, reverse=True))})(?![\w])"
)


def find_styles(wish: Wish) -> Iterator[Demand]:
    """Find words of style; the longest at each place."""
    for found in _ALL.finditer(wish.plain):
        if _is_meant(wish, found):
            yield Demand("style", STYLE_WORDS[found[0]], Span(*found.span()))
    for found in _STYLED.finditer(wish.plain):
        who = found["who"].strip()
        if _ALL.search(who) is None and not wish.is_told(found.start()):
            named = wish.text[found.start("who") : found.end("who")].strip()
            yield Demand("style", named, Span(*found.span()))


def _is_meant(wish: Wish, found: re.Match[str]) -> bool:
    word, start, end = found[0], found.start(), found.end()
    if word == "acoustic" and re.match(r" (?:guitar|bass|piano)", wish.plain[end:]):
        return False
    if wish.is_told(start) or _SWAYED.match(wish.plain, end):
        return False
    if wish.is_of_music(end) or _describes(wish, end):
        return True
    if word not in _LOOSE:
        return not (wish.is_owned(start) and not wish.ends_phrase(end))
    stands = _is_era(word) or _stands(wish, end)
    return not wish.is_owned(start) and stands and _is_loosely_meant(wish, word, start)


def _describes(wish: Wish, end: int) -> bool:
    """Whether a word says what sort of a piece comes: "a rock waltz" is no stone."""
    piece = _ALL.match(wish.plain, end + 1)
    return piece is not None and piece[0] not in _THINGS


def _is_era(word: str) -> bool:
    return word[:1].isdigit() or word.endswith("ties")


def _is_loosely_meant(wish: Wish, word: str, start: int) -> bool:
    """Whether what stands before a word leaves it a word of music: not "in the country"."""
    before = wish.plain[:start]
    if _is_era(word):
        return not _YEARS.search(before) or _FROM_THE.search(before) is not None
    if word in _THINGS:
        return not wish.is_thing(start) and not wish.is_place(start)
    if word == "march":
        return not before.endswith("in ") and not wish.text[start].isupper()
    if word == "blues":
        return not re.search(r"\b(?:the|got|have|had|winter|monday|baby) $", before)
    return word in _COUNTED or not before.endswith("the ")


def _stands(wish: Wish, end: int) -> bool:
    """Whether a word ends its phrase, or is joined to another word of style or an instrument."""
    following = wish.plain[_JOINED.match(wish.plain, end).end() :][:30]  # type: ignore[union-attr]
    is_joined = _ALL.match(following.lstrip(" -")) or _PLAYED.match(following)
    return wish.ends_phrase(end) or is_joined is not None
