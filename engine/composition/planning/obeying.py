"""Writes into a plan what orders ask of its sections: keys on the way, loudness, touch."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Literal

from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.planning.dressing import Near, dress, feelings_of
from engine.composition.planning.named_chords import choose_progressions
from engine.composition.planning.orders import Orders
from engine.composition.score import Key, Mode
from engine.composition.scoring import Scoring
from engine.composition.styles.cards import style_called
from engine.demands.answer import Answer

__all__ = ["obey_orders"]

_Ending = Literal["", "fade out", "big finish", "soft ending", "abrupt ending"]
_ENDINGS: dict[str, tuple[_Ending, ...]] = {
    "triumph": ("big finish",),
    "excitement": ("big finish", "abrupt ending", ""),
    "pride": ("big finish", ""),
    "passion": ("big finish", ""),
    "joy": ("", "big finish"),
    "playfulness": ("abrupt ending", "soft ending", ""),
    "rage": ("abrupt ending", "big finish"),
    "frustration": ("abrupt ending", ""),
    "fear": ("abrupt ending", "soft ending", ""),
    "suspense": ("soft ending", "abrupt ending"),
    "menace": ("big finish", "abrupt ending", ""),
    "sleepiness": ("soft ending", "fade out"),
    "dreaminess": ("fade out", "soft ending", ""),
    "serenity": ("soft ending", ""),
    "loneliness": ("soft ending", "fade out", ""),
    "tenderness": ("soft ending", ""),
    "wonder": ("soft ending", ""),
    "regret": ("soft ending", ""),
    "weariness": ("soft ending", "fade out"),
    "despair": ("soft ending", ""),
}
"""How pieces of a feeling may end; an empty one is a cadence with a ritardando (craft)."""
_SHORTEST_ENDED = 6  # bars below which nobody hears how a piece ends
_HELD = 1.0  # a fermata of one: the last bar in time
_LIFT = 2  # semitones by which a last chorus is usually raised
_STEPS_UP = (1, 2)  # by a half or a whole step, as that modulation is defined
_LIFTS = 0.5  # share of pieces that could be lifted and are
_LIFTED = {"joy", "triumph", "excitement", "pride", "passion", "hope", "gratitude"}
_LIFTED_STYLES = {"pop", "ballad", "gospel", "christmas", "disco", "country"}
"""Where a last chorus is raised by usage: the "truck driver's modulation" of songs (Everett, *The
Foundations of Rock*, 2009); of feelings those that rise (craft)."""
_FEWEST_THEMES = 4  # sections with a tune before which a lift comes out of nowhere
_SMALLEST_HALF = 2  # bars in which a new key is heard as one
_TOUCH = {"staccato": 0.3, "legato": 0.95}  # clips go from .2, all dry, to 1, all bound


def obey_orders(plan: Plan, orders: Orders, near: Near | None = None) -> Plan:
    """Give a plan its scoring and its answers, and change its sections as both want.

    Parameters
    ----------
    near
        See `dressing.dress`.
    """
    sections = tuple(
        replace(section, expression=_express(_as_loud(section), orders.scoring))
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
    sections = _lift(sections, orders, plan.seed)
    scoring = _harmonise(orders, sections[0].key.mode, plan.seed)
    if scoring.progression and not orders.changes:
        sections = tuple(_in_mode_of(sections[0], section) for section in sections)
    scoring = _end(scoring, orders, plan)
    plan = replace(plan, key=sections[0].key, sections=sections, scoring=scoring, answers=answers)
    return dress(plan, orders.style, near or {}) if orders.is_open else plan


def _as_loud(section: PlannedSection) -> Expression:
    """Give a section that has a style of its own the loudness of it."""
    style = style_called(section.style) if section.style else None
    loudness = style.loudness if style else None
    expression = section.expression
    return expression if loudness is None else replace(expression, velocity=loudness)


def _in_mode_of(first: PlannedSection, section: PlannedSection) -> PlannedSection:
    """Keep to the mode of chords that are given: a minor tune does not go with them in major."""
    is_turned = section.key.tonic == first.key.tonic and section.key.mode != first.key.mode
    return replace(section, key=first.key) if is_turned else section


def _end(scoring: Scoring, orders: Orders, plan: Plan) -> Scoring:
    """End as the style does, or else as the feeling at the end may; the seed chooses."""
    if scoring.ending or plan.n_bars < _SHORTEST_ENDED:
        return scoring
    if orders.style is not None and orders.style.ending:
        return replace(scoring, ending=orders.style.ending)
    named = feelings_of(plan.sections[-1])
    known = _ENDINGS.get(max(named, key=named.__getitem__), ("",))
    chosen = random.Random(f"ending {plan.seed}").choice(known)
    # What stops in time is not held: only a piece that was not to be held long can do so.
    is_held = chosen in ("fade out", "abrupt ending") and plan.fermata > _HELD
    return scoring if is_held else replace(scoring, ending=chosen)


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


def _change_key(
    sections: tuple[PlannedSection, ...], change: str, steps: int = _LIFT
) -> tuple[PlannedSection, ...]:
    """Change the key from the last return of a theme on; the same where there is none."""
    if len(sections) == 1:
        sections = _split(sections[0])
    themes = [number for number, section in enumerate(sections) if section.is_theme]
    turn = themes[-1] if len(themes) > 1 else len(sections) - 1
    if turn == 0:
        return sections

    def key_of(number: int, key: Key) -> Key:
        if change == "key up":
            return Key((key.tonic + steps * (number >= turn)) % 12, key.mode)
        modes: tuple[Mode, Mode] = ("minor", "major")
        before, after = modes if change == "minor to major" else modes[::-1]
        return Key(key.tonic, after if number >= turn else before)

    return tuple(
        replace(section, key=key_of(number, section.key)) for number, section in enumerate(sections)
    )


def _lift(
    sections: tuple[PlannedSection, ...], orders: Orders, seed: int
) -> tuple[PlannedSection, ...]:
    """Raise the last chorus now and then, where style or feeling do so and nobody names a key."""
    first, chance = sections[0], random.Random(f"lift {seed}")
    named = feelings_of(first)
    lifts = max(named, key=named.__getitem__) in _LIFTED if orders.style is None else (
        orders.style.name in _LIFTED_STYLES
    )  # fmt: skip
    themes = [section.name for section in sections if section.is_theme]
    comes_home = len(themes) >= _FEWEST_THEMES and themes[-1] in themes[:-1]
    is_one = len({section.key for section in sections}) == 1 and first.shade is None
    is_free = orders.fixed.tonic is None and not orders.changes and not orders.scoring.progression
    is_free = is_free and orders.scoring.ending != "loop"
    if not (lifts and comes_home and is_one and is_free) or chance.random() >= _LIFTS:
        return sections
    return _change_key(sections, "key up", chance.choice(_STEPS_UP))


def _split(section: PlannedSection) -> tuple[PlannedSection, ...]:
    """Cut a section that stands alone in two halves, if it has bars enough."""
    half = section.n_bars // 2
    if half < _SMALLEST_HALF:
        return (section,)
    return replace(section, n_bars=section.n_bars - half), replace(section, n_bars=half)


def _refuse(answer: Answer, value: str) -> Answer:
    """Take back that a demand is obeyed: the piece is too short for it."""
    return replace(answer, obeyed=False) if answer.demand.value == value else answer
