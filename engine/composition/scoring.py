"""How a piece is set and played beyond what its feelings decide: part of its plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.composition.score import Metre, Role

__all__ = ["Joining", "Scene", "Scoring"]


@dataclass(frozen=True)
class Joining:
    """A part that joins in where the music rises.

    Attributes
    ----------
    role, program
        What it does, and who plays it.
    low, high
        Its compass, as MIDI pitches.
    enters
        Intensity of a section, 0 to 1, from which on it plays.
    """

    role: Role
    program: int
    low: int
    high: int
    enters: float


@dataclass(frozen=True)
class Scene:
    """Who plays where a piece feels otherwise than at its weightiest; as in `Scoring`."""

    melody: int | None
    chords: int | None
    bass: int | None
    joining: tuple[Joining, ...] = ()
    percussion: str = ""
    silent: tuple[Role, ...] = ()


@dataclass(frozen=True)
class Scoring:
    """What was asked of the setting; what is empty or None is left to the feelings.

    Attributes
    ----------
    style
        Name of the card whose groove and accompaniment are played.
    melody, chords, bass, second
        General MIDI programs; a second part joins in with the melody.
    joining
        Parts that come and go with the intensity, in the order of entry.
    scenes
        Other players, counted from 1 by the sections of a plan.
    silent
        Parts that do not play.
    thin
        Parts that play one note at a time.
    banned
        Programs that nobody may play.
    drums
        Whether they play.
    percussion
        Name of the card whose drummers play where nobody asks for drums but the feeling.
    groove, swing
        A beat, and the place of the off-beat quaver in it (.5 is even).
    loudness
        Mean velocity of all notes.
    course
        How loudness goes through the piece.
    touch
        How notes are played.
    register
        Mean pitch of the melody, as a MIDI note number.
    density
        Onsets a second, all parts together.
    beginning, ending
        How it begins and ends.
    pace
        How the tempo goes through the piece.
    metre
        Into which the music is turned once it is composed, or None.
    progression, bridge
        Chords that are repeated, one a bar, by name or numeral, and those of other themes than the
        first, where they have their own.
    """

    style: str = ""
    melody: int | None = None
    chords: int | None = None
    bass: int | None = None
    second: int | None = None
    joining: tuple[Joining, ...] = ()
    scenes: tuple[Scene, ...] = ()
    silent: tuple[Role, ...] = ()
    thin: tuple[Role, ...] = ()
    banned: tuple[int, ...] = ()
    drums: Literal["as felt", "yes", "no"] = "as felt"
    percussion: str = ""
    groove: Literal["", "four on the floor", "backbeat", "half time", "off the beat"] = ""
    swing: float = 0.5
    loudness: float | None = None
    course: Literal["", "builds up", "dies down", "contrasts"] = ""
    touch: Literal["", "staccato", "legato", "accented"] = ""
    register: float | None = None
    density: float | None = None
    beginning: Literal["", "fade in"] = ""
    ending: Literal["", "fade out", "big finish", "soft ending", "abrupt ending", "loop"] = ""
    pace: Literal["", "faster", "slower"] = ""
    progression: tuple[str, ...] = ()
    bridge: tuple[str, ...] = ()
    metre: Metre | None = None
    space: str = "stage"

    def program(self, role: Role) -> int | None:
        """Give the program that was asked of a part."""
        programs = {"melody": self.melody, "chords": self.chords, "bass": self.bass}
        return programs.get(role)

    def scene(self, number: int) -> Scene | None:
        """Give the players of a scene, counted from 1; None where those of the piece play."""
        return self.scenes[number - 1] if 0 < number <= len(self.scenes) else None
