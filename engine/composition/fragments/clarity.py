"""How clearly music is in its key: whether someone who knows no plan would hear the same one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.composition.fragments.patchwork import Patchwork
from engine.composition.keys import KEYS, sum_lengths
from engine.composition.plan import Plan
from engine.composition.score import Key
from engine.tonality import key_fits

__all__ = ["key_clarity", "margin"]

Profile = NDArray[np.float64]
"""Shape (12,): how long each pitch class sounds."""


def key_clarity(plan: Plan, patchwork: Patchwork) -> float:
    """Give the margin of the plan's key, that of the least clear one if sections differ."""
    profiles: dict[Key, Profile] = {}
    notes = [note for part in patchwork.parts.values() for note in part]
    bar = plan.metre.ticks_per_bar
    for first, section in zip(plan.first_bars, plan.sections, strict=True):
        start, end = first * bar, (first + section.n_bars) * bar
        own = profiles.setdefault(section.key, np.zeros(12))
        own += sum_lengths(note for note in notes if start <= note.start < end)
    return min(margin(profile, key) for key, profile in profiles.items())


def margin(profile: Profile, key: Key) -> float:
    """Say by how much a key's correlation with what sounds exceeds that of any other key.

    Below 0 where another key is heard, 0 for silence.
    """
    scores = dict(zip(KEYS, key_fits(profile).ravel().tolist(), strict=True))
    own: float = scores.pop(key)
    return own - max(scores.values())
