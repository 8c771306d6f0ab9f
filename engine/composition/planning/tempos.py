"""The course of a piece's tempo: each section's own, a slowing towards the end, a last bar held."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from engine.composition.plan import Plan
from engine.composition.planning.manner import (
    BRIDGE,
    FEWEST_SLOWED,
    RITARDANDO,
    SHORTEST_BRIDGED,
)
from engine.composition.score import TempoChange

__all__ = ["tempo_course"]

_SAME = 0.01  # beats a minute by which no tempo differs


def tempo_course(plan: Plan) -> tuple[TempoChange, ...]:
    """Give each section its tempo, let the end slow down and its last bar be held."""
    tempos: dict[int, float] = {}
    tempo = 0.0
    for bar, section in zip(plan.first_bars, plan.sections, strict=True):
        if abs(section.expression.tempo - tempo) > _SAME:
            tempo = section.expression.tempo
            tempos[bar * plan.metre.ticks_per_bar] = tempo
    tempos |= _bridge(plan)
    tempos = dict(sorted(tempos.items()))
    slowing = _slow_down(plan, tempos)
    first = min(slowing, default=plan.n_bars * plan.metre.ticks_per_bar)
    course = {tick: tempo for tick, tempo in tempos.items() if tick < first} | slowing
    return tuple(TempoChange(tick, tempo) for tick, tempo in course.items())


def _bridge(plan: Plan) -> dict[int, float]:
    """Lead from each feeling's tempo to the next one's, in the last bar before it."""
    bar = plan.metre.ticks_per_bar
    found: dict[int, float] = {}
    for first, (section, after) in zip(
        plan.first_bars[1:], itertools.pairwise(plan.sections), strict=True
    ):
        tempo, goal = section.expression.tempo, after.expression.tempo
        is_short = min(section.n_bars, after.n_bars) < SHORTEST_BRIDGED
        if is_short or abs(goal - tempo) <= _SAME:
            continue
        for quarter, share in enumerate(BRIDGE[1:], 1):
            tick = (first - 1) * bar + quarter * bar // len(BRIDGE)
            found[tick] = tempo * (goal / tempo) ** share
    return found


def _slow_down(plan: Plan, tempos: Mapping[int, float]) -> dict[int, float]:
    """Slow the last beats before the last bar, and hold that; a short piece only ends.

    A section that begins with that bar, or in these beats, is slowed from its own tempo.
    """
    last = (plan.n_bars - 1) * plan.metre.ticks_per_bar
    quarter = plan.metre.ticks_per_bar // 4
    *slowing, held = RITARDANDO if plan.n_bars >= FEWEST_SLOWED else (1.0,)
    factors = (*slowing, held / plan.fermata)
    ticks = [last - quarter * left for left in reversed(range(len(factors)))]
    return {
        tick: tempos[max(start for start in tempos if start <= tick)] * factor
        for tick, factor in zip(ticks, factors, strict=True)
    }
