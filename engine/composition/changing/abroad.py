"""What is said to a song in another language, as the grammar of changes knows it.

A small dictionary of phrases, beside that of words of music: "ein bisschen langsamer" is "a bit
slower". Only what is known word for word is taken; all else stays what it is.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from engine.demands import abroad
from engine.demands.gazetteer import INSTRUMENTS
from engine.demands.words import read_words
from engine.emotion.languages import LANGUAGES, little_words

__all__ = ["in_english"]

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@functools.cache
def _phrases() -> tuple[re.Pattern[str], dict[str, str]]:
    """Give the pattern of all phrases, the longest first, and their English ones."""
    english: dict[str, str] = {}
    for row in read_words("changes_abroad"):
        for phrase in row["words"].split("; "):
            english.setdefault(_without_accents(phrase), row["english"])
    longest = sorted(english, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)"), english


@functools.cache
def _known() -> frozenset[str]:
    """Give the English words that a translation may have, and the little ones of all languages."""
    phrases = (*_phrases()[1].values(), *INSTRUMENTS)
    said = {word for phrase in phrases for word in _WORD.findall(phrase)}
    music = {word for row in read_words("abroad") for word in row["english"].split()}
    foreign = (little_words().get(name, frozenset()) for name in LANGUAGES[1:])
    return frozenset(said | music).union(*foreign)


def _without_accents(text: str) -> str:
    """Write letters as those type them whose keyboard has no accents, one for one."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in composed)


def in_english(text: str) -> str | None:
    """Translate what is said to a song; None where a word of it is not known."""
    composed = unicodedata.normalize("NFC", text).replace("’", "'")
    plain = " ".join(composed.lower().split()).strip(" .!?¡¿")
    pattern, english = _phrases()
    told, place = "", 0
    for found in pattern.finditer(_without_accents(plain)):
        told += plain[place : found.start()] + english[found[0]]
        place = found.end()
    told += plain[place:]
    music = abroad.in_english(told)
    told = told if music is None else music.text
    if told == plain or not set(_WORD.findall(told)) <= _known():
        return None
    return told
