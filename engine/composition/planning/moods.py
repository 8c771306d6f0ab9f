"""Feelings in terms of music, before they are laid out: alone, shaded by another one, come back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.composition.plan import Expression, Shade
from engine.composition.planning.mixtures import blend, joined, lent_rhythm
from engine.composition.planning.outline import Outline, Stretch
from engine.composition.score import Metre, Mode
from engine.composition.styles.style import Style
from engine.emotion.feelings import feelings_at
from engine.emotion.reading import Segment

__all__ = ["Mood", "leading_in", "name_mode", "shaded", "stretch_of", "that_fit"]

_PATIENCE = (4.5, 2.8)
"""Seconds that calm and sad music, and happy and tense, may take before its tune begins."""
_KINSHIP = 0.4
"""Distance in the plane below which two feelings of a quadrant are the same one again."""


@dataclass(frozen=True)
class Mood:
    """One feeling of the wish, in terms of music.

    Attributes
    ----------
    majorness
        From −1, clearly minor, to 1.
    fixed_mode, style
        As asked for.
    shade, turned
        A second feeling that sounds at once, and the same mixture where that one leads.
    """

    segment: Segment
    majorness: float
    expression: Expression
    fixed_mode: Mode | None = None
    style: Style | None = None
    shade: Shade | None = None
    turned: Mood | None = None

    @property
    def mode(self) -> Mode:
        """The mode of its music."""
        return self.fixed_mode or ("major" if self.majorness > 0 else "minor")


def shaded(mood: Mood, other: Mood, share: float) -> Mood:
    """Let another mood sound at once, by its share."""
    own, second = mood.segment, other.segment
    leading = next(iter(second.feelings or feelings_at(second.valence, second.arousal)))
    return replace(
        mood,
        segment=replace(own, feelings=joined(own, second, share)),
        expression=blend(mood.expression, other.expression, share),
        shade=Shade(second.valence, second.arousal, other.mode, leading, share),
    )


def name_mode(mood: Mood) -> str:
    """Name a mood's mode, and how a second feeling sounds beside it."""
    shade = mood.shade
    if shade is None:
        return mood.mode
    leads = ", and in another theme it leads" if mood.turned else ""
    return (
        f"{mood.mode} with {shade.share:.0%} {shade.leading}: chords of its {shade.mode} as many,"
        f" its rhythm by {lent_rhythm(shade.share):.0%}, its motif against the tune{leads}"
    )


def leading_in(line: Outline, mood: Mood, lines: Sequence[Outline]) -> Mood:
    """Let the second feeling of a mixture lead where another theme than the first sounds."""
    themes = [other.name for other in lines if other.name not in ("introduction", "ending")]
    if mood.turned is None or line.name not in themes or line.name == themes[0]:
        return mood
    expression = replace(mood.turned.expression, tempo=mood.expression.tempo)
    return replace(mood.turned, fixed_mode=mood.fixed_mode, style=mood.style, expression=expression)


def that_fit(moods: Sequence[Mood], metre: Metre, seconds: float) -> list[Mood]:
    """Keep the strongest feelings, each of which gets a bar at least."""
    kept = sorted(moods, key=lambda mood: -mood.segment.share)
    while len(kept) > 1 and sum(stretch_of(mood, metre).bar for mood in kept) > seconds:
        kept.pop()
    return [mood for mood in moods if mood in kept]


def stretch_of(mood: Mood, metre: Metre, before: Sequence[Mood] = ()) -> Stretch:
    """Give its place in the form, after the moods before it."""
    beats = metre.numerator * 4 / metre.denominator
    patience = _PATIENCE[mood.segment.arousal > 0]
    kin = next((number for number, other in enumerate(before) if _is_kin(mood, other)), None)
    return Stretch(mood.segment.share, beats * 60 / mood.expression.tempo, patience, kin)


def _is_kin(mood: Mood, other: Mood) -> bool:
    """Whether two feelings are one that has come back."""
    here, there = mood.segment, other.segment
    apart = math.hypot(here.valence - there.valence, here.arousal - there.arousal)
    return here.quadrant == there.quadrant and mood.mode == other.mode and apart < _KINSHIP
