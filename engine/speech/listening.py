"""Whisper hears one window: stoppable, with its progress told, and encoded only once.

``whisper.transcribe`` is not used: when the last word ends before the recording does, it hears the
rest again, which can give words that were never said, and on one of our clips never ended.

This module brings torch and whisper; `engine.speech.recognizer` loads it when it is needed.
"""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import numpy as np
import torch
import whisper
from numpy.typing import NDArray
from torch import Tensor, nn
from whisper.decoding import DecodingOptions, DecodingResult
from whisper.timing import find_alignment
from whisper.tokenizer import Tokenizer, get_tokenizer

from engine.speech.transcript import SpokenWord
from engine.speech.weights import load_whisper

__all__ = ["Listener"]

_LANGUAGE = "en"
_MAX_THREADS = 4  # more do not help a model of this size
_TOKENS_PER_SECOND = 4.0  # of speech, roughly; only the progress depends on it
_IS_SILENCE = 0.6  # probability, and mean log probability of the words that contradicts it:
_IS_SURE = -1.0  # openai-whisper's own limits


class Listener:
    """Hears the words in up to 30 s of speech.

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
        torch.set_num_threads(min(torch.get_num_threads(), _MAX_THREADS))
        self._model = model or load_whisper()
        self._model.encoder = _Remembering(self._model.encoder)
        self._tokenizer = _load_tokenizer(self._model)

    def warm_up(self) -> None:
        """Have everything run once: the first time takes seconds, as much is compiled then."""
        second = np.zeros(whisper.audio.SAMPLE_RATE, np.float32)
        self.hear(second, "", lambda: None, lambda _: None)
        mel = whisper.log_mel_spectrogram(second, self._model.dims.n_mels)
        window = whisper.pad_or_trim(mel, whisper.audio.N_FRAMES)
        self._align(window, mel.shape[-1], self._tokenizer.encode(" a few words"))

    def hear(
        self,
        samples: NDArray[np.float32],
        prompt: str,
        check: Callable[[], None],
        tell: Callable[[float], None],
    ) -> list[SpokenWord]:
        """Write down what is said, greedily.

        Parameters
        ----------
        samples
            Shape (n,), at 16 kHz, 30 s at most.
        prompt
            A text that might stand before: its words become likelier.
        check, tell
            Called between two layers, and with the share of the work that is done. What they
            raise stops the work.

        Returns
        -------
        list[SpokenWord]
            With times from the start of the samples.
        """
        mel = whisper.log_mel_spectrogram(samples, self._model.dims.n_mels)
        n_frames = min(mel.shape[-1], whisper.audio.N_FRAMES)
        window = whisper.pad_or_trim(mel, whisper.audio.N_FRAMES)
        expected = _TOKENS_PER_SECOND * len(samples) / whisper.audio.SAMPLE_RATE
        with _watched(self._model, check, tell, expected):
            result = self._model.decode(
                window,
                DecodingOptions(
                    language=_LANGUAGE, prompt=prompt, without_timestamps=True, fp16=False
                ),
            )
        if _is_silence(result):
            return []
        return self._align(window, n_frames, result.tokens)

    def _align(self, window: Tensor, n_frames: int, tokens: list[int]) -> list[SpokenWord]:
        text_tokens = [token for token in tokens if token < self._tokenizer.eot]
        timings = find_alignment(self._model, self._tokenizer, text_tokens, window, n_frames)
        return _join_pieces(
            SpokenWord(
                timing.word, float(timing.start), float(timing.end), float(timing.probability)
            )
            for timing in timings
        )


def _load_tokenizer(model: whisper.Whisper) -> Tokenizer:
    with warnings.catch_warnings():
        # WORKAROUND: whisper leaves the file of its vocabulary open.
        warnings.simplefilter("ignore", ResourceWarning)
        return get_tokenizer(
            model.is_multilingual,
            num_languages=model.num_languages,
            language=_LANGUAGE,
            task="transcribe",
        )


def _join_pieces(pieces: Iterable[SpokenWord]) -> list[SpokenWord]:
    """Put together what Whisper's tokenizer parts: a word begins where there is a space."""
    words: list[SpokenWord] = []
    for piece in pieces:
        if not piece.text.strip():
            continue
        if words and not piece.text.startswith(" "):
            words[-1] = _append(words[-1], piece)
        else:
            words.append(dataclasses.replace(piece, text=piece.text.strip()))
    return words


def _append(word: SpokenWord, piece: SpokenWord) -> SpokenWord:
    text = word.text + piece.text.strip()
    if not any(character.isalnum() for character in piece.text):  # takes no time to say
        return dataclasses.replace(word, text=text)
    return SpokenWord(text, word.start, piece.end, min(word.probability, piece.probability))


def _is_silence(result: DecodingResult) -> bool:
    return bool(result.no_speech_prob > _IS_SILENCE and result.avg_logprob < _IS_SURE)


class _Remembering(nn.Module):
    """An encoder that keeps its last result: aligning the words asks for it once more."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder
        self._mel = torch.zeros(0)
        self._encoded = torch.zeros(0)

    def forward(self, mel: Tensor) -> Tensor:
        """Encode one window: (B, n_mels, 3000) to (B, 1500, n_state)."""
        if not torch.equal(mel, self._mel):
            self._encoded = self.encoder(mel)
            self._mel = mel
        return self._encoded


@contextmanager
def _watched(
    model: whisper.Whisper,
    check: Callable[[], None],
    tell: Callable[[float], None],
    expected_tokens: float,
) -> Iterator[None]:
    """Call back while the model works: its first half is encoding, its second the tokens."""
    n_blocks = n_tokens = 0

    def count_block(*_: object) -> None:
        nonlocal n_blocks
        tell(0.5 * n_blocks / len(blocks))
        n_blocks += 1

    def count_token(*_: object) -> None:
        nonlocal n_tokens
        tell(min(0.5 + 0.5 * n_tokens / expected_tokens, 0.99))
        n_tokens += 1

    blocks = model.encoder.encoder.blocks
    leaves = [module for module in model.modules() if not any(module.children())]
    hooks = [leaf.register_forward_pre_hook(lambda *_: check()) for leaf in leaves]
    hooks += [block.register_forward_pre_hook(count_block) for block in blocks]
    hooks.append(model.decoder.register_forward_pre_hook(count_token))
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
