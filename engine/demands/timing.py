"""Finds tempos, metres and lengths, written or spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.demands.context import Wish
from engine.demands.demand import Demand, Span
from engine.demands.numbers import NUMBER, value_of
from engine.demands.words import read_words

__all__ = ["find_lengths", "find_metres", "find_tempos"]

_ABOUT = (
    r"(?:about|around|roughly|approximately|approx\.?|ca\.?|circa|some|near|exactly|at|of|is|to|="
    r"|:)"
)
_UNIT = (
    r"(?:b\.?p\.?m\b\.?|(?:beats|quarters|quarter notes|crotchets|clicks)\s+(?:per|a|to the|in a"
    r"|each)"
    r"\s+minute)"
)
_TO = r"\s*(?:to|-|–|or)\s*"
_TEMPOS = (
    re.compile(
        rf"\b(?:between|from)\s+(?:{_ABOUT}\s+)?(?P<low>{NUMBER})\s*(?:and|to|-|–)\s*"
        rf"(?P<high>{NUMBER})[\s-]*{_UNIT}"
    ),
    re.compile(rf"(?P<low>{NUMBER}){_TO}(?P<high>{NUMBER})[\s-]*{_UNIT}"),
    re.compile(
        rf"\b(?:tempo|bpm|speed)\s*(?:(?:is|of|at|should be|set to|to|around|about|between|from|="
        rf"|:)\s*)*"
        rf"(?P<low>{NUMBER})(?:{_TO}(?P<high>{NUMBER}))?(?:\s*{_UNIT})?(?!\s*(?:%|percent|times"
        rf"|bars|seconds|minutes))"
    ),
    re.compile(rf"(?P<low>{NUMBER})[\s-]*{_UNIT}"),
    re.compile(rf"[♩♪]\s*=\s*(?P<low>{NUMBER})"),
    re.compile(rf"\b(?:crotchet|quarter|quarter note)\s*(?:=|equals|is)\s*(?P<low>{NUMBER})"),
    re.compile(rf"\bat\s+(?:{_ABOUT}\s+)?(?P<low>\d{{2,3}})(?=\s*(?:$|[,.;!?]))"),
)
_LOWEST, _HIGHEST = 20.0, 320.0  # numbers beyond are no tempo

_TEMPO_WORDS = tuple(
    (
        re.compile(rf"\b(?:{row['pattern']})\b"),
        float(row["low"]),
        float(row["high"]),
        row["feels"] == "yes",
    )
    for row in read_words("tempos")
)
"""Patterns and limits: Italian ones after the marks on metronomes, the English ones between."""

_NOT_PACE = re.compile(
    r"\s+(?:asleep|food|friends?|break(?!beat)|cars?|lane|train|cooker|motion|learner|fashion|death"
    r"|forward|fix|question|look|glance|lunch|shower|goodbye)\b"
)
_GRADUALLY = re.compile(
    r"\b(?:build|grow|ris|swell|climb|fad|open|unfold|increas|chang|turn|becom|com"
    r"|get)[a-z]*(?: up| out| away)?\s+$"
)
_GOES = re.compile(
    r"\b(?:fl(?:y|ies|ew)|goes|went|pass(?:es|ed)?|runs|ran|beats|beating|grows|grew|drives|moves"
    r"|moved|talks?|learn[a-z]*)\s+(?:by\s+|so\s+|too\s+|very\s+)*$"
)
_NOT_SO = re.compile(r"\b(?:not|n't|never|less|nothing)\s+(?:too\s+|so\s+|that\s+)?$")
_SLOWER_LATER = re.compile(
    r"\s+(?:and surely\s+)?(?:build|grow|ris|swell|climb|fad|open|unfold|increas|chang|turn|becom"
    r"|com|get)"
    r"|\s+(?:down|up)\b|\s+(?:at|towards|near|in|to)\s+(?:the\s+)?(?:end|finish|close)|er\b"
)

_DENOMINATORS = {"two": 2, "four": 4, "eight": 8, "sixteen": 16, "quarter": 4, "quarters": 4,
                 "eighths": 8, "fours": 4, "eights": 8}  # fmt: skip
_METRE_WORD = (
    r"(?:[\s-]*(?:time signature|time|metre|meter|beat|feel|rhythm|signature|groove|bars?))"
)
_WRITTEN = re.compile(
    rf"\b(?P<pre>in(?:\s+an?)?\s+)?(?P<n>\d{{1,2}})\s*/\s*(?P<d>2|4|8|16)\b(?P<word>{_METRE_WORD})?"
)
_SPOKEN = re.compile(
    rf"\b(?P<pre>in(?:\s+an?)?\s+|an?\s+)?(?P<n>two|three|four|five|six|seven|nine|ten|eleven"
    rf"|twelve|\d{{1,2}})"
    rf"[\s-](?P<d>{'|'.join(_DENOMINATORS)}|4|8)(?![-\w])(?P<word>{_METRE_WORD}\b)?"
)
_NAMED_METRES = re.compile(
    r"\b(?P<three>waltz[\s-](?:time|metre|meter|beat|rhythm|feel)|triple (?:time|metre|meter)"
    r"|three beats (?:in a|to the|per|a) (?:bar|measure)|in three(?=\s*(?:$|[,.;!?]))"
    r"|three[\s-]beat)"
    r"|\b(?P<two>march[\s-](?:time|metre)|duple (?:time|metre|meter)|cut time|alla breve"
    r"|in two(?=\s*(?:$|[,.;!?])))"
    r"|\b(?P<six>compound (?:time|metre|meter)|jig time|in six(?=\s*(?:$|[,.;!?])))"
    r"|\b(?P<four>common time|four beats (?:in a|to the|per|a) (?:bar|measure)"
    r"|in four(?=\s*(?:$|[,.;!?])))"
)
_METRES = {"three": "3/4", "two": "2/4", "six": "6/8", "four": "4/4"}

_HALF = {"": 0.0, "a half": 0.5, "half": 0.5, "a quarter": 0.25, "three quarters": 0.75}
_LENGTHS = (
    re.compile(
        rf"\b(?P<n>{NUMBER}|an?)(?:\s+and\s+(?P<half>a half|a quarter|three quarters))?[\s-]*"
        r"(?P<unit>minutes?|mins?\b|seconds?|secs?\b|(?<=\s)s\b|s(?=\s+(?:of|long)\b)|hours?"
        r"|bars?|measures?)"
        r"(?:\s+and\s+(?P<late>a half|a quarter|three quarters))?"
        rf"(?:\s*(?:and\s+)?(?P<more>{NUMBER})[\s-]*(?:seconds?|secs?\b|s\b))?"
    ),
    re.compile(
        r"\b(?P<half>half|a quarter|three quarters)(?:\s+of)?\s+an?\s+(?P<unit>minute|hour)"
    ),
    re.compile(r"\ba (?P<few>couple|few)(?:\s+of)?\s+(?P<unit>minutes|bars|seconds)"),
    re.compile(r"\b(?P<clock>\d{1,2}:[0-5]\d)\b(?!\s*(?:am|pm|a\.m|p\.m|o'clock|in the))"),
)
_SECONDS = {"m": 60.0, "s": 1.0, "h": 3600.0}
_NOT_LENGTH = re.compile(
    r"\s*(?:(?:on|in|at|near|down|across|around|of) (?:our|the|my|their|this|a|every) "
    r"(?:street|corner|town|city|road|block|village|square|harbour|beach|area|neighbou?rhood)"
    r"|ago|later|late|early|before|after|away|left|until|till|to go|old|walk|drive|from|into"
    r"|blues\b|form\b|of (?:soap|gold|chocolate|candy|iron|silver|silence|fame|glory)|down the"
    r"|in town|closed"
    r"|opened|hand|place|thought|nature|chances?|time around|best|floor|and counting)\b"
)
_NOT_BEFORE_LENGTH = re.compile(
    r"(?:\bfor|\bin|\bafter|\bevery|\bwithin|\bthe last|\bonly|\bwasn't|\bthe)\s+(?:about\s+)?$"
)
_LONG = re.compile(
    r"\b(?P<short>(?:very\s+)?(?:short|brief|tiny|little short)),?\s+(?:[a-z-]+,?\s+){0,3}?"
    r"(?:piece|song|track|tune|jingle|melody|clip|loop|sting|interlude|cue|theme|sketch|number"
    r"|music)\b"
    r"|\b(?P<brief>keep it short|make it short|not too long|short one)\b"
    r"|\b(?P<long>(?:very\s+)?(?:long|lengthy|extended)),?\s+(?:[a-z-]+,?\s+){0,3}?"
    r"(?:piece|song|track|tune|version|journey piece|composition|suite|music)\b"
)


_LATER_TEMPO = re.compile(
    r"\b(?:then|later|to|ends? (?:at|on|with)|ending (?:at|on)|finally|up to|down to)\s+(?:at )?"
    r"(?P<n>\d{2,3})\b(?!\s*(?:bpm|beats|seconds?|secs?|s\b|bars?|minutes?|%|percent|/))"
    r"|\b(?P<last>\d{2,3})\s+(?:at|by|towards|in) the (?:end|finish|close)\b"
)
"""A tempo without its unit, which an earlier one has."""


def find_tempos(wish: Wish) -> Iterator[Demand]:
    """Find numbers, ranges and words of tempo."""
    for pattern in _TEMPOS:
        for found in pattern.finditer(wish.plain):
            if (tempo := _tempo(found)) is not None:
                yield tempo
    yield from _bare_tempos(wish)
    yield from _paces(wish)


def _bare_tempos(wish: Wish) -> Iterator[Demand]:
    """Find the number of a later part whose unit was said with the first: "60 bpm, then 140"."""
    first = next(filter(None, (p.search(wish.plain) for p in _TEMPOS)), None)
    if first is None:
        return
    for found in _LATER_TEMPO.finditer(wish.plain):
        number = "n" if found["n"] else "last"
        low = float(found[number])
        if _LOWEST <= low <= _HIGHEST:
            yield Demand("tempo", f"{low:g}", Span(*found.span(number)), low, low, "bpm")


def _tempo(found: re.Match[str]) -> Demand | None:
    """Read a number or two; 120-130 is a range, ninety-five one number."""
    groups = found.groupdict()
    low = value_of(groups["low"])
    high = value_of(groups["high"]) if groups.get("high") else low
    if high < low:
        low, high = high, low
    if not _LOWEST <= low <= high <= _HIGHEST:
        return None
    value = f"{low:g}" if low == high else f"{low:g}-{high:g}"
    return Demand("tempo", value, Span(*found.span()), low, high, "bpm")


def _paces(wish: Wish) -> Iterator[Demand]:
    """Find words of tempo; the English ones say how it feels as well."""
    taken: list[Span] = []
    for pattern, low, high, feels in _TEMPO_WORDS:
        for found in pattern.finditer(wish.plain):
            span = Span(*found.span())
            is_free = not any(span.touches(other) for other in taken)
            taken.append(span)
            if is_free and _is_pace(wish, found):
                yield Demand("tempo", _word(found[0]), span, low, high, "bpm", feels=feels)


def _word(said: str) -> str:
    return re.sub(r"\b(up|mid) tempo", r"\1tempo", " ".join(said.replace("-", " ").split()))


def _is_pace(wish: Wish, found: re.Match[str]) -> bool:
    before, end = wish.plain[: found.start()], found.end()
    if wish.is_told(found.start()) or before.endswith(("hey ", "hey, ")):
        return False
    follows = (pattern.match(wish.plain, end) for pattern in (_NOT_PACE, _SLOWER_LATER))
    return not any(follows) and not any(
        pattern.search(before) for pattern in (_GRADUALLY, _NOT_SO, _GOES)
    )


def find_metres(wish: Wish) -> Iterator[Demand]:
    """Find metres: "6/8", "five four time", "in three"; "3/4 sad" is a share, no metre."""
    for found in _WRITTEN.finditer(wish.plain):
        n, d = int(found["n"]), int(found["d"])
        if _is_metre(wish, found) and 2 <= n <= 16:
            yield Demand("metre", f"{n}/{d}", Span(*found.span()))
    for found in _SPOKEN.finditer(wish.plain):
        said = found["n"]
        n = int(said) if said.isdigit() else int(value_of(said))
        d = _DENOMINATORS.get(found["d"]) or int(found["d"])
        if wish.plain[found.end() :].startswith(" of"):  # a share
            continue
        in_it = found["pre"] is not None and found["pre"].startswith("in")
        closes = _closes(wish, found.end()) and not said.isdigit()
        if found["word"] or ((in_it or closes) and _closes(wish, found.end())):
            yield Demand("metre", f"{n}/{d}", Span(*found.span()))
    for found in _NAMED_METRES.finditer(wish.plain):
        yield Demand("metre", _METRES[found.lastgroup or "four"], Span(*found.span()))


def _closes(wish: Wish, end: int) -> bool:
    return wish.ends_phrase(end)


def _is_metre(wish: Wish, found: re.Match[str]) -> bool:
    text = wish.plain
    if found["word"]:
        return True
    if re.match(r"\s*(?:of|full|joy|sad|happy|hope|calm|part|\+)\b|\s*[+/]", text[found.end() :]):
        return False
    is_share = int(found["n"]) < int(found["d"]) and int(found["d"]) == 4
    if found["pre"] or not is_share:
        return int(found["d"]) != 2 or bool(found["pre"]) or found["n"] in "2346"
    if re.match(
        r"\s+(?:at first|first|then|later|at the (?:start|beginning|end))\b", text[found.end() :]
    ):
        return True
    return re.match(r"\s*(?:$|[,.;!?)])", text[found.end() :]) is not None or bool(
        re.match(r"\s+(?:waltz|song|piece|tune|ballad|march|minuet|melody)\b", text[found.end() :])
    )


def find_lengths(wish: Wish) -> Iterator[Demand]:
    """Find lengths in seconds or bars, and words such as "a short piece"."""
    for pattern in _LENGTHS:
        for found in pattern.finditer(wish.plain):
            length = _length(found)
            if length is not None and _is_length(wish, found):
                yield length
    for found in _LONG.finditer(wish.plain):
        which = next(name for name in ("short", "brief", "long") if found[name])
        low, high = (90.0, 240.0) if which == "long" else (8.0, 30.0)
        yield Demand("length", "long" if which == "long" else "short",
                     Span(*found.span(which)), low, high, "s")  # fmt: skip


def _length(found: re.Match[str]) -> Demand | None:
    groups = found.groupdict()
    if groups.get("clock"):
        minutes, seconds = found["clock"].split(":")
        return _seconds(60 * int(minutes) + int(seconds), found)
    unit = found["unit"]
    if groups.get("few"):
        amount = 2.0 if found["few"] == "couple" else 3.0
        amount *= 1 if unit != "seconds" else 5
    elif groups.get("n"):
        said = found["n"]
        amount = 1.0 if said in ("a", "an") else value_of(said)
        if said in ("a", "an") and not (unit.startswith(("minute", "hour"))):
            return None
        amount += _HALF[groups.get("half") or ""] + _HALF[groups.get("late") or ""]
    else:
        amount = _HALF[found["half"]]
    if unit[0] == "b" or unit.startswith("measure"):
        return Demand("length", f"{amount:g} bars", Span(*found.span()), amount, amount, "bars")
    more = value_of(groups["more"]) if groups.get("more") else 0.0
    return _seconds(amount * _SECONDS[unit[0]] + more, found)


def _seconds(seconds: float, found: re.Match[str]) -> Demand:
    return Demand("length", f"{seconds:g} s", Span(*found.span()), seconds, seconds, "s")


def _is_length(wish: Wish, found: re.Match[str]) -> bool:
    text, start, end = wish.plain, found.start(), found.end()
    if wish.is_told(start) or _NOT_LENGTH.match(text, end):
        return False
    if found[0].startswith(("a minute", "an hour")) and not _is_long(wish, found):
        return False
    if "hour" in found[0] and not re.match(
        r"[\s-]*(?:long|of music|piece|song|track|loop)", text[end:]
    ):
        return False
    return not (
        _NOT_BEFORE_LENGTH.search(text[:start])
        and not re.search(
            r"(?:music|song|piece|track|tune|last|lasts|lasting|something|play)\s+(?:for"
            r"|only)\s+(?:about\s+)?$",
            text[:start],
        )
        and not re.match(r"[\s-]*(?:long|of|piece|song|track|loop|jingle|version)", text[end:])
    )


def _is_long(wish: Wish, found: re.Match[str]) -> bool:
    """Whether "a minute" is meant by the clock."""
    if found.groupdict().get("late") or "and" in found[0] or "hour" in found[0]:
        return True
    after = wish.plain[found.end() :]
    before = wish.plain[: found.start()]
    return bool(
        re.match(r"[\s-]*(?:long|in length|of|song|piece|at most|or so)\b|\s*(?:$|[,.;!?])", after)
    ) and not re.search(r"\b(?:wait|just|for|in|give me|got)\s+$", before)
