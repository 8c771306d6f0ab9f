"""What a plan asks of each of its bars: controls for the transformer, and rules."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.composition.grid import METRES
from engine.composition.plan import Plan, PlannedSection
from engine.composition.planning.phrases import PhrasePlan, plan_phrases
from engine.composition.score import TICKS_PER_BEAT, Key
from engine.composition.transformer.bar_rules import BarRules
from engine.composition.transformer.controls import (
    CONTROLS,
    Control,
    Controls,
    bin_of,
)
from engine.composition.transformer.taste import Flags
from engine.composition.transformer.vocabulary import (
    EVENT_SIZES,
    FIRST_ROOT,
    LOWEST,
    N_PITCHES,
    Bar,
    Field,
    Kind,
    tonic_offset,
)

__all__ = ["BarRequest", "Ledger", "plan_bars"]

_CLOSES = {"open": 4, "half": 2, "full": 3, "final": 3}
_ROOTS = {"half": 7, "full": 0, "final": 0}
_ABOVE = 3  # semitones from the highest notes of all onsets to the melody's alone
_BELOW = 11  # semitones from there to the mean of all other notes
_MELODY_REACH = 10  # semitones from the register to the highest and the lowest pitch
_BASS_RANGE = (33, 57)  # MIDI pitches
_TEXTURE_RANGE = (40, 84)
_FULLER = 1.3  # introduction, closes and last chord are thinner than what is asked for
_WEIGHTIER = 0.25  # how much thinner tense music is: what is as busy as gay music sounds gay
_URGENCY = 1.7  # how much of what is missing so far the next bars are asked for
_HIGH_POINT = 2.0  # semitones that the climax lies above the register


@dataclass(frozen=True)
class BarRequest:
    """One bar of a plan.

    Attributes
    ----------
    number
        Of the bar in the piece.
    phrase, section
        Where it stands.
    index
        Of the bar in its phrase.
    key
        Of the bar.
    targets
        What the measures shall be, by control, in their own units.
    row
        Shape (19,): the controls of setting and form; the measures are filled in from the targets.
    rules
        What the bar may hold.
    """

    number: int
    phrase: PhrasePlan
    section: PlannedSection
    index: int
    key: Key
    targets: Mapping[Control, float]
    row: Controls
    rules: BarRules

    @property
    def is_last_of_phrase(self) -> bool:
        """Whether the phrase closes with this bar."""
        return self.index == self.phrase.n_bars - 1


def plan_bars(plan: Plan, style: int) -> list[BarRequest]:
    """Say what is asked of every bar of a plan.

    Parameters
    ----------
    style
        A number from 1 of `engine.composition.transformer.controls.STYLES`, 0 for any.
    """
    climax = _climax(plan)
    requests = []
    for phrase in plan_phrases(plan):
        section = plan.sections[phrase.section]
        sings = plan.sings(phrase.section)
        targets = _targets(plan, section, is_climax=phrase.section == climax)
        for index in range(phrase.n_bars):
            number = phrase.first_bar + index
            row = _form_row(plan, phrase, index, sings=sings, style=style)
            rules = _rules(plan, phrase, index, targets, sings=sings)
            requests.append(
                BarRequest(number, phrase, section, index, section.key, targets, row, rules)
            )
    return requests


def _climax(plan: Plan) -> int:
    """Choose the section where the music peaks: the last one of those that move most."""
    arousals = [section.arousal if section.is_theme else -2.0 for section in plan.sections]
    return max(range(len(arousals)), key=lambda number: (arousals[number], number))


def _form_row(plan: Plan, phrase: PhrasePlan, index: int, *, sings: bool, style: int) -> Controls:
    row = np.zeros(len(CONTROLS), np.uint8)
    number = phrase.first_bar + index
    left = phrase.n_bars - index
    row[Control.METRE] = 1 + METRES.index(plan.metre)
    row[Control.MODE] = 1 + (plan.sections[phrase.section].key.mode == "minor")
    row[Control.PARTS] = 2
    row[Control.STYLE] = style
    row[Control.SINGS] = 2 if sings else 1
    row[Control.BEGINNING] = min(number + 1, 3)
    row[Control.ENDING] = min(plan.n_bars - number, 5)
    row[Control.CLOSE] = _CLOSES[phrase.close] if left == 1 and sings else 1
    row[Control.COUNTDOWN] = left if sings else 9
    return row


def _targets(plan: Plan, section: PlannedSection, *, is_climax: bool) -> dict[Control, float]:
    """Translate an expression into what is measured of bars."""
    asked, minor = section.expression, section.key.mode == "minor"
    gloom = max(0.0, -section.valence)
    tension = gloom * max(0.0, section.arousal)
    density = asked.density * (1 - _WEIGHTIER * min(1.0, 4 * tension)) * 60 / asked.tempo
    bar_seconds = plan.metre.ticks_per_bar / TICKS_PER_BEAT * 60 / asked.tempo
    register = asked.register - tonic_offset(section.key)
    seconds = 0.15 * 10 ** ((asked.articulation - 0.2) / 0.8)
    return {
        Control.TEMPO: asked.tempo,
        Control.DENSITY: density * _FULLER * (1.1 if is_climax else 1.0),
        Control.MELODY_DENSITY: min(2.3, max(0.6, 0.68 * density)),
        Control.POLYPHONY: 1.7 + 0.3 * section.arousal,
        Control.MELODY_REGISTER: register + _ABOVE + _HIGH_POINT * is_climax,
        Control.TEXTURE_REGISTER: register - _BELOW,
        Control.LENGTH: math.log2(seconds * asked.tempo / 60),
        Control.CHROMATIC: 0.03 + 0.1 * gloom + 0.6 * tension,
        Control.DARK: min(0.9, max(0.0, (0.6 if minor else 0.28) - 0.17 * section.valence)),
        Control.CHANGES: min(2.5, max(1.4, 0.3 + 0.75 * bar_seconds + tension)),
    }


def _rules(
    plan: Plan, phrase: PhrasePlan, index: int, targets: Mapping[Control, float], *, sings: bool
) -> BarRules:
    key = plan.sections[phrase.section].key
    middle = round(targets[Control.MELODY_REGISTER])
    offset = tonic_offset(key) + LOWEST - 1
    parts = frozenset(
        {Kind.CHORD, Kind.BASS, Kind.ACCOMPANIMENT} | ({Kind.MELODY} if sings else set())
    )
    is_close = index == phrase.n_bars - 1
    rules = BarRules(
        parts=parts,
        ranges={
            Kind.MELODY: (middle - _MELODY_REACH - LOWEST + 1, middle + _MELODY_REACH - LOWEST + 1),
            Kind.BASS: (_BASS_RANGE[0] - offset, _BASS_RANGE[1] - offset),
            Kind.ACCOMPANIMENT: (_TEXTURE_RANGE[0] - offset, _TEXTURE_RANGE[1] - offset),
        },
        first_root=0 if _begins_home(plan, phrase, index) else None,
        last_root=_ROOTS.get(phrase.close) if is_close else None,
    )
    is_end = phrase.first_bar + index == plan.n_bars - 1
    if not is_end:
        return rules
    return replace(rules, held=_triad(key), scale=_symbols((0,)), must_be_root=True)


def _begins_home(plan: Plan, phrase: PhrasePlan, index: int) -> bool:
    """Whether the bar opens the piece or its first theme, and so tells the key."""
    section = plan.sections[phrase.section]
    is_first = section.name == plan.first_theme and not plan.n_heard(phrase.section)
    opens_theme = is_first and phrase.index == 0
    return index == 0 and (phrase.first_bar == 0 or opens_theme)


def _triad(key: Key) -> Flags:
    """Flag the symbols of the tonic triad's pitches and of its root."""
    flags = _symbols((0, 3 if key.mode == "minor" else 4, 7))
    flags[FIRST_ROOT] = True
    return flags


