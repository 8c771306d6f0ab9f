"""Words of feeling in eleven languages, with their English ones.

A small dictionary: enough for typed wishes such as "una canción triste". What it does not hold is
reported as unknown.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine import resources
from engine.emotion.languages import LANGUAGES, little_words, name_language

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["foreign_words", "translate"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SHARED = _words("""
    content solo dance bravo terror solitude nostalgia sombre lent slow relaxant pace solitaire
    sin dolor sola nana nada calme beau belle danse dolce paz pas molto sem sans sono non mort
    jardin danger died sol mar mare regen tod grab kind funeral guerra fantasma foyer romantique
    selvaggio perso partido leer energie panik geist triumph stress sueño vide fier mer neve
    mamma maman lune notte grave estate ma mas mais strand spring tombe sole lustig ira vivace
    allegro suave bella linda delicato angst bang barn boos dan dog dom eng fest glad heel hem
    hoop las lite maar mama men mor moe monsters rust sedan sen somber spanning spoken spelen
    tom wild zee trots sova kul lege lato hat romantisch
""")
"""Spellings that English has too; read as foreign only beside another foreign word."""

_COMMON = _words("""
    a o e i me no in will die as para per un us la de son more is sur plus mine um on se come
    van was he of hem had over by ten till to do er den met at an dan be ja mi als
""")
"""Plain words that English has too."""

_PORTUGUESE = _words("um uma não eu estou sou os em na com meu minha canção e para uma muito às")
"""Words beside which "no" is Portuguese for "in the"; beside others it denies."""

_SURE = 3  # plain foreign words that make a text foreign without one of feeling
_ENDING = re.compile(r"(mente|ment|e[mnrs]|[aeios]+)$")
_STEM = 4  # letters at least


@dataclass(frozen=True)
class _Dictionary:
    """English words by foreign ones.

    Attributes
    ----------
    words
        By words as they are written.
    beginnings
        By what words begin with, in languages of many endings: грустн.
    stems
        By words without their endings, for those that the dictionary does not list: traurigem.
    plain
        Words without feeling of these languages.
    """

    words: dict[str, str]
    beginnings: dict[str, str]
    stems: dict[str, str]
    plain: frozenset[str]

    def look_up(self, form: str) -> str | None:
        """Give the English word; None where there is none."""
        return self.words.get(form) or self._begin(form)

    def _begin(self, form: str) -> str | None:
        longest = min(len(form), max(map(len, self.beginnings)))
        starts = (form[:length] for length in range(longest, 2, -1))
        return next((self.beginnings[start] for start in starts if start in self.beginnings), None)


@functools.cache
def _dictionary() -> _Dictionary:
    lines = resources.path("words/foreign.txt").read_text(encoding="utf-8").splitlines()
    pairs = [
        (word, english)
        for english, _, words in (line.partition(": ") for line in lines)
        for word in words.split()
    ]
    words = {word: english for word, english in pairs if not word.endswith("*")}
    beginnings = {word[:-1]: english for word, english in pairs if word.endswith("*")}
    stems = {_stem(word): english for word, english in words.items() if word.isalpha()}
    read = (little_words()[name] for name in LANGUAGES if name in little_words())
    plain = frozenset().union(*read) - little_words()["English"] | _COMMON
    return _Dictionary(words, beginnings, stems, plain)


def foreign_words() -> frozenset[str]:
    """Give the foreign words of the dictionary, as they are written."""
    return frozenset(_dictionary().words)


def _stem(form: str) -> str:
    stem = _ENDING.sub("", form)
    return stem if len(stem) >= _STEM else form


def translate(forms: Sequence[str]) -> list[str | None]:
    """Give the English word for each foreign one, ``""`` for a foreign word without feeling.

    Parameters
    ----------
    forms
        Words in lower case.

    Returns
    -------
    list
        None for a word that stays as it is.
    """
    composed = [unicodedata.normalize("NFC", form) for form in forms]
    if not _is_foreign(composed):
        return [None] * len(composed)
    is_portuguese = len(_PORTUGUESE.intersection(composed)) > 1
    return [_translate(form, is_portuguese=is_portuguese) for form in composed]


def _is_foreign(forms: Sequence[str]) -> bool:
    """Whether some word of feeling is foreign beyond doubt, or little words say so."""
    dictionary = _dictionary()
    plain = sum(form in dictionary.plain and form not in _COMMON for form in forms)
    if plain >= _SURE and name_language(" ".join(forms)) in LANGUAGES[1:]:
        return True
    known = [form for form in forms if dictionary.look_up(form)]
    clear = [form for form in known if form not in _SHARED and _is_clear(form)]
    related = known or any(_stem(form) in dictionary.stems for form in forms)
    return bool(clear) or bool(plain and related)


def _is_clear(form: str) -> bool:
    """Whether a word is listed in full, or has letters that English lacks."""
    return form in _dictionary().words or not form.isascii()


def _translate(form: str, *, is_portuguese: bool) -> str | None:
    dictionary = _dictionary()
    if form == "no":
        return "" if is_portuguese else "no"
    english = dictionary.look_up(form)
    if english or form in dictionary.plain:
        return english or ""
    return dictionary.stems.get(_stem(form))
