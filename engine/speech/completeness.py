"""Whether a wish could end where the speaker is silent, by its last words."""

from __future__ import annotations

import re

__all__ = ["patience"]

_COMPLETE, _UNHEARD, _OPEN = 0.7, 1.5, 2.0
"""Seconds of silence that end a wish which could end there; of which nothing is known; whose
speaker is looking for the next word. Who wants to wait longer speaks slowly: all three are longer
then."""

# What calls for another word: articles, prepositions, conjunctions, possessives, degrees, and what
# people say while they think. "that", "it", "on" and "so" end many a wish, and are not here.
_LEADS_ON = {
    "en": "a an the of with for from in to into about like as by at between during without and "
    "or but because while when if then than my your our their its his her very more less "
    "most quite rather really some any is are was be feel feels feeling sounds want wants "
    "i i'm i'd we um uh uhm er hmm",
    "de": "ein eine einen einem einer eines der die das den dem des von mit für aus in im ins "
    "zu zum zur über wie als bei beim zwischen während ohne und oder aber weil wenn dass "
    "mein meine sehr mehr weniger ganz etwas ist sind ich will möchte äh ähm hm",
    "es": "un una unos unas el la los las de del con para por en a al sobre como entre durante "
    "sin y e o u pero porque mientras cuando si que mi mis tu su muy más menos algo es "
    "está quiero eh em",
    "fr": "un une des le la les l' de du d' avec pour par dans en à au aux sur comme entre "
    "pendant sans et ou mais parce que quand si mon ma mes ton ta son sa très plus moins "
    "est suis je veux euh hum",
    "it": "un uno una il lo la i gli le di del della dei con per da in nel nella a al alla su "
    "come tra fra durante senza e ed o ma perché mentre quando se che mio mia molto più "
    "meno è sono voglio vorrei ehm",
    "pt": "um uma uns umas o a os as de do da dos das com para por em no na nos nas ao à sobre "
    "como entre durante sem e ou mas porque enquanto quando se que meu minha muito mais "
    "menos é está quero eh hum",
}  # fmt: skip
_WORDS = {language: frozenset(words.split()) for language, words in _LEADS_ON.items()}
_BEGUN = re.compile(r"(?:…|\.\.|[,;:–-])$")
_STARTS = frozenset({"make it", "i am", "can you", "could you", "give me", "play me", "write me"})
"""The whole of what was said, and nothing to do yet."""


def patience(text: str | None, language: str, most: float) -> float:
    """Say how much silence ends a wish of which this has been heard.

    Parameters
    ----------
    text
        As Whisper writes it: a comma or dots at the end are a voice that stays up. None while it
        is not written down yet.
    language
        Code of one of `engine.options.LANGUAGES`.
    most
        Seconds that the user is willing to wait.

    Returns
    -------
    float
        Seconds of silence, `most` at most.
    """
    seconds = _UNHEARD
    if text is not None:
        seconds = _OPEN if _leads_on(text, language) else _COMPLETE
    return min(seconds * max(1.0, most / _OPEN), most)


def _leads_on(text: str, language: str) -> bool:
    words = re.findall(r"[\w'’]+", text.casefold())
    return (
        not words
        or words[-1].replace("’", "'") in _WORDS[language]
        or _BEGUN.search(text.rstrip()) is not None
        or " ".join(words) in _STARTS
    )
