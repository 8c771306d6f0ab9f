"""From a wish to its demands: every grammar looks, and the longer find wins."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace

from engine.demands.abroad import in_english
from engine.demands.context import Wish
from engine.demands.demand import Demand, Demands, in_order
from engine.demands.directions import find_manner
from engine.demands.genres import find_styles
from engine.demands.keys import find_chords, find_keys, find_modes
from engine.demands.players import find_players
from engine.demands.timing import find_lengths, find_metres, find_tempos

__all__ = ["find_demands"]

_GRAMMARS = (
    find_chords, find_keys, find_metres, find_tempos, find_lengths, find_modes, find_styles,
    find_players, find_manner,
)  # fmt: skip
_MAY_OVERLAP = frozenset({"style", "instruments", "scene", "change", "dynamics", "form", "space"})


def find_demands(text: str) -> Demands:
    """Find all that a wish asks of the music; any text is fine, most ask for nothing."""
    abroad = in_english(text)
    wish = Wish(text if abroad is None else abroad.text)
    found = _settle(itertools.chain.from_iterable(grammar(wish) for grammar in _GRAMMARS))
    if abroad is not None:
        found = (replace(demand, span=abroad.original(demand.span)) for demand in found)
    return Demands(text, in_order(found))


def _settle(found: Iterable[Demand]) -> Iterator[Demand]:
    """Let of finds at one place only the longest stand; of equals the earlier grammar's."""
    kept: list[Demand] = []
    for demand in sorted(found, key=lambda demand: -demand.span.length):
        if not any(_excludes(other, demand) for other in kept):
            kept.append(demand)
    yield from kept


def _excludes(first: Demand, second: Demand) -> bool:
    """Whether two finds cannot both be meant: "bass clarinet" is no bass."""
    if first.kind == "scene" or second.kind == "scene":
        return first.kind == second.kind and first.span.touches(second.span)
    if not first.span.touches(second.span):
        return False
    if first.kind == second.kind or (first.kind, second.kind) == ("form", "dynamics"):
        return True  # "ends quietly" is no quiet piece
    if (first.kind, second.kind) == ("style", "tempo"):
        return False  # who names the slow waltz asks for slow music, too
    return not {first.kind, second.kind} <= _MAY_OVERLAP
