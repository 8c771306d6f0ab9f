"""What the reader of sentences learns from: words in the frames of wishes, scenes, and corpora.

Only the training parts are read. The frames teach that words such as "song", "want" or "full" have
no feeling of their own; texts as spoken, without marks, teach not to lean on exclamation marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from engine import resources
from engine.emotion.embeddings import Embeddings
from engine.emotion.feelings import FEELINGS
from engine.emotion.music_vectors import CORNERS
from engine.training.reading.mood_words import mood_words, place_as_music, place_of, shares_of
from engine.training.reading.wish_corpora import (
    EMOTIONS,
    FEELING_OF,
    LABELS,
    QUADRANTS_OF_EMOTIONS,
    read_comments,
    read_emobank,
)
from engine.training.reading.word_affect import glasgow_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from engine.training.reading.wish_corpora import Labelled

__all__ = [
    "N_NAMES",
    "N_SCALES",
    "Corpora",
    "Example",
    "as_spoken",
    "draw_examples",
    "read_corpora",
]

N_SCALES = 6
"""Valence, arousal and dominance in the plane of music, then EmoBank's."""

N_NAMES = len(FEELINGS) + 1
"""The named feelings, and none."""

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
    *("music for {}", "{} you know", "i think of {}", "like {}", "a song about {}", "um {}"),
    *("a soundtrack for {}", "something for {}", "{} please", "{}, that kind of thing"),
    *("imagine {}", "picture this: {}"),
)
_PAIRS = ("{} and {}", "{}, {}", "{} with {}", "a {} {}", "{} {}", "something {} and {}")
_SPREAD = 0.4  # of the plane, as one standard deviation
_FEELING = 0.35  # standard deviation of EmoBank's ratings in the plane
_PLAIN = 0.2  # length of a rating up to which a word has nothing to feel
_STYLE = 0.3  # weight of EmoBank's arousal in the plane: much of it is manner of writing
_SCENE = 2.0  # weight of a scene: there are few
_NAME = {"mood": 1.0, "word": 0.5, "pair": 0.7, "scene": 1.5, "frame": 1.0, "comment": 0.3}
"""Weight of the name of a feeling; comments are no wishes."""
_COMMENTS = 0.35  # part of the comments that is read at a sitting
_MARKS = re.compile(r"[^\w\s'’-]+")


def _zeros(size: int) -> NDArray[np.float64]:
    return np.zeros(size)


@dataclass(frozen=True, eq=False)
class Example:
    """A text with what is known of it.

    Attributes
    ----------
    text
        Any.
    values, weights
        Of each of the `N_SCALES` scales, in standard deviations; weight 0 where it was not rated.
    labels
        Share of each of GoEmotions' labels, all 0 where it has none.
    names
        Share of each named feeling and of none, times how much it counts; all 0 where unknown.
    """

    text: str
    values: NDArray[np.float64] = field(default_factory=lambda: _zeros(N_SCALES))
    weights: NDArray[np.float64] = field(default_factory=lambda: _zeros(N_SCALES))
    labels: NDArray[np.float64] = field(default_factory=lambda: _zeros(len(LABELS)))
    names: NDArray[np.float64] = field(default_factory=lambda: _zeros(N_NAMES))

    def placed(self, point: Sequence[float], weight: Sequence[float]) -> Example:
        """Give the same with its place in the plane: valence, arousal and maybe dominance."""
        values, weights = self.values.copy(), self.weights.copy()
        values[: len(point)] = np.asarray(point) / _SPREAD
        weights[: len(weight)] = weight
        return replace(self, values=values, weights=weights)

    def named(self, shares: NDArray[np.float64], weight: float) -> Example:
        """Give the same with the shares of the named feelings; what they leave is none."""
        return replace(self, names=weight * np.append(shares, 1 - shares.sum()))


