"""What a piece shall be like before a note is written, and where in it everything stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate

from engine.composition.score import Key, Metre, Mode, ScoreSection
from engine.composition.scoring import Scoring
from engine.demands.answer import Answer
from engine.errors import CompositionError

__all__ = ["Expression", "Plan", "PlannedSection", "Shade"]


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
class Shade:
    """A second feeling that sounds at once with a section's own.

    Attributes
    ----------
    valence, arousal
        −1 to 1.
    mode
        In which its music would be.
    leading
        Its largest named feeling.
    share
        Of both that it has, 0 to 1.
    """

    valence: float
    arousal: float
    mode: Mode
    leading: str
    share: float


@dataclass(frozen=True)
class PlannedSection:
    """A stretch of bars with one feeling, or two at once.

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
    is_drummed
        Whether drums may play.
    scene
        Who plays: 0 for the players of the piece, or the number of one of the scoring's scenes.
    shade
        The second feeling, if there is one.
    style
        Name of the card that was asked for this part of the piece alone; empty for the scoring's.
    feelings
        Named feelings with their shares, the largest first; empty where nobody named any.

    Raises
    ------
    CompositionError
        If it has no bar.
    """

    name: str
    n_bars: int
    key: Key
    valence: float
    arousal: float
    expression: Expression
    is_drummed: bool = True
    feelings: tuple[tuple[str, float], ...] = ()
    scene: int = 0
    style: str = ""
    shade: Shade | None = None

    def __post_init__(self) -> None:
        if self.n_bars < 1:
            raise CompositionError(
                f"the section {self.name!r} has {self.n_bars} bars",
                hint="Ask for a longer piece.",
            )

    @property
    def is_theme(self) -> bool:
        """Whether sections of this name share their material: all but introduction and ending."""
        return self.name not in ("introduction", "ending")


@dataclass(frozen=True)
class Plan:
    """A piece before it is composed.

    Bars and sections are counted from 0.

    Attributes
    ----------
    key, metre
        Of the piece.
    sections
        In order.
    seed
        From which every later choice follows.
    scoring
        How it is set and played, beyond what the feelings decide.
    answers
        What became of each demand of the wish.
    fermata
        How many times its usual length the last bar is held.

    Raises
    ------
    CompositionError
        If it has no section.
    """

    key: Key
    metre: Metre
    sections: tuple[PlannedSection, ...]
    seed: int
    scoring: Scoring = field(default_factory=Scoring)
    answers: tuple[Answer, ...] = ()
    fermata: float = 1.0

    def __post_init__(self) -> None:
        if not self.sections:
            raise CompositionError("the plan has no bars", hint="Ask for a longer piece.")

    @property
    def n_bars(self) -> int:
        """Length of the piece in bars."""
        return sum(section.n_bars for section in self.sections)

    @property
    def tempo(self) -> float:
        """Tempo of the first section, in quarter notes a minute."""
        return self.sections[0].expression.tempo

    @property
    def first_bars(self) -> tuple[int, ...]:
        """The bar with which each section begins."""
        return tuple(accumulate((section.n_bars for section in self.sections[:-1]), initial=0))

    @property
    def score_sections(self) -> tuple[ScoreSection, ...]:
        """The sections as a score names them."""
        return tuple(
            ScoreSection(section.name, first, section.n_bars, section.key)
            for first, section in zip(self.first_bars, self.sections, strict=True)
        )

    @property
    def first_theme(self) -> str | None:
        """Name of the first theme, if the piece has one."""
        return next((section.name for section in self.sections if section.is_theme), None)

    def sings(self, number: int) -> bool:
        """Whether a section has a melody: an introduction waits with it, unless it is all."""
        return self.sections[number].name != "introduction" or self.first_theme is None

    def contrasts(self, number: int) -> bool:
        """Whether a section is another theme than the first."""
        section = self.sections[number]
        return section.is_theme and section.name != self.first_theme

    def n_heard(self, number: int) -> int:
        """Count how often sections of the same name came before."""
        name = self.sections[number].name
        return sum(earlier.name == name for earlier in self.sections[:number])
