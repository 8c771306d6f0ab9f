"""How much the sound itself speaks for a text, whatever the prompt suggests."""

from __future__ import annotations

import torch
import whisper
from torch import Tensor
from whisper.tokenizer import Tokenizer

from engine.speech.following import logits_of, read, read_all

__all__ = ["evidence", "likelihoods"]


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


@torch.no_grad()
def likelihoods(
    model: whisper.Whisper, heard: Tensor, texts: list[str], tokenizer: Tokenizer
) -> Tensor:
    """Compare texts, without a prompt.

    Parameters
    ----------
    heard
        What the encoder makes of the sound, shape (1, T, n_state).
    texts
        Not empty; each is read to its end.

    Returns
    -------
    Tensor
        Log probability of each text as a whole, in nats; shape (n_texts,).
    """
    before = list(tokenizer.sot_sequence_including_notimestamps)
    pieces = [[*tokenizer.encode(f" {text}"), tokenizer.eot] for text in texts]
    longest = max(map(len, pieces))
    # what is behind its end is no part of a text: a token sees only those before it
    filled = torch.tensor([piece + [tokenizer.eot] * (longest - len(piece)) for piece in pieces])
    sequences = torch.cat([torch.tensor([before]).expand(len(texts), -1), filled[:, :-1]], dim=1)
    states = read_all(model, sequences, heard)[:, len(before) - 1 :]
    likely = logits_of(model, states).log_softmax(-1).gather(-1, filled[..., None])[..., 0]
    is_part = torch.arange(longest) < torch.tensor([[len(piece)] for piece in pieces])
    return (likely * is_part).sum(dim=1)
