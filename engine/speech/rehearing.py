"""What is in doubt is heard again: in other versions, and for the words that wishes are made of."""

from __future__ import annotations

import dataclasses
import functools
import logging
from collections.abc import Callable, Iterable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from whisper.decoding import DecodingOptions

from engine.speech.doubt import (
    is_agreed,
    is_doubtful,
    is_echo,
    is_too_little,
    is_wanted,
    loops,
    may_be_searched,
    without_echo,
    without_loop,
)
from engine.speech.ear import Ear
from engine.speech.evidence import evidence, likelihoods
from engine.speech.searching import search
from engine.speech.sounding_alike import SoundingAlike
from engine.speech.spoken_language import LanguageGuess
from engine.speech.transcript import SpokenWord
from engine.speech.versions import agreement, versions
from engine.speech.voice_activity import SAMPLE_RATE
from engine.speech.wanted import WantedWords

__all__ = ["Candidate", "Rehearing", "candidate_of"]

_log = logging.getLogger(__name__)

_SURE_OF_LOOP = -0.75  # log probability that counts: to repeat is likely, whatever is said
_WISH = 1.5  # what the share of wanted words counts, against a share of words agreed upon
_GAIN_OF_ONE = 1.5  # of a wanted word that is said alone: hardly any others are
_WORTH_OF_WISH = 3.5
"""Nats that a word of a wish may be less likely than what was written down, and be taken instead.
Of what was misheard the right word had at most 3.3 less, of what was said 5.8 and more."""
_MOST_MENDED = 3  # words of one text


@dataclasses.dataclass(frozen=True, eq=False)
class Candidate:
    """A text that may have been said, in a version of the sound; `sure` is its log probability."""

    text: str
    sure: float
    sound: NDArray[np.float32]
    window: Tensor


def candidate_of(text: str, sure: float, sound: NDArray[np.float32], window: Tensor) -> Candidate:
    """Keep the first round of a text that goes round in circles; that it goes on is no merit."""
    if loops(text):
        text, sure = without_loop(text), min(sure, _SURE_OF_LOOP)
    return Candidate(without_echo(text.strip()), sure, sound, window)


