"""What is known of a take without opening its piece, and how a new one is to be kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

__all__ = ["LONGEST_NAME", "About", "Keep", "Take"]


LONGEST_NAME = 200
"""Characters of what a user calls a song or a take."""


class Take(NamedTuple):
    """A line in the list of takes: a tuple, since ten thousand are made for one list.

    Attributes
    ----------
    file
        Name of its file in the folder; the take's identity.
    song
        Takes of one wish share it.
    number
        Which take of its song it is, from 1; stays when others are deleted.
    wish
        The words that it was made from.
    title
        What the user calls the song; empty for the words of the wish.
    name
        What the user calls the take; empty for its number.
    change
        What was asked of the take before, in the user's words; empty for a take of the wish.
    kept
        When it was first kept, in seconds since 1970.
    seconds
        Length as written.
    is_whole
        False where the program ended while it was composed.
    """

    file: str
    song: str
    number: int
    wish: str
    title: str
    name: str
    change: str
    is_favourite: bool
    kept: float
    seed: int
    composer: str
    seconds: float
    is_whole: bool


class About(msgspec.Struct, frozen=True):
    """What a take's file says beside its piece; `Take` has the same in its attributes."""

    song: Annotated[str, Meta(pattern="^[0-9a-z]{1,16}$")]  # stands in the file's name
    number: Annotated[int, Meta(ge=1, le=10**9)] = 1
    title: Annotated[str, Meta(max_length=LONGEST_NAME)] = ""
    name: Annotated[str, Meta(max_length=LONGEST_NAME)] = ""
    change: Annotated[str, Meta(max_length=10_000)] = ""
    is_favourite: bool = False
    kept: Annotated[float, Meta(ge=0, le=1e11)] = 0.0
    seconds: Annotated[float, Meta(ge=0, le=1e6)] = 0.0
    is_whole: bool = True


@dataclass(frozen=True)
class Keep:
    """How a piece that is being made is to be kept.

    Attributes
    ----------
    song
        The song that it is another take of; empty for a new one.
    title, change
        As of `Take`.
    file
        A take that it takes the place of; empty for a new one.
    """

    song: str = ""
    title: str = ""
    change: str = ""
    file: str = ""
