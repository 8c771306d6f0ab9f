"""What the parts of an arc ask for themselves: "violin first, then trumpet", "60 bpm, then 140".

A demand belongs to its part where a later part asks for another of its kind, or where only a later
part asks for it at all: what is said of the first part alone, such as its key, holds for all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.composition.plan import Plan, PlannedSection
from engine.composition.planning.casting import cast_parts, playable
from engine.composition.planning.constraints import TEMPOS, Constraints, parse_key
from engine.composition.planning.measures import Pace
from engine.composition.planning.setting import LOUDNESS
from engine.composition.scoring import Scene
from engine.demands.answer import Answer
from engine.demands.demand import Demand, Demands, Kind, Span

if TYPE_CHECKING:
    from engine.composition.score import Role
    from engine.options import ComposeOptions

__all__ = ["PartOrder", "over", "seat_parts", "take_part_orders"]

_JOINS = re.compile(
    r"\b(?:joins?|joined|joining|comes? in|coming in|enters?|entering|add(?:s|ed|ing)?|kicks? in"
    r"|drops? in|drops|sets? in|with|on top)\b"
)
_CARRIES_ON: tuple[Kind, ...] = ("key", "mode", "tempo", "dynamics", "instruments", "drums")
"""What a part may ask for itself. A piece has one metre, and styles are `part_styles`'s."""


@dataclass(frozen=True)
class PartOrder:
    """What one part does otherwise than the whole; None and nothing where it does not.

    Attributes
    ----------
    players
        Who plays, in the order said.
    is_drummed
        Whether drums play, where some part asks for them.
    """

    key: Demand | None = None
    mode: Demand | None = None
    pace: Pace | None = None
    loudness: float | None = None
    players: tuple[Demand, ...] = ()
    is_drummed: bool | None = None


def take_part_orders(
    demands: Demands, spans: Sequence[Span], options: ComposeOptions
) -> tuple[tuple[PartOrder, ...], Demands, tuple[Answer, ...]]:
    """Take from a wish what its parts ask for themselves.

    Parameters
    ----------
    spans
        Of the parts, in order; one where nothing follows anything.

    Returns
    -------
    tuple, Demands, tuple
        The orders of each part, none where no part asks for anything itself; what is asked of the
        whole; and the answers to what is not.
    """
    fixed = {"key": options.key, "mode": options.key, "tempo": options.tempo}
    own: dict[Kind, list[list[Demand]]] = {}
    for kind in _CARRIES_ON if len(spans) > 1 else ():
        asked = [_asked(demands, kind, span) for span in _filled(spans)]
        if not fixed.get(kind) and (_differ(asked) or _gives_way(kind, asked, demands, spans)):
            own[kind] = asked
    taken = [demand for parts in own.values() for part in parts for demand in part]
    if not taken:
        return (), demands, ()
    kept = tuple(demand for demand in demands if demand not in taken or demand.kind == "drums")
    styled = [bool(_asked(demands, "style", span)) for span in _filled(spans)]
    orders = tuple(_order(own, number, demands.text, spans, styled) for number in range(len(spans)))
    told = tuple(Answer(demand) for demand in taken if demand.kind != "drums")
    return orders, replace(demands, items=kept), told


def _asked(demands: Demands, kind: Kind, span: Span) -> list[Demand]:
    return [d for d in demands.of(kind) if d.span.touches(span) and _is_asked(d)]


def _gives_way(
    kind: Kind, asked: Sequence[Sequence[Demand]], demands: Demands, spans: Sequence[Span]
) -> bool:
    """Whether players of the first part leave the next to the style that it asks for."""
    return (
        kind == "instruments"
        and bool(asked[0])
        and any(_asked(demands, "style", span) for span in _filled(spans)[1:])
        and not _asked(demands, "style", _filled(spans)[0])
    )


def _is_asked(demand: Demand) -> bool:
    is_course = demand.kind == "dynamics" and demand.value not in LOUDNESS
    return demand.manner != "unwanted" and not is_course


def _filled(spans: Sequence[Span]) -> list[Span]:
    """Let each part begin where the last one ends: numbers are no words, and begin none."""
    ends = [*(span.end for span in spans[:-1]), 10**9]
    return [Span(a, b) for a, b in zip([0, *ends], ends, strict=False)]


