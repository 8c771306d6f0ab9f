"""Feelings in terms of music, before they are laid out: alone, shaded by another one, come back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.composition.plan import Expression, PlannedSection, Shade
from engine.composition.planning.manner import FRAME_SHARE, express, outspokenness
from engine.composition.planning.mixtures import (
    TAKES_TURNS,
    THERE,
    Mixture,
    blend,
    joined,
    lent_rhythm,
)
from engine.composition.planning.nuances import is_drummed, nuance_of
from engine.composition.planning.outline import Outline, Stretch
from engine.composition.planning.planned_feelings import outspoken
from engine.composition.score import Key, Metre, Mode
from engine.composition.styles.style import Style
from engine.emotion.feelings import feelings_at
from engine.emotion.reading import Segment

if TYPE_CHECKING:
    import numpy as np

    from engine.emotion.music_vectors import MusicVectors

__all__ = [
    "Mood",
    "leading_in",
    "mixed",
    "name_mode",
    "section_of",
    "shaded",
    "stretch_of",
    "that_fit",
]

_TEMPO_FREEDOM = 0.17
"""How far, in natural logarithms, the seed moves a tempo: feelings leave it as much room (Eerola et
al., see `manner`: ratings fall by little within a step of tempo)."""
_NAMED = 0.05  # share below which a feeling is not worth its name
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


def mixed(mixture: Mixture, music: MusicVectors, random: np.random.Generator | None = None) -> Mood:
    """Say what a feeling is in music, shaded by a second one where there is one.

    Parameters
    ----------
    music
        Whose clips it goes by.
    random
        Draws one of the clips near it; None for what it usually is.
    """
    mood = _mood(mixture.leading, music, random)
    if mixture.second is None:
        return mood
    other = _mood(mixture.second, music)
    turned = shaded(other, mood, THERE) if mixture.share >= TAKES_TURNS else None
    return replace(shaded(mood, other, mixture.share), turned=turned)


def _mood(segment: Segment, music: MusicVectors, random: np.random.Generator | None = None) -> Mood:
    clips = music.neighbours(*outspoken(segment), moods=segment.moods)
    near = clips.mean
    drawn = near if random is None else clips.draw(random)
    feeling = (segment.valence, segment.arousal)
    expression = express(feeling, nuance_of(segment.feelings), near, drawn, music)
    if random is not None:
        freedom = float(random.uniform(-_TEMPO_FREEDOM, _TEMPO_FREEDOM))
        expression = replace(expression, tempo=expression.tempo * math.exp(freedom))
    majorness = min(max(outspokenness(feeling) * near["major"], -1.0), 1.0)
    return Mood(segment, float(majorness), expression)


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


def section_of(line: Outline, mood: Mood, tonic: int, faster: float) -> PlannedSection:
    """Give a section of the form the music of a mood, its frame with less in it.

    Parameters
    ----------
    tonic
        Pitch class of its key note.
    faster
        By how much its tempo is moved so that the piece has its length.
    """
    softer = FRAME_SHARE.get(line.name, 1.0)
    plain = mood.expression
    expression = replace(
        plain,
        tempo=plain.tempo * faster,
        density=plain.density * softer,
        velocity=plain.velocity * (1 + softer) / 2,
    )
    segment = mood.segment
    return PlannedSection(
        line.name,
        line.n_bars,
        Key(tonic, mood.mode),
        segment.valence,
        segment.arousal,
        expression,
        is_drummed(segment.feelings),
        tuple((name, share) for name, share in segment.feelings.items() if share >= _NAMED),
        style=mood.style.name if mood.style else "",
        shade=mood.shade,
    )
