"""Finds parts that go, parts that join in, and other instruments for the same notes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.composition.changing.asking.song import (
    INSTRUMENT,
    NAMES,
    PART,
    PART_NAMES,
    THE,
    Found,
    Song,
    parts_called,
)
from engine.composition.changing.editing import Bring, Edit, Mute, Recast
from engine.composition.planning.casting import cast_parts
from engine.composition.revision import PARTS
from engine.demands.demand import Demand, Span
from engine.demands.gazetteer import INSTRUMENTS

__all__ = ["find_alone", "find_in", "find_instrument", "find_out", "find_swaps", "find_with"]

_SOME = (
    r"(?:(?:a|an|some|the|in some|in a|more|a few|a bit of|back the|back some|back|in the|me some"
    r"|me a)\s+)*"
)
_A = r"(?:an?\s+|the\s+|some\s+)?"
_OUT = (
    re.compile(
        r"\b(?:remove|drop|lose|cut(?: out)?|mute|delete|kill|silence|take out|leave out|minus"
        r"|get rid of|turn off|skip|without|no more|no|ditch|strip out|take away|omit|stop"
        rf"|switch off|leave off|drop out|exclude|bin|axe|scrap|dump|chuck(?: out)?|sack|nix"
        rf"|toss)\s+{THE}{NAMES}\b(?! (?:up|down|a bit))"
    ),
    re.compile(rf"\b(?:take|turn|leave|cut|switch|get|pull)\s+{THE}{NAMES}\s+(?:out|off|away)\b"),
    re.compile(rf"\bi (?:don't|do not) (?:want|need)\s+{THE}{NAMES}\b"),
    re.compile(rf"\b{THE}{NAMES} (?:should|must|can|has to|have to|needs? to) go\b"),
)
_IN = (
    re.compile(
        r"\b(?:add(?: in)?|bring(?: in)?|put(?: in)?|include|throw in|drop in|give (?:it|me|us)"
        r"|we need|it needs|needs|i want|i'd like|let's have|let me hear|insert|layer(?: in)?"
        r"|sneak(?: in)?"
        r"|slip(?: in)?|weave(?: in)?|work in|tuck(?: in)?|sprinkle(?: in)?"
        rf"|mix in|have)\s+{_SOME}{NAMES}"
        r"(?:\s+(?:to it|in|back|back in|too|as well|on top|in the background"
        r"|under(?:neath)? the (?:melody|tune)|on top of (?:it|that)))*\b"
    ),
    re.compile(rf"\b(?:put|bring|get)\s+{THE}{NAMES}\s+back(?: in)?\b"),
    re.compile(rf"^{THE}{NAMES}\s+(?:back(?: in| on)?|on|in)(?:\s+(?:again|please))?[.!]?$"),
)
_ADDING = ("add", "sneak", "slip", "weave", "work", "tuck", "bring", "put", "include", "throw",
           "layer", "insert", "mix", "it needs", "needs", "give it")  # fmt: skip
_SWAPS = (
    re.compile(
        rf"\b(?:replace|swap(?: out)?|change|exchange|substitute|switch)\s+{THE}"
        rf"(?P<old>{PART}|{INSTRUMENT})\s+"
        rf"(?:with|for|by|to|into)\s+{_A}(?P<new>{INSTRUMENT})\b"
    ),
    re.compile(
        rf"\b(?P<new>{INSTRUMENT})\s+(?:instead of|rather than|not|in place of)\s+{THE}(?:an?\s+)?"
        rf"(?P<old>{PART}|{INSTRUMENT})\b"
    ),
    re.compile(
        rf"\b(?:play|have|put|make|give|turn|set|let)\s+{THE}(?P<old>{PART})\s+(?:be\s+)?"
        rf"(?:on|to|by|into|a|an|played (?:by|on)|with|for)\s+{_A}(?P<new>{INSTRUMENT})\b"
    ),
    re.compile(
        rf"\b{_A}(?P<new>{INSTRUMENT})\s+(?:for|as|on|playing|plays|takes?|taking|should play"
        rf"|carried|carries"
        r"|carrying|sang|sings|singing|played|took|had|doing|does"
        rf"|has to play)\s+{THE}(?P<old>{PART})\b"
    ),
    re.compile(
        rf"\blet\s+{_A}(?P<new>{INSTRUMENT})\s+(?:play|take|have|sing|carry|do)\s+{THE}"
        rf"(?P<old>{PART})\b"
    ),
    re.compile(rf"\bgive\s+{_A}(?P<new>{INSTRUMENT})\s+{THE}(?P<old>melody|tune|lead)\b"),
    re.compile(
        r"\b(?:prefer|rather have|rather hear|sooner have|sooner hear|use|put|sub in|swap in)"
        rf"\s+{_A}"
        rf"(?P<new>{INSTRUMENT})\s+(?:to|than|over|where|for|to replace)\s+{THE}"
        rf"(?P<old>{PART}|{INSTRUMENT})\b"
    ),
    re.compile(
        rf"\b(?:the|that|this)\s+(?P<old>{PART}|{INSTRUMENT})\s+"
        rf"(?:to be|should be|could be|to become|to turn into)\s+{_A}(?P<new>{INSTRUMENT})\b"
    ),
)
_WITH = re.compile(
    r"\b(?:same|that|this|it|again|song|piece|version|now|but|use|try|play it|played|performed"
    r"|how about|make it|do it|arrange it|^)[^.;]{0,30}?"
    rf"\b(?:with|on|for|by|using|use|try|about|as)\s+(?:only\s+|just\s+)?(?:more\s+)?{_A}"
    rf"(?P<names>(?:{INSTRUMENT})(?:\s*(?:,|and|&)\s*(?:an?\s+|the\s+)?(?:{INSTRUMENT}))*)"
    r"(?:\s+(?:instead|only|alone|please))?\b"
)
_INSTEAD = re.compile(rf"\b{_A}(?P<names>{INSTRUMENT})(?:\s+version|\s+(?:please )?instead)\b")
_THE_INSTRUMENT = re.compile(
    r"\b(?:(?:change|switch|set|make) the (?:instruments?|sound|lead) (?:to|into)?\s*"
    rf"|(?:i'd|i would) (?:prefer|rather have|rather hear) ){_A}"
    rf"(?P<names>{INSTRUMENT})\b"
)
_SOLO = re.compile(
    r"\b(?:how about|what about|add|give (?:me|us|it)|let's have|let me hear|i want|i'd like|put in"
    rf"|with|have|insert)\s+(?:an?|the|some)\s+(?P<names>{INSTRUMENT})\s+solo\b"
)
_ALONE = re.compile(
    r"\b(?:only|just|nothing but|solo"
    r"|(?:remove|drop|mute|cut|lose|ditch|get rid of|take out|without) (?:everything|all)"
    rf" (?:but|except(?: for)?|apart from))\s+{_A}{NAMES}"
    r"(?:\s+(?:and nothing else|please|playing))?(?=\s*$|[.,!])"
    rf"|^(?:the\s+)?(?P<alone>{PART}|{INSTRUMENT})\s+(?:only|alone|solo)\b"
)


def find_out(song: Song) -> Iterator[Found]:
    """Find parts that shall go: "no drums", "take the bass out"."""
    for pattern in _OUT:
        for found in pattern.finditer(song.plain):
            parts, _ = parts_called(found["names"], song.score)
            is_wish = found[0].startswith(("no ", "without", "minus", "i don't", "i do not"))
            yield Found((Mute(parts),), Span(*found.span()), is_sure=not is_wish)


def find_in(song: Song) -> Iterator[Found]:
    """Find parts and instruments that shall join in: "add drums", "it needs a flute"."""
    for pattern in _IN:
        for found in pattern.finditer(song.plain):
            names = re.findall(rf"{PART}|{INSTRUMENT}", found["names"])
            own = frozenset(part for name in names for part in PART_NAMES.get(name, ()))
            edits: tuple[Edit, ...] = (Bring(own - {"harmony"}, song.seed),)
            if not own:
                edits = _join_in(INSTRUMENTS[names[0]].programs[0], song)
            yield Found(edits, Span(*found.span()), is_sure=found[0].startswith(_ADDING))


def _join_in(program: int, song: Song) -> tuple[Edit, ...]:
    """Let an instrument play beside the tune, or the tune itself where nobody does."""
    if "melody" in song.roles:
        return (Recast(second=program),)
    return (*_bring_tune(song), Recast(melody=program))


def _bring_tune(song: Song) -> tuple[Edit, ...]:
    return () if "melody" in song.roles else (Bring(frozenset({"melody"}), song.seed),)


def find_swaps(song: Song) -> Iterator[Found]:
    """Find one instrument for another: "replace the piano with a harp"."""
    for pattern in _SWAPS:
        for found in pattern.finditer(song.plain):
            program = INSTRUMENTS[found["new"]].programs[0]
            parts, _ = parts_called(found["old"], song.score)
            chosen = {part: program for part in parts if part in ("melody", "chords", "bass")}
            brought = _bring_tune(song) if "melody" in chosen else ()
            if chosen:
                yield Found((*brought, Recast(**chosen)), Span(*found.span()), is_sure=True)


def find_with(song: Song) -> Iterator[Found]:
    """Find instruments for the same notes: "same but with strings", "on a harp instead"."""
    for pattern in (_WITH, _INSTEAD):
        for found in pattern.finditer(song.plain):
            sure = any(word in found[0] for word in ("instead", "same", "version"))
            yield Found((_cast(found["names"]),), Span(*found.span("names")), is_sure=sure)


def find_instrument(song: Song) -> Iterator[Found]:
    """Find "change the instrument to guitar"."""
    for found in _SOLO.finditer(song.plain):
        soloist = INSTRUMENTS[found["names"]].programs[0]
        edits = (*_bring_tune(song), Recast(melody=soloist))
        yield Found(edits, Span(*found.span()), is_sure=True)
    for found in _THE_INSTRUMENT.finditer(song.plain):
        yield Found((_cast(found["names"]),), Span(*found.span()), is_sure=True)


def _cast(names: str) -> Recast:
    """Seat instruments: one plays all that it can, several share the parts."""
    wanted = [
        Demand("instruments", INSTRUMENTS[name].name, Span(0, 1))
        for name in re.findall(INSTRUMENT, names)
    ]
    scoring = cast_parts(wanted, (), None, None)
    melody, chords = scoring.melody, scoring.chords
    if len(wanted) == 1 and melody is None:  # a section plays the tune too
        melody = chords
    return Recast(melody, chords, scoring.bass, scoring.second)


def find_alone(song: Song) -> Iterator[Found]:
    """Find who shall play alone: "only the melody", "just piano"."""
    for found in _ALONE.finditer(song.plain):
        parts, strangers = parts_called(found["names"] or found["alone"], song.score)
        edits: tuple[Edit, ...] = ()
        if parts and not strangers:
            others = frozenset(p for p in PARTS if p in song.roles and p not in parts)
            edits = (Mute(others),) if others else ()
        elif strangers:
            program = INSTRUMENTS[strangers[0]].programs[0]
            drums = (Mute(frozenset({"drums"})),) if "drums" in song.roles else ()
            edits = (Recast(program, program, program), *drums)
        if edits:
            yield Found(edits, Span(*found.span()))
