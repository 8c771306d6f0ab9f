"""How much the sound itself speaks for a text, whatever the prompt and the language suggest."""

from __future__ import annotations

import torch
import whisper
from torch import Tensor
from whisper.tokenizer import Tokenizer

from engine.speech.following import logits_of, read

__all__ = ["evidence"]


def evidence(  # noqa: PLR0913, PLR0917 - a text, its tokens' reader, and two sounds to compare
    model: whisper.Whisper,
    heard: Tensor,
    silence: Tensor,
    tokens: list[int],
    tokenizer: Tokenizer,
    prompt: str,
) -> float:
    """Compare the text's likelihood with what it would be if nobody had spoken.

    Whisper knows what people say, and the prompt what they wish for: both make a word likely that
    nobody said. Where there is no sound they do so just as much, so it is the difference that was
    heard. Words that were said have 4 nats a token and more; of what is made up in babble most
    have less than 3, and a repeated prompt has none.

    Parameters
    ----------
    heard, silence
        What the encoder makes of either, shape (1, T, n_state).
    tokens
        The text, one at least.
    prompt
        That stood before when it was decoded.

    Returns
    -------
    float
        Nats a token.
    """
    before = [
        tokenizer.sot_prev,
        *tokenizer.encode(f" {prompt}"),
        *tokenizer.sot_sequence_including_notimestamps,
    ]
    sequence = [*before, *tokens[:-1]]

    def likelihood(states: Tensor) -> float:
        logits = logits_of(model, read(model, sequence, states)[len(before) - 1 :])
        return float(logits.log_softmax(-1)[torch.arange(len(tokens)), tokens].mean())

    with torch.no_grad():
        return likelihood(heard) - likelihood(silence)