@dataclass(frozen=True, eq=False)
class Corpora:
    """The training parts.

    Attributes
    ----------
    words, points
        Rated words and words of mood, and where they lie: valence, arousal, dominance.
    scenes, texts
        Scenes, and what was made of comments and sentences.
    """

    words: list[str]
    points: NDArray[np.float64]
    scenes: list[Example]
    texts: list[Example]


def read_corpora(data: Path, random: np.random.Generator) -> Corpora:
    """Read the rated words, our scenes, GoEmotions' comments and EmoBank's sentences."""
    words, ratings = glasgow_table(data, Embeddings())
    dominance = dict(zip(words, ratings[:, 2], strict=True))
    others = [word for word in mood_words() if word not in dominance]
    means = {name: _mean_dominance(name, dominance) for name in FEELINGS}
    guessed = [np.mean([means[name] for name in mood_words()[word]]) for word in others]
    unplaced = np.column_stack([np.zeros((len(others), 2)), guessed])
    points = place_as_music([*words, *others], np.vstack([ratings, unplaced]))
    comments = [c for c in read_comments(data, "train") if random.random() < _COMMENTS]
    texts = [*_place_comments(comments), *_read_sentences(data)]
    return Corpora([*words, *others], points, list(_read_scenes(means)), texts)


def _mean_dominance(name: str, dominance: dict[str, float]) -> float:
    """Average the rated words that name a feeling."""
    rated = [dominance[w] for w, names in mood_words().items() if name in names and w in dominance]
    return float(np.mean(rated))


