"""The models that can be trained, by the name that ``affetto train NAME`` takes."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from engine.errors import OptionError

__all__ = ["TRAINERS", "Trainer", "load_trainer"]

Trainer = Callable[..., str | None]
"""Takes the folder of data, the folder to write the model to, and a progress to report to; by name
also ``minutes`` and ``persistent`` where it can. Gives what a person may want to know, if
anything.
"""

TRAINERS: dict[str, str] = {
    "word-vectors": "engine.training.reading.word_vectors:train",
    "word-affect": "engine.training.reading.word_affect:train",
    "sentence-affect": "engine.training.reading.sentence_affect:train",
    "scenes": "engine.training.reading.scenes:train",
    "sayings": "engine.training.reading.sayings:train",
    "music-vectors": "engine.training.reading.music_vectors:train",
    "open-vectors": "engine.training.reading.open_vectors:train",
    "transformer": "engine.training.transformer.train:train",
    "rbm": "engine.training.boltzmann.train:train",
    "concatenative": "engine.training.fragments.train:train",
    "performance": "engine.training.performance.train:train",
    "critic": "engine.training.choosing.train:train",
    "drums": "engine.training.drums.train:train",
    "wavenet": "engine.training.wavenet.train:train",
}
"""Where each trainer lives: its module, loaded on first use, and its function."""


def load_trainer(name: str) -> Trainer:
    """Find a trainer.

    Raises
    ------
    OptionError
        If nothing of that name can be trained.
    """
    if name not in TRAINERS:
        raise OptionError(
            f"nothing called {name!r} can be trained", hint=f"Choose one of: {', '.join(TRAINERS)}."
        )
    module, _, function = TRAINERS[name].partition(":")
    trainer: Trainer = getattr(importlib.import_module(module), function)
    return trainer
