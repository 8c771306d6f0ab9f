"""Turns a plan into a brief, once, for whoever composes: what each bar is and what returns in it.

Sections of one name share their phrases, and the second of two phrases begins as the first: a
listener knows a theme by its coming back (Margulis, *On Repeat*, 2014).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.composition.compasses import compass_of_program
from engine.composition.grid import columns_of
from engine.composition.plan import Plan, PlannedSection
from engine.composition.planning.brief import BarBrief, PieceBrief, Return, SectionBrief
from engine.composition.planning.ensemble import Ensemble, ensemble_of
from engine.composition.planning.intensity import course_of
from engine.composition.planning.manner import Manner, manner_of, manner_of_piece
from engine.composition.planning.phrases import PhrasePlan, plan_phrases, turns
from engine.composition.planning.tempos import tempo_course
from engine.composition.scoring import Scoring

__all__ = ["brief_piece"]

_LIFT = 5.0
"""Semitones that the climax lies above the quietest bar; in the mean of a piece none."""
_THINNEST, _FULLEST = 0.78, 1.22
"""Factor of the density where a piece is quietest and at its climax."""

_STATEMENTS = 2  # of a theme that may be as the composer has them
_LEAST_DEVELOPED = 3  # bars: a head, something that is done with it, and a close
_STILL_WAYS: tuple[Return, ...] = (
    "reharmonised", "a third higher", "half as fast", "mirrored",
)  # fmt: skip
_MOVING_WAYS: tuple[Return, ...] = (
    "in fragments", "reharmonised", "a third higher", "mirrored",
)  # fmt: skip
_VARIED = 0.3
"""Share of a returning phrase's inner bars whose tune is written anew on the old rhythm."""


def brief_piece(plan: Plan) -> PieceBrief:
    """Say what a plan asks of every section and bar.

    Raises
    ------
    CompositionError
        If the metre is none that can be composed in.
    """
    columns_of(plan.metre)
    sections = tuple(_brief_sections(plan))
    phrases = tuple(plan_phrases(plan))
    ensemble = ensemble_of(plan, _melody_range(sections))
    reaches = [_reach(section, plan.scoring, ensemble) for section in sections]
    return PieceBrief(
        plan.key,
        plan.metre,
        plan.seed,
        sections,
        phrases,
        tuple(_brief_bars(sections, phrases, reaches, random.Random(f"variation {plan.seed}"))),
        manner_of_piece(plan),
        ensemble,
        tempo_course(plan),
        plan.scoring,
    )


def _brief_sections(plan: Plan) -> Iterator[SectionBrief]:
    course = course_of(plan)
    for number, (first, section) in enumerate(zip(plan.first_bars, plan.sections, strict=True)):
        own = course.of(first, section.n_bars)
        intensity = sum(own) / len(own)
        yield SectionBrief(
            section.name,
            first,
            section.n_bars,
            section.key,
            section.expression,
            _manner(section, plan, intensity),
            sings=plan.sings(number),
            is_theme=section.is_theme,
            contrasts=plan.contrasts(number),
            n_heard=plan.n_heard(number),
            return_as=_return_as(plan, number),
            turns_mode=number > 0 and plan.sections[number - 1].key.mode != section.key.mode,
            lift=_LIFT * (intensity - 0.5),
            is_climax=first <= course.climax < first + section.n_bars,
            is_last=number == len(plan.sections) - 1,
            scene=section.scene,
            style=section.style or plan.scoring.style,
            shade=section.shade,
            leads_to=_leads_to(plan, number),
            wakes=_wakes(plan, number),
            course=own,
        )


def _return_as(plan: Plan, number: int) -> Return:
    """Say how a theme is developed: from its third statement on, and where a feeling comes back.

    The second statement is the composer's, who says it anew on its head and its chords; what is
    heard a third time as it was has nothing left to tell (Meyer, *Emotion and Meaning in Music*,
    1956, on saturation).
    """
    section, heard = plan.sections[number], plan.n_heard(number)
    if not section.is_theme or section.n_bars < _LEAST_DEVELOPED:
        return ""
    model = next(s for s in plan.sections if s.name == section.name)
    comes_back = heard > 0 and turns(plan, number - 1) and model.key.mode == section.key.mode
    ways = _STILL_WAYS if section.arousal < 0 else _MOVING_WAYS
    if comes_back and section.arousal < 0:
        return "half as fast"
    if not comes_back and heard < _STATEMENTS:
        return ""
    first = random.Random(f"returns {plan.seed} {section.name}").randrange(len(ways))
    return ways[(first + heard) % len(ways)]


