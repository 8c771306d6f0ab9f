"""Greedy decoding that first tries what it heard before: most of it is said again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
import whisper
from torch import Tensor
from whisper.decoding import DecodingOptions, DecodingTask

__all__ = ["Cache", "Followed", "follow", "logits_of", "read", "read_all"]


@dataclass(frozen=True)
class Followed:
    """What was decoded.

    Attributes
    ----------
    tokens
        Of the text, without its end.
    log_probability
        Mean of the tokens and the end.
    no_speech
        Probability that nobody speaks.
    """

    tokens: list[int]
    log_probability: float
    no_speech: float


class Cache:
    """Keys and values of what the decoder has seen, which can forget the last of it."""

    def __init__(self, model: whisper.Whisper) -> None:
        self._blocks = model.decoder.blocks
        self.values, self._hooks = model.install_kv_cache_hooks()

    def keep(self, n_tokens: int) -> None:
        """Forget all but the first tokens."""
        for block in self._blocks:
            for module in (block.attn.key, block.attn.value):
                self.values[module] = self.values[module][:, :n_tokens]

    def choose(self, rows: list[int]) -> None:
        """Go on with these of the texts that were read at once, in this order."""
        for block in self._blocks:
            for module in (block.attn.key, block.attn.value):
                self.values[module] = self.values[module][rows]

    def close(self) -> None:
        """Let the model go on without."""
        for hook in self._hooks:
            hook.remove()


@torch.no_grad()
def follow(
    model: whisper.Whisper, heard: Tensor, options: DecodingOptions, draft: Sequence[int]
) -> Followed:
    """Decode greedily, as `whisper.decode` does, with a draft of the text to go by.

    The model reads the whole draft at once, in little more time than one token takes, and tells
    for each token what it would have written itself: as far as that is the draft, it is done.
    A wrong draft changes nothing but the time.

    Parameters
    ----------
    heard
        What the encoder made of the sound, shape (1, T, n_state).
    draft
        Tokens; what was decoded a second ago, for one.

    References
    ----------
    Leviathan, Kalman & Matias, "Fast Inference from Transformers via Speculative Decoding",
    ICML 2023.
    """
    task = DecodingTask(model, options)
    start, eot, n_most = list(task.initial_tokens), task.tokenizer.eot, task.sample_len
    draft = list(draft)[: n_most - 1]
    cache = Cache(model)
    try:
        states = read(model, [*start, *draft], heard, cache.values)
        no_speech = logits_of(model, states[task.sot_index]).softmax(-1)[task.tokenizer.no_speech]
        rows = logits_of(model, states[len(start) - 1 :])
        tokens: list[int] = []
        total = 0.0
        while True:
            place = len(tokens)
            if place >= len(rows):  # beyond the draft, token by token
                offset = len(start) + place - 1
                cache.keep(offset)
                states = read(model, tokens[-1:], heard, cache.values, offset)
                rows = torch.cat([rows[:place], logits_of(model, states)])
            best, likelihood = _choose(task, rows[place], [*start, *tokens])
            total += likelihood
            if best == eot:
                break
            tokens.append(best)
            if place < len(draft) and best != draft[place]:
                rows = rows[: place + 1]  # what follows was read after another token
            if len(tokens) >= n_most:
                break
    finally:
        cache.close()
    return Followed(tokens, total / (len(tokens) + 1), float(no_speech))


def read(
    model: whisper.Whisper,
    tokens: list[int],
    heard: Tensor,
    cache: dict[Any, Tensor] | None = None,
    offset: int = 0,
) -> Tensor:
    """Give the decoder's last states, shape (n_tokens, n_state).

    Parameters
    ----------
    heard
        What the encoder made of the sound, shape (1, T, n_state).
    cache
        Keys and values of what was read before, by layer.
    offset
        Tokens that were read before.
    """
    return read_all(model, torch.tensor([tokens]), heard, cache, offset)[0]


def read_all(
    model: whisper.Whisper,
    tokens: Tensor,
    heard: Tensor,
    cache: dict[Any, Tensor] | None = None,
    offset: int = 0,
) -> Tensor:
    """Read several texts of one sound; see `read`.

    Parameters
    ----------
    tokens
        Shape (B, n_tokens).

    Returns
    -------
    Tensor
        Shape (B, n_tokens, n_state).
    """
    decoder: Any = model.decoder
    places = decoder.positional_embedding[offset : offset + tokens.shape[1]]
    states = decoder.token_embedding(tokens) + places
    for block in decoder.blocks:
        states = block(states, heard, mask=decoder.mask, kv_cache=cache)
    last: Tensor = decoder.ln(states)
    return last


def logits_of(model: whisper.Whisper, states: Tensor) -> Tensor:
    """Only where they are asked for: the vocabulary is half of the decoder's work."""
    weights: Tensor = model.decoder.token_embedding.weight
    return states @ weights.T


def _choose(task: DecodingTask, row: Tensor, before: list[int]) -> tuple[int, float]:
    """Give the likeliest token, and its log probability."""
    logits = row[None].clone()
    for rule in task.logit_filters:
        rule.apply(logits, torch.tensor([before]))
    likelihoods = logits[0].log_softmax(-1)
    best = int(likelihoods.argmax())
    return best, float(likelihoods[best])
