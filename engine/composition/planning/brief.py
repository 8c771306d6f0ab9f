"""What composers and the arranger are told of a piece: values, with nothing left to decide.

A `PieceBrief` is made from a plan once, in `engine.composition.planning.briefing`; from there on
nobody asks the plan. What a feeling means stands in each section's `Manner`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.composition.grid import CENTRE
from engine.composition.plan import Expression, Shade
from engine.composition.planning.ensemble import Ensemble
from engine.composition.planning.manner import MELODY_ABOVE, Manner
from engine.composition.planning.phrases import Close, PhrasePlan
from engine.composition.score import Key, Metre, ScoreSection, TempoChange
from engine.composition.scoring import Scoring

__all__ = ["MELODY_REACH", "BarBrief", "PieceBrief", "Return", "SectionBrief"]

_LED = (0.45, 0.15)
"""How far the last bar, and the one before, have gone to the loudness of the next feeling."""

Return = Literal[
    "", "half as fast", "a third higher", "mirrored", "in fragments", "reharmonised"
]  # fmt: skip
"""What can be done with a theme that comes back: see `playing.returns`."""

MELODY_REACH = 10
"""Semitones from the register to a tune's highest and lowest pitch: an octave and a half in all."""


@dataclass(frozen=True)
class SectionBrief:
    """One section of a piece.

    Attributes
    ----------
    name, n_bars, key, expression
        As the plan has them.
    first_bar
        Where it begins in the piece, from 0.
    manner
        How it goes.
    sings
        Whether it has a melody.
    is_theme, contrasts
        Whether it shares its material with others of its name, and whether it is another theme
        than the first.
    n_heard
        How often its name has come before.
    turns_mode
        Whether it is in the other mode than what came before.
    return_as
        How its theme is developed where it comes back; empty where the composer's return is enough.
    lift
        Semitones that its theme lies above the register, in the mean of a piece none.
    is_climax, is_last
        Whether the music peaks in it, and whether the piece ends with it.
    scene
        Who plays: see `engine.composition.plan.PlannedSection`.
    style
        Name of the card whose groove and accompaniment it has; empty for none.
    shade
        The feeling that sounds at once with its own, if there is one.
    leads_to
        Steps of velocity by which another feeling that begins after it is louder; 0 if none does.
    wakes
        Whether that is drummed, and it is not.
    course
        How strong each of its bars is, from 0, the quietest of a piece, to 1, its climax.
    """

    name: str
    first_bar: int
    n_bars: int
    key: Key
    expression: Expression
    manner: Manner
    sings: bool
    is_theme: bool
    contrasts: bool
    n_heard: int
    turns_mode: bool
    return_as: Return
    lift: float
    is_climax: bool
    is_last: bool
    scene: int
    style: str
    shade: Shade | None
    leads_to: float
    wakes: bool
    course: tuple[float, ...]

    @property
    def intensity(self) -> float:
        """How strong it is in the mean of its bars."""
        return sum(self.course) / len(self.course)

    def louder(self, bar: int) -> float:
        """Give the steps of velocity by which a bar of the piece is louder than the whole."""
        place = min(max(bar - self.first_bar, 0), self.n_bars - 1)
        led = dict(zip((self.n_bars - 1, self.n_bars - 2), _LED, strict=True))
        share = led.get(place, 0.0) if self.n_bars >= 2 * len(_LED) else 0.0
        return self.manner.swell * (self.course[place] - 0.5) + share * self.leads_to

    @property
    def end_bar(self) -> int:
        """The bar after its last one."""
        return self.first_bar + self.n_bars

    @property
    def is_introduction(self) -> bool:
        """Whether the parts enter one after the other."""
        return self.name == "introduction"

    @property
    def states_theme(self) -> bool:
        """Whether the first theme is heard in it for the first time."""
        return self.is_theme and not self.contrasts and not self.n_heard

    @property
    def register(self) -> float:
        """The melody's mean pitch: that of a piece is heard lower, wherever a melody rests."""
        return self.expression.register + MELODY_ABOVE

    @property
    def octave_shift(self) -> int:
        """Semitones from tonic C to the section's key in the octave that is nearest its register.

        What is composed as if the tonic were C is moved by as much.
        """
        tonic = self.key.tonic
        return tonic + 12 * round((self.register - CENTRE - tonic) / 12)

    @property
    def mean_pitch(self) -> float:
        """The melody's mean pitch in semitones above `CENTRE`, as written with tonic C."""
        return self.register - self.octave_shift - CENTRE

    @property
    def compass(self) -> tuple[int, int]:
        """The lowest and the highest pitch of its tunes, as written with tonic C."""
        middle = round(CENTRE + self.mean_pitch)
        return middle - MELODY_REACH, middle + MELODY_REACH


@dataclass(frozen=True)
class BarBrief:
    """One bar of a piece.

    Attributes
    ----------
    number
        Of the bar in the piece, from 0.
    phrase, index
        Its phrase, and its place in there.
    section
        What it belongs to.
    reach
        The lowest and the highest MIDI pitch at which the player of its tune sounds well.
    returns
        The earlier bar that comes back in it, None for what is new.
    recalls
        The earlier bar, of the other mode, whose tune comes back in it as the section feels.
    is_varied
        Whether the tune that comes back goes another way on its old rhythm.
    foretells
        The later bar whose harmony an introduction has before it, for who writes the theme first.
    """

    number: int
    phrase: PhrasePlan
    index: int
    section: SectionBrief
    reach: tuple[int, int]
    returns: int | None = None
    recalls: int | None = None
    is_varied: bool = False
    foretells: int | None = None

    @property
    def closes(self) -> Close | None:
        """How its phrase ends with it, None where it goes on."""
        return self.phrase.close if self.index == self.phrase.n_bars - 1 else None

    @property
    def begins_home(self) -> bool:
        """Whether it opens the piece, its first theme or another mode, and so tells the key."""
        tells = self.section.states_theme or self.section.turns_mode
        return self.number == 0 or (tells and self.number == self.section.first_bar)


@dataclass(frozen=True)
class PieceBrief:
    """A whole piece before a note is written.

    Attributes
    ----------
    key, metre
        Of the piece; the metre is one that can be composed in.
    seed
        From which every choice follows.
    sections, phrases, bars
        In order, each covering the piece.
    manner
        How it goes as a whole, where something is chosen once for all its sections.
    ensemble
        Who plays, unless the scoring says otherwise.
    tempos
        The course of the tempo, from the first tick on.
    scoring
        How it is set and played, beyond what the feelings decide.
    """

    key: Key
    metre: Metre
    seed: int
    sections: tuple[SectionBrief, ...]
    phrases: tuple[PhrasePlan, ...]
    bars: tuple[BarBrief, ...]
    manner: Manner
    ensemble: Ensemble
    tempos: tuple[TempoChange, ...]
    scoring: Scoring

    @property
    def n_bars(self) -> int:
        """Length of the piece in bars."""
        return len(self.bars)

    @property
    def score_sections(self) -> tuple[ScoreSection, ...]:
        """The sections as a score names them."""
        return tuple(
            ScoreSection(section.name, section.first_bar, section.n_bars, section.key)
            for section in self.sections
        )
