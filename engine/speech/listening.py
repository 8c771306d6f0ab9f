"""Whisper hears one window: stoppable, with its progress told, and encoded once.

``whisper.transcribe`` is not used: when the last word ends before the recording does, it hears the
rest again, which can give words that were never said, and on one of our clips never ended.

This module brings torch and whisper; `engine.speech.recognizer` loads it when it is needed.
"""

from __future__ import annotations

import dataclasses
import logging
import warnings
from collections.abc import Callable

import numpy as np
import torch
import whisper
from numpy.typing import NDArray
from torch import Tensor
from whisper.decoding import DecodingOptions
from whisper.timing import find_alignment
from whisper.tokenizer import Tokenizer, get_tokenizer

from engine.speech.doubt import (
    is_agreed,
    is_doubtful,
    is_heard,
    is_plain,
    is_silence,
    loops,
    may_be_silence,
    without_echo,
    without_loop,
)
from engine.speech.encoding import encode_once
from engine.speech.evidence import evidence
from engine.speech.following import follow
from engine.speech.spoken_language import LanguageGuess
from engine.speech.transcript import SpokenWord
from engine.speech.versions import agreement, versions
from engine.speech.watching import watched
from engine.speech.weights import load_whisper
from engine.speech.word_pieces import join_pieces
from engine.threads import one_thread

__all__ = ["Transcriber"]

_log = logging.getLogger(__name__)

_TOKENS_PER_SECOND = 4.0  # of speech, roughly; only the progress depends on it
_MOST_TOKENS_PER_SECOND = 6.0  # more than that is said by nobody: Whisper goes round in circles
_MOST_TOKENS_OF_A_WORD = 6  # with its punctuation: more are joined by hyphens, or made up
_FEWEST_TOKENS = 12  # for a single word with its punctuation
_LEAST_LOG_PROBABILITY = -1.0  # of a token, as openai-whisper has it
_SURE_OF_LOOP = -0.75  # log probability that counts: to repeat is likely, whatever is said
_SHORTEST_WINDOW = 5.0  # seconds; in less Whisper, which was taught with 30, often loses its way
_SILENCE_AFTER = 1.0  # seconds of silence behind the words, in which it finds their end
_WHOLE_WINDOW = 30.0
_N_BEAMS = 5  # as openai-whisper's command has it
_STEP = 2 * whisper.audio.HOP_LENGTH  # samples that the encoder makes one state of


@dataclasses.dataclass(frozen=True, eq=False)
class _Candidate:
    """A text that may have been said, in a version of the sound; `sure` is its log probability."""

    text: str
    sure: float
    sound: NDArray[np.float32]
    window: Tensor


@dataclasses.dataclass(frozen=True, eq=False)
class _Hearing:
    """What was understood at first, and whether it need not be heard again."""

    candidate: _Candidate
    words: list[SpokenWord] = dataclasses.field(default_factory=list)
    is_sure: bool = False


