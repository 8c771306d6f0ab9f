"""How clearly music is in its key: whether someone who knows no plan would hear the same one."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from engine.composition.fragments.patchwork import Patchwork
from engine.composition.plan import Plan
from engine.composition.score import Key, Mode, Note

__all__ = ["key_clarity", "margin"]

_PROFILES: Mapping[Mode, tuple[float, ...]] = {
    # Krumhansl, "Cognitive Foundations of Musical Pitch", 1990, table 2.1
    "major": (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88),
    "minor": (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17),
}
_KEYS = tuple(itertools.starmap(Key, itertools.product(range(12), _PROFILES)))

Profile = NDArray[np.float64]
"""Shape (12,): how long each pitch class sounds."""


def key_clarity(plan: Plan, patchwork: Patchwork) -> float:
    """Give the margin of the plan's key, that of the least clear one if sections differ."""
    profiles: dict[Key, Profile] = {}
    notes = [note for part in patchwork.parts.values() for note in part]
    bar = 0
    for section in plan.sections:
        start, bar = bar * plan.metre.ticks_per_bar, bar + section.n_bars
        end = bar * plan.metre.ticks_per_bar
        own = profiles.setdefault(section.key, np.zeros(12))
        own += _profile(note for note in notes if start <= note.start < end)
    return min(margin(profile, key) for key, profile in profiles.items())


def _profile(notes: Iterable[Note]) -> Profile:
    profile = np.zeros(12)
    for note in notes:
        profile[note.pitch % 12] += note.duration
    return profile


def margin(profile: Profile, key: Key) -> float:
    """Say by how much a key's correlation with what sounds exceeds that of any other key.

    Below 0 where another key is heard, 0 for silence.

    References
    ----------
    Krumhansl, *Cognitive Foundations of Musical Pitch*, 1990 (the key-finding algorithm).
    """
    if not np.ptp(profile):
        return 0.0
    scores = {
        other: float(np.corrcoef(np.roll(_PROFILES[other.mode], other.tonic), profile)[0, 1])
        for other in _KEYS
    }
    return scores.pop(key) - max(scores.values())
