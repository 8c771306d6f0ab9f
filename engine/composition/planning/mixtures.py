"""Feelings that sound at once: one leads, the other one shades it.

Cues add up (Eerola, Friberg & Bresin 2013), so loudness and register lie between the two by their
shares. Two feelings are heard at once where cues are crossed (Hunter, Schellenberg & Schimmack,
Cognition & Emotion 22, 2008): harmony is the leading feeling's, while tempo, density and touch lean
to the other one, which also lends it chords and a motif of its own against the tune. Where there
is room for a second theme, the two change places in it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.composition.plan import Expression

if TYPE_CHECKING:
    from engine.emotion.reading import Segment

__all__ = ["TAKES_TURNS", "THERE", "Mixture", "blend", "joined", "lent_rhythm", "mixtures_of"]

_LENT = 1.3
"""How much more than by its share the second feeling counts in tempo, density and touch."""
_MOST_LENT = 0.65  # what half of a mixture lends, and no second feeling has more
TAKES_TURNS = 0.3
"""Share from which on the second feeling leads where another theme than the first sounds."""
THERE = 0.4
"""Share of the first feeling in that theme."""
_FAINT = 0.12  # share below which a second feeling is a word by the way


@dataclass(frozen=True)
class Mixture:
    """One feeling, or two at once.

    Attributes
    ----------
    leading
        With the words and the share of both.
    second
        None where one is all.
    share
        Of both that the second one has, 0 to .5.
    """

    leading: Segment
    second: Segment | None = None
    share: float = 0.0


def mixtures_of(feelings: Sequence[Segment]) -> list[Mixture]:
    """Join the feelings that sound at once; those of one quadrant are the same one said again."""
    groups: list[list[Segment]] = []
    for feeling in feelings:
        if feeling.kind == "then" or not groups:
            groups.append([feeling])
        else:
            groups[-1].append(feeling)
    return [_mix(group) for group in groups]


def _mix(group: Sequence[Segment]) -> Mixture:
    total = math.fsum(feeling.share for feeling in group)
    kinds = dict.fromkeys(feeling.quadrant for feeling in group)
    weights = {k: math.fsum(f.share for f in group if f.quadrant == k) for k in kinds}
    ranked = sorted(kinds, key=lambda kind: -weights[kind])
    strongest = [max((f for f in group if f.quadrant == k), key=lambda f: f.share) for k in ranked]
    leading = replace(
        strongest[0],
        first_word=min(feeling.first_word for feeling in group),
        last_word=max(feeling.last_word for feeling in group),
        share=total,
        kind=group[0].kind,
    )
    if len(ranked) == 1 or weights[ranked[1]] < _FAINT * total:
        return Mixture(leading)
    second = strongest[1]
    return Mixture(leading, second, weights[ranked[1]] / (weights[ranked[0]] + weights[ranked[1]]))


def lent_rhythm(share: float) -> float:
    """Say how far tempo, density and touch go to the second feeling."""
    return min(_LENT * share, _MOST_LENT)


def joined(leading: Segment, second: Segment, share: float) -> dict[str, float]:
    """Give the named feelings of two at once, the largest first."""
    names = dict.fromkeys((*leading.feelings, *second.feelings))
    shares = {
        name: (1 - share) * leading.feelings.get(name, 0.0) + share * second.feelings.get(name, 0.0)
        for name in names
    }
    return dict(sorted(shares.items(), key=lambda item: -item[1]))


def blend(leading: Expression, second: Expression, share: float) -> Expression:
    """Mix the cues of two feelings."""
    rhythm = lent_rhythm(share)

    def between(name: str, weight: float) -> float:
        here, there = getattr(leading, name), getattr(second, name)
        return float(here + weight * (there - here))

    return Expression(
        tempo=leading.tempo * (second.tempo / leading.tempo) ** rhythm,
        density=leading.density * (second.density / leading.density) ** rhythm,
        register=between("register", share),
        velocity=between("velocity", share),
        articulation=between("articulation", rhythm),
    )