def _read_scenes(dominance: dict[str, float]) -> Iterator[Example]:
    """Read the scenes: each stands for feelings, for a quadrant's corner, or for none."""
    lines = resources.path("datasets/scenes.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines[1:]:
        feeling, text = line.split("\t")
        names = feeling.split("+")
        if feeling == "none":
            scene = Example(text).placed((0, 0, 0), (_SCENE, _SCENE, _SCENE))
            yield scene.named(np.zeros(len(FEELINGS)), _NAME["scene"])
        elif names[0] in FEELINGS:
            own = float(np.mean([dominance[name] for name in names]))
            scene = Example(text).placed((*place_of(names), own), (_SCENE, _SCENE, 0.7 * _SCENE))
            yield scene.named(shares_of(names), _NAME["scene"])
        else:
            corner = CORNERS[int(feeling[1]) - 1] / np.sqrt(2)
            yield Example(text).placed(corner, (_SCENE, _SCENE))


def _place_comments(comments: list[Labelled]) -> Iterator[Example]:
    """Put each comment at the corner of its quadrant; rare quadrants weigh more."""
    quadrants = [_quadrant_of(comment) for comment in comments]
    sizes = np.bincount([quadrant for quadrant in quadrants if quadrant is not None], minlength=4)
    for comment, quadrant in zip(comments, quadrants, strict=True):
        labels = np.bincount(comment.labels, minlength=len(LABELS)) / len(comment.labels)
        names = [FEELING_OF[LABELS[n]] for n in comment.labels if LABELS[n] in FEELING_OF]
        shares = sum(map(_one_name, names), np.zeros(len(FEELINGS))) / len(comment.labels)
        is_neutral = comment.labels == (LABELS.index("neutral"),)
        weight = _NAME["comment"] / 2 if is_neutral else _NAME["comment"]
        example = replace(Example(comment.text), labels=labels).named(shares, weight)
        if is_neutral:
            example = example.placed((0, 0), (0.2, 0.1))
        elif quadrant is not None:
            rarity = 0.7 * sizes.sum() / 4 / sizes[quadrant]
            example = example.placed(CORNERS[quadrant] / np.sqrt(2), (rarity, rarity))
        yield example


def _one_name(name: str) -> NDArray[np.float64]:
    return shares_of([name])


def _quadrant_of(comment: Labelled) -> int | None:
    """Give the index of the quadrant that all labels lie in; None where they don't."""
    names = [LABELS[label] for label in comment.labels]
    if not all(name in EMOTIONS for name in names):
        return None
    found = {int(QUADRANTS_OF_EMOTIONS[EMOTIONS.index(name)]) for name in names}
    return found.pop() if len(found) == 1 else None


def _read_sentences(data: Path) -> Iterator[Example]:
    sentences = read_emobank(data, "train")
    scores = (sentences.ratings - sentences.ratings.mean(axis=0)) / sentences.ratings.std(axis=0)
    for text, score in zip(sentences.texts, scores, strict=True):
        values = np.concatenate([_FEELING * score[:2] / _SPREAD, [0], score])
        yield Example(text, values, np.array([0.7, 0.7 * _STYLE, 0, 1, 1, 1]))


def as_spoken(text: str) -> str:
    """Write a text as a transcript has it: no marks, no capitals."""
    return " ".join(_MARKS.sub(" ", text).lower().split())


def draw_examples(corpora: Corpora, random: np.random.Generator) -> list[Example]:
    """Give all examples: half of the texts as spoken, words in frames and pairs."""
    texts = [
        replace(e, text=as_spoken(e.text) or e.text) if spoken else e
        for e, spoken in zip(corpora.texts, random.random(len(corpora.texts)) < 0.5, strict=True)
    ]
    return [
        *texts,
        *_frame_scenes(corpora, random),
        *_frame_words(corpora, random),
        *_pair_words(corpora, random),
        *_pair_moods(corpora, random),
    ]


def _frame_scenes(corpora: Corpora, random: np.random.Generator) -> Iterator[Example]:
    """Give each scene as typed, as spoken, and three times within a wish."""
    for scene in corpora.scenes:
        yield from (scene, replace(scene, text=as_spoken(scene.text)))
        names = scene.names * _NAME["frame"] / _NAME["scene"]
        for frame in random.choice(len(_SCENE_FRAMES), 3, replace=False):
            yield replace(scene, text=_SCENE_FRAMES[frame].format(scene.text), names=names)


def _frame_words(corpora: Corpora, random: np.random.Generator) -> Iterator[Example]:
    """Give each word bare and in two frames, words of mood in three."""
    for word, point in zip(corpora.words, corpora.points, strict=True):
        names = mood_words().get(word)
        example = Example(word).placed(point, (1.0, 1.0, 0.7))
        if names:
            example = example.named(shares_of(names), _NAME["mood"])
        elif np.hypot(*point[:2]) < _PLAIN:
            example = example.named(np.zeros(len(FEELINGS)), _NAME["word"])
        yield example
        for frame in random.choice(len(_FRAMES), 3 if names else 2, replace=False):
            yield replace(example, text=_FRAMES[frame].format(word))


def _pair_words(corpora: Corpora, random: np.random.Generator) -> Iterator[Example]:
    """Put pairs of words that agree between the two."""
    pairs = random.permutation(len(corpora.words))
    for one, other in zip(pairs[::2], pairs[1::2], strict=False):
        left, right = corpora.points[one], corpora.points[other]
        if left[:2] @ right[:2] > 0:
            text = _pair(corpora.words[one], corpora.words[other], random)
            yield Example(text).placed((left + right) / 2, (1.0, 1.0, 0.7))


def _pair_moods(corpora: Corpora, random: np.random.Generator) -> Iterator[Example]:
    """Give pairs of words of mood the names of both, as many as there are such words."""
    named = [word for word in corpora.words if word in mood_words()]
    for one, other in random.integers(len(named), size=(len(named), 2)):
        left, right = named[one], named[other]
        shares = (shares_of(mood_words()[left]) + shares_of(mood_words()[right])) / 2
        yield Example(_pair(left, right, random)).named(shares, _NAME["pair"])


def _pair(left: str, right: str, random: np.random.Generator) -> str:
    return _PAIRS[random.integers(len(_PAIRS))].format(left, right)
