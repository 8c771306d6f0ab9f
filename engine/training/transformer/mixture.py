"""How often a song of each set, mode and energy begins a row of what the transformer learns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.composition.transformer.controls import Control, Controls

__all__ = ["HELD_OUT", "TRAINING", "Mix", "SongKind", "kind_of"]

_USUAL_SHARE = 0.1
_MINOR, _CALM, _LIFT = 0.4, 0.3, 2.5
"""Least share of a set's rows in minor, and of a mode's in its rarer energy; never more than 2.5
times what there is of it. Sad music that is written out is rare, and calm music rarer."""
_ENERGETIC = 6.0
"""Bin of `Control.DENSITY` from which a song is energetic: 1.8 onsets a quarter."""
_USUAL_TEMPO = 5  # bin of Control.TEMPO: 88 to 100 quarters a minute


class SongKind(NamedTuple):
    """The set that a song is of, and what it is like."""

    name: str
    is_minor: bool
    is_calm: bool


def kind_of(name: str, controls: Controls) -> SongKind:
    """Tell the kind of a song of a set by the controls of its bars."""
    tempo = int(controls[0, Control.TEMPO])
    energy = controls[:, Control.DENSITY].mean() + ((tempo - _USUAL_TEMPO) / 2 if tempo else 0)
    return SongKind(name, bool(controls[0, Control.MODE] == 2), bool(energy < _ENERGETIC))


@dataclass(frozen=True)
class Mix:
    """How music of several sets is mixed.

    Attributes
    ----------
    shares
        Of the rows, by the names of the sets.
    is_balanced
        Whether calm and energetic music are brought nearer to each other, as the modes always are.
    """

    shares: Mapping[str, float]
    is_balanced: bool = True

    def weigh(self, kinds: Sequence[SongKind], lengths: Sequence[int]) -> NDArray[np.float64]:
        """Give the chance of each song: among its kind as its length is."""
        totals = Counter[SongKind]()
        for kind, length in zip(kinds, lengths, strict=True):
            totals[kind] += length
        shares = {kind: self._share(kind, totals) / totals[kind] for kind in totals}
        weights: NDArray[np.float64] = np.array(
            [shares[kind] * length for kind, length in zip(kinds, lengths, strict=True)]
        )
        weights /= weights.sum()
        return weights

    def _share(self, kind: SongKind, totals: Counter[SongKind]) -> float:
        minor, major = (
            sum(totals[SongKind(kind.name, is_minor, is_calm)] for is_calm in (True, False))
            for is_minor in (True, False)
        )
        of_minor = min(_MINOR, _LIFT * minor / (minor + major)) if major else 1.0
        other = kind._replace(is_calm=not kind.is_calm)
        of_energy = totals[kind] / (totals[kind] + totals[other])
        if self.is_balanced:
            of_energy = max(of_energy, min(_CALM, _LIFT * of_energy))
            of_energy = min(of_energy, 1 - min(_CALM, _LIFT * (1 - of_energy)))
        of_mode = of_minor if kind.is_minor else 1 - of_minor
        return self.shares.get(kind.name, _USUAL_SHARE) * of_mode * of_energy


HELD_OUT = Mix(
    {"pop909": 0.45, "openscore_lieder": 0.38, "openewld": 0.09, "nottingham": 0.08},
    is_balanced=False,
)
"""Of the rows held out: as for the first model, so that all are measured on the same ones."""
TRAINING = Mix({
    "pop909": 0.38, "openscore_lieder": 0.17, "more_lieder": 0.12, "mutopia": 0.16,
    "openscore_quartets": 0.05, "openewld": 0.05, "nottingham": 0.03, "jsb_chorales": 0.015,
    "mcgill_billboard": 0.015, "jazz_chords": 0.01, "rock_corpus": 0.01,
})  # fmt: skip
"""Of the rows learned: pop is happy or calm, songs and chamber music are sad and tense as well."""
