"""Learns what sentences feel like: ``affetto train sentence-affect``.

MiniLM is tuned by narrow matrices beside its own (LoRA) on several tasks at once: where words and
sentences lie in the plane of music, EmoBank's valence, arousal and dominance, and the emotion of
GoEmotions' comments. One linear map from the sentence's vector answers them all.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from engine import resources
from engine.emotion.sentence_weights import read_weights
from engine.emotion.sentences import N_DIMENSIONS, load_tokenizer
from engine.files import write_folder
from engine.training.contents import of_record
from engine.training.reading.sentence_examples import (
    N_NAMES,
    N_SCALES,
    draw_examples,
    read_corpora,
)
from engine.training.reading.tuned_encoder import TunedEncoder, pad
from engine.training.reading.wish_corpora import LABELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from engine.progress import Progress
    from engine.training.reading.sentence_examples import Corpora, Example

__all__ = ["SentenceModel", "SentenceSettings", "fit", "train"]

_SCALE = N_DIMENSIONS**0.5  # to vectors whose numbers are near 1
_SORTED_BATCHES = 64  # batches among which texts of like length are put together
_LONGEST = 32  # word pieces; more takes long and says little


@dataclass(frozen=True)
class SentenceSettings:
    """Width of the learned matrices, layers that learn, and how."""

    rank: int = 16
    n_tuned: int = 2
    n_epochs: int = 1
    batch_size: int = 48
    learning_rate: float = 1.2e-3
    warm_up: float = 0.05
    dropout: float = 0.1
    seed: int = 0


class SentenceModel(nn.Module):
    """The tuned encoder and the map from its vectors to all answers."""

    def __init__(self, settings: SentenceSettings) -> None:
        super().__init__()
        self.encoder = TunedEncoder(read_weights(), settings.rank, settings.n_tuned)
        self.dropout = nn.Dropout(settings.dropout)
        self.head = nn.Linear(N_DIMENSIONS, N_SCALES + len(LABELS) + N_NAMES)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """Give the scales and the logits of labels and names; (B, T, 384) to (B, 6 + 28 + 33)."""
        answers: Tensor = self.head(self.dropout(self.encoder(states, mask) * _SCALE))
        return answers


def _loss(answers: Tensor, batch: list[Example]) -> Tensor:
    """Squared errors of the scales, and cross-entropy of labels and names, where known."""

    def stack(name: str) -> Tensor:
        rows = np.stack([getattr(example, name) for example in batch])
        return torch.tensor(rows, dtype=torch.float32)

    scales, labels, names = torch.split(answers, [N_SCALES, len(LABELS), N_NAMES], dim=1)
    squares = (stack("weights") * (scales - stack("values")) ** 2).sum()
    crossed = (stack("labels") * labels.log_softmax(1)).sum()
    crossed = crossed + (stack("names") * names.log_softmax(1)).sum()
    loss: Tensor = (squares - crossed) / len(batch)
    return loss


def _batches(lengths: list[int], size: int, random: np.random.Generator) -> Iterator[list[int]]:
    """Give the indices of each batch: at random, but texts of like length together."""
    order = random.permutation(len(lengths))
    block = size * _SORTED_BATCHES
    batches = []
    for first in range(0, len(order), block):
        near = sorted(order[first : first + block].tolist(), key=lengths.__getitem__)
        batches += [near[start : start + size] for start in range(0, len(near), size)]
    for number in random.permutation(len(batches)):
        yield batches[number]


def _states_below(encoder: TunedEncoder, texts: list[str], progress: Progress) -> list[Tensor]:
    """Give what the layers that never change make of each text, in half precision."""
    tokenizer = load_tokenizer()
    tokenizer.enable_truncation(_LONGEST)
    pieces = [torch.tensor(encoded.ids) for encoded in tokenizer.encode_batch(texts)]
    order = sorted(range(len(texts)), key=lambda n: len(pieces[n]))
    found: dict[int, Tensor] = {}
    for first in range(0, len(order), 64):
        progress.update("sentence affect: read", first / len(order))
        batch = order[first : first + 64]
        states = encoder.below(*pad([pieces[n] for n in batch])).half()
        found |= {n: row[: len(pieces[n])].clone() for n, row in zip(batch, states, strict=True)}
    return [found[n] for n in range(len(texts))]


def fit(
    corpora: Corpora,
    settings: SentenceSettings,
    progress: Progress,
    learned: Mapping[str, np.ndarray] | None = None,
) -> SentenceModel:
    """Train; the same corpora, settings and start give the same model.

    Parameters
    ----------
    learned
        What an earlier training changed in the encoder; learning goes on from there.
    """
    torch.manual_seed(settings.seed)
    random = np.random.default_rng(settings.seed)
    examples = draw_examples(corpora, random)
    model = SentenceModel(settings).train()
    if learned is not None:
        model.encoder.resume(learned)
    states = _states_below(model.encoder, [example.text for example in examples], progress)
    lengths = [len(text) for text in states]
    optimizer = torch.optim.AdamW(model.parameters(), settings.learning_rate, weight_decay=0.01)
    for epoch in range(settings.n_epochs):
        batches = list(_batches(lengths, settings.batch_size, random))
        for step, batch in enumerate(batches):
            done = (epoch + step / len(batches)) / settings.n_epochs
            progress.update("sentence affect: learn", done)
            for group in optimizer.param_groups:
                group["lr"] = settings.learning_rate * min(done / settings.warm_up, 1) * (1 - done)
            below, mask = pad([states[n] for n in batch])
            loss = _loss(model(below.float(), mask), [examples[n] for n in batch])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
    return model.eval()


def _installed() -> dict[str, np.ndarray]:
    """Give the weights that ship: a training takes up where the last one left off."""
    from safetensors.numpy import load_file  # noqa: PLC0415 - heavy import

    stored = load_file(resources.path("models/sentence-affect/checkpoint.safetensors"))
    return {name: array.astype(np.float32) for name, array in stored.items()}


def train(data: Path, output: Path, progress: Progress) -> None:
    """Write ``checkpoint.safetensors`` and ``config.json``.

    Parameters
    ----------
    data
        Holds the word norms and corpora (``words/`` or ``words.tar.gz``).
    output
        The folder to write to.
    """
    from safetensors.numpy import save  # noqa: PLC0415 - heavy import

    settings = SentenceSettings()
    corpora = read_corpora(data, np.random.default_rng(settings.seed))
    model = fit(corpora, settings, progress, _installed())
    weights = model.encoder.changes() | {
        "head.weight": _SCALE * model.head.weight.detach().numpy().T,
        "head.bias": model.head.bias.detach().numpy(),
    }
    halved = {name: np.ascontiguousarray(w.astype(np.float16)) for name, w in weights.items()}
    config = asdict(settings) | {"emotions": LABELS}
    contents = {"checkpoint.safetensors": save(halved), "config.json": of_record(config)}
    write_folder(output, contents)
    progress.update("sentence affect", 1.0)