def _symbols(steps: tuple[int, ...]) -> Flags:
    """Flag the symbols of pitches so many semitones above the tonic, in all octaves."""
    flags = np.zeros(EVENT_SIZES[Field.SYMBOL], np.bool_)
    flags[1 : 1 + N_PITCHES] = np.isin(np.arange(LOWEST, LOWEST + N_PITCHES) % 12, steps)
    return flags


class Ledger:
    """Compares what was asked of a section's bars with what was written, and asks for the rest.

    Bars that turned out too thin are followed by bars that are asked to be fuller.
    """

    _WATCHED = (Control.DENSITY, Control.MELODY_DENSITY, Control.MELODY_REGISTER)

    def __init__(self) -> None:
        self._sums = {control: np.zeros(2) for control in self._WATCHED}

    def row(self, request: BarRequest) -> Controls:
        """Give a bar's controls, the arrears of earlier bars included."""
        row = request.row.copy()
        for control, wanted in request.targets.items():
            row[control] = bin_of(control, wanted + self._arrears(control, wanted))
        return row

    def enter(self, request: BarRequest, bar: Bar) -> None:
        """Take account of a written bar."""
        played = bar[bar[:, Field.KIND] >= Kind.MELODY]
        melody = played[played[:, Field.KIND] == Kind.MELODY, Field.SYMBOL].astype(float)
        beats = _beats(request)
        self._sums[Control.DENSITY] += len(np.unique(played[:, Field.PLACE])), beats
        self._sums[Control.MELODY_DENSITY] += len(melody), beats * (len(melody) > 0)
        self._sums[Control.MELODY_REGISTER] += (melody + LOWEST - 1).sum(), len(melody)

    def _arrears(self, control: Control, wanted: float) -> float:
        if control not in self._WATCHED or not self._sums[control][1]:
            return 0.0
        total, count = self._sums[control]
        # A mean over few bars says little: what is missing is made up for by degrees.
        missing = wanted - total / count
        return float(_URGENCY * missing * min(1.0, count / 16))


def _beats(request: BarRequest) -> float:
    metre: Sequence[int] = [m.ticks_per_bar for m in METRES]
    return metre[int(request.row[Control.METRE]) - 1] / TICKS_PER_BEAT
