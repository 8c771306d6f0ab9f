"""A word of a wish, with what the words around it do to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from engine.emotion import english

__all__ = ["Link", "Token", "has_between"]

Link = Literal["mix", "then", "joint", "pause"]
"""How a clause joins the one before it: beside it, after it, or, where "and" or the like or a mere
pause stands between, perhaps not apart from it."""


@dataclass(frozen=True)
class Token:
    """One word of a wish.

    Attributes
    ----------
    text, start, end
        As written, and where.
    form
        What to look up, lower case: the dictionary's spelling, the English for a foreign word, the
        parts of a compound, the plain word for an idiom.
    carries
        Whether it may carry feeling: no function word, filler, request or word taken back.
    is_negated
        Whether the sentence denies or refuses it.
    intensity
        1 for the bare word, more for "very", less for "slightly".
    clause
        Number of the clause, from 0.
    link
        How its clause joins the one before.
    is_said
        Whether it is part of what was meant: no filler, no word taken back.
    share
        How much of the whole the wish gives to its clause, 0 to 1; None where it does not say.
    is_music
        Whether it means music and carries no feeling.
    """

    text: str
    start: int
    end: int
    form: str
    carries: bool
    is_negated: bool = False
    intensity: float = 1.0
    clause: int = 0
    link: Link = "mix"
    is_said: bool = True
    share: float | None = None
    is_music: bool = False

    @property
    def denies(self) -> bool:
        """Whether it is a negator."""
        return self.form in english.NEGATORS

    @property
    def tells(self) -> bool:
        """Whether it says something, of feeling or of music."""
        return self.carries or self.is_music

    @property
    def is_plain(self) -> bool:
        """Whether it was meant, and is looked up, as it is written."""
        written = self.text.lower().replace("’", "'")
        return self.is_said and (written.startswith(self.form) or "'" in written)

    @property
    def is_content(self) -> bool:
        """Whether it says more than that music is wished for."""
        return bool(self.form) and self.form not in english.REQUEST_WORDS


def has_between(pattern: re.Pattern[str], text: str, left: Token, right: Token) -> bool:
    """Say whether something stands between two neighbouring words."""
    return pattern.search(text, left.end, right.start) is not None
