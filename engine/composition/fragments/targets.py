"""Says of every half bar of a plan what fragment is wanted there, and which ones come back."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.composition.fragments.cues import CUES, Vectors, place
from engine.composition.grid import CENTRE
from engine.composition.harmony import SLOTS_PER_BAR
from engine.composition.plan import Plan, PlannedSection
from engine.composition.planning.brief import mean_pitch_wanted
from engine.composition.planning.phrases import Close, PhrasePlan, plan_phrases

__all__ = ["Target", "find_returns", "set_targets"]

_LIFT = 2.0
"""Semitones between the second theme and the first."""
_HOME, _DOMINANT, _ANY = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 0.0)
_AWAY = (0.0, 0.0, 0.2)  # anything, but a chord between the two rather than one of them


@dataclass(frozen=True)
class Target:
    """What is wanted in one half bar.

    Attributes
    ----------
    place
        Shape (`N_DIMENSIONS`,), see `engine.composition.fragments.cues.place`.
    phrase
        Which it belongs to.
    half
        0 or 1.
    opens
        Whether the phrase begins with it.
    close
        How the phrase ends with it; None before its last half bar.
    has_drums
        Whether a beat will be heard, which triplets would blur.
    """

    place: Vectors
    phrase: PhrasePlan
    half: int
    opens: bool
    close: Close | None
    has_drums: bool


def set_targets(plan: Plan) -> list[Target]:
    """Give the targets of all half bars, in order, but for the last: there the piece rests."""
    targets = []
    for phrase in plan_phrases(plan):
        section = plan.sections[phrase.section]
        n_slots = phrase.n_bars * SLOTS_PER_BAR - (phrase.close == "final")
        contrasts = plan.contrasts(phrase.section)
        is_silent = not plan.sings(phrase.section)
        for slot in range(n_slots):
            wanted = _cues(section, slot, n_slots, contrasts=contrasts, is_silent=is_silent)
            targets.append(
                Target(
                    place([wanted], [_harmony(phrase.close, slot, n_slots)])[0],
                    phrase,
                    slot % SLOTS_PER_BAR,
                    opens=slot == 0,
                    close=phrase.close if slot == n_slots - 1 else None,
                    has_drums=section.arousal > 0.25 and section.expression.tempo >= 84,
                )
            )
    return targets


def _cues(
    section: PlannedSection, slot: int, n_slots: int, *, contrasts: bool, is_silent: bool
) -> list[float]:
    """Give the wanted cues, in the order of `CUES`."""
    expression = section.expression
    seconds_a_beat = 60 / expression.tempo
    density = expression.density * seconds_a_beat
    left = n_slots - 1 - slot  # half bars after this one
    rest = (0.35, 0.6, 0.9, 1.0)[min(left, 3)]
    melody = min(2.2, max(0.5, 0.6 * density)) * rest
    length = 0.15 * 10 ** ((expression.articulation - 0.2) / 0.8)  # seconds: 0.2 is 0.15, 1 is 1.5
    darkness = 0.6 if section.key.mode == "minor" else 0.3
    register = CENTRE + mean_pitch_wanted(section) + _LIFT * (contrasts - 0.3)
    values = {
        "tempo": math.log2(expression.tempo),
        "density": math.log2(density * (0.85 if left < 2 else 1.0)),
        "melody": 0.0 if is_silent else melody,
        "register": CENTRE if is_silent else register + _arch(slot / n_slots),
        "fullness": 2.0 + 0.6 * section.arousal,
        "length": math.log2(length / seconds_a_beat),
        "chromatic": 0.0,
        "minor": darkness - 0.15 * section.valence,
        "offbeat": 0.3 + 0.1 * section.arousal,
        "silent": float(is_silent),
        "opens": 0.0 if is_silent else float(slot == 0),
        "closes": 0.0 if is_silent else (1.0, 0.5, 0.0, 0.0)[min(left, 3)],
    }
    return [values[cue.name] for cue in CUES]


def _arch(share: float) -> float:
    """Let a phrase rise and fall by a few semitones."""
    return 5.0 * math.sin(math.pi * min(1.0, share * 1.2)) - 2.8


def _harmony(close: Close, slot: int, n_slots: int) -> tuple[float, float, float]:
    """Say where the phrase must be at home or on its dominant."""
    left = n_slots - 1 - slot
    if close == "half":
        return _DOMINANT if left == 0 else _HOME if slot == 0 else _AWAY
    if close in ("full", "final"):
        n_home = 1 if close == "final" else 2  # the piece's last bar is one half bar that is held
        return _HOME if left < n_home or slot == 0 else _DOMINANT if left == n_home else _AWAY
    return _HOME if slot == 0 else _AWAY


def find_returns(plan: Plan) -> list[int | None]:
    """Say of every half bar which earlier one comes back in it; None for what is new.

    Sections of one letter share their phrases but for a close that differs; of two phrases that
    follow each other, the second begins as the first.
    """
    phrases = plan_phrases(plan)
    returns: list[int | None] = []
    for number, phrase in enumerate(phrases):
        model, n_kept = _find_model(plan, phrases[:number], phrase)
        first = 0 if model is None else model.first_bar * SLOTS_PER_BAR
        for slot in range(phrase.n_bars * SLOTS_PER_BAR):
            earlier = first + slot
            kept = model is not None and slot < n_kept * SLOTS_PER_BAR
            returns.append((returns[earlier] or earlier) if kept else None)
    return returns


def _find_model(
    plan: Plan, earlier: list[PhrasePlan], phrase: PhrasePlan
) -> tuple[PhrasePlan | None, int]:
    """Find the phrase that comes back, and how many of its bars do."""
    section = plan.sections[phrase.section]
    for known in earlier if section.is_theme else ():
        model = plan.sections[known.section]
        shares = model.name == section.name and model.key.mode == section.key.mode
        if shares and known.section != phrase.section and known.index == phrase.index:
            if known.n_bars == phrase.n_bars and known.close == phrase.close:
                return known, phrase.n_bars
            return known, min(known.n_bars, phrase.n_bars) - 1
    before = earlier[-1] if earlier else None
    if before and before.section == phrase.section and phrase.index % 2:
        return before, min(before.n_bars, phrase.n_bars) // 2
    return None, 0
