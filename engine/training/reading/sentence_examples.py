"""What the reader of sentences learns from: rated words in the frames of wishes, and corpora.

Only the training parts are read. The frames teach that words such as "song", "want" or "full" have
no feeling of their own; texts as spoken, without marks, teach not to lean on exclamation marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine import resources
from engine.emotion.embeddings import Embeddings
from engine.emotion.music_vectors import CORNERS
from engine.training.reading.wish_corpora import read_emobank, read_goemotions
from engine.training.reading.word_affect import glasgow_table, place_as_music

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["N_SCALES", "Corpora", "Example", "as_spoken", "draw_examples", "read_corpora"]

N_SCALES = 5
"""Valence and arousal in the plane of music, then EmoBank's valence, arousal, dominance."""

_LISTED = """
{}|something {}|a {} song|{} music|play me something {}|i want to feel {}|music that sounds {}
a piece full of {}|it should convey {}|the mood is {}|a tune about {}|a {} melody please|make it {}
compose something with a sense of {}|um something like {} you know|a feeling of {}|give me {}
a soundtrack for {}|can you write me some {} music|as {} as it gets|i would like a {} tune
let it be {}|i am {}|it expresses {}|it is about {}|think of {}|the sound of {}|a {} evening
a {} day|a {} place|{} and nothing else|a little piece of {}|the whole thing should be {}
we hear {}|there is {} in it|filled with {}|with {}|a {} mood|i need {} now|so {}|all {}
"""
_FRAMES = tuple(_LISTED.strip().replace("\n", "|").split("|"))
_SCENE_FRAMES = (
    "music for {}",
    "{} you know",
    "i think of {}",
    "like {}",
    "a song about {}",
    "um {}",
)
_PAIRS = ("{} and {}", "{}, {}", "{} with {}", "a {} {}", "{} {}", "something {} and {}")
_FEELING = 0.35  # standard deviation of EmoBank's ratings in the plane
_STYLE = 0.3  # weight of EmoBank's arousal in the plane: much of it is manner of writing
_SCENE = 3.0  # weight of a scene: there are few
_MARKS = re.compile(r"[^\w\s'’-]+")


@dataclass(frozen=True, eq=False)
class Example:
    """A text with what is known of it.

    Attributes
    ----------
    text
        Any.
    values, weights
        Of each of the `N_SCALES` scales, in standard deviations; weight 0 where it was not rated.
    emotion
        Index of its emotion in GoEmotions; −1 for none.
    """

    text: str
    values: NDArray[np.float64]
    weights: NDArray[np.float64]
    emotion: int = -1


@dataclass(frozen=True, eq=False)
class Corpora:
    """The training parts: rated words, scenes, and what was made of comments and sentences."""

    words: list[str]
    points: NDArray[np.float64]
    scenes: list[Example]
    texts: list[Example]


def read_corpora(data: Path) -> Corpora:
    """Read Glasgow's words, our scenes, GoEmotions' comments and EmoBank's sentences."""
    words, ratings = glasgow_table(data, Embeddings())
    points = place_as_music(words, ratings)[:, :2]
    return Corpora(
        words, points, list(_read_scenes()), [*_read_comments(data), *_read_sentences(data)]
    )


def _read_scenes() -> Iterator[Example]:
    """Read the scenes, each put at the corner of the quadrant that it stands for."""
    lines = resources.path("datasets/scenes.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines[1:]:
        quadrant, text = line.split("\t")
        yield _place(text, CORNERS[int(quadrant[1]) - 1] / np.sqrt(2), (_SCENE, _SCENE))


def _read_comments(data: Path) -> Iterator[Example]:
    """Put each comment at the corner of its quadrant; rare quadrants weigh more."""
    comments = read_goemotions(data, "train")
    sizes = np.bincount([comment.quadrant for comment in comments], minlength=4)
    for comment in comments:
        weight = 0.7 * len(comments) / 4 / sizes[comment.quadrant]
        yield _place(
            comment.text, CORNERS[comment.quadrant] / np.sqrt(2), (weight, weight), comment.emotion
        )


def _read_sentences(data: Path) -> Iterator[Example]:
    sentences = read_emobank(data, "train")
    scores = (sentences.ratings - sentences.ratings.mean(axis=0)) / sentences.ratings.std(axis=0)
    for text, score in zip(sentences.texts, scores, strict=True):
        placed = _place(text, _FEELING * score[:2], (0.7, 0.7 * _STYLE))
        yield Example(
            text, np.append(placed.values[:2], score), np.append(placed.weights[:2], [1] * 3)
        )


def _place(
    text: str, point: NDArray[np.float64], weights: tuple[float, float], emotion: int = -1
) -> Example:
    rest = np.zeros(N_SCALES - 2)
    return Example(text, np.append(point / 0.4, rest), np.append(weights, rest), emotion)


def as_spoken(text: str) -> str:
    """Write a text as a transcript has it: no marks, no capitals."""
    return " ".join(_MARKS.sub(" ", text).lower().split())


def draw_examples(corpora: Corpora, random: np.random.Generator) -> list[Example]:
    """Give all examples: half of the texts as spoken, words in frames and pairs."""
    texts = [
        Example(as_spoken(e.text) or e.text, e.values, e.weights, e.emotion) if spoken else e
        for e, spoken in zip(corpora.texts, random.random(len(corpora.texts)) < 0.5, strict=True)
    ]
    scenes = [*corpora.scenes, *_frame_scenes(corpora, random)]
    return [*texts, *scenes, *_frame_words(corpora, random), *_pair_words(corpora, random)]


def _frame_scenes(corpora: Corpora, random: np.random.Generator) -> Iterator[Example]:
    """Give each scene twice more, within a wish."""
    for example in corpora.scenes:
        for frame in random.choice(len(_SCENE_FRAMES), 2, replace=False):
            text = _SCENE_FRAMES[frame].format(example.text)
            yield Example(text, example.values, example.weights)


def _frame_words(corpora: Corpora, random: np.random.Generator) -> Iterator[Example]:
    """Give each word bare and in two frames."""
    for word, point in zip(corpora.words, corpora.points, strict=True):
        yield _place(word, point, (1.0, 1.0))
        for frame in random.choice(len(_FRAMES), 2, replace=False):
            yield _place(_FRAMES[frame].format(word), point, (1.0, 1.0))


def _pair_words(corpora: Corpora, random: np.random.Generator) -> Iterator[Example]:
    """Put pairs of words that agree between the two."""
    pairs = random.permutation(len(corpora.words))
    for one, other in zip(pairs[::2], pairs[1::2], strict=False):
        left, right = corpora.points[one], corpora.points[other]
        if left @ right > 0:
            text = _PAIRS[random.integers(len(_PAIRS))].format(
                corpora.words[one], corpora.words[other]
            )
            yield _place(text, (left + right) / 2, (1.0, 1.0))
