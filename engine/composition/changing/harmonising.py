"""From a melody that is given to a plan for everything else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.composition.plan import Plan
from engine.composition.planning.constraints import TEMPOS
from engine.composition.revision import PARTS, Revision
from engine.composition.score import Score
from engine.emotion.feelings import feelings_at
from engine.emotion.reading import EmotionReading, Segment, quadrant_at

if TYPE_CHECKING:
    from engine.options import ComposeOptions

__all__ = ["fix_by_melody", "mood_of", "plan_around", "what_is_missing"]

_NAMES = {"introduction": "opening", "ending": "close"}
"""The melody sounds in them, so that they are sections like others."""


def mood_of(melody: Score) -> EmotionReading:
    """Take a feeling from mode and tempo, where nobody has said one."""
    valence = 0.5 if melody.key.mode == "major" else -0.5
    # a tempo of 100 is neither calm nor aroused, and a tempo alone tells no extreme
    arousal = max(-0.7, min(0.7, (melody.tempo - 100) / 60)) or 0.1
    quadrant = quadrant_at(valence, arousal)
    feelings = feelings_at(valence, arousal)
    segment = Segment(0, 0, valence, arousal, quadrant, feelings=feelings)
    return EmotionReading(
        "", (), (segment,), valence, arousal, quadrant, {quadrant: 1.0}, confidence=1.0
    )


def fix_by_melody(options: ComposeOptions, melody: Score) -> ComposeOptions:
    """Fix what the melody decides: key, tempo, metre and length."""
    low, high = TEMPOS
    return replace(
        options,
        seconds=None,
        key=str(melody.key),
        tempo=min(max(melody.tempo, low), high),
        metre=str(melody.metre),
        n_bars=melody.n_bars,
    )


def plan_around(plan: Plan, melody: Score) -> tuple[Plan, Score]:
    """Let a plan that was made as the melody asks, and the melody, agree on sections and place."""
    track = melody.track("melody")
    assert track is not None
    register = sum(note.pitch for note in track.notes) / len(track.notes)
    sections = tuple(
        replace(
            section,
            name=_NAMES.get(section.name, section.name),
            expression=replace(section.expression, register=register, tempo=melody.tempo),
        )
        for section in plan.sections
    )
    plan = replace(plan, sections=sections)
    return plan, replace(melody, sections=plan.score_sections)


def what_is_missing(melody: Score, seed: int) -> Revision:
    """Ask for everything but the melody."""
    parts = frozenset(PARTS) - {"melody"}
    return Revision(melody, range(melody.n_bars), parts, seed=seed)
