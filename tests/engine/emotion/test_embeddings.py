from __future__ import annotations

import numpy as np
import pytest
from gensim.models import KeyedVectors

from engine.emotion.embeddings import Embeddings


@pytest.fixture(scope="module")
def embeddings() -> Embeddings:
    return Embeddings()


def test_vectors_are_mapped_not_read(embeddings: Embeddings) -> None:
    assert isinstance(embeddings.vectors.matrix, np.memmap)
    assert embeddings.vectors.matrix.dtype == np.float16


def test_gensim_finds_neighbours_in_them(embeddings: Embeddings) -> None:
    vectors = embeddings.vectors.keyed_vectors
    assert isinstance(vectors, KeyedVectors)
    assert vectors.vectors is embeddings.vectors.matrix
    near = dict(vectors.most_similar("rain", topn=10))
    assert "snow" in near


def test_known_words_have_rows(embeddings: Embeddings) -> None:
    assert "hope" in embeddings
    assert "xqzt" not in embeddings
    assert embeddings.look_up(["hope", "beans"]).shape == (2, 100)
    assert embeddings.look_up([]).shape == (0, 100)
    assert np.array_equal(embeddings.look_up(["hope"])[0], embeddings.vectors.keyed_vectors["hope"])


def test_common_words_weigh_less(embeddings: Embeddings) -> None:
    assert (
        0 < embeddings.rarity("the") < 0.1 < embeddings.rarity("day") < embeddings.rarity("joy") < 1
    )
