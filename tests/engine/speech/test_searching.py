from __future__ import annotations

from typing import Any

import pytest
import torch
from whisper.decoding import DecodingOptions

from engine.speech.ear import load_tokenizer
from engine.speech.evidence import likelihoods
from engine.speech.searching import search
from engine.speech.wanted import WantedWords
from engine.speech.weights import whisper_from

OPTIONS = DecodingOptions(
    language="en", prompt="a wish", without_timestamps=True, fp16=False, sample_len=60
)


@pytest.fixture(scope="module")
def model(packed: bytes) -> Any:
    model = whisper_from(packed)
    load_tokenizer(model, "en")  # leaves whisper's vocabulary open, for all
    return model


@pytest.fixture(scope="module")
def heard(model: Any) -> torch.Tensor:
    """Some sound, encoded: 30 s, the only length that whisper.decode takes."""
    generator = torch.Generator().manual_seed(0)
    return torch.randn(1, 1500, model.dims.n_audio_state, generator=generator)


def test_it_finds_at_least_as_likely_a_text_as_decoding_greedily(
    model: Any, heard: torch.Tensor
) -> None:
    greedy = model.decode(heard, OPTIONS)[0]
    found = search(model, heard, OPTIONS, None)
    assert len(found) == 1  # without wanted words there is one likeliest
    assert found[0].tokens
    assert found[0].score == pytest.approx(found[0].log_probability)
    assert found[0].log_probability >= greedy.avg_logprob - 1e-3


def test_a_wanted_word_is_found_where_it_was_nearly_said(model: Any, heard: torch.Tensor) -> None:
    plain = search(model, heard, OPTIONS, None)[0]
    tokenizer = load_tokenizer(model, "en")
    words = ["happy", "piano", "ballad"]
    wanted = WantedWords(words, tokenizer.encode, model.dims.n_vocab)
    found = search(model, heard, OPTIONS, wanted, gain=10.0)[0]
    said = tokenizer.decode(list(found.tokens)).casefold()
    assert any(word in said for word in words)
    assert not any(word in tokenizer.decode(list(plain.tokens)).casefold() for word in words)
    assert found.log_probability < found.score


def test_what_does_not_end_was_not_said(model: Any, heard: torch.Tensor) -> None:
    short = DecodingOptions(
        language="en", prompt="a wish", without_timestamps=True, fp16=False, sample_len=3
    )
    assert search(model, heard, short, None) == []


def test_texts_are_as_likely_together_as_alone(model: Any, heard: torch.Tensor) -> None:
    tokenizer = load_tokenizer(model, "en")
    texts = ["a ballad", "a melancholy piece for two violins", "jazz"]
    together = likelihoods(model, heard, texts, tokenizer)
    alone = [float(likelihoods(model, heard, [text], tokenizer)[0]) for text in texts]
    assert together.tolist() == pytest.approx(alone, rel=1e-4)
    assert together.argmax() == 2  # of random words fewer are likelier


@pytest.mark.parametrize("within", [-60.0, 0.0, 3.5, 30.0])
def test_only_a_text_that_is_surely_less_likely_is_not_read(
    model: Any, heard: torch.Tensor, within: float
) -> None:
    tokenizer = load_tokenizer(model, "en")
    texts = [f"a {word} for two violins" for word in ("mallard", "ballad", "palate", "melancholy")]
    texts += ["a mallard for two viols", "a mallard", texts[0]]
    every = likelihoods(model, heard, texts, tokenizer)
    some = likelihoods(model, heard, texts, tokenizer, within)
    for likely, found in zip(every.tolist(), some.tolist(), strict=True):
        assert found == pytest.approx(likely, rel=1e-4) or likely < every[0] - within
    assert within < 0 or some[-1] == some[0]
    assert bool(some.isinf().any()) == (within < 0)  # of random words all is about as likely
