"""What a piece shall be like before a note is written."""

from __future__ import annotations

from dataclasses import dataclass

from engine.composition.score import Key, Metre

__all__ = ["Expression", "Plan", "PlannedSection"]


@dataclass(frozen=True)
class Expression:
    """The cues by which music carries emotion, measured alike in clips and in our own scores.

    Attributes
    ----------
    tempo
        Quarter notes a minute, 40–200.
    density
        Onsets a second, all parts together, 0.5–12.
    register
        Mean melody pitch, as a MIDI note number.
    velocity
        Mean loudness of the notes, 1–127.
    articulation
        Usual length of the notes, logarithmic: 0.2 (staccato, 0.15 s) to 1 (legato, 1.5 s).
    """

    tempo: float
    density: float
    register: float
    velocity: float
    articulation: float


@dataclass(frozen=True)
class PlannedSection:
    """A stretch of bars with one feeling.

    Attributes
    ----------
    name
        ``"introduction"``, ``"ending"`` or a letter; sections of one letter share their material.
    n_bars
        At least 1.
    key
        Tonic and mode.
    valence, arousal
        −1 to 1.
    expression
        What follows from them.
    """

    name: str
    n_bars: int
    key: Key
    valence: float
    arousal: float
    expression: Expression


@dataclass(frozen=True)
class Plan:
    """A piece before it is composed.

    Attributes
    ----------
    key, metre
        Of the piece.
    sections
        In order.
    seed
        From which every later choice follows.
    """

    key: Key
    metre: Metre
    sections: tuple[PlannedSection, ...]
    seed: int

    @property
    def n_bars(self) -> int:
        """Length of the piece in bars."""
        return sum(section.n_bars for section in self.sections)

    @property
    def tempo(self) -> float:
        """Tempo of the first section, in quarter notes a minute."""
        return self.sections[0].expression.tempo
