"""Says of every half bar of a brief what fragment is wanted there, and which ones come back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from engine.composition.fragments.cues import CUES, Vectors, place
from engine.composition.grid import CENTRE
from engine.composition.harmony import SLOTS_PER_BAR
from engine.composition.planning.brief import BarBrief
from engine.composition.planning.phrases import Close, PhrasePlan

__all__ = ["Target", "find_returns", "set_targets"]

_MELODY_TOO = 0.3
"""Notes an onset that the melody adds where all parts are counted together."""
# weights: a tonic, a dominant, anything else asked for
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


def set_targets(briefs: Sequence[BarBrief]) -> list[Target]:
    """Give the targets of all half bars, in order, but for the last: there the piece rests."""
    return [
        _target(brief, half)
        for brief in briefs
        for half in range(SLOTS_PER_BAR)
        if half == 0 or brief.closes != "final"
    ]


def _target(brief: BarBrief, half: int) -> Target:
    phrase = brief.phrase
    n_slots = phrase.n_bars * SLOTS_PER_BAR - (phrase.close == "final")
    slot = brief.index * SLOTS_PER_BAR + half
    return Target(
        place([_cues(brief, slot, n_slots)], [_harmony(phrase.close, slot, n_slots)])[0],
        phrase,
        half,
        opens=slot == 0,
        close=phrase.close if slot == n_slots - 1 else None,
        has_drums=brief.section.manner.drums is not None,
    )


def _cues(brief: BarBrief, slot: int, n_slots: int) -> list[float]:
    """Give the wanted cues, in the order of `CUES`."""
    section, manner = brief.section, brief.section.manner
    is_silent = not section.sings
    left = n_slots - 1 - slot  # half bars after this one
    rest = (0.35, 0.6, 0.9, 1.0)[min(left, 3)]  # a phrase comes to rest before it ends
    register = CENTRE + section.mean_pitch + section.lift
    values = {
        "tempo": math.log2(section.expression.tempo),
        "density": math.log2(manner.density * (0.85 if left < 2 else 1.0)),
        "melody": 0.0 if is_silent else manner.melody_density * rest,
        "register": CENTRE if is_silent else register + _arch(slot / n_slots),
        "fullness": manner.fullness + _MELODY_TOO,
        "length": math.log2(manner.note_beats),
        "chromatic": 0.0,  # no fragment is chosen for its chromatic notes: they clash where sewn
        "minor": manner.darkness,
        "offbeat": manner.offbeat,
        "silent": float(is_silent),
        "opens": 0.0 if is_silent else float(slot == 0),
        "closes": 0.0 if is_silent else (1.0, 0.5, 0.0, 0.0)[min(left, 3)],
    }
    return [values[cue.name] for cue in CUES]


def _arch(share: float) -> float:
    """Let a phrase rise and fall by a few semitones."""
    # in the mean of a phrase about 0, highest a little before its middle
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


def find_returns(briefs: Sequence[BarBrief]) -> list[int | None]:
    """Say of every half bar which earlier one comes back in it; None for what is new."""
    returns: list[int | None] = []
    for brief in briefs:
        for half in range(SLOTS_PER_BAR):
            if brief.returns is None or brief.is_varied:
                returns.append(None)
            else:
                earlier = brief.returns * SLOTS_PER_BAR + half
                original = returns[earlier]
                returns.append(earlier if original is None else original)
    return returns
