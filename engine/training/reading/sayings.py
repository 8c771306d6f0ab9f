"""Learns what sayings mean: ``affetto train sayings``.

``words/sayings.tsv`` lists, for each meaning, how people say it. ``[drop|lose] the guitar`` stands
for a sentence with each of the words, and ``<it>`` for the words of the row of that name. What is a
wish is told from all that by wishes of that table, by scenes, and by moods beside instruments.
"""

from __future__ import annotations

import csv
import itertools
import math
import re
import zlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine import resources
from engine.composition.changing.paraphrases import WISH, meaning_of, without_names
from engine.composition.styles.cards import list_styles
from engine.demands.gazetteer import INSTRUMENTS
from engine.demands.words import read_words
from engine.emotion.sentences import N_DIMENSIONS, SentenceEncoder
from engine.files import write_folder
from engine.training.contents import of_arrays
from engine.training.reading.mood_words import mood_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from engine.progress import Progress

__all__ = ["Saying", "known_sayings", "train"]

_MOST = 10  # sentences of one pattern; of a wish's, which tells of anything,
_MOST_WISHES = 30
_N_FRAMED = 1200
_CHOICE = re.compile(r"\[[^\[\]]*\]|<[^<>]*>")
_MACRO = re.compile(r"<[^<>]*>")
_FRAMES = (
    "a {mood} {style} with {one}", "a {mood} {style} for {one} and {two}", "{mood} {one}, no {two}",
    "something {mood} for {one}", "{one} and {two}, {mood}", "a {mood} piece for {one}", "{mood}",
    "{mood} {style}", "a {style} in a minor key, {mood}", "{one} playing something {mood}",
    "{one} that sounds {mood}", "a song with {one} but without {two}", "I feel {mood}",
    "{style} music, slow and {mood}", "a {mood} {one} solo", "music more {mood} than {other}",
    "fast {style} with a lot of {one}", "an hour of {mood} music", "{mood} at 120 bpm with {one}",
    "a {mood} beginning and a {other} ending", "first {mood}, then {other}", "{mood} but {other}",
)  # fmt: skip
_LOOSENESS = 30.0  # how far weights may go: 10 to 100 do alike on patterns left out of training
_WISHES_WEIGH = 0.5  # there are as many of them as of all else together
_N_STEPS = 120


@dataclass(frozen=True)
class Saying:
    """A sentence, without names, and what it means; ``pattern`` numbers what it was made of."""

    text: str
    means: str
    pattern: int


def known_sayings() -> Iterator[Saying]:
    """Give the sentences of the table; of a pattern with many, some that chance takes."""
    rows = read_words("sayings")
    words = {row["means"]: _split(row["said"]) for row in rows if row["means"][0] == "<"}
    pattern = 0
    for row in rows:
        if row["means"] in words:
            continue
        most = _MOST_WISHES if row["means"] == WISH else _MOST
        for said in _split(row["said"]):
            pattern += 1
            for sentence in _sentences(said, words, most):
                text, names = without_names(sentence)
                yield Saying(text, meaning_of(row["means"], names), pattern)


def _split(said: str) -> list[str]:
    return [part.strip() for part in said.split(";") if part.strip()]


def _sentences(said: str, words: dict[str, list[str]], most: int) -> list[str]:
    """Write a pattern out; what chance takes of it hangs on no other pattern."""
    choices = [_options(part, words) for part in _parts(said)]
    if math.prod(map(len, choices)) <= most:
        chosen = list(itertools.product(*choices))
    else:
        chance = np.random.default_rng(zlib.crc32(said.encode()))
        drawn = (tuple(c[chance.integers(len(c))] for c in choices) for _ in range(most))
        chosen = list(dict.fromkeys(drawn))
    return [" ".join("".join(parts).split()).replace(" ,", ",").lower() for parts in chosen]


def _parts(said: str) -> Iterator[str]:
    place = 0
    for found in _CHOICE.finditer(said):
        yield said[place : found.start()]
        yield found[0]
        place = found.end()
    yield said[place:]


