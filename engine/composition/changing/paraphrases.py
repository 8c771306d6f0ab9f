"""What is said to a song in words that no grammar lists: the nearest saying that is known.

Each saying has a vector, and stands for a phrase that the grammar understands. Names of parts and
instruments count for nothing in the comparison: those that were said are put into the phrase.
Wishes lie beside the sayings, so that what is nearer to a wish is none of them.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine import resources
from engine.composition.changing.asking.song import INSTRUMENT, PART
from engine.demands.words import read_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Encode = Callable[[Sequence[str]], NDArray[np.float64]]

__all__ = ["Likeness", "Paraphrases", "known_sayings", "without_names"]

_SAYINGS, _SCENES = "vectors/sayings/vectors.npy", "vectors/scenes/vectors.npy"
_STANDING_IN = ("guitar", "violin")  # for the first name that is said, and for all others
_NAME = re.compile(rf"\b(?:{PART}|{INSTRUMENT})\b")
_KEPT = re.compile(r"(?:chords?|harmon(?:y|ies)|chord progression|notes|rhythm|beat|backing)$")
_NEAR = 0.55  # similarity from which on a saying is meant; strangers to all lie below .5
_FAR = 0.23  # how much nearer it has to be where nothing that was said points at the song,
_AHEAD = 0.05  # and how much nearer than any wish
_EVEN = 0.02  # two meanings so near to each other cannot be told apart


@dataclass(frozen=True)
class Likeness:
    """What is most likely meant.

    Attributes
    ----------
    means
        A phrase that the grammar understands; ``!`` and the name of a command, ``?`` for nothing.
    similarity
        Of the saying, −1 to 1.
    others
        What else could be meant, the likeliest first.
    is_near
        Whether it lies nearer than any wish.
    is_clear
        Whether it is near and ahead of the other meanings too.
    """

    means: str
    similarity: float
    others: tuple[str, ...]
    is_near: bool
    is_clear: bool


@functools.cache
def known_sayings() -> tuple[tuple[str, str], ...]:
    """Give each saying after what it means."""
    rows = read_words("sayings")
    return tuple((row["means"], said.strip()) for row in rows for said in row["said"].split(";"))


def without_names(plain: str) -> tuple[str, list[str]]:
    """Put the same few names for all parts and instruments, and give those that were said."""
    names: list[str] = []

    def stand_in(found: re.Match[str]) -> str:
        if _KEPT.match(found[0]):  # what is asked of chords is asked of nothing else
            return found[0]
        if found[0] not in names:
            names.append(found[0])
        return _STANDING_IN[min(names.index(found[0]), 1)]

    return _NAME.sub(stand_in, plain), names


class Paraphrases:
    """The sayings and the wishes as vectors.

    Parameters
    ----------
    encode
        Gives one vector of length 1 for each text.
    """

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        stored, scenes = (
            np.load(resources.path(name), allow_pickle=False).astype(np.float32)
            for name in (_SAYINGS, _SCENES)
        )
        self._sayings, wishes = np.split(stored, [len(known_sayings())])
        self._wishes = np.vstack([wishes, scenes])
        self._meanings = [(means, without_names(said)[1]) for means, said in known_sayings()]

    def find(self, plain: str, *, is_pointed: bool = True) -> Likeness:
        """Compare words, in lower case, with all that is known.

        Parameters
        ----------
        is_pointed
            Whether some of them point at the song that is there, such as "it" and "the drums".
        """
        bare, names = without_names(plain)
        vectors = self._encode(list(dict.fromkeys([bare, plain]))).astype(np.float32)
        near: dict[str, float] = {}
        for meaning, similarity in zip(self._meanings, self._sayings @ vectors[0], strict=True):
            if (phrase := _with_names(*meaning, names)) is not None:
                near[phrase] = max(near.get(phrase, -1.0), float(similarity))
        (best, similarity), *others = sorted(near.items(), key=lambda pair: -pair[1])
        wish = float((self._wishes @ vectors.T).max())
        least, ahead = (_NEAR, 0.0) if is_pointed else (_NEAR + _FAR, _AHEAD)
        is_near = similarity >= wish + ahead
        is_clear = is_near and similarity >= max(least, others[0][1] + _EVEN)
        return Likeness(
            best, similarity, tuple(means for means, _ in others[:4]), is_near, is_clear
        )


def _with_names(means: str, own: list[str], names: list[str]) -> str | None:
    """Fill the names that were said into a phrase; None if they are too few or too many.

    Parameters
    ----------
    own
        Names of the saying, in its order, which may be another than that of the phrase: "a violin
        is better than the guitar" replaces the second by the first.
    """
    n_places = means.count("{")
    if n_places != len(names) and (n_places or means[:1] not in "!?"):
        return None
    said = dict(zip(own, names, strict=False))
    return re.sub(r"\{(\d)\}", lambda place: said[_STANDING_IN[int(place[1]) - 1]], means)
