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
from engine.performance.chance import dice

__all__ = ["VOICES", "Musician", "Timing", "Touch", "Voice", "choose_musician", "load_players"]

Voice = Literal["tune", "accompaniment"]
VOICES: tuple[Voice, ...] = ("tune", "accompaniment")


@dataclass(frozen=True)
class Touch:
    """How loud and how long one player's notes are in one voice.

    Attributes
    ----------
    grain
        Velocity steps from one loudness that the keyboard told apart to the next.
    velocities
        Quantiles of the velocity steps by which notes differ from the four bars around them.
    weights
        How far up in that distribution a note is, in deviations: always; higher by an octave; twice
        as long; on a beat; on the first one; at the top, at the bottom of a chord.
    explained
        Share of the variance that these weights explain.
    velocity_memory, length_memory
        Shares of the rest that last for bars, and for a beat.
    phrases
        Deviation of the loudness of four bars.
    lengths
        Quantiles of how many times, as doublings, notes last longer than the player's usual one,
        beside the time to the next.
    """

    grain: float
    velocities: tuple[float, ...]
    weights: tuple[float, ...]
    explained: float
    velocity_memory: tuple[float, float]
    phrases: float
    lengths: tuple[float, ...]
    length_memory: tuple[float, float]


@dataclass(frozen=True)
class Timing:
    """When one player's notes come in one voice.

    Attributes
    ----------
    late
        Quantiles of the milliseconds behind a note's place; most players are often just on it.
    memory
        Shares of that which last for bars, and for a beat.
    apart
        Quantiles of the milliseconds by which the notes of a chord differ from its onset.
    """

    late: tuple[float, ...]
    memory: tuple[float, float]
    apart: tuple[float, ...]


@dataclass(frozen=True)
class Musician:
    """Who plays a piece.

    Attributes
    ----------
    lead
        Velocity steps by which the tune is louder.
    """

    lead: float
    touch: dict[Voice, Touch]
    timing: dict[Voice, Timing]


@functools.cache
def load_players() -> tuple[
    tuple[tuple[float, dict[Voice, Touch]], ...], dict[Voice, list[Timing]]
]:
    """Read the model that ships: each player's lead and touch, and the timings of each voice.

    Raises
    ------
    ResourceError
        If it is missing or damaged.
    """
    return _read(resources.path("models/performance/" + CONFIG).parent)


def _read(
    folder: Path,
) -> tuple[tuple[tuple[float, dict[Voice, Touch]], ...], dict[Voice, list[Timing]]]:
    try:
        record = read_config(folder)
        players = tuple(
            (float(row["lead"]), {voice: Touch(**_fields(row[voice])) for voice in VOICES})
            for row in record["players"]
        )
        timings = {
            voice: [Timing(**_fields(row)) for row in record["timings"][voice]] for voice in VOICES
        }
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise ResourceError(
            f"how people play, in {folder}, cannot be read: {error}", hint="Reinstall Affetto."
        ) from error
    return players, timings


def _fields(record: dict[str, Any]) -> dict[str, Any]:
    return {n: tuple(value) if isinstance(value, list) else value for n, value in record.items()}


def choose_musician(seed: int) -> Musician:
    """Draw who plays a piece."""
    players, timings = load_players()
    chance = dice(seed, "player")
    lead, touch = chance.choice(players)
    return Musician(lead, touch, {voice: chance.choice(timings[voice]) for voice in VOICES})
