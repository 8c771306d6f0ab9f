from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import torch
from whisper.decoding import DecodingOptions

from engine.speech.ear import load_tokenizer
from engine.speech.following import Followed, follow
from engine.speech.weights import whisper_from

OPTIONS = DecodingOptions(
    language="en", prompt="a wish", without_timestamps=True, fp16=False, sample_len=30
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


@pytest.fixture(scope="module")
def plain(model: Any, heard: torch.Tensor) -> Iterator[Any]:
    """What openai-whisper makes of it."""
    return model.decode(heard, OPTIONS)[0]


def same(found: Followed, plain: Any) -> bool:
    return (
        found.tokens == plain.tokens
        and found.log_probability == pytest.approx(plain.avg_logprob, abs=1e-4)
        and found.no_speech == pytest.approx(plain.no_speech_prob, abs=1e-5)
    )


def test_without_a_draft_it_decodes_as_whisper_does(
    model: Any, heard: torch.Tensor, plain: Any
) -> None:
    assert len(plain.tokens) > 5
    assert same(follow(model, heard, OPTIONS, []), plain)


@pytest.mark.parametrize("n_right", [0, 1, 3, 100])
@pytest.mark.parametrize("n_wrong", [0, 1, 40])
def test_no_draft_changes_what_is_heard(
    model: Any, heard: torch.Tensor, plain: Any, n_right: int, n_wrong: int
) -> None:
    draft = [*plain.tokens[:n_right], *[1000] * n_wrong]
    assert same(follow(model, heard, OPTIONS, draft), plain)


def test_a_right_draft_is_read_at_once(model: Any, heard: torch.Tensor, plain: Any) -> None:
    steps: list[int] = []
    hook = model.decoder.ln.register_forward_pre_hook(lambda *_: steps.append(1))
    try:
        follow(model, heard, OPTIONS, plain.tokens)
        n_right, n_none = len(steps), 0
        follow(model, heard, OPTIONS, [])
        n_none = len(steps) - n_right
    finally:
        hook.remove()
    assert n_right == 1
    assert n_none > 5