def _leads_to(plan: Plan, number: int) -> float:
    if not turns(plan, number):
        return 0.0
    here, after = plan.sections[number], plan.sections[number + 1]
    return after.expression.velocity - here.expression.velocity


def _wakes(plan: Plan, number: int) -> bool:
    if not turns(plan, number):
        return False
    here, after = (manner_of(plan.sections[n], plan.metre) for n in (number, number + 1))
    return after.stirs and not here.stirs


def _manner(section: PlannedSection, plan: Plan, intensity: float) -> Manner:
    """Let density go with the intensity, around what the feeling asks for."""
    manner = manner_of(section, plan.metre)
    factor = _THINNEST + (_FULLEST - _THINNEST) * intensity
    return replace(
        manner,
        density=manner.density * factor,
        melody_density=manner.melody_density * factor**0.5,
        fullness=manner.fullness * factor,
    )


def _melody_range(sections: Sequence[SectionBrief]) -> tuple[int, int]:
    """Give the lowest and the highest MIDI pitch that the melody may take anywhere."""
    lowest = min(section.compass[0] + section.octave_shift for section in sections)
    return lowest, max(section.compass[1] + section.octave_shift for section in sections)


def _reach(section: SectionBrief, scoring: Scoring, ensemble: Ensemble) -> tuple[int, int]:
    """Give the MIDI pitches at which the player of a section's tune sounds well."""
    scene = scoring.scene(section.scene)
    asked = scene.melody if scene else scoring.program("melody")
    return compass_of_program(ensemble.melody if asked is None else asked)


def _brief_bars(
    sections: Sequence[SectionBrief],
    phrases: Sequence[PhrasePlan],
    reaches: Sequence[tuple[int, int]],
    chance: random.Random,
) -> Iterator[BarBrief]:
    for number, phrase in enumerate(phrases):
        section = sections[phrase.section]
        for index in range(phrase.n_bars):
            returns = _find_model(sections, phrases[:number], phrase, index)
            varies = chance.random() < _VARIED
            is_inner = 0 < index < phrase.n_bars - 1
            is_heard = returns is not None and returns < section.first_bar
            yield BarBrief(
                phrase.first_bar + index,
                phrase,
                index,
                section,
                reaches[phrase.section],
                returns,
                _find_recalled(sections, phrases[:number], phrase, index),
                is_varied=is_heard and is_inner and varies,
                foretells=_find_theme(sections, phrases, phrase, index),
            )


def _find_model(
    sections: Sequence[SectionBrief],
    earlier: Sequence[PhrasePlan],
    phrase: PhrasePlan,
    index: int,
) -> int | None:
    """Find the bar that one repeats: its theme's, or that of the phrase which it answers."""
    section = sections[phrase.section]
    for known in earlier if section.is_theme else ():
        model = sections[known.section]
        shares = model.name == section.name and model.key.mode == section.key.mode
        if shares and known.section != phrase.section and known.index == phrase.index:
            return known.first_bar + index if _fits(known, phrase, index) else None
    before = earlier[-1] if phrase.index % 2 else None
    if before and before.n_bars == phrase.n_bars and index < phrase.n_bars // 2:
        return before.first_bar + index
    return None


def _find_recalled(
    sections: Sequence[SectionBrief], earlier: Sequence[PhrasePlan], phrase: PhrasePlan, index: int
) -> int | None:
    """Find the bar of the other mode whose tune a bar says again; closes are reached anew."""
    section = sections[phrase.section]
    if not section.is_theme or index == phrase.n_bars - 1:
        return None
    for known in earlier:
        model = sections[known.section]
        is_other = model.name == section.name and model.key.mode != section.key.mode
        if is_other and known.index == phrase.index and index < known.n_bars - 1:
            return known.first_bar + index
    return None


def _find_theme(
    sections: Sequence[SectionBrief],
    phrases: Sequence[PhrasePlan],
    phrase: PhrasePlan,
    index: int,
) -> int | None:
    """Find the bar of the first theme that a bar of an introduction foretells."""
    waiting = sections[phrase.section]
    if waiting.sings:
        return None
    for theme in phrases:
        section = sections[theme.section]
        is_foretold = section.states_theme and section.key.mode == waiting.key.mode
        if is_foretold and theme.index == phrase.index and _fits(theme, phrase, index):
            return theme.first_bar + index
    return None


def _fits(model: PhrasePlan, phrase: PhrasePlan, index: int) -> bool:
    """Whether a phrase's bar can be the model's: both go on there, or both end there alike."""
    left, known = phrase.n_bars - 1 - index, model.n_bars - 1 - index
    if left > 0 and known > 0:
        return True
    return left == known == 0 and model.close == phrase.close
