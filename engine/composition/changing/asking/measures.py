"""Finds a key, tempo, metre, length, chords or style, and steps up and down."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.composition.changing.asking.song import Found, Song
from engine.composition.changing.editing import (
    Alter,
    Edit,
    Extend,
    Recompose,
    Rekey,
    Retempo,
    Shorten,
)
from engine.composition.grid import METRES
from engine.composition.planning.constraints import TEMPOS
from engine.composition.planning.moves import Move
from engine.composition.score import Key, Mode
from engine.composition.styles.nearest import find_named_style
from engine.demands.demand import Demand, Span
from engine.demands.numbers import NUMBER, value_of

__all__ = [
    "find_clicks",
    "find_keys",
    "find_lengths",
    "find_measures",
    "find_steps",
    "find_styles",
    "find_times",
]

_TIMES = (
    (re.compile(r"\btwice (?:as long|the length)|double (?:the|its) length|double it\b"), 2.0),
    (re.compile(r"\bhalf (?:as long|the length|its length)|cut (?:it )?in half|halve it\b"), 0.5),
)
_SPEEDS = (
    (
        re.compile(
            r"\b(?:at |play it at )?(?:twice as fast|twice the speed"
            r"|double (?:the )?(?:speed|tempo|time|pace)"
            r"|two times as fast)\b"
        ),
        2.0,
    ),
    (
        re.compile(
            r"\b(?:at |play it at )?(?:hal(?:f|ve) (?:as fast|(?:the )?(?:speed|tempo|pace|time))"
            r"|twice as slow)\b"
        ),
        0.5,
    ),
)
_PACE = r"(?:tempo|speed|pace|bpm)"
_CLICKS = re.compile(
    r"\b(?P<early>up|down|add|raise|lower|drop|lose|knock|shave|take|cut|minus|plus|faster|slower"
    r"|quicker|increase|decrease|reduce|speed(?= (?:it )?up )|slow(?= (?:it )?down ))?"
    rf"\b\s*(?:it |(?:the |its )?{_PACE} )?(?P<mid>up |down )?(?:by )?"
    rf"(?P<n>{NUMBER})(?P<unit>\s*(?:bpm|beats(?: per minute| a minute)?|clicks|ticks"
    r"|(?P<share>%|percent|per cent)))?"
    r"(?P<late>\s+(?:off|up|down|more|less|faster|slower|quicker|on top|higher|lower)\b)?"
)
_GO = re.compile(
    r"\b(?:go|take it|bring it|put it|set it|get it|slow (?:it |down |it down )?|make it"
    r"|speed (?:it |up |it up )?|push it|drop it|(?:set )?(?:the )?(?:tempo|speed|pace|metronome))"
    r"(?: up| down)?"
    rf"\s*(?:to|at|of|around|about|=)?\s+(?P<n>{NUMBER})(?!\s*[a-z0-9/])"
)
_FASTER = frozenset(
    {"up", "add", "raise", "plus", "faster", "quicker", "increase", "more", "on top", "higher"}
)
_CLICKS_HEARD = (30, 300)  # a bare number outside is no tempo
_OTHER_KEY = re.compile(
    r"\b(?:(?:try|use|take|play|put|move|transpose|switch|change)(?: it| this)?(?: in| into"
    r"| to)? |in |to )?"
    r"(?:another|a different|a new|some other|a fresh) key\b"
)
_RELATIVE = re.compile(
    r"\b(?:in |to |into |try )?(?:the )?(?P<how>relative|parallel) (?P<mode>minor|major)\b"
)
_FOURTH = 5  # semitones
_MORE = re.compile(r"\s*(?P<way>longer|more|shorter|less|off)\b")
_ADDED = re.compile(r"\b(?:add|another|extra|(?:extend|lengthen|prolong)\b[a-z' ]*\bby)\s+$")
_TAKEN = re.compile(
    r"\b(?:shorten|cut|trim)\b[a-z' ]*\bby\s+$|\b(?:knock|shave|take|chop|lop|cut|trim)\s+$"
)
_TO = re.compile(r"\b(?:extend|lengthen|prolong|shorten|cut|trim)\b[a-z' ]*\bto\s+$")
_STEPS = re.compile(
    r"\b(?P<way>up|down|higher|lower|raise it|lower it|drop it)?\s*(?:by )?"
    r"(?P<n>an?|one|two|three|four|five|six|seven)?\s*"
    r"(?P<step>semitones?|half[\s-]steps?|tones?|whole[\s-]steps?|steps?|octaves?|thirds?|fourths?"
    r"|fifths?)\s*(?P<late>up|down|higher|lower)?\b"
)
_SEMITONES = {"sem": 1, "hal": 1, "ton": 2, "who": 2, "ste": 2, "oct": 12, "thi": 4, "fou": 5,
              "fif": 7}  # fmt: skip
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_CUE = re.compile(
    r"(?:make (?:it|this|that)(?: into| sound(?: more)? like| more like| a bit more)?(?: an?"
    r"| some)?"
    r"|turn (?:it|this|that|the song) into(?: an?)?|as(?: an?)?|into(?: an?)?"
    r"|in(?: the)?(?: style of)?(?: an?)?|do (?:it|this) (?:as|in)(?: an?)?|give (?:it|me) an?"
    r"|more(?: like)?|play (?:it|this|that) (?:as|like)(?: an?)?|like(?: an?)?"
    r"|(?:can|could|should|may) (?:it|this|that|the song) be(?: an?)?"
    r"|(?:this|that|it),? but(?: more| as| for| with)?(?: an?)?|same(?: thing| song| piece"
    r"| tune| one| music)? (?:but|as)(?: more| as)?(?: an?)?|now(?: as)?(?: an?)?|an?"
    r"|try(?: it)?(?: as)?(?: an?)?"
    r"|(?:how|what) about(?: an?| some)?"
    r"|what (?:if|would) it (?:were|was|be(?: like)?)(?: as)?(?: an?)?|more like an?)\s+$"
)
_VERSION = re.compile(r"\s+(?:version|style|feel|arrangement|remix|cover)\b")
_IT = re.compile(r"\b(?:it|this|that|same)\b")
_MINOR = frozenset({"minor", "dorian", "phrygian", "aeolian"})
_IN_WORDS = frozenset({"form", "articulation", "groove", "chords", "change", "density", "register"})
"""Kinds of demand for which the wish is composed again, with these words."""


def find_lengths(song: Song) -> Iterator[Found]:
    """Find "two minutes long", "ten seconds shorter", "extend it by four bars"."""
    for demand in song.demands.of("length"):
        is_meant = demand.is_exact and not _is_of_place(demand, song)
        edit = _resize(demand, song) if is_meant else None
        if edit is not None:
            before, more = song.plain[: demand.span.start], _MORE.match(song.plain, demand.span.end)
            early = next((m for p in (_ADDED, _TAKEN, _TO) if (m := p.search(before))), None)
            start = demand.span.start if early is None else early.start()
            end = demand.span.end if more is None else more.end()
            is_off = more is not None and more["way"] == "off"
            is_sure = is_off and _TAKEN.search(before) is not None
            yield Found((edit,), Span(start, end), is_sure=is_sure)


def _is_of_place(demand: Demand, song: Song) -> bool:
    """Whether a demand only names a place: "the first four bars" is no length."""
    place = None if song.place is None else song.place.span
    return place is not None and place.start <= demand.span.start < demand.span.end <= place.end


def find_measures(song: Song) -> Iterator[Found]:
    """Find what would be a demand of a wish: "in D minor", "at 90 bpm"."""
    for demand in song.demands:
        if demand.kind == "change" and song.demands.of("key"):
            continue  # "change the key to G" is no change on the way
        edit = None if _is_of_place(demand, song) else _change(demand, song)
        if edit is not None:
            yield Found((edit,), demand.span)


def find_keys(song: Song) -> Iterator[Found]:
    """Find that any other key is wanted: up a fourth, where all parts still reach."""
    for found in _OTHER_KEY.finditer(song.plain):
        tonic = Key((song.score.key.tonic + _FOURTH) % 12, song.score.key.mode)
        yield Found((Rekey(tonic.name),), Span(*found.span()), is_sure=True)
    for found in _RELATIVE.finditer(song.plain):
        key = song.score.key
        mode: Mode = "minor" if found["mode"] == "minor" else "major"
        steps = 0 if found["how"] == "parallel" or mode == key.mode else 9 if mode == "minor" else 3
        name = Key((key.tonic + steps) % 12, mode).name
        yield Found((Rekey(f"{name} {mode}"),), Span(*found.span()), is_sure=True)


def _change(demand: Demand, song: Song) -> Edit | None:
    words = song.plain[demand.span.start : demand.span.end]
    is_in_words = demand.kind in _IN_WORDS or (demand.kind == "dynamics" and not demand.feels)
    if is_in_words:
        return Recompose(words=words)
    match demand.kind:
        case "key":
            return Rekey(demand.value)
        case "mode":
            mode = "minor" if demand.value in _MINOR else "major"
            return Rekey(f"{song.score.key.name} {mode}")
        case "tempo" if not demand.feels:
            return _tempo(demand.middle)
        case "metre" if demand.value in map(str, METRES):
            return Recompose(metre=demand.value)
    return None


def _resize(demand: Demand, song: Song) -> Edit | None:
    score = song.score
    bar = score.duration / score.n_bars
    asked = demand.middle * (bar if demand.unit == "bars" else 1)
    more = _MORE.match(song.plain, demand.span.end)
    before = song.plain[: demand.span.start]
    is_less = _TAKEN.search(before) or (
        more is not None and more["way"] in ("shorter", "less", "off")
    )
    if is_less:
        return Shorten(asked)
    if more is not None or _ADDED.search(before):
        return Extend(asked, song.seed)
    change = asked - score.duration
    if abs(change) < bar / 2:
        return None
    return Extend(change, song.seed) if change > 0 else Shorten(-change)


def find_times(song: Song) -> Iterator[Found]:
    """Find "twice as long" and "half the speed"."""
    duration = song.score.duration
    for pattern, times in _TIMES:
        for found in pattern.finditer(song.plain):
            edit: Edit = Extend(duration, song.seed) if times > 1 else Shorten(duration / 2)
            yield Found((edit,), Span(*found.span()), is_sure=True)
    for pattern, times in _SPEEDS:
        for found in pattern.finditer(song.plain):
            yield Found((_tempo(song.score.tempo * times),), Span(*found.span()), is_sure=True)


def find_steps(song: Song) -> Iterator[Found]:
    """Find "up a tone", "an octave lower"."""
    for found in _STEPS.finditer(song.plain):
        way = found["way"] or found["late"]
        is_verb = found["step"] in ("tone", "step") and not found["n"] and not found["way"]
        if way is not None and not is_verb:  # "tone it down"
            n = _NUMBERS.get(found["n"], 1) * _SEMITONES[found["step"][:3]]
            semitones = -n if way in ("down", "lower", "lower it", "drop it") else n
            edit = Alter(Move(semitones=semitones), song.seed)
            yield Found((edit,), Span(*found.span()), is_sure=True)


def find_clicks(song: Song) -> Iterator[Found]:
    """Find "ten bpm faster", "knock five beats off", "go up to 130"."""
    for found in _CLICKS.finditer(song.plain):
        said = [found[name].strip() for name in ("late", "mid", "early") if found[name]]
        is_pace = re.search(rf"{_PACE}|faster|slower|quicker|slow (?:it )?down", found[0])
        is_tempo = is_pace if found["share"] else found["unit"] or is_pace
        if not said or not is_tempo:
            continue
        way = 1 if any(word in _FASTER for word in said) else -1
        step = value_of(found["n"]) * (song.score.tempo / 100 if found["share"] else 1)
        yield Found((_tempo(song.score.tempo + way * step),), Span(*found.span()), is_sure=True)
    for found in _GO.finditer(song.plain):
        tempo = value_of(found["n"])
        if _CLICKS_HEARD[0] <= tempo <= _CLICKS_HEARD[1]:
            yield Found((_tempo(tempo),), Span(*found.span()), is_sure=True)


def _tempo(asked: float) -> Retempo:
    return Retempo(min(max(asked, TEMPOS[0]), TEMPOS[1]))


def find_styles(song: Song) -> Iterator[Found]:
    """Find another style: "make it a waltz", "a jazz version"."""
    for demand in song.demands.of("style"):
        cue = _CUE.search(song.plain[: demand.span.start])
        version = _VERSION.match(song.plain, demand.span.end)
        if cue is None and version is None:
            continue
        style = find_named_style(demand.value)
        edit = Recompose(style=style.style.name) if style else Recompose(words=demand.value)
        said = "" if cue is None else cue[0]
        span = Span(
            cue.start() if cue is not None else demand.span.start,
            version.end() if version is not None else demand.span.end,
        )
        is_sure = version is not None or _IT.search(said) is not None
        is_sure = is_sure or said.startswith("more") or (said.startswith("as ") and span.start == 0)
        is_asked = is_sure or said.startswith(("as", "into", "now", "same", "more", "how", "what"))
        yield Found((edit,), span, is_sure=is_sure, is_asked=is_asked)
