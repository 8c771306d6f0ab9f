"""From what a wish feels like to what its music shall be like.

Every choice that carries feeling is taken over from the nearest clips of labelled music. The seed
decides only what feels the same either way: the key note, and now and then a metre.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.composition.constraints import Constraints
from engine.composition.outline import Outline, Stretch
from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.score import Key, Metre, Mode
from engine.emotion.music_features import ATTRIBUTES
from engine.errors import EmotionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.emotion.music_vectors import MusicVectors
    from engine.emotion.reading import EmotionReading, Segment
    from engine.options import ComposeOptions

__all__ = ["Planner"]

_CONTRAST = 1.35
"""How far beyond the neighbours' mean to go: a mean of clips is blander than any of them."""

_RANGES = {
    "tempo": (54.0, 168.0),
    "density": (1.0, 8.0),
    "register": (58.0, 80.0),
    "velocity": (36.0, 108.0),
    "articulation": (0.3, 1.0),
}
_DECIDED = 0.8
"""How much of the stronger of valence and arousal the weaker one gets at least."""

_MOST_FEELINGS = 3
_SOFTER = {"introduction": 0.85, "ending": 0.8}


@dataclass(frozen=True)
class _Mood:
    """One feeling of the wish, in terms of music."""

    segment: Segment
    mode: Mode
    expression: Expression


class Planner:
    """Plans pieces with the attributes of labelled music.

    Parameters
    ----------
    music_vectors
        Whose clips to follow.
    """

    def __init__(self, music_vectors: MusicVectors) -> None:
        self._music_vectors = music_vectors
        usual = music_vectors.attributes.mean(axis=0)
        self._usual = dict(zip(ATTRIBUTES, usual.tolist(), strict=True))

    def plan(self, reading: EmotionReading, options: ComposeOptions) -> Plan:
        """Plan a piece that lasts as long as asked, the ringing of its last chord included.

        Raises
        ------
        EmotionError
            If the wish carries no feeling.
        """
        if reading.quadrant is None:
            raise EmotionError(
                "the wish does not say what to feel"
                if reading.text.strip()
                else "nothing was said to compose for",
                hint='Say how it should feel, for example "calm, like rain on a window at night".',
            )
        fixed = Constraints.of(options)
        random = np.random.default_rng(options.seed)
        drawn = int(random.integers(12))
        tonic = drawn if fixed.tonic is None else fixed.tonic
        moods = [_obey(self._mood(segment), fixed) for segment in _leading(reading.segments)]
        metre = fixed.metre or _choose_metre(moods, random)
        stretches = [_stretch(mood, metre) for mood in moods]
        outlines, faster = fixed.lay_out(stretches)
        sections = tuple(_section(line, moods[line.stretch], tonic, faster) for line in outlines)
        for section in sections:
            fixed.check_tempo(section.expression.tempo, metre)
        return Plan(sections[0].key, metre, sections, options.seed)

    @property
    def limits(self) -> dict[str, tuple[float, float]]:
        """The range of each decision."""
        return {"mode": (-1.0, 1.0), **_RANGES}

    def decide(self, reading: EmotionReading) -> dict[str, float]:
        """Give each decision's mean over the feelings of a wish, by their shares.

        A wish without feeling gets what is usual.
        """
        felt = _leading(reading.segments)
        if not felt:
            return {name: self._usual["major" if name == "mode" else name] for name in self.limits}
        shares = np.array([segment.share for segment in felt])
        values = []
        for segment in felt:
            major = self._music_vectors.neighbours(*_decide(segment)).mean["major"]
            expression = self._mood(segment).expression
            values.append([major, *(getattr(expression, name) for name in _RANGES)])
        mean = shares @ np.array(values) / shares.sum()
        return dict(zip(self.limits, mean.tolist(), strict=True))

    def _mood(self, segment: Segment) -> _Mood:
        near = self._music_vectors.neighbours(*_decide(segment)).mean
        strength = min(float(np.hypot(segment.valence, segment.arousal)), 1.0)
        gain = _CONTRAST * (0.65 + 0.4 * strength)
        values = {
            name: float(
                np.clip(self._usual[name] + gain * (near[name] - self._usual[name]), *limits)
            )
            for name, limits in _RANGES.items()
        }
        return _Mood(segment, "major" if near["major"] > 0 else "minor", Expression(**values))


def _obey(mood: _Mood, fixed: Constraints) -> _Mood:
    """Let what the user fixed overrule the mood."""
    tempo = fixed.tempo or mood.expression.tempo
    expression = replace(mood.expression, tempo=tempo)
    return replace(mood, mode=fixed.mode or mood.mode, expression=expression)


def _leading(segments: Sequence[Segment]) -> list[Segment]:
    """Keep the strongest few feelings, in the order said."""
    felt = [segment for segment in segments if segment.quadrant is not None]
    kept = sorted(felt, key=lambda segment: -segment.share)[:_MOST_FEELINGS]
    return [segment for segment in felt if segment in kept]


def _decide(segment: Segment) -> tuple[float, float]:
    """Move a feeling from its quadrant's border inside: music half sad, half angry is bland."""
    valence, arousal = segment.valence, segment.arousal
    least = _DECIDED * max(abs(valence), abs(arousal))
    return (
        float(np.copysign(max(abs(valence), least), 1 if segment.quadrant in ("Q1", "Q4") else -1)),
        float(np.copysign(max(abs(arousal), least), 1 if segment.quadrant in ("Q1", "Q2") else -1)),
    )


def _choose_metre(moods: Sequence[_Mood], random: np.random.Generator) -> Metre:
    """Mostly 4/4; now and then a quiet piece is in three."""
    is_quiet = all(mood.segment.arousal < 0 for mood in moods)
    return Metre(3, 4) if is_quiet and random.random() < 0.25 else Metre(4, 4)


def _stretch(mood: _Mood, metre: Metre) -> Stretch:
    beats = metre.numerator * 4 / metre.denominator
    return Stretch(mood.segment.share, beats * 60 / mood.expression.tempo)


def _section(line: Outline, mood: _Mood, tonic: int, faster: float) -> PlannedSection:
    softer = _SOFTER.get(line.name, 1.0)
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
    )
