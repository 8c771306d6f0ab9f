"""What was learned from people playing: how late, how loud and how long notes are beside a score.

Made by ``affetto train performance``; see `engine.training.performance` and the model's card.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from engine import resources
from engine.errors import ResourceError
from engine.model_files import CONFIG, read_config
from engine.performance.chance import dice, draw

__all__ = ["Musician", "PlayingHabits", "Voice", "choose_musician", "load_habits"]

Voice = Literal["tune", "accompaniment"]
VOICES: tuple[Voice, ...] = ("tune", "accompaniment")


@dataclass(frozen=True)
class PlayingHabits:
    """What all players do in one voice.

    Attributes
    ----------
    late
        Milliseconds behind the beat, for each sixteenth of it.
    onsets, velocities, lengths
        Quantiles of what is left to chance, of deviation 1.
    onset_memory, velocity_memory
        Shares of its variance that last for bars, and that last for a beat.
    looseness
        Quantiles of the deviation of onsets, in milliseconds.
    chord_spread
        Deviation of a chord's notes from each other, beside that of its onset.
    velocity
        What notes are louder that lie an octave higher, last twice as long, or are a chord's top
        or bottom.
    """

    late: tuple[float, ...]
    onsets: tuple[float, ...]
    onset_memory: tuple[float, float]
    looseness: tuple[float, ...]
    chord_spread: float
    velocities: tuple[float, ...]
    velocity_memory: tuple[float, float]
    velocity: dict[str, float]
    lengths: tuple[float, ...]

    @property
    def usual_looseness(self) -> float:
        """The median of `looseness`."""
        return self.looseness[len(self.looseness) // 2]


@dataclass(frozen=True)
class Musician:
    """How much the players of one piece vary what they do.

    Attributes
    ----------
    lead
        Velocity steps by which the tune is louder.
    looseness
        Deviation of onsets in milliseconds.
    velocity, phrases, length
        Deviations of notes' velocities, of four bars' mean velocities, and of notes' lengths in
        doublings; by voice.
    """

    lead: float
    looseness: dict[Voice, float]
    velocity: dict[Voice, float]
    phrases: dict[Voice, float]
    length: dict[Voice, float]


@functools.cache
def load_habits() -> tuple[dict[Voice, PlayingHabits], tuple[dict[str, Any], ...]]:
    """Read the model that ships: the habits of each voice, and the players as it lists them.

    Raises
    ------
    ResourceError
        If it is missing or damaged.
    """
    file = resources.path("models/performance/" + CONFIG)
    return _read(file.parent)


def _read(folder: Path) -> tuple[dict[Voice, PlayingHabits], tuple[dict[str, Any], ...]]:
    try:
        record = read_config(folder)
        voices = {name: _habits(record["voices"][name]) for name in VOICES}
        return voices, tuple(record["players"])
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise ResourceError(
            f"how people play, in {folder}, cannot be read: {error}", hint="Reinstall Affetto."
        ) from error


def _habits(record: dict[str, Any]) -> PlayingHabits:
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in record.items()
    }
    return PlayingHabits(**fields)


def choose_musician(seed: int) -> Musician:
    """Draw who plays a piece."""
    habits, players = load_habits()
    chance = dice(seed, "player")
    row = players[chance.randrange(len(players))]
    velocity, phrases, length = (
        dict(zip(VOICES, row[name], strict=True)) for name in ("velocity", "phrases", "length")
    )
    looseness = {voice: draw(habits[voice].looseness, chance) for voice in VOICES}
    return Musician(row["lead"], looseness, velocity, phrases, length)
