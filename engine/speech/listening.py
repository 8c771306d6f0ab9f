"""Whisper hears one window: stoppable, with its progress told, and encoded once.

``whisper.transcribe`` is not used: when the last word ends before the recording does, it hears the
rest again, which can give words that were never said, and on one of our clips never ended.

This module brings torch and whisper; `engine.speech.recognizer` loads it when it is needed.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Iterable

import numpy as np
import whisper
from numpy.typing import NDArray
from whisper.decoding import DecodingOptions

from engine.speech.doubt import (
    is_doubtful,
    is_heard,
    is_plain,
    is_silence,
    is_too_little,
    loops,
    may_be_silence,
)
from engine.speech.ear import Ear
from engine.speech.following import follow
from engine.speech.rehearing import Candidate, Rehearing, candidate_of
from engine.speech.spoken_language import LanguageGuess
from engine.speech.transcript import SpokenWord
from engine.speech.watching import watched
from engine.threads import one_thread

__all__ = ["Transcriber"]

_log = logging.getLogger(__name__)

_TOKENS_PER_SECOND = 4.0  # of speech, roughly; only the progress depends on it
_MOST_TOKENS_PER_SECOND = 6.0  # more than that is said by nobody: Whisper goes round in circles
_MOST_TOKENS_OF_A_WORD = 6  # with its punctuation: more are joined by hyphens, or made up
_FEWEST_TOKENS = 12  # for a single word with its punctuation
_LEAST_LOG_PROBABILITY = -1.0  # of a token, as openai-whisper has it
_UNLIKELY = 0.5  # probability of a word below which another may be meant, though all is plain


@dataclasses.dataclass(frozen=True, eq=False)
class _Hearing:
    """What was understood at first, and whether it need not be heard again."""

    candidate: Candidate
    words: list[SpokenWord] = dataclasses.field(default_factory=list)
    is_sure: bool = False


class Transcriber:
    """Hears the words in up to 30 s of speech.

    Parameters
    ----------
    model
        None loads Whisper base.
    wanted
        English words that a wish is likely to have.

    Raises
    ------
    ResourceError
        If the weights cannot be found.
    """

    def __init__(
        self, model: whisper.Whisper | None = None, wanted: Callable[[], Iterable[str]] = tuple
    ) -> None:
        self._ear = Ear(model)
        self._model = self._ear.model
        self._rehearing = Rehearing(self._ear, wanted)
        self._draft: list[int] = []

    def warm_up(self) -> None:
        """Have everything run once: the first time takes seconds, as much is compiled then."""
        second = np.zeros(whisper.audio.SAMPLE_RATE, np.float32)
        self.detect(second, lambda: None, lambda _: None)
        guess = LanguageGuess("en")
        self.hear(second, guess, "", lambda: None, lambda _: None)
        tokens = self._ear.tokens("a few words", "en")
        self._ear.align(self._ear.window(second), second, tokens, "en")

    def detect(
        self,
        samples: NDArray[np.float32],
        check: Callable[[], None],
        tell: Callable[[float], None],
    ) -> dict[str, float]:
        """Give the probability of each language, by ISO 639-1 code; see `hear`."""
        tokenizer = self._ear.tokenizer("en")
        with one_thread(), watched(self._model, check, tell, expected_tokens=1):
            _, probabilities = self._model.detect_language(self._ear.window(samples), tokenizer)
        found: dict[str, float] = probabilities
        return found

    def count_pieces(self, word: str) -> int:
        """Say into how many tokens a word is cut, in English."""
        return len(self._ear.tokenizer("en").encode(f" {word}"))

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
            if not is_whole:
                return first.words
            with watched(self._model, check, lambda _: None, 1):
                if first.is_sure:
                    return self._rehearing.mend(first.words, first.candidate, guess, _UNLIKELY)
                is_said = bool(first.words)
                again = self._rehearing.hear(first.candidate, guess, options, is_said=is_said)
                return again or first.words

    def _write_down(
        self, samples: NDArray[np.float32], guess: LanguageGuess, options: DecodingOptions
    ) -> _Hearing:
        """Hear the sound as it is; what was heard last is tried first: it may go on."""
        window = self._ear.window(samples)
        heard = self._ear.hear(window)
        found = follow(self._model, heard, options, self._draft)
        self._draft = found.tokens
        text = self._ear.text(found.tokens, guess.language)
        _log.debug("silence %.2f, log p %.2f: %s", found.no_speech, found.log_probability, text)
        candidate = candidate_of(text, found.log_probability, samples, window)
        if is_silence(found.no_speech, found.log_probability, candidate.text, guess.language):
            return _Hearing(candidate, is_sure=True)
        is_round = loops(text)
        seconds = len(samples) / whisper.audio.SAMPLE_RATE
        is_endless = not is_round and len(found.tokens) == options.sample_len
        tokens = self._ear.tokens(candidate.text, guess.language)
        is_made_up = is_endless or is_too_little(candidate.text, seconds)
        if is_made_up or candidate.sure < _LEAST_LOG_PROBABILITY or not tokens:
            return _Hearing(candidate)
        words = self._ear.align(window, samples, tokens, guess.language)
        if len(words) == 1 and len(tokens) <= _MOST_TOKENS_OF_A_WORD:
            added = self._rehearing.evidence(window, tokens, guess, options)
            wish = self._rehearing.wish(candidate.text, guess) if guess.language == "en" else 1.0
            if is_round or not is_heard(candidate.sure, added, wish):
                return _Hearing(candidate)
            return _Hearing(candidate, words, is_sure=is_plain(candidate.sure))
        is_nobody = may_be_silence(found.no_speech, candidate.sure, guess.language)
        if is_nobody or is_doubtful(words, candidate.sure, guess):
            return _Hearing(candidate)
        return _Hearing(candidate, words, is_sure=is_plain(candidate.sure))
