"""How much the sound itself speaks for a text, whatever the prompt suggests."""

from __future__ import annotations

import math

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
    model: whisper.Whisper,
    heard: Tensor,
    texts: list[str],
    tokenizer: Tokenizer,
    within: float = math.inf,
) -> Tensor:
    """Compare texts with the first of them, without a prompt.

    Most texts need not be read: up to where it becomes another a text is as likely as the first,
    its next token the first's reading tells, and no token behind that makes it likelier.

    Parameters
    ----------
    heard
        What the encoder makes of the sound, shape (1, T, n_state).
    texts
        Not empty; each is read to its end.
    within
        Nats that a text may be less likely than the first; of a text that is surely more so,
        nothing else is found out.

    Returns
    -------
    Tensor
        Log probability of each text as a whole, in nats, minus infinity where that is not found
        out; shape (n_texts,).
    """
    pieces = [[*tokenizer.encode(f" {text}"), tokenizer.eot] for text in texts]
    first = pieces[0]
    rows = logits_of(model, _states(model, heard, [first], tokenizer)[0]).log_softmax(-1)
    so_far = [0.0, *rows[torch.arange(len(first)), first].cumsum(0).tolist()]
    same = [_n_same(first, other) for other in pieces]
    # up to the token that differs, and with it
    most = torch.tensor(
        [
            so_far[n] + (float(rows[n, other[n]]) if n < len(other) else 0.0)
            for n, other in zip(same, pieces, strict=True)
        ]
    )
    near = [n for n in torch.nonzero(most >= so_far[-1] - within).flatten().tolist() if n]
    found = torch.full_like(most, -math.inf)
    found[0] = so_far[-1]
    if near:
        states = _states(model, heard, [pieces[n] for n in near], tokenizer)
        behind = [slice(same[n] + 1, len(pieces[n])) for n in near]
        logits = logits_of(model, torch.cat([states[k, part] for k, part in enumerate(behind)]))
        rests = [
            (n, token) for n, part in zip(near, behind, strict=True) for token in pieces[n][part]
        ]
        owners, tokens = torch.tensor(rests, dtype=torch.long).reshape(-1, 2).T
        found[near] = most[near]
        likely = logits.gather(1, tokens[:, None])[:, 0] - logits.logsumexp(-1)
        found.index_add_(0, owners, likely)
    return found


def _n_same(one: list[int], other: list[int]) -> int:
    """Say with how many tokens that are the same both begin."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _states(
    model: whisper.Whisper, heard: Tensor, texts: list[list[int]], tokenizer: Tokenizer
) -> Tensor:
    """Give the decoder's states before each token; shape (n_texts, n_tokens, n_state)."""
    before = list(tokenizer.sot_sequence_including_notimestamps)
    longest = max(map(len, texts))
    # what is behind its end is no part of a text: a token sees only those before it
    filled = [[*before, *text, *[tokenizer.eot] * (longest - len(text))][:-1] for text in texts]
    return read_all(model, torch.tensor(filled), heard)[:, len(before) - 1 :]
