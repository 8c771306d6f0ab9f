"""What each bar of a phrase is asked to be, from the brief and what came before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.composition.boltzmann.conditions import BarContext
from engine.composition.boltzmann.melody_request import MelodyRequest
from engine.composition.boltzmann.piano_roll import Bars, Traits, pitches_of
from engine.composition.grid import CENTRE
from engine.composition.harmony import SLOTS_PER_BAR, Degree
from engine.composition.planning.brief import SectionBrief
from engine.composition.planning.phrases import PhrasePlan
from engine.composition.score import Metre

__all__ = ["ARCHES", "PhraseCourse"]

ARCHES = {  # where each bar's pitches lie about the phrase's mean, in semitones
    1: ((0.0,),),
    2: ((1.0, -1.5), (-0.5, 0.5)),
    3: ((-1.0, 3.0, -2.0), (2.0, 0.0, -2.0)),
    4: (
        (-2.0, 1.5, 4.0, -3.0),
        (2.0, 3.0, -1.0, -3.5),
        (-1.5, 3.5, 0.5, -2.5),
        (0.5, -2.0, 3.5, -1.5),
    ),
}


_USUALLY_OFFBEAT = 0.3
"""Share of a neutral feeling's onsets that miss the beat; a song's own share is more or less."""


@dataclass(frozen=True)
class PhraseCourse:
    """Asks for the bars of one phrase.

    Attributes
    ----------
    degrees
        The chord of every half bar.
    before
        Bars of the same section before the phrase.
    arch
        One of `ARCHES`.
    offbeat, business
        The song's own manner: see `Traits.offbeat`; factor on the melody's density.
    """

    phrase: PhrasePlan
    section: SectionBrief
    metre: Metre
    degrees: Sequence[Degree]
    before: Sequence[Bars]
    arch: tuple[float, ...]
    offbeat: float
    business: float

    def request(self, index: int, bars: Sequence[Bars], pattern: Bars | None) -> MelodyRequest:
        """Ask for bar ``index`` after ``bars``, on the rhythm and the line of ``pattern``."""
        earlier = [*self.before, *bars]
        is_last = index == self.phrase.n_bars - 1
        context = BarContext(
            self.section.key.mode, self.metre, self._chords(index),
            earlier[-1] if earlier else None, _last_pitch(earlier),
        )  # fmt: skip
        return MelodyRequest(
            context, self._traits(index, earlier, is_last=is_last), self.section.compass, pattern,
            lift=self._lift(index, pattern), close=self.phrase.close if is_last else None,
        )  # fmt: skip

    @property
    def _mean_pitch(self) -> float:
        return self.section.mean_pitch + self.section.lift

    def _chords(self, index: int) -> tuple[Degree | None, Degree | None, Degree | None]:
        slot = index * SLOTS_PER_BAR
        following = self.degrees[slot + 2] if slot + 2 < len(self.degrees) else None
        return self.degrees[slot], self.degrees[slot + 1], following

    def _traits(self, index: int, earlier: list[Bars], *, is_last: bool) -> Traits:
        manner = self.section.manner
        wanted = self._mean_pitch + self.arch[index]
        # A bar that closes a phrase has fewer notes and a rest: there a singer breathes.
        return Traits(
            density=manner.melody_density * (0.6 if is_last else self.business),
            pitch=wanted + self._arrears(earlier),
            motion=manner.motion,
            offbeat=0.0 if is_last else self.offbeat * manner.offbeat / _USUALLY_OFFBEAT,
            silence=0.12 if is_last else 0.04,
            chromatic=0.0,
            is_close=is_last,
        )

    def _arrears(self, earlier: list[Bars]) -> float:
        """Say how far the melody so far lies below the register asked for, damped."""
        pitches = [pitches_of(bar).mean() for bar in earlier if len(pitches_of(bar))]
        if not pitches:
            return 0.0
        missing = self._mean_pitch - (float(np.mean(pitches)) - CENTRE)
        # Damped, for bars that swing up and down would be worse than a mean that is missed.
        return float(np.clip(0.6 * missing, -3, 3))

    def _lift(self, index: int, pattern: Bars | None) -> float:
        """Move a pattern towards where the phrase goes."""
        if pattern is None or not len(pitches_of(pattern)):
            return 0.0
        wanted = self._mean_pitch + self.arch[index] + CENTRE
        return float(np.clip(wanted - pitches_of(pattern).mean(), -4, 4))


def _last_pitch(bars: list[Bars]) -> int | None:
    return next((int(pitches_of(bar)[-1]) for bar in reversed(bars) if len(pitches_of(bar))), None)
