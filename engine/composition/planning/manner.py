"""What a feeling does to music."""

from __future__ import annotations

from engine.composition.plan import PlannedSection

__all__ = ["is_sad", "is_tense"]


def is_sad(section: PlannedSection) -> bool:
    """Whether a section wants few notes, one after the other, that ring for long."""
    return section.valence < 0 and section.arousal < 0


def is_tense(section: PlannedSection) -> bool:
    """Whether a section wants dissonance."""
    return section.valence < 0 < section.arousal
