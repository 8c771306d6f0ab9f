"""How notes are played: their loudness and their length."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.composition.planning.brief import SectionBrief
from engine.composition.score import TICKS_PER_BEAT, Metre, Note, Role

__all__ = ["Played", "articulate", "shape_velocities"]

# Pianists who were recorded spread their velocities by about 12, and play low notes softer.
_WEIGHTS: dict[Role, float] = {"melody": 13.0, "chords": -9.0, "bass": -5.0, "drums": -4.0}
_SHORTEST = 3  # ticks, an eighth of a beat
_LEAST_SHARE = 0.4  # of its time that a short note sounds at least


@dataclass(frozen=True)
class Played:
    """A note as it is written, and the ticks that it may last under a pedal, at least as many."""

    note: Note
    longest: int


def articulate(
    parts: Mapping[Role, Sequence[Played]], beats: float, end: int
) -> dict[Role, list[Note]]:
    """Let notes sound as long as asked for, in the mean of all parts.

    From dry to legato all notes are held for a growing share of their time, long ones for more of
    it; beyond legato they ring on as under a pedal.

    Parameters
    ----------
    beats
        How long notes usually last.
    end
        Tick at which every note must have ended.
    """
    hold = _choose_hold([played for notes in parts.values() for played in notes], beats)
    return {role: _hold(notes, hold, end) for role, notes in parts.items()}


def _choose_hold(parts: Sequence[Played], beats: float) -> float:
    """Find where between dry (0), legato (1) and pedal (2) notes have their length, by halving."""
    if not parts:
        return 1.0
    wanted = math.log(beats * TICKS_PER_BEAT)
    low, high = 0.0, 2.0
    for _ in range(12):
        middle = (low + high) / 2
        usual = math.fsum(math.log(_length(played, middle)) for played in parts) / len(parts)
        low, high = (middle, high) if usual < wanted else (low, middle)
    return high


def _length(played: Played, hold: float) -> int:
    """Give the ticks that a note sounds."""
    written = played.note.duration
    share = _LEAST_SHARE + (1 - _LEAST_SHARE) * min(hold, 1.0)
    # Long notes are held longer: staccato is a matter of short ones.
    share += (1 - share) * min(1.0, written / (8 * TICKS_PER_BEAT))
    rung = max(hold - 1, 0.0) * (played.longest - written)
    return max(_SHORTEST, round(written * share + rung))


def _hold(parts: Iterable[Played], hold: float, end: int) -> list[Note]:
    return [
        replace(played.note, duration=min(_length(played, hold), end - played.note.start))
        for played in parts
    ]


def shape_velocities(
    parts: dict[Role, list[Note]], section: SectionBrief, metre: Metre, chance: random.Random
) -> dict[Role, list[Note]]:
    """Give every note its loudness; a piece's pitched notes together have the mean asked for.

    What a note's velocity differs from 64 is its accent. Metre, phrase and part add to it: bars
    begin heavier, four-bar phrases swell and ebb, the melody stands out.
    """
    raw = {
        role: [
            note.velocity - 64 + _WEIGHTS[role] + _metric_accent(note.start, metre)
            + _phrase_swell(note.start, metre) + chance.uniform(-6, 6)
            for note in notes
        ]
        for role, notes in parts.items()
    }  # fmt: skip
    pitched = [value for role, values in raw.items() if role != "drums" for value in values]

    def louder(note: Note) -> float:
        return section.louder(note.start // metre.ticks_per_bar)

    base = section.expression.velocity - (sum(pitched) / len(pitched) if pitched else 0.0)
    return {
        role: [
            replace(note, velocity=min(124, max(12, round(base + value + louder(note)))))
            for note, value in zip(notes, raw[role], strict=True)
        ]
        for role, notes in parts.items()
    }


def _metric_accent(tick: int, metre: Metre) -> float:
    place = tick % metre.ticks_per_bar
    if place == 0:
        return 5.0
    if place % TICKS_PER_BEAT == 0:
        return 1.0
    return -2.0 if place % (TICKS_PER_BEAT // 2) == 0 else -5.0


def _phrase_swell(tick: int, metre: Metre) -> float:
    place = tick / (4 * metre.ticks_per_bar) % 1
    return 6.0 * math.sin(math.pi * place**0.8) - 3.0
