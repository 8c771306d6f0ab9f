"""Gives the sayings their vectors: ``affetto train sayings``.

Beside them come vectors of wishes for instruments and styles, which no saying may be taken from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.composition.changing.paraphrases import known_sayings, without_names
from engine.composition.styles.cards import list_styles
from engine.demands.gazetteer import INSTRUMENTS
from engine.emotion.sentences import SentenceEncoder
from engine.files import write_folder
from engine.training.contents import of_array
from engine.training.reading.mood_words import mood_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.progress import Progress

__all__ = ["train"]

_FRAMES = (
    "a {mood} {style} with {one}", "a {mood} {style} for {one} and {two}", "{mood} {one}, no {two}",
    "something {mood} for {one}", "{one} and {two}, {mood}", "a {mood} piece for {one}", "{mood}",
    "{mood} {style}", "a {style} in a minor key, {mood}", "{one} playing something {mood}",
    "{one} that sounds {mood}", "a song with {one} but without {two}", "I feel {mood}",
    "{style} music, slow and {mood}", "a {mood} {one} solo", "music more {mood} than {other}",
    "fast {style} with a lot of {one}", "an hour of {mood} music", "{mood} at 120 bpm with {one}",
    "a {mood} beginning and a {other} ending", "first {mood}, then {other}", "{mood} but {other}",
)  # fmt: skip
_N_WISHES = 1200


def _wishes(random: np.random.Generator) -> Iterator[str]:
    names, moods = sorted(INSTRUMENTS), sorted(mood_words())
    styles = [style.name for style in list_styles()]
    for n in range(_N_WISHES):
        one, two = random.choice(names, 2, replace=False)
        mood, other = random.choice(moods, 2, replace=False)
        style = styles[random.integers(len(styles))]
        said = _FRAMES[n % len(_FRAMES)].format(
            mood=mood, other=other, style=style, one=one, two=two
        )
        yield without_names(said)[0]


def train(data: Path, output: Path, progress: Progress) -> None:  # noqa: ARG001 - needs none
    """Write ``vectors.npy``: of all sayings in the order of their table, then of the wishes.

    Parameters
    ----------
    output
        The folder to write to.
    """
    texts = [without_names(said)[0] for _, said in known_sayings()]
    texts += dict.fromkeys(_wishes(np.random.default_rng(0)))
    encoder = SentenceEncoder()
    vectors = []
    for n_read, text in enumerate(texts):
        progress.update("sayings", n_read / len(texts))
        vectors.append(encoder.encode([text])[0])
    write_folder(output, {"vectors.npy": of_array(np.stack(vectors).astype(np.float16))})
    progress.update("sayings", 1.0)
