"""What a voice adds to its words: the value that travels with them."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["VoiceCue"]


@dataclass(frozen=True)
class VoiceCue:
    """What the way of speaking adds.

    Attributes
    ----------
    arousal, valence
        −1 to 1; 0 is as usual.
    weight
        How much of them is added to what the words say, 0 to 1; small.
    """

    arousal: float
    valence: float
    weight: float

    def to_json(self) -> dict[str, float]:
        """Give the object that the commands print."""
        names = ("arousal", "valence", "weight")
        return {name: round(getattr(self, name), 4) for name in names}