class Rehearing:
    """Hears a sound again that something was understood of, or nothing.

    Parameters
    ----------
    ear
        Whisper.
    list_wanted
        Gives English words that a wish is likely to have.
    """

    def __init__(self, ear: Ear, list_wanted: Callable[[], Iterable[str]]) -> None:
        self._ear = ear
        self._list_wanted = list_wanted

    @functools.cached_property
    def _wanted(self) -> WantedWords:
        encode = self._ear.tokenizer("en").encode
        return WantedWords(self._list_wanted(), encode, self._ear.model.dims.n_vocab)

    @functools.cached_property
    def _alike(self) -> SoundingAlike:
        return SoundingAlike(self._wanted.words)

    def hear(
        self, first: Candidate, guess: LanguageGuess, options: DecodingOptions, *, is_said: bool
    ) -> list[SpokenWord]:
        """Take the text that is sure, that most versions agree upon and that a wish would be.

        Parameters
        ----------
        is_said
            Whether something was said for sure; else that must show, without regard to wishes.

        Returns
        -------
        list[SpokenWord]
            Empty if nothing was said for sure.
        """
        samples = first.sound
        is_one = len(first.text.split()) == 1
        may_search = may_be_searched(first.sure, guess)
        gain = _GAIN_OF_ONE if is_one else 1.0
        searched = self._search(samples, guess, options, gain) if may_search else []
        prompt, seconds = str(options.prompt), len(samples) / SAMPLE_RATE
        others, searched, heard = (
            [
                each
                for each in found
                if not is_echo(each.text, prompt) and not is_too_little(each.text, seconds)
            ]
            for found in (self._decode(versions(samples), options), searched, [first])
        )
        candidates = [*heard, *others, *searched]
        if not candidates:
            return []
        witnesses = [other.text for other in others]
        common = agreement([*(each.text for each in heard), *witnesses])
        # what was searched for is no witness: it is the first, brought nearer to a wish
        common += [agreement([each.text, *witnesses])[0] for each in searched]
        sound = np.add([candidate.sure for candidate in candidates], common)
        wish = [self.wish(candidate.text, guess) for candidate in candidates]
        surest, wished = int(np.argmax(sound)), int(np.argmax(sound + np.multiply(_WISH, wish)))
        places = list(dict.fromkeys([surest, wished]))
        # a word alone would be a wanted one at any price; which it sounds like is found by mending
        best = surest if is_one else wished
        words = self._spell(candidates[best], guess, len(samples))
        # Other languages Whisper knows less: what was said is spelt in as many ways, and what was
        # said in a language that it does not know always in much the same.
        if guess.language != "en":
            return [] if is_doubtful(words, candidates[best].sure, guess) else words
        if is_said or any(
            self._is_agreed(candidates[place], common[place], guess, options) for place in places
        ):
            return words
        for place in places if is_one else ():
            words = self._spell(candidates[place], guess, len(samples))
            # what other versions became counts only where the first heard something, or the same
            may_be = may_search or agreement([first.text, *(word.text for word in words)])[0] == 1
            if may_be and self._is_wanted(words, candidates[place], guess, options):
                return words
        return []

    def mend(
        self, words: list[SpokenWord], heard: Candidate, guess: LanguageGuess, unlikely: float
    ) -> list[SpokenWord]:
        """Take words of a wish for others that sound alike, where Whisper nearly did.

        Parameters
        ----------
        words
            Of the text of ``heard``, as they were aligned.
        unlikely
            Probability of a word below which another may have been meant.
        """
        if guess.language != "en" or not may_be_searched(heard.sure, guess):
            return words
        for _ in range(_MOST_MENDED):
            plain = ["".join(filter(str.isalpha, word.text)).casefold() for word in words]
            found = self._alike.instead_of(
                plain,
                [word not in self._wanted.words for word in plain],
                [word.probability < unlikely for word in words],
            )
            if not found:
                break
            written = [word.text for word in words]
            texts = [" ".join(written), *(each.put_into(written) for each in found)]
            tokenizer = self._ear.tokenizer("en")
            encoded = self._ear.hear(heard.window)
            likely = likelihoods(self._ear.model, encoded, texts, tokenizer, _WORTH_OF_WISH)
            best = int(likely[1:].argmax()) + 1
            if likely[best] < likely[0] - _WORTH_OF_WISH:
                break
            _log.debug("mended: %s, %.1f nats", texts[best], float(likely[best] - likely[0]))
            tokens = self._ear.tokens(texts[best], "en")
            words = self._ear.align(heard.window, heard.sound, tokens, "en")
        return words

    def wish(self, text: str, guess: LanguageGuess) -> float:
        """Say which share of the words is wanted; in other languages than English nobody knows."""
        return self._wanted.share(text) if guess.language == "en" else 0.0

    def evidence(
        self, window: Tensor, tokens: list[int], guess: LanguageGuess, options: DecodingOptions
    ) -> float:
        """Say how much the sound speaks for a text; see `engine.speech.evidence`."""
        tokenizer = self._ear.tokenizer(guess.language)
        heard = self._ear.hear(window)
        silence = self._ear.silence
        return evidence(self._ear.model, heard, silence, tokens, tokenizer, str(options.prompt))

    def _spell(self, chosen: Candidate, guess: LanguageGuess, n_samples: int) -> list[SpokenWord]:
        """Give the words of a text that was heard in a version of so many samples."""
        tokens = self._ear.tokens(chosen.text, guess.language)
        if not tokens:
            return []
        aligned = self._ear.align(chosen.window, chosen.sound, tokens, guess.language)
        slower = len(chosen.sound) / n_samples
        return [
            dataclasses.replace(word, start=word.start / slower, end=word.end / slower)
            for word in self.mend(aligned, chosen, guess, unlikely=1.0)
        ]

    def _is_agreed(
        self, candidate: Candidate, common: float, guess: LanguageGuess, options: DecodingOptions
    ) -> bool:
        tokens = self._ear.tokens(candidate.text, guess.language)
        if not tokens:
            return False
        added = self.evidence(candidate.window, tokens, guess, options)
        _log.debug("agreed %.2f, evidence %.2f, log p %.2f", common, added, candidate.sure)
        return is_agreed(common, candidate.sure, added, self.wish(candidate.text, guess))

    def _is_wanted(
        self,
        words: list[SpokenWord],
        heard: Candidate,
        guess: LanguageGuess,
        options: DecodingOptions,
    ) -> bool:
        """Whether a single word of a wish is in the sound, which each version may spell anew."""
        if len(words) != 1 or not self.wish(words[0].text, guess):
            return False
        tokens = self._ear.tokens(words[0].text, guess.language)
        added = self.evidence(heard.window, tokens, guess, options)
        _log.debug("evidence %.2f of %d: %s", added, len(tokens), words[0].text)
        return is_wanted(heard.sure, added, len(tokens))

    def _decode(
        self, sounds: list[NDArray[np.float32]], options: DecodingOptions
    ) -> list[Candidate]:
        """Decode sounds at once, in windows of one length."""
        seconds = self._ear.length(*sounds)
        windows = [self._ear.window(sound, seconds) for sound in sounds]
        found = self._ear.model.decode(torch.stack(windows), options)
        _log.debug("again: %s", [each.text for each in found])
        return [
            candidate_of(each.text, each.avg_logprob, sound, window)
            for each, sound, window in zip(found, sounds, windows, strict=True)
            # what had no end within the words that can be said in that time was not said
            if loops(each.text) or len(each.tokens) != options.sample_len
        ]

    def _search(
        self,
        samples: NDArray[np.float32],
        guess: LanguageGuess,
        options: DecodingOptions,
        gain: float,
    ) -> list[Candidate]:
        """Search for the likeliest words, those of a wish made likelier."""
        window = self._ear.window(samples)
        wanted = self._wanted if guess.language == "en" else None
        found = search(self._ear.model, self._ear.hear(window), options, wanted, gain)
        texts = [self._ear.text(each.tokens, guess.language) for each in found]
        _log.debug("searched: %s", texts)
        return [
            candidate_of(text, each.log_probability, samples, window)
            for text, each in zip(texts, found, strict=True)
        ]
