"""Whisper, and the single things that are asked of it: each in one language, of one sound."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Iterable

import numpy as np
import whisper
from numpy.typing import NDArray
from torch import Tensor
from whisper.timing import find_alignment
from whisper.tokenizer import Tokenizer, get_tokenizer

from engine.speech.encoding import encode_once
from engine.speech.transcript import SpokenWord
from engine.speech.weights import load_whisper
from engine.speech.word_pieces import join_pieces

__all__ = ["Ear", "load_tokenizer"]

_SHORTEST_WINDOW = 5.0  # seconds; in less Whisper, which was taught with 30, often loses its way
_SILENCE_AFTER = 1.0  # seconds of silence behind the words, in which it finds their end
_WHOLE_WINDOW = 30.0
_STEP = 2 * whisper.audio.HOP_LENGTH  # samples that the encoder makes one state of


class Ear:
    """Whisper, for windows of any length.

    Parameters
    ----------
    model
        None loads Whisper base.

    Raises
    ------
    ResourceError
        If the weights cannot be found.
    """

    def __init__(self, model: whisper.Whisper | None = None) -> None:
        self.model = model or load_whisper()
        encode_once(self.model)

    def window(self, samples: NDArray[np.float32], seconds: float | None = None) -> Tensor:
        """Give the spectrum, shape (n_mels, n_frames), of the samples and silence behind them.

        Parameters
        ----------
        samples
            Shape (n,), at 16 kHz, 30 s at most.
        seconds
            That the window lasts; None for no more than it takes.
        """
        seconds = seconds or self.length(samples)
        n_steps = int(min(seconds, _WHOLE_WINDOW) * whisper.audio.SAMPLE_RATE) // _STEP
        padded = whisper.pad_or_trim(samples, n_steps * _STEP)
        spectrum: Tensor = whisper.log_mel_spectrogram(padded, self.model.dims.n_mels)
        return spectrum

    def length(self, *sounds: NDArray[np.float32]) -> float:
        """Say how many seconds a window must last for each of the sounds."""
        longest = max(map(len, sounds)) / float(whisper.audio.SAMPLE_RATE)
        return max(longest + _SILENCE_AFTER, _SHORTEST_WINDOW)

    def hear(self, window: Tensor) -> Tensor:
        """Encode a window, shape (1, T, n_state); the last one is kept."""
        heard: Tensor = self.model.encoder(window[None])
        return heard

    def tokenizer(self, language: str) -> Tokenizer:
        """Give what cuts texts into tokens."""
        return load_tokenizer(self.model, language)

    def text(self, tokens: Iterable[int], language: str) -> str:
        """Give the text of tokens, without those that mean no letters."""
        tokenizer = self.tokenizer(language)
        return str(tokenizer.decode([token for token in tokens if token < tokenizer.eot])).strip()

    def tokens(self, text: str, language: str) -> list[int]:
        """Give the tokens of a text as Whisper writes them; none for an empty one."""
        text = text.strip()
        return self.tokenizer(language).encode(f" {text}") if text else []

    @functools.cached_property
    def silence(self) -> Tensor:
        """What the encoder makes of a silence."""
        window = self.window(np.zeros(0, np.float32))
        encoded: Tensor = self.model.encoder.compute(window[None])  # which keeps what it has
        return encoded

    def align(
        self,
        window: Tensor,
        samples: NDArray[np.float32],
        tokens: list[int],
        language: str,
    ) -> list[SpokenWord]:
        """Find when each word was said, and how likely it is without a prompt."""
        tokenizer = self.tokenizer(language)
        n_frames = min(window.shape[-1], len(samples) // whisper.audio.HOP_LENGTH)
        timings = find_alignment(self.model, tokenizer, tokens, window, n_frames)
        return join_pieces(
            SpokenWord(
                timing.word, float(timing.start), float(timing.end), float(timing.probability)
            )
            for timing in timings
        )


def load_tokenizer(model: whisper.Whisper, language: str) -> Tokenizer:
    """Give what cuts texts into tokens; whisper keeps it."""
    with warnings.catch_warnings():
        # WORKAROUND: whisper leaves the file of its vocabulary open.
        warnings.simplefilter("ignore", ResourceWarning)
        return get_tokenizer(
            model.is_multilingual,
            num_languages=model.num_languages,
            language=language,
            task="transcribe",
        )
