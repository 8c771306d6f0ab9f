"""Beam search, which may pay for wanted words: of several texts at once the likeliest is kept."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import whisper
from torch import Tensor
from whisper.decoding import DecodingOptions, DecodingTask

from engine.speech.following import Cache, logits_of, read_all
from engine.speech.wanted import WantedWords

__all__ = ["Found", "search"]

_N_BEAMS = 5  # as openai-whisper's command has it


@dataclass(frozen=True)
class Found:
    """A text that was searched for.

    Attributes
    ----------
    tokens
        Without its end.
    log_probability
        Mean of the tokens and the end, without any bonus.
    score
        The same among words of which the wanted ones are likelier.
    """

    tokens: tuple[int, ...] = ()
    log_probability: float = 0.0
    score: float = 0.0

    def longer(self, token: int, log_probability: float, score: float) -> Found:
        """Add a token; until the end both figures are sums."""
        return Found(
            (*self.tokens, token),
            self.log_probability + log_probability,
            self.score + score,
        )


@torch.no_grad()
def search(
    model: whisper.Whisper,
    heard: Tensor,
    options: DecodingOptions,
    wanted: WantedWords | None,
    gain: float = 1.0,
) -> list[Found]:
    """Find likely texts, as `whisper.decode` does, but reading the prompt once for all.

    Parameters
    ----------
    heard
        What the encoder made of the sound, shape (1, T, n_state).
    wanted
        None pays for no word.
    gain
        How many times as much a wanted word is made likelier as it usually is.

    Returns
    -------
    list[Found]
        The likeliest with wanted words, and the likeliest without regard to them; none if no text
        came to its end within ``options.sample_len`` tokens.
    """
    task = DecodingTask(model, options)
    start, eot = list(task.initial_tokens), task.tokenizer.eot
    beams, ended = [Found()], list[Found]()
    cache = Cache(model)
    try:
        states = read_all(model, torch.tensor([start]), heard, cache.values)[:, -1]
        for place in range(task.sample_len):
            rows = logits_of(model, states)
            before = torch.tensor([[*start, *beam.tokens] for beam in beams])
            for rule in task.logit_filters:
                rule.apply(rows, before)
            sources, beams = _extend(beams, rows, wanted, gain)
            ended += [_end(beam) for beam in beams if beam.tokens[-1] == eot]
            going = [n for n, beam in enumerate(beams) if beam.tokens[-1] != eot][:_N_BEAMS]
            if len(ended) >= _N_BEAMS or not going:
                break
            beams = [beams[n] for n in going]
            cache.choose([sources[n] for n in going])
            last = torch.tensor([beam.tokens[-1:] for beam in beams])
            states = read_all(model, last, heard, cache.values, len(start) + place)[:, -1]
    finally:
        cache.close()
    best = [max(ended, key=lambda each: each.score)] if ended else []
    return list(dict.fromkeys([*best, *sorted(ended, key=lambda each: -each.log_probability)[:1]]))


def _extend(
    beams: list[Found], logits: Tensor, wanted: WantedWords | None, gain: float
) -> tuple[list[int], list[Found]]:
    """Give the best texts that are one token longer, and what each came from."""
    bonus = [torch.zeros(1) if wanted is None else wanted.bonus(beam.tokens) for beam in beams]
    scores = (logits + gain * torch.stack(bonus)).log_softmax(-1)
    likely = logits.log_softmax(-1)
    longer = [
        (source, beam.longer(token, float(likely[source, token]), float(scores[source, token])))
        for source, beam in enumerate(beams)
        for token in scores[source].topk(_N_BEAMS + 1).indices.tolist()
    ]
    longer.sort(key=lambda each: each[1].score, reverse=True)
    sources, best = zip(*longer[: 2 * _N_BEAMS], strict=True)
    return list(sources), list(best)


def _end(beam: Found) -> Found:
    """Turn the sums into means, by which long and short texts are compared."""
    n_tokens = len(beam.tokens)
    return Found(beam.tokens[:-1], beam.log_probability / n_tokens, beam.score / n_tokens)
