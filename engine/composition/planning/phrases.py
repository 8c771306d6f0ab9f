"""Cuts a plan into phrases and says what each phrase does."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Literal

from engine.composition.plan import Plan

__all__ = ["Close", "PhrasePlan", "plan_phrases", "split_bars", "turns"]

Close = Literal["open", "half", "full", "final"]
"""How a phrase ends: anywhere, on the dominant, on the tonic, on the tonic for good."""


@dataclass(frozen=True)
class PhrasePlan:
    """Up to four bars that end together.

    Attributes
    ----------
    section
        Index into the plan's sections.
    index
        Of the phrase in its section.
    first_bar, n_bars
        Place in the piece.
    close
        How it ends.
    """

    section: int
    index: int
    first_bar: int
    n_bars: int
    close: Close


def split_bars(n_bars: int) -> list[int]:
    """Split a section into phrases of four bars and one of two or three, never one."""
    if n_bars <= 4:
        return [n_bars]
    if n_bars % 4 == 1:
        return [4] * (n_bars // 4 - 1) + [3, 2]
    return [4] * (n_bars // 4) + ([n_bars % 4] if n_bars % 4 else [])


def plan_phrases(plan: Plan) -> list[PhrasePlan]:
    """Cut a plan into phrases, in order, covering every bar."""
    phrases: list[PhrasePlan] = []
    for number, (bar, section) in enumerate(zip(plan.first_bars, plan.sections, strict=True)):
        lengths = split_bars(section.n_bars)
        starts = itertools.accumulate(lengths, initial=bar)
        for index, (first, n_bars) in enumerate(zip(starts, lengths, strict=False)):
            close = _close(plan, number, index, is_last=index == len(lengths) - 1)
            phrases.append(PhrasePlan(number, index, first, n_bars, close))
    return phrases


def _close(plan: Plan, number: int, index: int, *, is_last: bool) -> Close:
    section = plan.sections[number]
    if is_last and number == len(plan.sections) - 1:
        return "final"
    if section.name == "introduction":
        return "half" if is_last and section.n_bars > 1 else "open"
    if not is_last:
        return "half" if index % 2 == 0 else "open"
    if turns(plan, number):  # the dominant is common to the major and the minor key of one tonic
        return "half"
    # A theme told twice asks first and answers then; another one leads back to what was there.
    asks = plan.sections[number + 1].name == section.name and not _is_answer(plan, number)
    leads_back = _is_known(plan, number + 1) and plan.contrasts(number)
    return "half" if asks or leads_back else "full"


def turns(plan: Plan, number: int) -> bool:
    """Whether another feeling begins after a section."""
    if number + 1 >= len(plan.sections):
        return False
    here, after = plan.sections[number], plan.sections[number + 1]
    return (here.valence, here.arousal) != (after.valence, after.arousal)


def _is_answer(plan: Plan, number: int) -> bool:
    """Whether a section repeats the one before it."""
    return number > 0 and plan.sections[number - 1].name == plan.sections[number].name


def _is_known(plan: Plan, number: int) -> bool:
    """Whether a section of the same name came earlier, but not right before."""
    name = plan.sections[number].name
    return name in {section.name for section in plan.sections[: max(0, number - 1)]}
