"""The spaces in which music may sound, as FluidSynth's reverberation."""

from __future__ import annotations

from engine.synthesis.fluidsynth_library import STAGE, Reverb

__all__ = ["SPACES", "reverb_of"]

SPACES: dict[str, Reverb] = {
    "dry": Reverb(roomsize=0.15, damping=0.7, width=0.6, level=0.2),  # a booth: hardly a wall
    "room": Reverb(roomsize=0.35, damping=0.5, width=0.7, level=0.5),
    "stage": STAGE,
    "hall": Reverb(roomsize=0.78, damping=0.25, width=0.9, level=0.85),
    "cathedral": Reverb(roomsize=0.94, damping=0.12, width=1.0, level=1.0),  # stone keeps treble
}
"""By `engine.options.SPACES`; the larger, the longer, brighter and louder the room."""


def reverb_of(space: str) -> Reverb:
    """Give the reverberation of a space."""
    return SPACES[space]
