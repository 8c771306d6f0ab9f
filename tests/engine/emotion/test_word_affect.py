from __future__ import annotations

import numpy as np
import pytest

from engine.emotion.embeddings import Embeddings
from engine.emotion.word_affect import WordAffect, kernel


@pytest.fixture(scope="module")
def embeddings() -> Embeddings:
    return Embeddings()


@pytest.fixture(scope="module")
def affect(embeddings: Embeddings) -> WordAffect:
    return WordAffect(embeddings)


def test_the_kernel_is_one_for_equals_and_falls_with_distance() -> None:
    points = np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0]])
    similarity = kernel(points, points, 0.5)
    assert np.allclose(np.diag(similarity), 1)
    assert similarity[0, 1] == pytest.approx(np.exp(-0.25))
    assert similarity[0, 2] < similarity[0, 1]


@pytest.mark.parametrize(
    ("word", "valence", "arousal"),
    [
        ("joy", 1, 1),
        ("love", 1, -1),
        ("romantic", 1, -1),
        ("tense", -1, 1),
        ("grief", -1, -1),
        ("fury", -1, 1),
        ("sorrow", -1, -1),
        ("peaceful", 1, -1),
        ("disgusting", -1, 1),
    ],
)
def test_words_of_feeling_lie_in_their_quadrant(
    affect: WordAffect, word: str, valence: int, arousal: int
) -> None:
    found = affect.look_up([word])[0]
    assert np.sign(found[:2]).tolist() == [valence, arousal]


def test_every_word_of_the_vocabulary_has_a_place(
    embeddings: Embeddings, affect: WordAffect
) -> None:
    places = affect.look_up(embeddings.vectors.keys)
    assert places.shape == (len(embeddings.vectors.keys), 3)
    assert np.abs(places).max() <= 1
    assert affect.look_up([]).shape == (0, 3)