def _options(part: str, words: dict[str, list[str]]) -> list[str]:
    options = part[1:-1].split("|") if part.startswith("[") else [part]
    for macro in dict.fromkeys(_MACRO.findall(part)):
        options = [
            option.replace(macro, word)
            for option in options
            for word in (words[macro] if macro in option else [""])
        ]
    return options


def _framed_wishes(chance: np.random.Generator) -> Iterator[str]:
    names, moods = sorted(INSTRUMENTS), sorted(mood_words())
    styles = [style.name for style in list_styles()]
    for n in range(_N_FRAMED):
        one, two = chance.choice(names, 2, replace=False)
        mood, other = chance.choice(moods, 2, replace=False)
        style = styles[chance.integers(len(styles))]
        said = _FRAMES[n % len(_FRAMES)].format(
            mood=mood, other=other, style=style, one=one, two=two
        )
        yield without_names(said)[0]


def _scenes() -> Iterator[str]:
    with resources.path("datasets/scenes.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["scene"].lower()


def train(data: Path, output: Path, progress: Progress) -> None:  # noqa: ARG001 - needs none
    """Write ``weights.npz``: a linear map from vectors to meanings.

    Parameters
    ----------
    output
        The folder to write to.
    """
    sayings = list(known_sayings())
    n_patterns = max(saying.pattern for saying in sayings)
    wishes = dict.fromkeys([*_framed_wishes(np.random.default_rng(0)), *_scenes()])
    sayings += [Saying(text, WISH, n_patterns + n) for n, text in enumerate(wishes, start=1)]
    encoder = SentenceEncoder()
    vectors = np.zeros((len(sayings), N_DIMENSIONS), np.float32)
    for n_read, saying in enumerate(sayings):
        progress.update("sayings", n_read / len(sayings))
        vectors[n_read] = encoder.encode_as_it_came([saying.text])[0]
    meanings = sorted({saying.means for saying in sayings})
    weights, bias = fit(vectors, sayings, meanings)
    content = of_arrays(
        meanings=np.array(meanings), map=weights.astype(np.float16), bias=bias.astype(np.float16)
    )
    write_folder(output, {"weights.npz": content})
    progress.update("sayings", 1.0)


def fit(
    vectors: NDArray[np.float32], sayings: Sequence[Saying], meanings: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fit multinomial logistic regression, patterns weighing by the root of their size.

    Returns
    -------
    tuple
        The map (meanings, 384), and the bias (meanings,).
    """
    from scipy.optimize import minimize  # noqa: PLC0415 - heavy import

    right = np.array([meanings.index(saying.means) for saying in sayings])
    sizes = Counter(saying.pattern for saying in sayings)
    weigh = np.array(
        [
            sizes[saying.pattern] ** -0.5 * (_WISHES_WEIGH if saying.means == WISH else 1.0)
            for saying in sayings
        ],
        np.float32,
    )
    shape, everyone = (len(meanings), N_DIMENSIONS), np.arange(len(sayings))
    n_weights = shape[0] * shape[1]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, bias = flat[:n_weights].reshape(shape), flat[n_weights:]
        scores = vectors @ weights.T.astype(np.float32) + bias.astype(np.float32)
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        shares /= shares.sum(axis=1, keepdims=True)
        wrong = -(weigh * np.log(shares[everyone, right] + 1e-9)).sum(dtype=np.float64)
        shares[everyone, right] -= 1
        shares *= weigh[:, None]
        slope = (shares.T @ vectors).astype(np.float64) + weights / _LOOSENESS
        total = wrong + (weights**2).sum() / (2 * _LOOSENESS)
        return total, np.concatenate([slope.ravel(), shares.sum(axis=0, dtype=np.float64)])

    found = minimize(
        loss, np.zeros(n_weights + shape[0]), jac=True, method="L-BFGS-B",
        options={"maxiter": _N_STEPS},
    )  # fmt: skip
    return found.x[:n_weights].reshape(shape), found.x[n_weights:]
