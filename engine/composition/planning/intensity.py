"""The course of intensity through a piece: how strong each bar is, and where the climax stands.

Music that lasts rises to a climax at about two thirds, falls and comes to rest; where several
feelings follow each other, the climax is theirs that move most. Loudness, density, register and the
number of parts go with it. See Patty, "Pacing scenarios", Music Theory Spectrum 31, 2009, and
Leonard Meyer, *Style and Music*, 1989, on statistical climax.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from engine.composition.plan import Plan

__all__ = ["Course", "course_of"]

_CLIMAX = 0.66  # of a piece that has passed where it peaks
_BEGINS, _ENDS = 0.3, 0.35  # of the climax, at the first and the last bar
_MOVES = 0.8
"""How much of the climax an arousal one lower takes away, where feelings follow each other."""
_FRAMES = {"introduction": 0.75, "ending": 0.8}  # of what their place would give
_CONTRASTS = 1.12  # another theme than the first is told apart also by its strength
_PHRASE = 0.06  # by which four bars rise and fall
_MEAN = 0.5  # of every course, so that it leaves the piece as loud as it was asked to be


@dataclass(frozen=True)
class Course:
    """How strong each bar is.

    Attributes
    ----------
    bars
        From 0 to 1, .5 in the mean of a piece of several sections.
    """

    bars: tuple[float, ...]

    @cached_property
    def climax(self) -> int:
        """The bar that is strongest."""
        return max(range(len(self.bars)), key=self.bars.__getitem__)

    def of(self, first: int, n_bars: int) -> tuple[float, ...]:
        """Give the bars of a section."""
        return self.bars[first : first + n_bars]


def course_of(plan: Plan) -> Course:
    """Say how strong each bar of a plan is."""
    raw = list(_raw(plan))
    # a loop ends as strong as it begins, wherever it is joined
    if plan.n_bars < _SHORTEST or plan.scoring.ending == "loop":
        return Course((_MEAN,) * plan.n_bars)
    top = max(raw)
    return Course(tuple(_centred([value / top for value in raw])))


_SHORTEST = 4
"""Bars below which a piece is one gesture."""


def _raw(plan: Plan) -> Iterator[float]:
    highest = max(section.arousal for section in plan.sections)
    is_arc = highest - min(section.arousal for section in plan.sections) > 0.05
    for number, (first, section) in enumerate(zip(plan.first_bars, plan.sections, strict=True)):
        factor = _FRAMES.get(section.name, 1.0)
        if plan.scoring.ending == "big finish" and section.name == "ending":
            # it outdoes the climax that the piece would have had
            factor = 1.6
        factor *= _CONTRASTS if plan.contrasts(number) else 1.0
        if is_arc:
            factor *= max(0.2, 1 - _MOVES * (highest - section.arousal))
        for bar in range(first, first + section.n_bars):
            place = (bar + 0.5) / plan.n_bars
            swell = _PHRASE * (1 - abs((bar - first) % 4 - 1.5) / 1.5)
            yield factor * (_arch(place, plan.scoring.course, is_arc=is_arc) + swell)


def _arch(place: float, course: str, *, is_arc: bool) -> float:
    """Give the strength of a place, 0 to 1, in the piece."""
    match course:
        case "builds up":
            return _BEGINS + (1 - _BEGINS) * place
        case "dies down":
            return 1 - (1 - _BEGINS) * place
        case "contrasts":
            return 1.0 if int(place * 8) % 2 else _BEGINS
    if is_arc:  # the feelings themselves make the arch
        return 0.8 + 0.2 * place
    if place <= _CLIMAX:
        # the nearer the climax, the steeper
        return _BEGINS + (1 - _BEGINS) * math.pow(place / _CLIMAX, 1.3)
    return _ENDS + (1 - _ENDS) * (1 - place) / (1 - _CLIMAX)


def _centred(values: Sequence[float]) -> list[float]:
    """Bend values between 0 and 1, the highest 1, so that their mean is one half."""
    # exponents; the right one is found by halving, on a scale of ratios
    low, high = 0.05, 20.0
    for _ in range(40):
        middle = (low * high) ** 0.5
        mean = sum(value**middle for value in values) / len(values)
        low, high = (middle, high) if mean > _MEAN else (low, middle)
    return [value**high for value in values]
