"""How notes are played: their loudness, their length, and the course of the tempo."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from dataclasses import replace

from engine.composition.plan import Plan, PlannedSection
from engine.composition.score import TICKS_PER_BEAT, Metre, Note, Role, TempoChange

__all__ = ["articulate", "shape_velocities", "tempo_course"]

_WEIGHTS: dict[Role, float] = {"melody": 8.0, "chords": -7.0, "bass": -1.0, "drums": -4.0}
_RITARDANDO = (0.96, 0.9, 0.82, 0.74)
_SHORTEST = 3
_LEAST_SHARE = 0.4


def articulate(notes: Iterable[Note], share: float, end: int) -> list[Note]:
    """Let notes sound for a share of their time; the shortest are cut to `_LEAST_SHARE` of it.

    Parameters
    ----------
    share
        0.2 (staccato) to 1 (legato).
    end
        Tick at which every note must have ended.
    """
    played = []
    for note in notes:
        # Long notes are held longer: staccato is a matter of short ones.
        own = _LEAST_SHARE + (1 - _LEAST_SHARE) * (share - 0.2) / 0.8
        length = own + (1 - own) * min(1.0, note.duration / (8 * TICKS_PER_BEAT))
        duration = max(_SHORTEST, round(note.duration * length))
        played.append(replace(note, duration=min(duration, end - note.start)))
    return played


def shape_velocities(
    parts: dict[Role, list[Note]], section: PlannedSection, metre: Metre, chance: random.Random
) -> dict[Role, list[Note]]:
    """Give every note its loudness; the section's pitched notes together have the mean asked for.

    What a note's velocity differs from 64 is its accent. Metre, phrase and part add to it: bars
    begin heavier, four-bar phrases swell and ebb, the melody stands out.
    """
    raw = {
        role: [
            note.velocity - 64 + _WEIGHTS[role] + _metric_accent(note.start, metre)
            + _phrase_swell(note.start, metre) + chance.uniform(-2.5, 2.5)
            for note in notes
        ]
        for role, notes in parts.items()
    }  # fmt: skip
    pitched = [value for role, values in raw.items() if role != "drums" for value in values]
    base = section.expression.velocity - (sum(pitched) / len(pitched) if pitched else 0.0)
    return {
        role: [
            replace(note, velocity=min(124, max(12, round(base + value))))
            for note, value in zip(notes, raw[role], strict=True)
        ]
        for role, notes in parts.items()
    }


def _metric_accent(tick: int, metre: Metre) -> float:
    place = tick % metre.ticks_per_bar
    if place == 0:
        return 4.0
    if place % TICKS_PER_BEAT == 0:
        return 1.0
    return -2.0 if place % (TICKS_PER_BEAT // 2) == 0 else -4.0


def _phrase_swell(tick: int, metre: Metre) -> float:
    place = tick / (4 * metre.ticks_per_bar) % 1
    return 5.0 * math.sin(math.pi * place**0.8) - 2.5


def tempo_course(plan: Plan) -> tuple[TempoChange, ...]:
    """Give each section its tempo and let the last bar slow down."""
    changes: list[TempoChange] = []
    bar = 0
    for section in plan.sections:
        tempo = section.expression.tempo
        if not changes or abs(changes[-1].tempo - tempo) > 0.01:
            changes.append(TempoChange(bar * plan.metre.ticks_per_bar, tempo))
        bar += section.n_bars
    return (*changes, *_slow_down(plan, changes[-1].tempo))


def _slow_down(plan: Plan, tempo: float) -> list[TempoChange]:
    """Slow the last beats before the last bar, and the last bar itself."""
    if plan.n_bars < 3:
        return []
    last = (plan.n_bars - 1) * plan.metre.ticks_per_bar
    quarter = plan.metre.ticks_per_bar // 4
    return [
        TempoChange(last + quarter * (index - 3), tempo * factor)
        for index, factor in enumerate(_RITARDANDO)
    ]
