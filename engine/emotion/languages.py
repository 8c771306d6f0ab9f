"""Names the language of a wish by its script and its little words."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter

from engine import resources

__all__ = ["LANGUAGES", "little_words", "name_language"]

LANGUAGES: tuple[str, ...] = (
    *("English", "Spanish", "French", "German", "Italian", "Portuguese", "Dutch", "Swedish"),
    *("Polish", "Russian", "Japanese", "Chinese"),
)
"""Those in which words of feeling are known."""

_SCRIPTS = {
    "CYRILLIC": "Russian",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "CJK": "Chinese",
    "HANGUL": "Korean",
    "ARABIC": "Arabic",
    "HEBREW": "Hebrew",
    "GREEK": "Greek",
    "THAI": "Thai",
    "DEVANAGARI": "Hindi",
    "BENGALI": "Bengali",
    "TAMIL": "Tamil",
    "GEORGIAN": "Georgian",
    "ARMENIAN": "Armenian",
}
_TELLING = {
    "Ukrainian": "іїєґ",
    "Persian": "پچژگ",
    "Polish": "łąęśźż",
    "German": "ß",
    "Spanish": "¿¡ñ",
    "Portuguese": "ãõ",
    "Turkish": "ğış",
    "Czech": "ěřů",
    "Hungarian": "őű",
    "Romanian": "țșă",
    "Vietnamese": "đơưạảấầẩậắằặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
}
"""Letters and marks that few other languages have."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LEAST = 2  # words and letters that must speak for a language other than English


@functools.cache
def little_words() -> dict[str, frozenset[str]]:
    """Give the commonest words of each language written in letters, by its English name."""
    lines = resources.path("words/languages.txt").read_text(encoding="utf-8").splitlines()
    named = (line.partition(": ") for line in lines)
    return {language: frozenset(words.split()) for language, _, words in named}


def name_language(text: str) -> str:
    """Give the English name of the language that a text is most likely in.

    English where nothing speaks for another one; "melancholia" could be any.
    """
    text = unicodedata.normalize("NFC", text.lower())
    script = _script(text)
    if script in _SCRIPTS:
        return _tell_apart(_SCRIPTS[script], text)
    words = [match[0].replace("’", "'") for match in _WORD.finditer(text)]
    score = {
        language: sum(word in little for word in words) + _letters(language, text)
        for language, little in little_words().items()
    }
    best = max(score, key=lambda language: score[language])
    return best if score[best] >= _LEAST and score[best] > score["English"] else "English"


def _script(text: str) -> str:
    """Name the script of most letters; any kana make Japanese of Chinese characters."""
    scripts = Counter(
        unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha()
    )
    if scripts["HIRAGANA"] or scripts["KATAKANA"]:
        return "HIRAGANA"
    return scripts.most_common(1)[0][0] if scripts else ""


def _tell_apart(language: str, text: str) -> str:
    """Name the language among those of one script."""
    others = {"Russian": "Ukrainian", "Arabic": "Persian"}
    other = others.get(language, language)
    return other if other != language and _letters(other, text) else language


def _letters(language: str, text: str) -> int:
    return sum(letter in text for letter in _TELLING.get(language, ""))
