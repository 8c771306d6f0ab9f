"""What was said: words with their places, and what negation, intensity and repair do to them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from engine.emotion.english import (
    CONTRASTS,
    FILLERS,
    FUNCTION_WORDS,
    INTENSITIES,
    NEGATORS,
    ORDER_MARKS,
    REPAIRS,
    REQUEST_WORDS,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["Link", "Token", "parse"]

Link = Literal["mix", "then"]
"""How a clause joins the one before it."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_STOP = re.compile(r"[.!?;:\n]")
_PAUSE = re.compile(r"[,.!?;:\n()–—]")
_NEGATION_REACH = 3  # words that carry feeling
_REPAIR_REACH = 4  # words taken back at most
_LONGEST_WORD = 40  # characters; nothing longer is in any dictionary


@dataclass(frozen=True)
class Token:
    """One word of a wish.

    Attributes
    ----------
    text, start, end
        As written, and where.
    form
        Spelling under which to look it up, lower case.
    carries
        Whether it may carry feeling: no function word, filler, request or word taken back.
    is_negated
        Whether the sentence denies or refuses it.
    intensity
        1 for the bare word, more for "very", less for "slightly".
    clause
        Number of the clause, from 0.
    link
        How its clause joins the one before.
    """

    text: str
    start: int
    end: int
    form: str
    carries: bool
    is_negated: bool = False
    intensity: float = 1.0
    clause: int = 0
    link: Link = "mix"


def parse(text: str, is_known: Callable[[str], bool]) -> tuple[Token, ...]:
    """Split a wish into words and say what the words around each do to it.

    Parameters
    ----------
    text
        Anything a person may say or type.
    is_known
        Whether a spelling is in the vocabulary.
    """
    tokens = [_token(match, is_known) for match in _WORD.finditer(text)]
    marks = list(_find_marks(tokens))
    tokens = _silence(tokens, marks)
    tokens = _take_back(tokens, marks, text)
    tokens = _intensify(tokens, marks)
    tokens = _negate(tokens, text)
    return tuple(_cut(tokens, marks, text))


def _token(match: re.Match[str], is_known: Callable[[str], bool]) -> Token:
    form = _spelling(match[0].lower().replace("’", "'"), is_known)
    idle = form in FUNCTION_WORDS or form in FILLERS or form in REQUEST_WORDS or form in NEGATORS
    return Token(match[0], match.start(), match.end(), form, carries=not idle)


def _spelling(word: str, is_known: Callable[[str], bool]) -> str:
    """Find the dictionary's spelling of a contracted or stretched word."""
    if word.endswith("n't"):
        return "not"
    stem = word.partition("'")[0]
    candidates = (stem, *_shortened(stem)) if len(stem) <= _LONGEST_WORD else (stem,)
    return next((candidate for candidate in candidates if is_known(candidate)), stem)


def _shortened(word: str) -> Iterator[str]:
    """Undo stretching: "soooo" to "soo" and "so"."""
    if re.search(r"(.)\1\1", word):
        yield re.sub(r"(.)\1\1+", r"\1\1", word)
        yield re.sub(r"(.)\1\1+", r"\1", word)
        yield re.sub(r"(.)\1+", r"\1", word)


@dataclass(frozen=True)
class _Mark:
    """A phrase that steers: tokens ``first`` up to but not including ``end``."""

    kind: Literal["mix", "then", "repair", "intensity"]
    first: int
    end: int
    value: float = 1.0


_MARKS: dict[str, list[tuple[tuple[str, ...], _Mark]]] = {}
for _phrase, _mark in (
    *((phrase, _Mark("repair", 0, 0)) for phrase in REPAIRS),
    *((phrase, _Mark("then", 0, 0)) for phrase in ORDER_MARKS),
    *((phrase, _Mark("mix", 0, 0)) for phrase in CONTRASTS),
    *((phrase, _Mark("intensity", 0, 0, value)) for phrase, value in INTENSITIES.items()),
):
    _MARKS.setdefault(_phrase[0], []).append((_phrase, _mark))
for _entries in _MARKS.values():
    _entries.sort(key=lambda entry: -len(entry[0]))


def _find_marks(tokens: list[Token]) -> Iterator[_Mark]:
    """Find steering phrases from left to right, the longest at each place."""
    forms = [token.form for token in tokens]
    index = 0
    while index < len(forms):
        for phrase, mark in _MARKS.get(forms[index], ()):
            end = index + len(phrase)
            if tuple(forms[index:end]) == phrase:
                yield replace(mark, first=index, end=end)
                index = end - 1
                break
        index += 1


def _silence(tokens: list[Token], marks: Iterable[_Mark]) -> list[Token]:
    """Steering phrases carry no feeling of their own."""
    silent = {index for mark in marks for index in range(mark.first, mark.end)}
    return [
        replace(token, carries=False) if index in silent else token
        for index, token in enumerate(tokens)
    ]


def _has(pattern: re.Pattern[str], text: str, left: Token, right: Token) -> bool:
    return pattern.search(text, left.end, right.start) is not None


def _take_back(tokens: list[Token], marks: Iterable[_Mark], text: str) -> list[Token]:
    """Drop what a repair takes back: the last few feelings of its sentence."""
    result = list(tokens)
    for mark in marks:
        if mark.kind != "repair":
            continue
        left = _REPAIR_REACH
        for index in range(mark.first - 1, -1, -1):
            if left == 0 or _has(_STOP, text, result[index], result[index + 1]):
                break
            left -= result[index].carries
            result[index] = replace(result[index], carries=False)
    return result


def _intensify(tokens: list[Token], marks: Iterable[_Mark]) -> list[Token]:
    """Give each intensity to the next word that carries feeling, if it is near."""
    result = list(tokens)
    for mark in marks:
        if mark.kind != "intensity":
            continue
        near = range(mark.end, min(mark.end + 3, len(result)))
        target = next((index for index in near if result[index].carries), None)
        if target is not None:
            intensity = result[target].intensity * mark.value
            result[target] = replace(result[target], intensity=min(max(intensity, 0.3), 2.0))
    return result


def _negate(tokens: list[Token], text: str) -> list[Token]:
    """Let each negator reach the next few words of its phrase."""
    result = list(tokens)
    reach = 0
    for index, token in enumerate(tokens):
        if index and _has(_PAUSE, text, tokens[index - 1], token):
            reach = 0
        if token.form in NEGATORS:
            reach = _NEGATION_REACH
        elif token.form in {"but", "just", "only"}:
            reach = 0
        elif token.carries and reach:
            result[index] = replace(token, is_negated=True)
            reach -= 1
    return result


def _cut(tokens: list[Token], marks: Iterable[_Mark], text: str) -> Iterator[Token]:
    """Begin a new clause at each mark and after each sentence."""
    links: dict[int, Link] = {
        mark.first: "then" if mark.kind == "then" else "mix"
        for mark in marks
        if mark.kind in ("mix", "then")
    }
    clause, link = 0, "mix"
    for index, token in enumerate(tokens):
        if index and (index in links or _has(_STOP, text, tokens[index - 1], token)):
            clause, link = clause + 1, links.get(index, "mix")
        yield replace(token, clause=clause, link=link)  # type: ignore[arg-type]
