"""Whether what Whisper wrote down was said: it makes words up where nobody speaks clearly."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from engine.speech.spoken_language import LanguageGuess
from engine.speech.transcript import SpokenWord

__all__ = [
    "is_agreed",
    "is_doubtful",
    "is_echo",
    "is_heard",
    "is_plain",
    "is_silence",
    "is_too_little",
    "is_wanted",
    "loops",
    "may_be_searched",
    "may_be_silence",
    "without_echo",
    "without_loop",
]

_MOST_COMPRESSED = 2.4  # openai-whisper's own limit for text that repeats itself
_LONGEST_WORD = 30  # letters; the longest German ones of a wish stay below
_MOST_REPEATS = 3  # of the same few words in a row: "very, very" is a wish, "la la la la" none
_LONGEST_PHRASE = 12  # words: a whole wish is repeated, too
_SAID_BEFORE = 6  # words in a row that only the prompt has: a wish may name its keys and feelings
_SLOWEST = 1.5  # seconds a word: twice as long as who dictates slowly takes, pauses included
_AROUND = 1.0  # seconds around speech that are cut out with it
_IS_SILENCE = 0.12
"""Probability that nobody speaks. Of what is said in English into a microphone it is mostly below
0.05, of six to twenty voices at once, which sound like English, 0.15 to 0.4."""
_IS_SILENCE_ELSEWHERE = 0.6  # openai-whisper's own limit; in other languages it doubts more
_IS_SURE = -0.2  # mean log probability of the tokens; of babble it is lower
_LEAST_OF_BOTH = -0.05
"""Mean log probability of the tokens, each chosen after the prompt, and mean probability of the
words without it, added. Of most spoilt wishes in English it is above; of babble and languages that
Whisper takes for English it is below, though either alone may be as high."""
_LEAST_OF_BOTH_ELSEWHERE = -0.5  # in other languages Whisper is less sure of what it hears rightly
_LEAST_OF_BOTH_IF_NEW = -0.2  # in one that was not spoken before, and may be another
_LEAST_EVIDENCE = (
    4.0  # nats a token that the sound must add to words; a repeated prompt has 1.6 at most
)
_LEAST_OF_LANGUAGE = 0.2  # probability; the single words of wishes have .28 and more, "sedih" .1
_LEAST_OF_PIECES, _LEAST_OF_WORD = 2.5, 10.0  # nats: of each piece of a single word, and of all
_LEAST_OF_ONE = -0.9  # log probability a token of a single word
_PLAIN = -0.5
"""Log probability a token from which on words need not be heard again: of those that were said
clearly nearly all have more, and of what was misheard in noise two thirds have less."""
_SURELY = -0.35  # of words that no other version confirms; of another language the best had -0.57
_LEAST_IF_AGREED = -0.7  # of another language whose versions agreed the best had -0.8
_LEAST_AGREED = 0.9
"""Nats a token that the sound adds, times the square of the share of the words that its versions
have in common. Of babble and of languages that Whisper takes for English the best had 0.85, a
repeated prompt 0.1; of wishes in noise nearly all have more than 1."""

_LEAST_IF_NO_WISH = -0.6  # of another language, without a word that a wish has, the best had -0.67
_WISH = 0.2  # less of that where all words are wanted: other languages are taken for few of them
_CLEARLY_AGREED, _LEAST_IF_CLEAR = 3.0, -1.1
"""A rare word is unlikely however well it was heard; of another language the best had 2.1."""


def loops(text: str) -> bool:
    """Whether the text goes round in circles."""
    words = text.casefold().split()
    if any(len(word) > _LONGEST_WORD for word in words) or _repeated(words) is not None:
        return True
    content = text.encode()
    return len(content) > _MOST_COMPRESSED * len(zlib.compress(content))


def without_loop(text: str) -> str:
    """Give the text up to the end of the first round; empty where that cannot be told."""
    words = text.split()
    end = _repeated(text.casefold().split())
    return "" if end is None else " ".join(words[:end])


def without_echo(text: str) -> str:
    """Give the one word of a text that says nothing else: Whisper likes to say it twice."""
    words = text.split()
    plain = {"".join(filter(str.isalnum, word)) for word in text.casefold().split()}
    return words[0].rstrip(",;") if len(plain) == 1 else text


def _repeated(words: Sequence[str]) -> int | None:
    """Say how many words there are until a phrase begins to be repeated again and again."""
    plain = ["".join(filter(str.isalnum, word)) for word in words]
    for length in range(1, _LONGEST_PHRASE + 1):
        same = 0
        for place in range(length, len(plain)):
            same = same + 1 if plain[place] == plain[place - length] else 0
            if same >= length * (_MOST_REPEATS - 1):
                return place - same + 1
    return None


def is_echo(text: str, prompt: str) -> bool:
    """Whether a text repeats the prompt, as Whisper does where it understands nothing."""
    said, before = (
        ["".join(filter(str.isalnum, word)) for word in each.casefold().split()]
        for each in (text, prompt)
    )
    runs = {tuple(before[n : n + _SAID_BEFORE]) for n in range(len(before) - _SAID_BEFORE + 1)}
    return any(tuple(said[n : n + _SAID_BEFORE]) in runs for n in range(len(said)))


def is_too_little(text: str, seconds: float) -> bool:
    """Whether so few words cannot be all that was said in a time.

    Of babble and music Whisper writes one word, or repeats a few; they are said at once.
    """
    return len(text.split()) * _SLOWEST < seconds - _AROUND


def is_silence(no_speech: float, log_probability: float, text: str, language: str) -> bool:
    """Whether nobody speaks to us, by the model's own word: unless it is rather sure of the text.

    Of single words, which it rarely met in its 30 s, it does not know; see `is_heard`.
    """
    return (
        may_be_silence(no_speech, log_probability, language)
        and log_probability < _PLAIN
        and len(text.split()) != 1
    )


def may_be_silence(no_speech: float, log_probability: float, language: str) -> bool:
    """Whether the model doubts that anybody speaks, and is not quite sure of what it wrote."""
    most = _IS_SILENCE if language == "en" else _IS_SILENCE_ELSEWHERE
    return no_speech > most and log_probability <= _IS_SURE


def is_heard(log_probability: float, evidence: float, wish: float = 1.0) -> bool:
    """Whether a single word was said, which has no others to make it likely.

    Parameters
    ----------
    log_probability
        Mean of its tokens as they were decoded.
    evidence
        See `engine.speech.evidence`.
    wish
        1 if wishes have that word; others must be surer.
    """
    least = _LEAST_OF_ONE if wish else _LEAST_IF_NO_WISH
    return log_probability >= least and evidence >= _LEAST_EVIDENCE


def is_wanted(log_probability: float, evidence: float, n_tokens: int) -> bool:
    """Whether a single word of a wish was said, that was perhaps spelt otherwise at first.

    The later pieces of a long word follow from its first, whatever the sound: there it is the
    whole word that the sound must speak for.

    Parameters
    ----------
    log_probability, evidence
        See `is_heard`; the first of what was heard, whatever the word became.
    n_tokens
        Of the word.
    """
    is_in_sound = evidence >= _LEAST_EVIDENCE or (
        evidence >= _LEAST_OF_PIECES and evidence * n_tokens >= _LEAST_OF_WORD
    )
    return log_probability >= _LEAST_IF_CLEAR and is_in_sound


def may_be_searched(log_probability: float, guess: LanguageGuess) -> bool:
    """Whether other words may be searched for than those that were heard at first.

    Wished for words are found in any sound, so that must speak for the language and for words.
    """
    return log_probability >= _LEAST_OF_ONE and guess.probability >= _LEAST_OF_LANGUAGE


def is_plain(log_probability: float) -> bool:
    """Whether words that need not be doubted were heard so clearly that they are right, too."""
    return log_probability >= _PLAIN


def is_agreed(agreement: float, log_probability: float, evidence: float, wish: float = 0.0) -> bool:
    """Whether words were said that one of several versions of a sound gave.

    What came out surely, and by the sound, needs no other version to say so.

    Parameters
    ----------
    agreement
        See `engine.speech.versions`.
    log_probability, evidence
        See `is_heard`.
    wish
        Which share of the words is wanted: wishes may be a little less sure.
    """
    if log_probability >= _SURELY and evidence >= _LEAST_EVIDENCE:
        return True
    if not wish and log_probability < _LEAST_IF_NO_WISH:
        return False
    agreed = agreement**2 * evidence
    if agreed >= _CLEARLY_AGREED:
        return log_probability >= _LEAST_IF_CLEAR
    return agreed >= _LEAST_AGREED and log_probability >= _LEAST_IF_AGREED - _WISH * wish


def is_doubtful(words: Sequence[SpokenWord], log_probability: float, guess: LanguageGuess) -> bool:
    """Whether words, several of them, are too unlikely to have been said.

    Parameters
    ----------
    words
        Their probabilities are those without the prompt, so that what only that suggests is
        doubtful.
    log_probability
        Mean of the tokens as they were decoded.
    guess
        The language they are heard in, and how likely they must be.
    """
    if not words:
        return True
    mean = float(np.mean([word.probability for word in words]))
    is_other = guess.language != "en" and guess.foreign is None
    elsewhere = _LEAST_OF_BOTH_IF_NEW if guess.is_new else _LEAST_OF_BOTH_ELSEWHERE
    least = elsewhere if is_other else _LEAST_OF_BOTH
    return mean < guess.least or mean + log_probability < least
