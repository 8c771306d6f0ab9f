"""Finds moves with their degree and place: "a bit slower", "the bass is too loud", "wistful"."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.composition.changing.asking.song import (
    A_BIT,
    INSTRUMENT,
    LATE_DEGREE,
    MUCH,
    PART,
    PART_NAMES,
    THE,
    Found,
    Song,
    degree_before,
    degree_of,
    parts_called,
)
from engine.composition.changing.editing import (
    Alter,
    Bend,
    Edit,
    Extend,
    Feel,
    Recast,
    Shorten,
)
from engine.composition.planning.moves import MOVES
from engine.composition.revision import Part
from engine.demands.demand import Span
from engine.demands.gazetteer import INSTRUMENTS
from engine.demands.words import read_words, split_names

__all__ = [
    "find_balance",
    "find_comparatives",
    "find_feelings",
    "find_levels",
    "find_phrases",
    "find_qualities",
]

_LONGER = 30.0  # seconds that "longer" means
_SHORTER = 0.3  # of the song that "shorter" takes away
_MOST_CUT = 0.7  # of the song that goes at most

_MAKE = re.compile(
    r"\b(?:make|have|let|get|turn|want|need|like|render)\s+"
    r"(?:it|this|that|the (?:song|music|piece|whole thing)|everything)\s+(?:to\s+)?"
    rf"(?:be\s+|sound\s+|feel\s+|become\s+|into\s+)?(?P<degree>{A_BIT}|{MUCH})?"
    r"(?:more\s+|a bit more\s+|like\s+)?"
    r"(?P<words>(?:an?\s+|the\s+)?[a-z-]+(?:\s+(?:and|in|at|by|of|on|the|a|an)?\s*[a-z-]+){0,4})$"
)
_NO_FEELING = re.compile(
    r"(?:go|do|stop|play|work|happen|better|different|again|be|have|so|as|up|down|in|minor|major)\b"
)
_NAMED = re.compile(rf"\b(?:{PART}|{INSTRUMENT})\b")
_UP = r"(?:raise|increase|boost|crank up|turn up|bring up|push|pump up|up|lift|add to|heighten)"
_DOWN = r"(?:lower|drop|reduce|decrease|bring down|take down|turn down|cut|lessen|ease|dial down)"
_LEVEL = re.compile(
    rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\s+(?:(?:the|its|that|those)\s+)?(?P<noun>[a-z]+)\b"
    r"|\b(?P<amount>more|less|not enough|too little|too few|too much|too many)(?P<of> of (?:the"
    r"|that|this|those))?\s+"
    rf"(?P<named>{PART}|{INSTRUMENT})\b"
    # who brings something back wants it to be there again
    r"|\b(?:take|push|turn|pull|dial|scale|bring(?!\s+the\s+[a-z]+\s+back))\s+the\s+"
    r"(?P<moved>[a-z]+)\s+(?P<way>up|down|back)\b"
)
_TOO_LITTLE = ("more", "not enough", "too little", "too few")
_PLACED = re.compile(
    rf"\b(?:the|that|this|those)\s+(?P<name>{PART}|{INSTRUMENT})\b(?:\s+[a-z']+){{0,4}}?\s+"
    r"(?:(?P<back>further back|to the back|in(?:to)? the back(?:ground)?|behind)"
    r"|further forward|to the fore(?:ground)?|(?:to|in|up|out) (?:the )?front|forward)\b"
)
_DROWNED = re.compile(
    rf"\b{THE}(?P<loud>{PART}|{INSTRUMENT})\s+(?:(?:is|are|keeps?)\s+)?"
    r"(?:drown|cover|bur|swamp|overpower|mask|overwhelm|hid|smother)[a-z]*(?:\s+(?:out|up))?\s+"
    rf"{THE}(?P<faint>{PART}|{INSTRUMENT}|everything|it)\b"
)
_UNHEARD = re.compile(
    r"\bi (?:can't|cannot|can barely|can hardly|barely|hardly|don't) hear (?:the\s+)?"
    rf"(?P<name>{PART}|{INSTRUMENT}|it|anything|enough)\b"
)
_MORE = re.compile(
    rf"(?<!\bno )\b(?P<degree>{A_BIT}|{MUCH})?(?P<way>more|less)\s+(?P<words>[a-z-]+)\b"
)
_NO_QUALITY = frozenset({"than", "of", "or", "and", "like", "please", "time", "often", "the", "a",
                         "for", "is", "was", "with", "to", "in", "it", "this", "that",
                         "on", "at", "by", "from", "much", "many", "late", "soon",
                         "long"})  # fmt: skip
_HERE = frozenset({"this", "that", "it", "now", "before"})
_OWN = re.compile(
    rf"(?:{PART}|{INSTRUMENT}|rest|others?|first|second|last|verse|chorus|bridge|beginning"
    rf"|start|end"
    r"|ending|intro|middle)\b"
)
_IT_IS = re.compile(
    r"\b(?:it|this|that|song|music)(?:'s| is| sounds| feels| seems)\s+[a-z ]{0,12}$"
)
_LIKE = re.compile(
    r"\b(?P<way>more|less) like\s+(?:an?|the|some)\s+(?P<words>[a-z-]+(?:\s+[a-z-]+){0,3})$"
)
_LACKING = re.compile(
    r"\b(?:not|[a-z]+n't)\s+(?:(?:really|quite|nearly)\s+)?(?P<words>[a-z-]+)\s+enough\b"
)
_QUALITY_MORE = re.compile(r"(?P<stem>[a-z]{3,})ier")
_NOT_MORE = frozenset({"earlier", "easier", "soldier", "carrier", "barrier", "courier", "frontier",
                       "glacier", "cashier", "premier", "terrier", "chevalier"})  # fmt: skip
"""Words that end like "spookier" and compare nothing, or no quality."""
_NOT_SO = re.compile(
    r"\b(?:(?:is|are|be|do)?n't|not)\s+(?:quite\s+)?(?:be\s+)?(?:so|as|that|quite so)\s+"
    r"(?P<words>[a-z-]+)\b(?!\s+(?:as|enough))"
)
_PLACE_IS = re.compile(
    r"\b(?:make|have|let|want|keep|play|get)\s+(?P<what>the\s+(?:[a-z]+\s+){1,2}?)"
    rf"(?:to\s+)?(?:be\s+|sound\s+)?(?P<degree>{A_BIT}|{MUCH})?(?P<words>[a-z-]+)(?=\s*(?:$"
    rf"|[.,;!?]|\band\b|\bbut\b))"
)
_SIDE = re.compile(r"\bon the (?P<words>[a-z-]+) side\b")
_BIT_OF = r"(?:some|a (?:bit|touch|hint|dash|little)(?: of)?)"
_SOME = re.compile(
    rf"\b(?:(?:bring|put|add|inject|get|breathe|mix) (?:(?:{_BIT_OF}|more)\s+)?(?P<put>[a-z-]+)"
    r"\s+(?:in|into|to)(?:\s+(?:it|this|that|there|here|the (?:song|music|piece)))?\b"
    rf"|{_BIT_OF}\s+(?P<some>[a-z-]+)\b)"
)
_TOO = re.compile(r"\b(?:too|overly)\s+(?P<words>(?![a-z]+ly\b)[a-z-]+)\b")


@dataclass(frozen=True)
class _Words:
    """The moves by what they are called."""

    adjectives: dict[str, str]
    opposites: dict[str, str]
    nouns: dict[str, str]
    phrases: dict[str, re.Pattern[str]]


@functools.cache
def _read() -> _Words:
    rows = read_words("moves")
    return _Words(
        {word: row["name"] for row in rows for word in split_names(row["adjectives"])},
        {row["name"]: row["opposite"] for row in rows},
        {word: row["name"] for row in rows for word in split_names(row["nouns"])},
        {
            row["name"]: re.compile(rf"\b(?:{row['phrases']})(?![\w'])")
            for row in rows
            if row["phrases"]
        },
    )


def find_phrases(song: Song) -> Iterator[Found]:
    """Find moves that are said by verbs: "slow it down", "thin it out"."""
    for name, pattern in _read().phrases.items():
        for found in pattern.finditer(song.plain):
            late = LATE_DEGREE.match(song.plain, found.end())
            early, start = degree_before(song.plain, found.start())
            degree = early if late is None else degree_of(late)
            end = found.end() if late is None else late.end()
            parts, span = _particular(song, Span(start, end))
            yield Found((_edit(name, degree, song, parts),), span, is_sure=True)


def find_levels(song: Song) -> Iterator[Found]:
    """Find "raise the tempo", "turn the bass down", "I can't hear the melody"."""
    known = _read()
    for found in _LEVEL.finditer(song.plain):
        noun = found["noun"] or found["moved"] or found["named"]
        is_up = found["up"] is not None or found["way"] == "up" or found["amount"] in _TOO_LITTLE
        name, parts = known.nouns.get(noun), None
        turns = found["up"] or found["down"]
        if turns and turns not in ("drop", "cut", "up", "push") and _NAMED.fullmatch(noun):
            own = parts_called(noun, song.score)[0]
            name, parts = ("louder" if own else name), own or None
        if name is None and noun in PART_NAMES and found["moved"]:
            name, parts = "louder", PART_NAMES[noun] - {"harmony"}
        if found["named"]:
            own, strangers = parts_called(noun, song.score)
            parts, name = own or None, "louder" if own or found["of"] else None
            if strangers and not own and is_up:  # more of who does not play yet
                second = Recast(second=INSTRUMENTS[strangers[0]].programs[0])
                yield Found((second,), Span(*found.span()))
        if name is not None:
            name = name if is_up else known.opposites[name]
            edit = _edit(name, 1.0, song, parts)
            is_sure = not found["named"] or found["of"] is not None
            yield Found((edit,), Span(*found.span()), is_sure=is_sure)
    for found in _PLACED.finditer(song.plain):
        if parts := parts_called(found["name"], song.score)[0]:
            edit = _edit("softer" if found["back"] else "louder", 1.0, song, parts)
            yield Found((edit,), Span(*found.span()), is_sure=True)
    for found in _UNHEARD.finditer(song.plain):
        parts, _ = parts_called(found["name"], song.score)
        yield Found((_edit("louder", 1.0, song, parts or None),), Span(*found.span()), is_sure=True)


def find_balance(song: Song) -> Iterator[Found]:
    """Find who plays over whom: "the drums are drowning the tune"."""
    for found in _DROWNED.finditer(song.plain):
        loud, faint = (parts_called(found[name], song.score)[0] for name in ("loud", "faint"))
        name, parts = ("softer", loud) if loud else ("louder", faint or None)
        edit = _edit(name, 1.0, song, parts)
        yield Found((edit,), Span(*found.span()), is_sure=True)


def find_qualities(song: Song) -> Iterator[Found]:
    """Find "a bit of optimism", "bring some melancholy into it", "on the slow side"."""
    known = _read()
    for found in _SIDE.finditer(song.plain):
        if (name := known.adjectives.get(found["words"])) is not None:
            degree, start = degree_before(song.plain, found.start())
            edit = _edit(known.opposites[name], degree, song)
            yield Found((edit,), Span(start, found.end()), is_sure=True)
    for found in _NOT_SO.finditer(song.plain):
        if (name := known.adjectives.get(found["words"])) is not None:
            parts, span = _particular(song, Span(*found.span()))
            yield Found((_edit(known.opposites[name], 1.0, song, parts),), span, is_sure=True)
    for found in _PLACE_IS.finditer(song.plain):
        name = known.adjectives.get(found["words"])
        is_there = song.place is not None and song.place.name.strip() in found["what"]
        if name is not None and is_there:
            yield Found((_edit(name, _degree(found), song),), Span(*found.span()), is_sure=True)
    for found in _SOME.finditer(song.plain):
        noun = found["put"] or found["some"]
        name = known.nouns.get(noun)
        if name is not None and not _NAMED.fullmatch(noun):
            yield Found((_edit(name, 1.0, song),), Span(*found.span()), is_asked=bool(found["put"]))


def find_comparatives(song: Song) -> Iterator[Found]:
    """Find "sadder", "more tense", "less busy", "too loud", "not fast enough"."""
    words = list(re.finditer(r"[a-z'-]+", song.plain))
    known = {word[0] for word in words if _name(word[0], [])[0] is not None}
    for index, word in enumerate(words):
        following = [other[0] for other in words[index + 1 : index + 3]]
        beyond = [other[0] for other in words[index + 3 : index + 4]]
        if following == ["and", word[0]]:  # "higher and higher" tells how something goes
            return
        if _is_compared([*following, *beyond]) or (
            word[0] == "more" and words[index - 1][0] == "no"
        ):
            continue
        quality = _QUALITY_MORE.fullmatch(word[0])
        if quality is not None and word[0] not in _NOT_MORE and word[0] not in known:
            edit = Feel(f"{quality['stem']}y", 1.0, song.seed, song.bars)
            yield Found((edit,), Span(*word.span()), is_asked=False)
            continue
        name, n_words = _name(word[0], following)
        first = word.start()
        if name is None and following[:1] == ["enough"]:
            name, first = _name_denied(words, index)
            n_words = 2
        if name is not None:
            degree, start = degree_before(song.plain, first)
            parts, span = _particular(song, Span(start, words[index + n_words - 1].end()))
            is_sure = _IT_IS.search(song.plain[: span.start]) is not None
            yield Found((_edit(name, degree, song, parts),), span, is_sure=is_sure)


def _is_compared(following: Sequence[str]) -> bool:
    """Whether something else is the measure: "longer than the night", not "faster than this"."""
    if following[:2] == ["than", "the"]:
        return _OWN.match(" ".join(following[2:])) is None
    return following[:1] == ["than"] and not _HERE.issuperset(following[1:2])


def _name(word: str, following: Sequence[str]) -> tuple[str | None, int]:
    """Name the move that a word asks for, with the next one or two: how many belong to it."""
    known = _read()
    if word not in ("more", "less", "too", "fewer"):
        found = (known.adjectives[base] for base in _bases(word) if base in known.adjectives)
        return next(found, None), 1
    for n_words in (1, 2):
        said = " ".join(following[:n_words])
        name = known.adjectives.get(said.removesuffix("ly")) or known.nouns.get(said)
        if name is not None:
            is_less = word in ("less", "fewer") or (word == "too" and said in known.adjectives)
            return (known.opposites[name] if is_less else name), 1 + n_words
    return None, 1


def _name_denied(words: Sequence[re.Match[str]], index: int) -> tuple[str | None, int]:
    """Name the move of "not fast enough", and give where the denial begins."""
    denied = [w for w in words[:index] if w[0] == "not" or w[0].endswith("n't")]
    if not denied:
        return None, 0
    return _read().adjectives.get(words[index][0]), denied[-1].start()


def _bases(word: str) -> Iterator[str]:
    """Undo the ways in which English forms comparatives."""
    stem = word.removesuffix("er")
    if stem == word or not stem:
        return
    yield stem
    yield f"{stem}e"
    if stem.endswith("i"):
        yield f"{stem[:-1]}y"
    if stem[-1:] == stem[-2:-1]:
        yield stem[:-1]


def _particular(song: Song, span: Span) -> tuple[frozenset[Part] | None, Span]:
    """Find the part that a move is about: "louder drums", "the bass is too loud"."""
    after = re.compile(
        rf"\s+(?:(?:in|for|from|on)\s+(?:the|that)\s+)?(?P<name>{PART}|{INSTRUMENT})\b"
    ).match(song.plain, span.end)
    before = re.search(
        rf"(?:\b(?:make|have|let|want|turn)\s+)?{THE}\b(?P<name>{PART}|{INSTRUMENT})\s+"
        r"(?:(?:is|are|sounds?|be|plays?|playing|gets?|should|could|can|must|has|have|needs?|to"
        r"|a bit|much|a little|way)\s+)*$",
        song.plain[: span.start],
    )
    found = after or before
    if found is None:
        return None, span
    parts, _ = parts_called(found["name"], song.score)
    whole = Span(min(span.start, found.start()), max(span.end, found.end()))
    return (parts or None), whole


def _edit(name: str, degree: float, song: Song, parts: frozenset[Part] | None = None) -> Edit:
    if name == "longer":
        return Extend(_LONGER * degree, song.seed)
    if name == "shorter":
        return Shorten(min(_SHORTER * degree, _MOST_CUT) * song.score.duration)
    move = MOVES[name].by(degree)
    if song.bars is not None and name in ("slower", "faster"):
        return Bend(move.tempo, song.bars)
    return Alter(move, song.seed, song.bars, parts)


def find_feelings(song: Song) -> Iterator[Found]:
    """Take other qualities by what they feel like: "make it wistful", "too pushy"."""
    for found in _LIKE.finditer(song.plain.rstrip(" .!?")):
        if not _NAMED.search(found["words"]):
            edit = Feel(
                found["words"], -1.0 if found["way"] == "less" else 1.0, song.seed, song.bars
            )
            yield Found((edit,), Span(*found.span()), is_asked=False)
    for found in _MAKE.finditer(song.plain.rstrip(" .!?")):
        words = re.sub(r"^(?:more|like|an?|the)\s+", "", found["words"])
        if not _NO_FEELING.match(words) and not _NAMED.search(words):
            edit = Feel(words, _degree(found), song.seed, song.bars)
            yield Found((edit,), Span(*found.span()), is_sure=True)
    for pattern, way in ((_LACKING, 1.0), (_TOO, -1.0)):
        for found in pattern.finditer(song.plain):
            if found["words"] not in _NO_QUALITY:
                edit = Feel(found["words"], way, song.seed, song.bars)
                yield Found((edit,), Span(*found.span()), is_asked=False)
    for found in _MORE.finditer(song.plain):
        is_of_part = _NAMED.match(song.plain, found.end() + 1)  # "more colourful harmony"
        if (
            found["words"] not in _NO_QUALITY
            and not is_of_part
            and not _NAMED.fullmatch(found["words"])
        ):
            degree = _degree(found) * (-1 if found["way"] == "less" else 1)
            edit = Feel(found["words"], degree, song.seed, song.bars)
            yield Found((edit,), Span(*found.span()), is_asked=False)


def _degree(found: re.Match[str]) -> float:
    said = found["degree"]
    return degree_before(said, len(said))[0] if said else 1.0
