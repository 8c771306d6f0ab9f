from __future__ import annotations

import numpy as np
import pytest
import torch

from engine.emotion.feelings import FEELINGS
from engine.emotion.sentence_weights import EncoderWeights, read_weights
from engine.emotion.sentences import SentenceEncoder, load_tokenizer
from engine.progress import Progress
from engine.training.reading.mood_words import place_as_music
from engine.training.reading.musical_moods import MUSICAL_MOODS
from engine.training.reading.sentence_affect import SentenceSettings, fit
from engine.training.reading.sentence_examples import (
    N_SCALES,
    Corpora,
    Example,
    as_spoken,
    draw_examples,
)
from engine.training.reading.tuned_encoder import TunedEncoder, pad

TEXTS = ("a bright day at sea", "rain")


def example(text: str, valence: float) -> Example:
    rest = np.zeros(N_SCALES - 1)
    return Example(text, np.append(valence, rest), np.append(1.0, rest))


@pytest.fixture(scope="module")
def weights() -> EncoderWeights:
    return read_weights()


@pytest.fixture
def corpora() -> Corpora:
    texts = [example("How lovely!", 1), example("I hate it.", -1)] * 8
    scenes = [example("a feast", 1), example("a burning house", -1)]
    return Corpora(["joy", "pain"], np.array([[0.5, 0.2, 0], [-0.5, 0.1, 0]]), scenes, texts)


def test_what_torch_learns_the_app_computes_alike(weights: EncoderWeights) -> None:
    torch.manual_seed(1)
    tuned = TunedEncoder(weights, rank=2, n_tuned=2)
    with torch.no_grad():
        for parameter in tuned.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    encoded = load_tokenizer().encode_batch(list(TEXTS))
    ids, mask = pad([torch.tensor(one.ids) for one in encoded])
    with torch.no_grad():
        expected = tuned(tuned.below(ids, mask), mask).numpy()
    found = SentenceEncoder(tuned.changes()).encode(TEXTS)
    assert np.abs(found - expected).max() < 1e-5
    assert np.abs(found - SentenceEncoder().encode(TEXTS)).max() > 1e-3


def test_it_learns_which_texts_please_and_the_same_each_time(corpora: Corpora) -> None:
    settings = SentenceSettings(rank=2, n_tuned=1, n_epochs=8, batch_size=4, learning_rate=0.01)
    model, again = (fit(corpora, settings, Progress()) for _ in range(2))
    encoded = load_tokenizer().encode_batch(["How lovely!", "I hate it."])
    ids, mask = pad([torch.tensor(one.ids) for one in encoded])
    with torch.no_grad():
        valence = model(model.encoder.below(ids, mask), mask)[:, 0]
    assert valence[0] > valence[1] + 0.5
    assert torch.equal(model.head.weight, again.head.weight)


def test_examples_are_written_as_typed_and_as_spoken(corpora: Corpora) -> None:
    texts = [e.text for e in draw_examples(corpora, np.random.default_rng(0))]
    assert {"How lovely!", "how lovely"} < set(texts)
    assert texts.count("joy") >= 1
    assert sum("feast" in text for text in texts) == 5
    assert sum("joy" in text for text in texts) >= 3


def test_learning_goes_on_from_what_was_learned(weights: EncoderWeights) -> None:
    first, second = (TunedEncoder(weights, rank=2, n_tuned=1) for _ in range(2))
    with torch.no_grad():
        for parameter in first.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    second.resume(first.changes())
    assert all(
        torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters(), strict=True)
    )


def test_words_of_mood_and_plain_words_are_named(corpora: Corpora) -> None:
    named = {e.text: e.names for e in draw_examples(corpora, np.random.default_rng(0))}
    assert named["joy"].argmax() == FEELINGS.index("joy")
    assert not named["a feast"].any()


def test_transcripts_have_no_marks() -> None:
    assert as_spoken("Well... don't STOP, now!") == "well don't stop now"


def test_words_that_studies_of_music_place_are_moved_there() -> None:
    placed = place_as_music(["table", "love"], np.full((2, 3), 0.9))
    assert placed[0].tolist() == [0.9, 0.9, 0.9]
    assert tuple(placed[1, :2]) == MUSICAL_MOODS["love"]
