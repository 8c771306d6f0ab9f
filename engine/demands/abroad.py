"""Words of music in the languages that are read, as the grammars know them: Geige is a violin.

A wish keeps its own words: what is translated knows where each of its characters came from.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.demands.demand import Span
from engine.demands.gazetteer import INSTRUMENTS
from engine.demands.words import read_words

__all__ = ["Translated", "in_english"]

_NOTES = {"do": "C", "ut": "C", "dó": "C", "ré": "D", "re": "D", "mi": "E", "fa": "F", "fá": "F",
          "sol": "G", "la": "A", "lá": "A", "si": "B"}  # fmt: skip
_SIGNS = {"is": " sharp", "es": " flat", "s": " flat"}
_GERMAN = re.compile(r"\b(?P<note>[a-h])(?P<sign>is|es|s)?[\s-]?(?P<mode>dur|moll)\b")
_LATIN = re.compile(
    rf"\b(?P<before>(?:em|en|in)\s+)?(?P<note>{'|'.join(_NOTES)})(?:\s+(?P<sharp>dièse|diesis|sostenido|sustenido|diese)"
    r"|\s+(?P<flat>bémol|bemolle|bemol))?\s+"
    r"(?:(?P<major>majeur|maggiore|mayor|maior)|(?P<minor>mineur|minore|menor))\b"
)
_UNITS = r"(?=\s+(?:minut|sekund|second|segund|takt|mesure|comp[aá]s|battut|minuut|минут))"
_CHARACTER_UNITS = r"(?=分)"
_UNSPACED = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_NUMBERS = frozenset({"one", "two", "three", "four", "five", "ten", "twenty", "thirty"})
_LITTLE = frozenset({"with", "for", "only", "and", "without", "at", "long", "slow", "fast", "quiet",
                     "loud", *_NUMBERS})  # fmt: skip
"""What means something else in English, or stands in wishes that ask nothing of the music."""
_ENGLISH_TOO = frozenset({"sin", "utan", "niente"})
"""Of the words for "without" those that English has as well; any other tells a language alone, for
what is left out is often called the same: "ohne Bass", "sans piano"."""
_NEXT = re.compile(r" (\w+)")
_TELLING = 3  # letters of little words that tell a language; two of them do


@dataclass(frozen=True)
class Translated:
    """A wish in English, as far as it speaks of music.

    Attributes
    ----------
    starts, ends
        For each character the place of what it stands for in the wish, and the place behind it.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, span: Span) -> Span:
        """Give the characters of the wish that some of the translation stand for."""
        return Span(self.starts[span.start], self.ends[span.end - 1])


@functools.cache
def _words() -> tuple[re.Pattern[str], dict[str, str]]:
    """Give the pattern of all words, each in a group of its own number, and their English ones."""
    english = {
        word.strip(): row["english"]
        for row in read_words("abroad")
        for word in row["words"].split(";")
    }
    listed = sorted(english, key=len, reverse=True)
    groups = {f"w{n}": english[word] for n, word in enumerate(listed)}
    spaced: list[str] = []
    unspaced: list[str] = []
    for n, word in enumerate(listed):
        own = f"(?P<w{n}>{_pattern(word, is_number=english[word] in _NUMBERS)})"
        (unspaced if _UNSPACED.match(word) else spaced).append(own)
    # where a word may begin is asked once, not by each of a thousand: long texts stay cheap
    begins = rf"(?<![\w'])(?:{'|'.join(spaced)})"
    return re.compile(f"{begins}|(?={_UNSPACED.pattern})(?:{'|'.join(unspaced)})"), groups


def _pattern(word: str, *, is_number: bool) -> str:
    """Match a word up to its end; with ``*`` all that begins so, and characters without spaces."""
    if _UNSPACED.match(word):
        return rf"{re.escape(word)}{_CHARACTER_UNITS if is_number else ''}"
    ending = r"\w*" if word.endswith("*") else r"(?![\w'])"
    whole = " ".join(map(re.escape, word.replace("*", "").split(" ")))
    return rf"{whole}{ending}{_UNITS if is_number else ''}"


def in_english(text: str) -> Translated | None:
    """Translate the words of music of a wish; None for one that has none in another language."""
    plain = text.lower()
    if len(plain) != len(text):  # a few letters become two
        return None
    found = sorted(_find(plain), key=lambda find: (find[0].start, -find[0].end))
    strong = [english for _, english, is_little in found if not is_little]
    little = [span for span, _, is_little in found if is_little and span.length >= _TELLING]
    if not strong and len(little) < 2:  # one alone may be a name
        return None
    written: list[tuple[str, int, int]] = []
    place = 0
    for span, english, _ in found:
        if span.start < place:
            continue
        written += [(text[n], n, n + 1) for n in range(place, span.start)]
        written += [(letter, span.start, span.end) for letter in english]
        place = span.end
    written += [(text[n], n, n + 1) for n in range(place, len(text))]
    letters, starts, ends = zip(*written, strict=True)
    return Translated("".join(letters), starts, ends)


def _find(plain: str) -> Iterator[tuple[Span, str, bool]]:
    for key in _GERMAN.finditer(plain):
        yield Span(*key.span()), _german_key(key), False
    for key in _LATIN.finditer(plain):
        sign = " sharp" if key["sharp"] else " flat" if key["flat"] else ""
        mode = "major" if key["major"] else "minor"
        before = "in " if key["before"] else ""
        yield Span(*key.span()), f"{before}{_NOTES[key['note']]}{sign} {mode}", False
    pattern, english = _words()
    for word in pattern.finditer(plain):
        meant = english[word.lastgroup or ""]
        spaced = f" {meant} " if _UNSPACED.match(word[0]) else meant
        named = _NEXT.match(plain, word.end())
        is_of_music = named is not None and named[1] in INSTRUMENTS  # no English puts sin there
        tells = meant == "without" and (is_of_music or word[0] not in _ENGLISH_TOO)
        yield Span(*word.span()), spaced, meant in _LITTLE and not tells


def _german_key(key: re.Match[str]) -> str:
    """Write a German key: its H is B, its B is B flat."""
    sign = _SIGNS.get(key["sign"] or "", "")
    note = {"h": "B", "b": "B flat"}.get(key["note"], key["note"].upper())
    return f"{note}{sign} {'major' if key['mode'] == 'dur' else 'minor'}"
