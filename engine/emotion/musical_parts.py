"""Parts of a wish that ask for different music, and what music alone usually feels like.

"First a string quartet, then heavy metal" has two parts, whatever both feel like; who names
nothing but a violin or a key may still be given what people mostly ask of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.demands.demand import Demand, Demands, Span
from engine.demands.gazetteer import INSTRUMENTS
from engine.emotion.occasions import find_usual
from engine.emotion.tokens import Token

__all__ = ["PartAsked", "find_asked", "joins_in", "usual_feeling"]

_TOLD_APART = frozenset(
    {"style", "key", "mode", "tempo", "metre", "instruments", "drums", "dynamics", "change"}
)
_QUICK, _SLOW = 116.0, 84.0  # quarter notes a minute: the borders of allegro and andante
_PLAYED = (  # General MIDI's families; what each is asked for (craft)
    (range(8), "serenity"), (range(8, 16), "wonder"), (range(16, 24), "solemnity"),
    (range(24, 26), "tenderness"), (range(26, 32), "excitement"), (range(32, 40), "confidence"),
    (range(40, 48), "tenderness"), (range(48, 56), "solemnity"), (range(56, 64), "pride"),
    (range(64, 68), "confidence"), (range(68, 80), "dreaminess"), (range(80, 88), "excitement"),
    (range(88, 104), "dreaminess"), (range(104, 112), "joy"), (range(112, 128), "excitement"),
)  # fmt: skip

_JOINS = frozenset(
    {"join", "joins", "joined", "come", "comes", "enter", "enters", "add", "adds", "added", "kicks"}
)
_DARK = ("minor", "dorian", "phrygian", "aeolian")
_ELSE = {"drums": "excitement", "change": "hope", "metre": "joy"}
PartAsked = tuple[range, tuple[Demand, ...]]
"""The words of a part, and what it asks of the music."""


def find_asked(
    tokens: Sequence[Token], parts: Sequence[range], demands: Demands
) -> list[PartAsked]:
    """Give the parts of an arc that ask for music of their own; none where all ask for the same."""
    found, place = [], 0
    for part in parts:
        # numbers are no words: they stand before those of their part, or at the end of all
        is_last = part.stop == len(tokens)
        span = Span(place, len(demands.text) if is_last else tokens[part.stop - 1].end)
        place = span.end
        own = [demand for demand in demands if demand.span.touches(span) and _is_asked(demand)]
        if own:
            found.append((part, tuple(own)))
    kinds = {frozenset((demand.kind, demand.value) for demand in own) for _, own in found}
    return found if len(kinds) > 1 else []


def joins_in(tokens: Sequence[Token], part: range) -> bool:
    """Whether who is named joins what is there: "the drums come in"."""
    return any(tokens[n].text.lower() in _JOINS for n in part)


def _is_asked(demand: Demand) -> bool:
    return demand.kind in _TOLD_APART and demand.manner != "unwanted"


def usual_feeling(demand: Demand) -> str:
    """Name what music of a kind is mostly asked for; empty where it may be anything."""
    match demand.kind:
        case "key" | "mode":
            name = "melancholy" if demand.value.split()[-1] in _DARK else "joy"
        case "tempo":
            is_quick, is_slow = demand.middle >= _QUICK, demand.middle <= _SLOW
            name = "excitement" if is_quick else "serenity" if is_slow else "hope"
        case "instruments":
            program = INSTRUMENTS[demand.value].programs[0]
            name = next(feeling for family, feeling in _PLAYED if program in family)
        case "dynamics":
            is_loud = "loud" in demand.value or demand.value == "builds up"
            name = "excitement" if is_loud else "serenity"
        case "style":
            name = next((found.feeling for found in find_usual(demand.value)), "")
        case _:
            name = _ELSE.get(demand.kind, "")
    return name if _is_asked(demand) else ""
