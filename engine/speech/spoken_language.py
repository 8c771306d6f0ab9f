"""Which language is spoken: one of those that the reader of wishes reads, or none of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import SpeechError
from engine.options import LANGUAGES

__all__ = ["LanguageGuess", "guess_language"]

_USUAL = 3.0  # times likelier that the language is the one spoken last …
_USUAL_IF_SHORT = 6.0  # … where there is hardly anything to tell it by
_FOREIGN = 0.3  # probability from which on another language than ours is worth naming
_PLAIN = 20.0  # times likelier than any of ours: there is no need to listen
_CERTAIN = 0.8  # probability of a language that was not spoken before
_SHORT = 1.8  # seconds, one of which is the silence around: a word tells no language
_LEAST = ((0.5, 0.35), (0.0, 0.45))
"""From which probability of the usual language on, and which mean probability its words must have.
What is spoken in a language that Whisper does not know well is taken for the usual one, too."""


@dataclass(frozen=True)
class LanguageGuess:
    """What a recording sounds like.

    Attributes
    ----------
    language
        The likeliest of `LANGUAGES`.
    foreign
        A likelier language that is none of them, or None. A short or robotic recording may sound
        like one: what is heard in ``language`` without doubt counts all the same.
    is_plain
        Whether ``foreign`` is so likely that nothing need be heard.
    is_new
        Whether nobody has spoken ``language`` before, and it may be another one.
    least
        Mean probability of the words from which on they count.
    probability
        Of ``language``, by the sound alone.
    """

    language: str
    foreign: str | None = None
    is_plain: bool = False
    is_new: bool = False
    least: float = _LEAST[0][1]
    probability: float = 1.0

    def refuse(self) -> SpeechError:
        """Give the error that names the foreign language."""
        from whisper.tokenizer import LANGUAGES as NAMES

        *names, last = LANGUAGES.values()
        name = NAMES.get(self.foreign or "", self.foreign or "another language").title()
        return SpeechError(
            f"this sounds like {name}, which is not understood",
            hint=f"Speak {', '.join(names)} or {last}, or type the wish.",
        )


def guess_language(probabilities: Mapping[str, float], usual: str, seconds: float) -> LanguageGuess:
    """Choose among `LANGUAGES`, and notice when it is none of them.

    Parameters
    ----------
    probabilities
        Of all languages that the recogniser tells apart.
    usual
        The one that was spoken last.
    seconds
        Length of what they were told by: a word or two may sound like any language.
    """
    weights = {code: probabilities[code] for code in LANGUAGES}
    weights[usual] *= _USUAL if seconds >= _SHORT else _USUAL_IF_SHORT
    language = max(weights, key=lambda code: weights[code])
    is_new = language != usual and probabilities[language] < _CERTAIN
    if seconds < _SHORT:
        return LanguageGuess(language, is_new=is_new, probability=probabilities[language])
    sure = probabilities[language] if language == usual else 1.0
    least = next(least for enough, least in _LEAST if sure >= enough)
    foreign = max(probabilities, key=lambda code: probabilities[code])
    likely = probabilities[foreign]
    if foreign in LANGUAGES or likely < max(_FOREIGN, weights[language]):
        return LanguageGuess(
            language, is_new=is_new, least=least, probability=probabilities[language]
        )
    is_plain = likely > _PLAIN * weights[language]
    return LanguageGuess(
        language, foreign, is_plain, is_new, _LEAST[-1][1], probabilities[language]
    )