def _differ(asked: Sequence[Sequence[Demand]]) -> bool:
    """Whether a later part asks for something that was not asked before."""
    first = {demand.value for demand in asked[0]}
    return any(demand.value not in first for part in asked[1:] for demand in part)


def _order(
    own: dict[Kind, list[list[Demand]]],
    number: int,
    text: str,
    spans: Sequence[Span],
    styled: Sequence[bool],
) -> PartOrder:
    """Say what a part does: what it asks for, or else what the last one before it asked for."""

    def last(kind: Kind) -> Demand | None:
        said = [demand for part in own.get(kind, [])[: number + 1] for demand in part]
        return said[-1] if said else None

    tempo, level = last("tempo"), last("dynamics")
    pace = None
    if tempo is not None and tempo.low is not None and tempo.high is not None:
        low, high = (min(max(n, TEMPOS[0]), TEMPOS[1]) for n in (tempo.low, tempo.high))
        pace = Pace(low, high, tempo.span)
    drums = own.get("drums")
    return PartOrder(
        last("key"),
        last("mode"),
        pace,
        LOUDNESS[level.value] if level else None,
        _players(own.get("instruments", []), number, text, spans, styled),
        None if drums is None else any(drums[: number + 1]),
    )


def _players(
    asked: Sequence[Sequence[Demand]],
    number: int,
    text: str,
    spans: Sequence[Span],
    styled: Sequence[bool],
) -> tuple[Demand, ...]:
    """Give the players of a part: who joins in plays with those who are there."""
    playing: list[Demand] = []
    for part, span, has_style in list(zip(asked, spans, styled, strict=False))[: number + 1]:
        said = text[span.start : span.end].lower()
        if has_style and not part:  # its card says who plays
            playing = []
        if part:
            joins = playing and _JOINS.search(said)
            playing = [*playing, *part] if joins else list(part)
    return tuple(playing)


def over(fixed: Constraints, part: PartOrder) -> Constraints:
    """Fix what a part asks for itself."""
    if part.key is not None:
        tonic, mode = parse_key(part.key.value)
        fixed = replace(fixed, tonic=tonic, mode=mode or fixed.mode)
    if part.mode is not None:
        is_dark = part.mode.value in ("minor", "dorian", "phrygian", "aeolian")
        fixed = replace(fixed, mode="minor" if is_dark else "major")
    return replace(fixed, tempo=None) if part.pace is not None else fixed


def seat_parts(plan: Plan, orders: Sequence[PartOrder], parts: Sequence[int]) -> Plan:
    """Let each part be played by its own players, as loudly as it asks.

    Parameters
    ----------
    parts
        To which part each section belongs.
    """
    if len(parts) != len(plan.sections):
        return plan
    scenes = list(plan.scoring.scenes)
    sections: list[PlannedSection] = []
    for section, number in zip(plan.sections, parts, strict=True):
        order = orders[number]
        velocity = order.loudness or section.expression.velocity
        section = replace(section, expression=replace(section.expression, velocity=velocity))  # noqa: PLW2901
        before = scenes[section.scene - 1] if section.scene else _main(plan)
        scene = _scene(order, before)
        if scene != before:
            if scene not in scenes:
                scenes.append(scene)
            section = replace(section, scene=scenes.index(scene) + 1)  # noqa: PLW2901
        sections.append(section)
    scoring = replace(plan.scoring, scenes=tuple(scenes))
    return replace(plan, sections=tuple(sections), scoring=scoring)


def _main(plan: Plan) -> Scene:
    scoring = plan.scoring
    return Scene(scoring.melody, scoring.chords, scoring.bass, scoring.joining, scoring.percussion)


def _scene(order: PartOrder, before: Scene) -> Scene:
    silent: set[Role] = {"drums"} if order.is_drummed is False else set()
    if not order.players:
        return replace(before, silent=("drums",)) if silent else before
    cast = cast_parts(order.players, (), None, None)
    is_closed = (
        any(d.manner == "only" for d in order.players)
        or len({playable(d) for d in order.players}) > 1
    )
    silent |= set(cast.silent)
    return Scene(
        before.melody if cast.melody is None else cast.melody,
        before.chords if cast.chords is None else cast.chords,
        before.bass if cast.bass is None else cast.bass,
        () if is_closed else before.joining,
        before.percussion,
        tuple(sorted(silent)),
    )
