"""What each bar of a plan is and what returns in it, one rule for every composer.

Sections of one name share their phrases, and the second of two phrases begins as the first: a
listener knows a theme by its coming back (Margulis, *On Repeat*, 2014).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from engine.composition.grid import CENTRE, columns_of
from engine.composition.plan import Plan, PlannedSection
from engine.composition.planning.manner import Manner, manner_of
from engine.composition.planning.phrases import Close, PhrasePlan, plan_phrases

__all__ = [
    "MELODY_REACH",
    "BarBrief",
    "brief_bars",
    "compass_of",
    "mean_pitch_wanted",
    "melody_range",
    "melody_register",
    "octave_shift",
]

_SECOND_THEME_LIFT = 2.5
"""Semitones that another theme lies above the first: it is told apart, and heard as more."""

_VARIED = 0.3
"""Share of a returning phrase's inner bars whose tune is written anew on the old rhythm."""

_ABOVE = 3.0  # semitones from the highest notes of all onsets to the melody's alone
MELODY_REACH = 10
"""Semitones from the register to a tune's highest and lowest pitch: an octave and a half in all."""


@dataclass(frozen=True)
class BarBrief:
    """One bar of a plan.

    Attributes
    ----------
    number
        Of the bar in the piece, from 0.
    phrase, index
        Its phrase, and its place in there.
    section
        What its feeling asks for.
    sings
        Whether it has a melody.
    contrasts
        Whether it belongs to another theme than the first.
    manner
        How its section goes.
    lift
        Semitones that its theme lies above the register, in the mean of a piece none.
    is_climax
        Whether the music peaks in its section.
    returns
        The earlier bar that comes back in it, None for what is new.
    is_varied
        Whether the tune that comes back goes another way on its old rhythm.
    foretells
        The later bar whose harmony an introduction has before it, for who writes the theme first.
    """

    number: int
    phrase: PhrasePlan
    index: int
    section: PlannedSection
    sings: bool
    contrasts: bool
    manner: Manner
    lift: float
    is_climax: bool
    returns: int | None = None
    is_varied: bool = False
    foretells: int | None = None

    @property
    def closes(self) -> Close | None:
        """How its phrase ends with it, None where it goes on."""
        return self.phrase.close if self.index == self.phrase.n_bars - 1 else None


def brief_bars(plan: Plan) -> list[BarBrief]:
    """Give the briefs of all bars, in order.

    Raises
    ------
    CompositionError
        If the metre is none that can be composed in.
    """
    columns_of(plan.metre)
    phrases = plan_phrases(plan)
    chance = random.Random(f"variation {plan.seed}")
    return [
        _brief(plan, phrases, number, index, chance)
        for number, phrase in enumerate(phrases)
        for index in range(phrase.n_bars)
    ]


def _brief(
    plan: Plan, phrases: Sequence[PhrasePlan], number: int, index: int, chance: random.Random
) -> BarBrief:
    phrase = phrases[number]
    section = plan.sections[phrase.section]
    returns = _find_model(plan, phrases[:number], phrase, index)
    varies = chance.random() < _VARIED
    is_inner = 0 < index < phrase.n_bars - 1
    is_heard = returns is not None and returns < plan.first_bars[phrase.section]
    return BarBrief(
        phrase.first_bar + index,
        phrase,
        index,
        section,
        sings=plan.sings(phrase.section),
        contrasts=plan.contrasts(phrase.section),
        manner=manner_of(section, plan.metre),
        lift=_lift(plan, phrase.section),
        is_climax=phrase.section == _climax(plan),
        returns=returns,
        is_varied=is_heard and is_inner and varies,
        foretells=_find_theme(plan, phrases, phrase, index),
    )


def _find_model(
    plan: Plan, earlier: Sequence[PhrasePlan], phrase: PhrasePlan, index: int
) -> int | None:
    """Find the bar that one repeats: its theme's, or that of the phrase which it answers."""
    section = plan.sections[phrase.section]
    for known in earlier if section.is_theme else ():
        model = plan.sections[known.section]
        shares = model.name == section.name and model.key.mode == section.key.mode
        if shares and known.section != phrase.section and known.index == phrase.index:
            return known.first_bar + index if _fits(known, phrase, index) else None
    before = earlier[-1] if phrase.index % 2 else None
    if before and before.n_bars == phrase.n_bars and index < phrase.n_bars // 2:
        return before.first_bar + index
    return None


def _find_theme(
    plan: Plan, phrases: Sequence[PhrasePlan], phrase: PhrasePlan, index: int
) -> int | None:
    """Find the bar of the first theme that a bar of an introduction foretells."""
    if plan.sings(phrase.section):
        return None
    mode = plan.sections[phrase.section].key.mode
    for theme in phrases:
        section = plan.sections[theme.section]
        if section.name == plan.first_theme and section.key.mode == mode:
            shares = theme.index == phrase.index and _fits(theme, phrase, index)
            if shares and not plan.n_heard(theme.section):
                return theme.first_bar + index
    return None


def _fits(model: PhrasePlan, phrase: PhrasePlan, index: int) -> bool:
    """Whether a phrase's bar can be the model's: both go on there, or both end there alike."""
    left, known = phrase.n_bars - 1 - index, model.n_bars - 1 - index
    if left > 0 and known > 0:
        return True
    return left == known == 0 and model.close == phrase.close


def _lift(plan: Plan, number: int) -> float:
    """Let other themes lie above the first, and the first so much lower that the mean stays."""
    others = (other for other in range(len(plan.sections)) if plan.contrasts(other))
    share = sum(plan.sections[other].n_bars for other in others) / plan.n_bars
    return _SECOND_THEME_LIFT * (plan.contrasts(number) - share)


def _climax(plan: Plan) -> int:
    """Choose the section where the music peaks: the last one of those that move most."""
    arousals = [section.arousal if section.is_theme else -2.0 for section in plan.sections]
    return max(range(len(arousals)), key=lambda number: (arousals[number], number))


def octave_shift(section: PlannedSection) -> int:
    """Give the transposition from tonic C to the section's key that lies nearest its register."""
    tonic, register = section.key.tonic, melody_register(section)
    return tonic + 12 * round((register - CENTRE - tonic) / 12)


def compass_of(section: PlannedSection) -> tuple[int, int]:
    """Give the lowest and highest pitch of the section's tunes, as written with tonic C."""
    middle = round(CENTRE + mean_pitch_wanted(section))
    return middle - MELODY_REACH, middle + MELODY_REACH


def melody_range(plan: Plan) -> tuple[int, int]:
    """Give the lowest and the highest MIDI pitch that the melody may take anywhere."""
    compasses = [(compass_of(section), octave_shift(section)) for section in plan.sections]
    lowest = min(low + shift for (low, _), shift in compasses)
    return lowest, max(high + shift for (_, high), shift in compasses)


def mean_pitch_wanted(section: PlannedSection) -> float:
    """Give the section's register, in semitones above `CENTRE` as written with tonic C."""
    return melody_register(section) - octave_shift(section) - CENTRE


def melody_register(section: PlannedSection) -> float:
    """Give the melody's own register: that of a piece is heard lower, wherever a melody rests."""
    return section.expression.register + _ABOVE
