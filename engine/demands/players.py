"""Finds who is to play: instruments and drums, wanted, alone, leading or unwanted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.demands.context import Wish
from engine.demands.demand import Demand, Manner, Span
from engine.demands.gazetteer import INSTRUMENTS, names
from engine.demands.words import ambiguous_names

__all__ = ["find_players"]

_DRUMS = (
    r"(?:(?:soft|brushed|heavy|pounding|loud|big|live|tribal|electronic|rock|drum)\s+)?(?:drums"
    r"|drum kit|"
    r"drumset|drum set|drum machine|drumming|drum beat|drumbeat|percussion|percussions"
    r"|drums and percussion"
    r"|brushes|snare|kick drum|bass drum|hi-hats?|cymbals|tambourine|shakers?|bongos?|congas?"
    r"|handclaps|hand claps|claps|maracas|castanets|cowbell|drum|beat)"
)
_NAMES = re.compile(rf"\b(?:{'|'.join(map(re.escape, names()))})\b(?!['’]s\b)")
_PERCUSSION = re.compile(rf"\b{_DRUMS}\b(?!['’]s\b)")

_NEVER = re.compile(
    r"(?:mezzo[\s-]piano|no strings attached|pull(?:ing|ed|s)? (?:the |some )?strings"
    r"|heart ?strings|second fiddle"
    r"|fit as a fiddle|organ (?:donor|transplant)|(?:car|air|fog|train) horns?|sea bass"
    r"|bass (?:fish|boat)"
    r"|drum up|drummed|beat (?:me|him|her|them|it|up)|dead ?beat|heart ?beats?|beats? for|beat the"
    r"|launch pad|key ?pad|note ?pad|knee pads?|drum and bass|drum ?& ?bass|drum n bass"
    r"|pipes? (?:burst|leak|froze)|bell (?:curve|pepper)|wind ?chimes|voice ?mail"
    r"|(?:north|south|east|west|cold|strong|warm|evening|autumn|winter) winds?|(?:the"
    r"|of) winds?\b(?! section)"
    r"|winds? (?:blow|howl|of)|beat(?:en|ing|s)?\b(?= (?:cancer|the odds))|apron strings"
    r"|piano lessons?"
    r"|broken record(?:er)?|tape recorder|voice recorder|off the beat|the beat(?:en)? (?:path"
    r"|track)"
    r"|long horn|the horn of|my voice|your voice|(?:her|his|their|a quiet) voices?|voices in"
    r"|singing in the"
    r"|soap ?bar|hip[\s-]?hop beat|trap beats?|house beat|four[\s-]on[\s-]the[\s-]floor beat"
    r"|folk singer|(?:bird|birds|choir) singing|people singing|violin lessons?|guitar lessons?"
    r"|harp(?:ing|ed)? on)"
)
_ADJECTIVES = r"(?:[a-z]+(?:[\s-][a-z]+)?\s+)"
_LINK = re.compile(
    rf"\s*(?:,\s*(?:and\s+|or\s+)?|\band\b|\bor\b|\bnor\b|&|\+|\bplus\b|\bwith\b|\balongside\b"
    rf"|\bover\b|/)"
    rf"\s*(?:an?\s+|the\s+|some\s+|any\s+|a few\s+|my\s+)?(?:{_ADJECTIVES}){{0,2}}$"
)
_UNWANTED = re.compile(
    r"(?:\bno(?: more)?|\bwithout(?: any| the| using)?|\bleav(?:e|ing) out(?: the| any)?"
    r"|\bskip(?: the)?"
    r"|\bminus(?: the)?|\bexcept(?: for)?(?: the)?|\bavoid(?:ing)?(?: the| any)?|\bbut not(?: the)?"
    r"|\b(?:lose|drop|remove|omit|exclude|ditch|forget)(?: the| any)?|\bfree of|\bnot"
    r"(?: a| any| the)?(?: single)?"
    r"|\bneither|\bnor|\brather than(?: the| a)?|\binstead of(?: the| a)?|\bhate(?: the)?"
    r"|\b(?:do not|don't|dont|doesn't|didn't) (?:want|like|need|use|add|include)(?: any| the| a"
    r"| to hear(?: any| the)?)?"
    r"|\bget rid of(?: the)?|\bkeep out(?: the)?|\bnever any|\bnot too many|\bstay away from|\bzero"
    r"|\banything but(?: the| a)?|\bno need for|\bhold the|\bsans)"
    rf"\s+(?:{_ADJECTIVES})?$"
)
_NOT_UNWANTED = re.compile(r"\b(?:no|not) (?:just|only|longer)|\bnothing but|\bnot without\b")
_UNWANTED_AFTER = re.compile(
    r"\s*(?:-|\s)free\b|\s+(?:should|must)(?:n't| not) (?:play|be)|\s+left out"
)
_ONLY = re.compile(
    r"(?:\bonly(?: an?| the| with| for)?|\bjust(?: an?| the| with| for)?|\bsolo"
    r"|\bnothing but(?: an?| the)?"
    r"|\bunaccompanied|\bexclusively(?: an?)?|\bpurely|\bpure|\bnone but|\bentirely(?: on| for"
    r"| by)?"
    r"|\bsole(?: use of)?|\bmade of)"
    rf"\s+(?:an?\s+)?(?:{_ADJECTIVES})?$"
)
_ONLY_AFTER = re.compile(
    r"\s*,?\s*(?:\(?\s*only\b\)?|alone\b|(?:and\s+)?nothing (?:else|more)|by itself"
    r"|on its own|all by|unaccompanied|and that's (?:it|all)|and no(?:thing| other| one else)"
    r"|without accompaniment"
    r"|without anything else|no other instruments?)"
)
_LEAD = re.compile(
    r"(?:\blead(?:ing)?|\bmelody (?:on|by|for|played (?:by|on)|from|in)(?: an?| the)?"
    r"|\bled by(?: an?| the)?"
    r"|\btune (?:on|by|for|played (?:by|on))(?: an?| the)?|\bsung by(?: an?| the)?"
    r"|\bfeaturing(?: an?| the)?|\bsolo (?:on|for|by)(?: an?| the)?|\bcarried by(?: an?| the)?)"
    rf"\s+(?:{_ADJECTIVES})?$"
)
_LEAD_AFTER = re.compile(
    r"\s+(?:melody|melodies|lead(?!s)|tune|theme|line|solo|call|motif|leads|in the lead|on lead"
    r"|up front|as lead"
    r"|(?:playing|plays|carrying|carries|taking|takes|having|has|sings|singing) the (?:tune"
    r"|melody|lead|theme))\b"
)
_SOLO = re.compile(r"\s+solo\b(?!\s+(?:over|on|with))")
_JOINED = re.compile(
    r"\b(?:with|and|plus|featuring|has|have|then|big|screaming|long)\s+(?:an?\s+)?(?:[a-z]+\s+)?$"
)
_SELF_SUFFICIENT = frozenset(
    ["piano", "harp", "organ", "guitar", "accordion", "marimba", "vibraphone", "harpsichord"]
)
"""Of these a "solo" is a piece for it alone; of the others it is a tune with others behind it."""
_STAY = re.compile(r"\bor\b|\bnor\b")
_SOUND = re.compile(
    r"\s+(?:sound|sounds|music|piece|song|ballad|solo|sonata|concerto|duet|trio|arpeggios?|chords?"
    r"|melody|tune|line|part|lead|riff|track|quartet|ensemble|only|alone|playing)\b"
)
_AMBIGUOUS = ambiguous_names("player")
"""Names that mean other things as well."""
_OF_A_STORY = re.compile(  # "the piano shop", "church bells rang"
    r"\s+(?:shop|store|teacher|lessons?|class|case|players?|maker|bench|stool|tuner|practice"
    r"|rang|stood|stands|broke|lay|belonged|fell|died|hung|waited|was|were|is gone)\b"
)
_LIKENED = re.compile(r"\b(?:like|as) (?:an?|the) (?:[a-z]+ )?$")
_VIBE = re.compile(r"\b(?!(?:with|and|on|the|solo|soft|some|a|for|plus) )[a-z-]+ vibes\b")
_OUT_BEFORE = re.compile(r"\b(?:leave|take|cut|keep|turn|get|switch)\s+(?:the\s+|any\s+|all\s+)?$")
_OUT_AFTER = re.compile(r"\s+(?:out|off|away)\b")


@dataclass(frozen=True)
class _Mention:
    name: str
    kind: str
    start: int
    end: int


def find_players(wish: Wish) -> Iterator[Demand]:
    """Find instruments and drums, those of one list in one manner."""
    mentions = _mentions(wish)
    for group in _groups(wish, mentions):
        manners = _manners(wish, group)
        for mention, manner in zip(group, manners, strict=True):
            if manner == "wanted" and _is_story(wish, mention):
                continue
            yield Demand(
                "drums" if mention.kind == "drums" else "instruments",
                mention.name,
                Span(mention.start, mention.end),
                manner=manner,
            )


def _mentions(wish: Wish) -> list[_Mention]:
    never = [found.span() for found in _NEVER.finditer(wish.plain)]
    never += [found.span() for found in _VIBE.finditer(wish.plain)]
    found: list[_Mention] = []
    for pattern, kind in ((_NAMES, "instruments"), (_PERCUSSION, "drums")):
        for match in pattern.finditer(wish.plain):
            start, end = match.span()
            taken = [(m.start, m.end) for m in found] + never
            if any(start < stop and first < end for first, stop in taken):
                continue
            name = INSTRUMENTS[match[0]].name if kind == "instruments" else "drums"
            found.append(_Mention(name, kind, start, end))
    return sorted(found, key=lambda mention: mention.start)


def _groups(wish: Wish, mentions: Sequence[_Mention]) -> Iterator[list[_Mention]]:
    """Join what is listed: "cello, harp and some soft drums"."""
    group: list[_Mention] = []
    for mention in mentions:
        between = wish.plain[group[-1].end : mention.start] if group else ""
        if group and not (_LINK.match(between) and not _turns(between)):
            yield group
            group = []
        group.append(mention)
    if group:
        yield group


def _turns(between: str) -> bool:
    """Whether what stands between two instruments begins something new: "piano, no drums"."""
    return bool(re.search(
        r"\b(?:no|not|without|but|minus|leave|skip|only|just|solo|nothing|lead|led|featuring|in"
        r"|on|at)\b",
        between,
    ))  # fmt: skip


def _manners(wish: Wish, group: Sequence[_Mention]) -> list[Manner]:
    first, last = group[0], group[-1]
    before = wish.plain[: first.start]
    after = wish.plain[last.end :]
    is_left_out = _OUT_BEFORE.search(before) and _OUT_AFTER.match(after)
    if _is_refused(before) or _UNWANTED_AFTER.match(after) or is_left_out:
        return _refuse(wish, group)
    manner: Manner = "wanted"
    if _ONLY.search(before) or _ONLY_AFTER.match(after):
        manner = "only"
    if _SOLO.match(after) and group[-1].name.split()[-1] in _SELF_SUFFICIENT:
        manner = manner if _JOINED.search(before) else "only"
    manners: list[Manner] = [manner] * len(group)
    for index, mention in enumerate(group):
        leads = _LEAD_AFTER.match(wish.plain, mention.end) or _LEAD.search(
            wish.plain[: mention.start]
        )
        if leads and mention.kind != "drums" and manner == "wanted":
            manners[index] = "lead"
    return manners


def _is_refused(before: str) -> bool:
    found = _UNWANTED.search(before)
    return found is not None and not _NOT_UNWANTED.search(before[max(0, found.start() - 4) :])


def _refuse(wish: Wish, group: Sequence[_Mention]) -> list[Manner]:
    """Refuse a whole list after "without", or up to "or"; else the first alone after "no"."""
    text = wish.plain[group[0].start : group[-1].end]
    before = wish.plain[: group[0].start]
    plain_no = re.search(rf"\bno(?: more)?\s+(?:{_ADJECTIVES})?$", before) is not None
    if not plain_no or _STAY.search(text) or "," not in text:
        return ["unwanted"] * len(group)
    wanted: list[Manner] = ["wanted"] * (len(group) - 1)
    return ["unwanted", *wanted]


def _is_story(wish: Wish, mention: _Mention) -> bool:
    """Whether an instrument is only told of."""
    if wish.is_told(mention.start) or _OF_A_STORY.match(wish.plain, mention.end):
        return True
    said = wish.plain[mention.start : mention.end]
    if _SOUND.match(wish.plain, mention.end):
        return False
    if said not in _AMBIGUOUS:
        return wish.is_owned(mention.start) and not wish.ends_phrase(mention.end)
    if wish.is_owned(mention.start) or not wish.ends_phrase(mention.end):
        return True
    if re.match(r"\s+of\b", wish.plain[mention.end :]) or _LIKENED.search(
        wish.plain[: mention.start]
    ):
        return True
    return wish.is_place(mention.start) and not re.search(
        r"\b(?:on|by|with|for)\s+(?:an?\s+|the\s+)?$", wish.plain[: mention.start]
    )
