"""Finds what is to be written anew, or cut: a part, a place, or all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.composition.changing.asking.song import (
    INSTRUMENT,
    PART,
    THE,
    Found,
    Song,
    parts_called,
)
from engine.composition.changing.editing import KEEPS, REWRITES, Cut, Recompose, Rewrite
from engine.demands.demand import Span

__all__ = ["find_another", "find_parts_anew", "find_place_alone", "find_place_anew"]

_NEW = r"(?:new|another|different|other|fresh|alternative|better)"
_DO = (
    r"(?:change|rewrite|redo|regenerate|rework|vary|replace|recompose|redraft|refresh"
    r"|reharmoni[sz]e|do over)"
)
_DISLIKE = (
    r"(?:i (?:don't|do not|really don't) (?:really )?like|i hate|i dislike"
    r"|i'm not (?:happy|sure)(?: with| about)?|not happy(?: with)?|not a fan(?: of)?"
    r"|i'm bored(?: of| with)?)"
)
_BAD = (
    r"(?:is|are|sounds?|feels?)\s+(?:(?:too|so|very|really|a bit|kind of)\s+)?(?:boring|bad|ugly"
    r"|wrong|repetitive|awful|terrible|dull|off|weird|annoying|monotonous|horrible|odd|strange)\b"
)
_PARTS = (
    re.compile(
        rf"\b(?:an?\s+|some\s+)?{_NEW}\s+(?P<name>{PART}|{INSTRUMENT})\b(?:\s+(?:line|part|pattern"
        rf"|progression))?"
    ),
    re.compile(rf"\b(?:an?\s+)?{_NEW}\s+(?P<name>groove|beat|drum beat|rhythm)\b"),
    re.compile(rf"\b(?:{_DO}|try)\s+{THE}(?P<name>{PART})\b(?!\s+(?:to|with|for|by|into|on)\b)"),
    re.compile(rf"\b{_DISLIKE}\s+{THE}(?P<name>{PART})\b"),
    re.compile(
        rf"\b{THE}(?P<name>{PART})\s+{_BAD}(?:,?\s*(?:(?:so|please|and) )?(?:(?:can|could"
        rf"|would) you )?"
        r"(?:write|make|give|try|find|do)(?: me| us)? (?:an? )?(?:new|better|different|other"
        r"|another) one)?"
    ),
)
_MAKES = r"(?:come up with|think of|find|write|make|try|give (?:me|it|us)|let's have)"
_BEFORE_PLACE = (
    re.compile(rf"\b(?:{_MAKES}\s+)?(?:an?\s+)?{_NEW}\s+$"),
    re.compile(rf"\b(?:{_DO}|write|do)\s+$"),
    re.compile(rf"\b{_DISLIKE}\s+$"),
)
_AFTER_PLACE = re.compile(rf"\s+{_BAD}|\s+(?:anew|again|differently)\b")
_CUT = re.compile(
    r"\b(?:remove|drop|cut(?: out| off)?|delete|skip|leave out|get rid of|take out|no|without|lose"
    r"|omit|trim)\s+"
    r"(?:(?:that|the|this|those)\s+(?:[a-z]+\s+){0,3}?(?:bits?|parts?|passages?|stuff|thing)\s+)?$"
)
_KEEP = re.compile(
    rf"\b(?:keep|same|leave)\s+{THE}(?P<kept>melody|tune|chords|harmony|rhythm)\b"
    r"(?:,?\s*(?:but|and)?\s*(?:change|rewrite|redo|new|different|vary)\s+"
    r"(?:everything else|the rest|all else|the other parts))?"
)
_BEAT = re.compile(r"groove|(?:drum )?beat|rhythm")
_ELSE = re.compile(r"\b(?:change|rewrite|redo|new|different|vary|else|rest)\b")
_NAMED = re.compile(rf"\b(?:the|that|this)\s+(?:{PART}|{INSTRUMENT})\b")
_ANOTHER = re.compile(
    r"\b(?:(?:give me |let's hear |i want |play |make |try |compose )?"
    r"(?:another|a different|a new|one more) (?:one|song|version|take|piece|try|tune|idea)"
    r"(?: like (?:this|it))?|(?:let's )?try (?:it )?again|something (?:else|different)"
    r"|new (?:version|one|song)|different (?:version|one)|do it (?:over|again differently)"
    r"|(?:do|make) (?:it|that) (?:over|again|differently)|regenerate(?: it)?|surprise me|shuffle"
    r"|next(?: one)?|start from scratch|give me another"
    r"|(?:again|once more|one more time),? but different(?:ly)?)\b"
)


def find_parts_anew(song: Song) -> Iterator[Found]:
    """Find parts: "new melody", "the chords are boring", "keep the chords, change the rest"."""
    keep = _KEEP.search(song.plain)
    kept = "" if keep is None else keep["kept"]
    is_named = False
    for pattern in _PARTS:
        for found in pattern.finditer(song.plain):
            name = "drums" if _BEAT.fullmatch(found["name"]) else found["name"]
            parts, _ = parts_called(name, song.score)
            # not how chords are broken, but which they are
            if found["name"].startswith(("chord", "harmon")):
                parts = REWRITES["harmony"]
            if not parts:
                continue
            is_named = True
            edit = Rewrite(song.bars, parts, kept == "rhythm", song.seed)
            yield Found((edit,), Span(*found.span()), is_sure=True)
    if keep is not None and not is_named and _ELSE.search(song.plain):
        others = KEEPS[{"tune": "melody", "harmony": "chords"}.get(kept, kept)]
        edit = Rewrite(song.bars, others, kept == "rhythm", song.seed)
        yield Found((edit,), Span(*keep.span()), is_sure=True)


def find_place_anew(song: Song) -> Iterator[Found]:
    """Find a place that is to be written anew, or cut: "redo the ending", "remove the intro"."""
    if song.place is None or not song.place.name:
        return
    span, bars = song.place.span, song.place.bars
    before, after = song.plain[: span.start], song.plain[span.end :]
    rewrite = Rewrite(bars, seed=song.seed)
    found = next((m for p in _BEFORE_PLACE if (m := p.search(before))), None)
    if found is not None:
        is_thing = found[0].startswith(("a ", "an ", "another "))  # "a new beginning" of a life
        whole = Span(found.start(), span.end)
        yield Found((rewrite,), whole, is_sure=not is_thing, is_asked=not is_thing)
    elif (late := _AFTER_PLACE.match(after)) is not None:
        yield Found((rewrite,), Span(span.start, span.end + late.end()), is_sure=True)
    elif (cut := _CUT.search(before)) is not None:
        yield Found((Cut(bars),), Span(cut.start(), span.end), is_sure=True)


def find_place_alone(song: Song) -> Iterator[Found]:
    """Take "only the second part" for a wish to have it anew."""
    place = song.place
    if place is not None and place.name and re.match(r"\s*(?:only|just)\s", song.plain):
        yield Found((Rewrite(place.bars, seed=song.seed),), place.span)


def find_another(song: Song) -> Iterator[Found]:
    """Find that another song is wanted for the same wish."""
    for found in _ANOTHER.finditer(song.plain):
        if _NAMED.search(song.plain[: found.start()]):  # "the flute should play something else"
            continue
        yield Found((Recompose(seed=song.seed),), Span(*found.span()), is_sure=True)