class Transcriber:
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
        self._model = model or load_whisper()
        encode_once(self._model)
        self._nothing: Tensor | None = None
        self._draft: list[int] = []

    def warm_up(self) -> None:
        """Have everything run once: the first time takes seconds, as much is compiled then."""
        second = np.zeros(whisper.audio.SAMPLE_RATE, np.float32)
        self.detect(second, lambda: None, lambda _: None)
        guess = LanguageGuess("en")
        self.hear(second, guess, "", lambda: None, lambda _: None)
        self._align(self._window(second), second, self._tokens("a few words", guess), guess)

    def detect(
        self,
        samples: NDArray[np.float32],
        check: Callable[[], None],
        tell: Callable[[float], None],
    ) -> dict[str, float]:
        """Give the probability of each language, by ISO 639-1 code; see `hear`."""
        tokenizer = _load_tokenizer(self._model, "en")
        with one_thread(), watched(self._model, check, tell, expected_tokens=1):
            _, probabilities = self._model.detect_language(self._window(samples), tokenizer)
        found: dict[str, float] = probabilities
        return found

    def count_pieces(self, word: str) -> int:
        """Say into how many tokens a word is cut, in English."""
        return len(_load_tokenizer(self._model, "en").encode(f" {word}"))

    def hear(  # noqa: PLR0913 - what is heard, how, and who watches
        self,
        samples: NDArray[np.float32],
        guess: LanguageGuess,
        prompt: str,
        check: Callable[[], None],
        tell: Callable[[float], None],
        *,
        is_whole: bool = True,
    ) -> list[SpokenWord]:
        """Write down what is said; where that is in doubt, hear it in several versions.

        The encoder gets little more than the samples, a fraction of the 30 s that it was taught
        with.

        Parameters
        ----------
        samples
            Shape (n,), at 16 kHz, 30 s at most.
        guess
            The language, and how likely words must be that are heard in it.
        prompt
            A text that might stand before: its words become likelier.
        check, tell
            Called between two layers, and with the share of the work that is done. What they
            raise stops the work.
        is_whole
            Whether no more will be said: then it is worth it to hear it again.

        Returns
        -------
        list[SpokenWord]
            With times from the start of the samples; empty where nothing is said for sure.
        """
        seconds = len(samples) / whisper.audio.SAMPLE_RATE
        options = DecodingOptions(
            language=guess.language,
            prompt=prompt,
            without_timestamps=True,
            fp16=False,
            sample_len=_FEWEST_TOKENS + int(_MOST_TOKENS_PER_SECOND * seconds),
        )
        # Windows this short gain little from a second thread, which on a busy machine costs seven
        # times the work: both wait for each other. And sums come in one order.
        with one_thread():
            with watched(self._model, check, tell, _TOKENS_PER_SECOND * seconds):
                first = self._write_down(samples, guess, options)
            if first.is_sure or not is_whole:
                return first.words
            with watched(self._model, check, lambda _: None, 1):
                return self._hear_again(first, guess, options) or first.words

    def _window(self, samples: NDArray[np.float32], seconds: float | None = None) -> Tensor:
        """Give the spectrum, shape (n_mels, n_frames), of the samples and silence behind them."""
        length = len(samples) / whisper.audio.SAMPLE_RATE
        seconds = seconds or max(length + _SILENCE_AFTER, _SHORTEST_WINDOW)
        n_steps = int(min(seconds, _WHOLE_WINDOW) * whisper.audio.SAMPLE_RATE) // _STEP
        padded = whisper.pad_or_trim(samples, n_steps * _STEP)
        spectrum: Tensor = whisper.log_mel_spectrogram(padded, self._model.dims.n_mels)
        return spectrum

    def _write_down(
        self, samples: NDArray[np.float32], guess: LanguageGuess, options: DecodingOptions
    ) -> _Hearing:
        """Hear the sound as it is; what was heard last is tried first: it may go on."""
        window = self._window(samples)
        heard = self._model.encoder(window[None])
        found = follow(self._model, heard, options, self._draft)
        self._draft = found.tokens
        text = self._text(found.tokens, guess)
        _log.debug("silence %.2f, log p %.2f: %s", found.no_speech, found.log_probability, text)
        candidate = _candidate(text, found.log_probability, samples, window)
        if is_silence(found.no_speech, found.log_probability, candidate.text, guess.language):
            return _Hearing(candidate, is_sure=True)
        is_round = loops(text)
        is_endless = not is_round and len(found.tokens) == options.sample_len
        tokens = self._tokens(candidate.text, guess)
        if is_endless or candidate.sure < _LEAST_LOG_PROBABILITY or not tokens:
            return _Hearing(candidate)
        words = self._align(window, samples, tokens, guess)
        if len(words) == 1 and len(tokens) <= _MOST_TOKENS_OF_A_WORD:
            added = self._evidence(heard, tokens, guess, options)
            is_word = not is_round and is_heard(candidate.sure, added)
            return _Hearing(candidate, words, is_sure=True) if is_word else _Hearing(candidate)
        is_nobody = may_be_silence(found.no_speech, candidate.sure, guess.language)
        if is_nobody or is_doubtful(words, candidate.sure, guess):
            return _Hearing(candidate)
        return _Hearing(candidate, words, is_sure=is_plain(candidate.sure))

    def _hear_again(
        self, first: _Hearing, guess: LanguageGuess, options: DecodingOptions
    ) -> list[SpokenWord]:
        """Hear other versions; where nothing was understood yet, also search for likelier words."""
        samples = first.candidate.sound
        sounds = versions(samples)
        others = self._search(sounds, options)
        words = self._choose([first.candidate, *others], len(samples), guess, options)
        if words or first.words:
            return words
        likelier = self._search([samples], dataclasses.replace(options, beam_size=_N_BEAMS))
        return self._choose([*likelier, *others], len(samples), guess, options)

    def _choose(
        self,
        candidates: list[_Candidate],
        n_samples: int,
        guess: LanguageGuess,
        options: DecodingOptions,
    ) -> list[SpokenWord]:
        """Take the text that is sure and that most versions agree upon, if it was said."""
        if not candidates:
            return []
        common = agreement([candidate.text for candidate in candidates])
        sure = [candidate.sure for candidate in candidates]
        place = int(np.argmax(np.add(sure, common)))
        best = candidates[place]
        tokens = self._tokens(best.text, guess)
        if not tokens:
            return []
        if guess.language == "en":
            heard = self._model.encoder(best.window[None])
            added = self._evidence(heard, tokens, guess, options)
            _log.debug("agreed %.2f, evidence %.2f, log p %.2f", common[place], added, best.sure)
            if not is_agreed(common[place], best.sure, added):
                return []
        slower = len(best.sound) / n_samples
        words = [
            dataclasses.replace(word, start=word.start / slower, end=word.end / slower)
            for word in self._align(best.window, best.sound, tokens, guess)
        ]
        # Other languages Whisper knows less: what was said is spelt in as many ways, and what was
        # said in a language that it does not know always in much the same.
        if guess.language != "en" and is_doubtful(words, best.sure, guess):
            return []
        return words

    def _search(
        self, sounds: list[NDArray[np.float32]], options: DecodingOptions
    ) -> list[_Candidate]:
        """Decode sounds at once, in windows of one length."""
        longest = max(map(len, sounds)) / whisper.audio.SAMPLE_RATE
        seconds = max(longest + _SILENCE_AFTER, _SHORTEST_WINDOW)
        windows = [self._window(sound, seconds) for sound in sounds]
        with warnings.catch_warnings():
            # WORKAROUND: whisper sorts the tensor of its beams with NumPy.
            warnings.simplefilter("ignore", DeprecationWarning)
            found = self._model.decode(torch.stack(windows), options)
        _log.debug("again: %s", [each.text for each in found])
        return [
            _candidate(each.text, each.avg_logprob, sound, window)
            for each, sound, window in zip(found, sounds, windows, strict=True)
            # what had no end within the words that can be said in that time was not said
            if loops(each.text) or len(each.tokens) != options.sample_len
        ]

    def _evidence(
        self, heard: Tensor, tokens: list[int], guess: LanguageGuess, options: DecodingOptions
    ) -> float:
        tokenizer = _load_tokenizer(self._model, guess.language)
        prompt = str(options.prompt)
        return evidence(self._model, heard, self._silence(), tokens, tokenizer, prompt)

    def _text(self, tokens: list[int], guess: LanguageGuess) -> str:
        tokenizer = _load_tokenizer(self._model, guess.language)
        return str(tokenizer.decode([token for token in tokens if token < tokenizer.eot])).strip()

    def _tokens(self, text: str, guess: LanguageGuess) -> list[int]:
        """Give the tokens of a text as Whisper writes them; none for an empty one."""
        text = text.strip()
        return _load_tokenizer(self._model, guess.language).encode(f" {text}") if text else []

    def _silence(self) -> Tensor:
        """Give what the encoder makes of a silence, computed once."""
        if self._nothing is None:
            window = self._window(np.zeros(0, np.float32))
            self._nothing = self._model.encoder.compute(window[None])
        return self._nothing

    def _align(
        self,
        window: Tensor,
        samples: NDArray[np.float32],
        tokens: list[int],
        guess: LanguageGuess,
    ) -> list[SpokenWord]:
        """Find when each word was said, and how likely it is without a prompt."""
        tokenizer = _load_tokenizer(self._model, guess.language)
        n_frames = min(window.shape[-1], len(samples) // whisper.audio.HOP_LENGTH)
        timings = find_alignment(self._model, tokenizer, tokens, window, n_frames)
        return join_pieces(
            SpokenWord(
                timing.word, float(timing.start), float(timing.end), float(timing.probability)
            )
            for timing in timings
        )


def _candidate(text: str, sure: float, sound: NDArray[np.float32], window: Tensor) -> _Candidate:
    """Keep the first round of a text that goes round in circles; that it goes on is no merit."""
    if loops(text):
        text, sure = without_loop(text), min(sure, _SURE_OF_LOOP)
    return _Candidate(without_echo(text.strip()), sure, sound, window)


def _load_tokenizer(model: whisper.Whisper, language: str) -> Tokenizer:
    with warnings.catch_warnings():
        # WORKAROUND: whisper leaves the file of its vocabulary open.
        warnings.simplefilter("ignore", ResourceWarning)
        return get_tokenizer(
            model.is_multilingual,
            num_languages=model.num_languages,
            language=language,
            task="transcribe",
        )
