"""Chooses among several ways to write the same bars."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence

import numpy as np

from engine.composition.choosing.critic import Critic
from engine.composition.choosing.faults import marks_against
from engine.composition.choosing.patterns import Lead

__all__ = ["Chooser", "misfit"]

_TASTE = 0.5  # what the critic's nat counts beside a mark's: it knows more, but errs by whole nats
_SURE = 4.0
"""Log-odds that the critic's word comes near to, however sure it is: beyond fifty to one it only
tells that a metre or a mode is rare, and no rule could speak against it."""
_MARGIN = 0.35
"""Nats within which chance decides: who always takes the best writes ever the same (SMART, arXiv
2504.16839)."""


class Chooser:
    """Takes what people might have written, breaks few rules and is as asked.

    Parameters
    ----------
    critic
        None to go by the rules alone.
    chance
        Decides between what is about as good.
    """

    def __init__(self, critic: Critic | None, chance: random.Random) -> None:
        self._critic, self._chance = critic, chance

    def choose(self, leads: Sequence[Lead], misfits: Sequence[float]) -> int:
        """Give the number of the one to take.

        Parameters
        ----------
        misfits
            How far each is from what is asked, see `misfit`.
        """
        merits = [self.merit(lead) - off for lead, off in zip(leads, misfits, strict=True)]
        return self.draw(merits)

    def draw(self, merits: Sequence[float]) -> int:
        """Give the number of the greatest merit, or of one that is about as great."""
        return int(np.argmax([merit + _MARGIN * self._gumbel() for merit in merits]))

    def merit(self, lead: Lead) -> float:
        """Say how good a stretch is, whatever was asked."""
        odds = self._critic.judge(lead) if self._critic else 0.0
        return _TASTE * _SURE * math.tanh(odds / _SURE) - marks_against(lead)

    def _gumbel(self) -> float:
        return -math.log(-math.log(max(self._chance.random(), 1e-12)))


def misfit(asked: Mapping[str, float], found: Mapping[str, float]) -> float:
    """Give how far a stretch is from what is asked of it, 1 for each measure that is a spread off.

    Parameters
    ----------
    asked, found
        Some of the measures in `SPREADS`; what was not found counts nothing.
    """
    return sum(
        min(4.0, ((found[name] - wanted) / SPREADS[name]) ** 2)
        for name, wanted in asked.items()
        if name in found and name in SPREADS
    )


SPREADS = {
    "melody density": 0.5,  # onsets a beat
    "register": 3.0,  # semitones
    "darkness": 0.3,  # share of the time with a minor third
    "chords a bar": 0.6,
    "chromatic": 0.06,  # share of foreign tones; Lieder .08, POP909 .04
}
"""How far a stretch of eight bars lies from the mean of its song, as a rule (POP909)."""
