"""Writes into a plan what orders ask of its sections: keys on the way, loudness, touch."""

from __future__ import annotations

import random
from dataclasses import replace

from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.planning.dressing import dress
from engine.composition.planning.named_chords import choose_progressions
from engine.composition.planning.orders import Orders
from engine.composition.score import Key, Mode
from engine.composition.scoring import Scoring
from engine.demands.answer import Answer

__all__ = ["obey_orders"]

_LIFT = 2  # semitones by which a last chorus is usually raised
_SMALLEST_HALF = 2  # bars in which a new key is heard as one
_TOUCH = {"staccato": 0.3, "legato": 0.95}


def obey_orders(plan: Plan, orders: Orders) -> Plan:
    """Give a plan its scoring and its answers, and change its sections as both want."""
    sections = tuple(
        replace(section, expression=_express(section.expression, orders.scoring))
        for section in plan.sections
    )
    answers = orders.answers
    for change in orders.changes:
        changed = _change_key(sections, change)
        if changed == sections:
            answers = tuple(_refuse(answer, change) for answer in answers)
        sections = changed
    if not any(section.name == "introduction" for section in sections):
        answers = tuple(_refuse(answer, "introduction") for answer in answers)
    scoring = _harmonise(orders, sections[0].key.mode, plan.seed)
    plan = replace(plan, key=sections[0].key, sections=sections, scoring=scoring, answers=answers)
    return dress(plan, orders.style) if orders.is_open else plan


def _harmonise(orders: Orders, mode: Mode, seed: int) -> Scoring:
    """Take the style's chords where the wish names none."""
    scoring, style = orders.scoring, orders.style
    if scoring.progression or style is None:
        return scoring
    chosen = choose_progressions(style.progressions, mode, random.Random(f"harmony {seed}"))
    first, other = (*chosen, (), ())[:2]
    return replace(scoring, progression=first, bridge=other)


def _express(expression: Expression, scoring: Scoring) -> Expression:
    return replace(
        expression,
        velocity=scoring.loudness or expression.velocity,
        register=scoring.register or expression.register,
        density=scoring.density or expression.density,
        articulation=_TOUCH.get(scoring.touch, expression.articulation),
    )


def _change_key(sections: tuple[PlannedSection, ...], change: str) -> tuple[PlannedSection, ...]:
    """Change the key from the last return of a theme on; the same where there is none."""
    if len(sections) == 1:
        sections = _split(sections[0])
    themes = [number for number, section in enumerate(sections) if section.is_theme]
    turn = themes[-1] if len(themes) > 1 else len(sections) - 1
    if turn == 0:
        return sections

    def key_of(number: int, key: Key) -> Key:
        if change == "key up":
            return Key((key.tonic + _LIFT * (number >= turn)) % 12, key.mode)
        modes: tuple[Mode, Mode] = ("minor", "major")
        before, after = modes if change == "minor to major" else modes[::-1]
        return Key(key.tonic, after if number >= turn else before)

    return tuple(
        replace(section, key=key_of(number, section.key)) for number, section in enumerate(sections)
    )


def _split(section: PlannedSection) -> tuple[PlannedSection, ...]:
    """Cut a section that stands alone in two halves, if it has bars enough."""
    half = section.n_bars // 2
    if half < _SMALLEST_HALF:
        return (section,)
    return replace(section, n_bars=section.n_bars - half), replace(section, n_bars=half)


def _refuse(answer: Answer, value: str) -> Answer:
    """Take back that a demand is obeyed: the piece is too short for it."""
    return replace(answer, obeyed=False) if answer.demand.value == value else answer
