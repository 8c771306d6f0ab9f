"""What is said to a song in words that no grammar lists: what it most likely means.

A saying's vector goes through one linear map to probabilities: of each phrase that the grammar
understands, of another wish, and of nothing that can be done. Names of parts and instruments count
for nothing in the vector: those that were said are put into the phrase.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine import resources
from engine.composition.changing.asking.song import INSTRUMENT, PART, parts_called
from engine.demands.gazetteer import INSTRUMENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from engine.composition.score import Score

    Encode = Callable[[Sequence[str]], NDArray[np.float64]]

__all__ = ["WISH", "Likeness", "Paraphrases", "meaning_of", "without_names"]

WISH = "wish"
"""What words mean that are about another song."""

_WEIGHTS = "models/sayings/weights.npz"
_STANDING_IN = ("guitar", "violin")  # for the first name that is said, and for all others
_NAME = re.compile(
    rf"(?<!\bmy )(?<!\byour )\b(?!(?<=in the )background\b)(?:{PART}|{INSTRUMENT})\b"
)
_KEPT = re.compile(r"(?:chords?|harmon(?:y|ies)|chord progression|notes|rhythm|beat|backing)$")
_UNLIKELY = 2.0  # nats: to silence who does not play, to add who does; odds of one to seven
_NEVER = 99.0  # a cost that no others reach together


@dataclass(frozen=True)
class Likeness:
    """What is most likely meant.

    Attributes
    ----------
    means
        A phrase that the grammar understands; ``!`` and the name of a command, `WISH`, or ``?`` for
        nothing that can be done.
    probability
        Of it, 0 to 1.
    others
        Phrases that else could be meant, the likeliest first.
    """

    means: str
    probability: float
    others: tuple[str, ...]

    @property
    def is_wish(self) -> bool:
        """Whether another song is meant."""
        return self.means == WISH

    @property
    def command(self) -> str:
        """The name of the command that is meant; empty for none."""
        return self.means[1:] if self.means[0] == "!" else ""

    @property
    def is_change(self) -> bool:
        """Whether a change of the song that is there is meant."""
        return _is_phrase(self.means)


def _is_phrase(means: str) -> bool:
    return means[0] not in "!?" and means != WISH


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


def meaning_of(means: str, names: Sequence[str]) -> str:
    """Give places in a meaning the numbers of their names, in the order in which those are said."""
    order = [_STANDING_IN.index(name) + 1 for name in names if name in _STANDING_IN]
    if order[:2] != [2, 1]:
        return means
    return means.translate(str.maketrans("12", "21"))


class Paraphrases:
    """Knows what sayings mean.

    Parameters
    ----------
    encode
        Gives one vector of length 1 for each text.
    """

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        with np.load(resources.path(_WEIGHTS), allow_pickle=False) as stored:
            self._meanings = [str(means) for means in stored["meanings"]]
            self._map = stored["map"].astype(np.float64)
            self._bias = stored["bias"].astype(np.float64)

    def find(self, wordings: Sequence[str], score: Score) -> Likeness:
        """Say what words, in lower case, most likely mean.

        Parameters
        ----------
        wordings
            The same said in full and, say, without a place: the mean of them counts.
        score
            Of the song: who plays in it.
        """
        bare = [without_names(wording) for wording in dict.fromkeys(wordings)]
        names = bare[0][1]
        bare = [(text, own) for text, own in bare if own == names]
        unlikely = np.array([_unlikelihood(means, names, score) for means in self._meanings])
        evidence = self._encode([text for text, _ in bare]) @ self._map.T + self._bias - unlikely
        shares = np.exp(evidence - evidence.max(axis=1, keepdims=True))
        probabilities = (shares / shares.sum(axis=1, keepdims=True)).mean(axis=0)
        ranked = [
            (_with_names(self._meanings[index], names), float(probabilities[index]))
            for index in np.argsort(-probabilities)
            if unlikely[index] < _NEVER
        ]
        means, probability = ranked[0]
        phrases = [phrase for phrase, _ in ranked[:6] if _is_phrase(phrase)]
        return Likeness(means, probability, tuple(phrases[:4]))


def _unlikelihood(means: str, names: Sequence[str], score: Score) -> float:
    """Say how much speaks against a meaning, in nats: too few names, or parts that do not play."""
    n_places = means.count("{")
    if n_places != len(names) and (n_places or _is_phrase(means)):
        return _NEVER
    against = 0.0
    for place in re.findall(r"\{(\d)\}", means):
        name = names[int(place) - 1]
        joins_in = means.startswith(("add", "same")) or means.endswith(f"with {{{place}}}")
        if joins_in and name not in INSTRUMENTS and not means.startswith("add"):
            return _NEVER
        if not means.startswith("only") and joins_in == _plays(name, score):
            against += _UNLIKELY
    return against


def _plays(name: str, score: Score) -> bool:
    parts, _ = parts_called(name, score)
    return any(track.role in parts for track in score.tracks)


def _with_names(means: str, names: Sequence[str]) -> str:
    return re.sub(r"\{(\d)\}", lambda place: names[int(place[1]) - 1], means)
