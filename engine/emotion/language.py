"""What was said: words with their places, and what negation, intensity and repair do to them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.emotion import english
from engine.emotion.boundaries import PAUSE, STOP, Mark, cut
from engine.emotion.foreign import translate
from engine.emotion.idioms import IDIOMS
from engine.emotion.phrase_lists import find_phrases, index_phrases
from engine.emotion.tokens import Token, has_between
from engine.emotion.word_finding import Word, find_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from engine.demands.demand import Span

__all__ = ["parse"]

_NEGATION_REACH = 3  # words that carry feeling
_REPAIR_REACH = 4  # words taken back at most
_IDLE = english.FUNCTION_WORDS | english.FILLERS | english.REQUEST_WORDS | english.NEGATORS

_MODALS = {"can't": "cannot", "couldn't": "couldnt", "cant": "cannot"}
"""Negated verbs of ability, which deny nothing in "can't stop" and "couldn't be happier"."""

_LOOSE = english.FILLERS | {phrase[0] for phrase in english.INTENSITIES if len(phrase) == 1}
_COMPARISONS = frozenset({"more", "better", "worse", "so", "this", "that", "as"})


_OWNERS = frozenset({"your", "his", "her", "our", "their", "one's", "someone's", "somebody's"})


def _as_mine(word: str) -> str:
    """Give all owners as one: a heart breaks whoever has it."""
    return "my" if word in _OWNERS else word


_IDIOMS = index_phrases({tuple(map(_as_mine, words)): plain for words, plain in IDIOMS.items()})
_MARKS = index_phrases(
    dict.fromkeys(english.JOINTS, ("joint", 1.0))
    | dict.fromkeys(english.PADDING, ("padding", 1.0))
    | dict.fromkeys(english.NEGATIONS, ("negation", 1.0))
    | dict.fromkeys(english.AFFIRMATIONS, ("affirmation", 1.0))
    | dict.fromkeys(english.COMPARED, ("compared", 1.0))
    | dict.fromkeys(english.ENDED, ("ended", 1.0))
    | {phrase: ("intensity", value) for phrase, value in english.INTENSITIES.items()}
    | dict.fromkeys(english.CONTRASTS, ("mix", 1.0))
    | dict.fromkeys(english.MISHAPS, ("mishap", 1.0))
    | dict.fromkeys(english.PASSING, ("passing", 1.0))
    | dict.fromkeys(english.OPENINGS, ("opening", 1.0))
    | dict.fromkeys(english.ORDER_MARKS, ("then", 1.0))
    | dict.fromkeys(english.ENDINGS, ("ending", 1.0))
    | dict.fromkeys(english.REPAIRS, ("repair", 1.0))
)


def parse(
    text: str, spell: Callable[[str], tuple[str, ...]], music: Sequence[Span] = ()
) -> tuple[Token, ...]:
    """Split a wish into words and say what the words around each do to it.

    Parameters
    ----------
    text
        Anything a person may say or type.
    spell
        Gives the known words that a spelling stands for, nothing for an unknown one.
    music
        Stretches of the text that mean music, and carry no feeling.
    """
    words = list(find_words(text))
    written = [word.text.lower().replace("’", "'") for word in words]
    translated = translate(written)
    tokens = [
        _token(word, form if word.meaning is None else word.meaning, spell)
        for word, form in zip(words, translated, strict=True)
    ]
    tokens = _leave_to_music(_replace_idioms(tokens, written), music)
    marks = list(find_phrases([token.form for token in tokens], _MARKS))
    tokens = _silence(tokens, marks)
    tokens = _take_back(tokens, marks, text)
    tokens = _intensify(tokens, marks)
    tokens = _negate(tokens, marks, text)
    return tuple(cut(tokens, marks, text))


def _token(word: Word, meant: str | None, spell: Callable[[str], tuple[str, ...]]) -> Token:
    form = _plain(word.text.lower().replace("’", "'")) if meant is None else meant
    if form and form not in _IDLE:
        form = " ".join(known for part in form.split() for known in spell(part)) or form
    is_said = bool(form) and form not in english.FILLERS
    carries = bool(form) and form not in _IDLE
    return Token(word.text, word.start, word.end, form, carries, is_said=is_said)


def _plain(word: str) -> str:
    """Undo contractions, and stretching of the words that steer: "sooo" is "so"."""
    if word in _MODALS:
        return _MODALS[word]
    if word.endswith("n't"):
        return "not"
    if word.endswith("'d"):
        return "would"
    stem = word.partition("'")[0]
    single = re.sub(r"(.)\1\1+", r"\1", stem)
    return single if single in _IDLE or (single,) in english.INTENSITIES else stem


def _leave_to_music(tokens: list[Token], music: Sequence[Span]) -> list[Token]:
    """Silence the words that ask for a key, an instrument and the like."""
    return [
        replace(token, carries=False, is_music=True)
        if any(token.start in span for span in music)
        else token
        for token in tokens
    ]


def _replace_idioms(tokens: list[Token], written: list[str]) -> list[Token]:
    """Let the last word of an idiom stand for it; the others become silent.

    Between the words of one, an intensity or a filler may stand: "feeling really down".
    """
    result = list(tokens)
    firm = [index for index, word in enumerate(written) if word not in _LOOSE]
    for places in (range(len(written)), firm):
        said = [_as_mine(written[place]) for place in places]
        for found in find_phrases(said, _IDIOMS):
            own = [places[index] for index in range(found.first, found.end)]
            if all(result[index].form for index in own):
                for index in own:
                    result[index] = replace(tokens[index], form="", carries=False, is_said=False)
                result[own[-1]] = replace(
                    result[own[-1]], form=found.value, carries=True, is_said=True
                )
    return result


def _silence(tokens: list[Token], marks: Iterable[Mark]) -> list[Token]:
    """Steering phrases carry no feeling of their own."""
    result = list(tokens)
    for mark in marks:
        kind = mark.value[0]
        if kind == "mishap":
            continue
        for index in range(mark.first, mark.end):
            # nothing passes in what has passed
            is_said = kind not in ("padding", "repair", "passing")
            result[index] = replace(result[index], carries=False, is_said=is_said)
    return result


def _take_back(tokens: list[Token], marks: Iterable[Mark], text: str) -> list[Token]:
    """Drop what a repair takes back: the last few feelings of its sentence."""
    result = list(tokens)
    for first, end in _find_repairs(tokens, marks, text):
        if not any(token.carries for token in tokens[end : end + 2 * _REPAIR_REACH]):
            continue
        for index in range(first, end):
            result[index] = replace(result[index], carries=False, is_said=False)
        left = _REPAIR_REACH
        for index in range(first - 1, -1, -1):
            if left == 0 or has_between(STOP, text, result[index], result[index + 1]):
                break
            left -= result[index].carries
            result[index] = replace(result[index], carries=False, is_said=False)
    return result


def _find_repairs(
    tokens: list[Token], marks: Iterable[Mark], text: str
) -> Iterator[tuple[int, int]]:
    """Find the phrases of repair, and "no" or "wait" said by themselves."""
    for mark in marks:
        if mark.value[0] == "repair":
            yield mark.first, mark.end
    for index in range(1, len(tokens) - 1):
        if tokens[index].form in english.INTERJECTIONS and all(
            has_between(PAUSE, text, tokens[place], tokens[place + 1])
            for place in (index - 1, index)
        ):
            yield index, index + 1


def _intensify(tokens: list[Token], marks: Iterable[Mark]) -> list[Token]:
    """Give each intensity to the next word that carries feeling, if it is near."""
    result = list(tokens)
    for mark in marks:
        if mark.value[0] != "intensity":
            continue
        near = range(mark.end, min(mark.end + 3, len(result)))
        target = next((index for index in near if result[index].carries), None)
        if target is not None:
            intensity = result[target].intensity * mark.value[1]
            result[target] = replace(result[target], intensity=min(max(intensity, 0.3), 2.0))
    return result


def _negate(tokens: list[Token], marks: Sequence[Mark], text: str) -> list[Token]:
    """Let each negator reach the next few words of its phrase."""
    result = list(tokens)
    begins = {mark.end - 1 for mark in marks if mark.value[0] == "negation"}
    idle = {
        index
        for mark in marks
        if mark.value[0] in ("affirmation", "repair") or _compares(mark, tokens)
        for index in range(mark.first, mark.end)
    }
    reach = 0
    for index, token in enumerate(tokens):
        if index in idle or (index and has_between(PAUSE, text, tokens[index - 1], token)):
            reach = 0
        if index in begins or (token.form in english.NEGATORS and index not in idle):
            reach = _NEGATION_REACH
        elif token.form in {"but", "just", "only", "then"}:
            reach = 0
        elif token.carries and reach:
            result[index] = replace(token, is_negated=True)
            reach -= 1
    return _end(result, marks, text)


def _compares(mark: Mark, tokens: Sequence[Token]) -> bool:
    """Whether something compared follows: "couldn't be happier", "never been more alone"."""
    if mark.value[0] != "compared" or mark.end >= len(tokens):
        return False
    following = tokens[mark.end].text.lower()
    return following in _COMPARISONS or following.endswith("er")


def _end(tokens: list[Token], marks: Sequence[Mark], text: str) -> list[Token]:
    """Deny what is over: the last few feelings said before, within their phrase."""
    result = list(tokens)
    for mark in marks:
        if mark.value[0] != "ended":
            continue
        left = _NEGATION_REACH
        for index in range(mark.first - 1, -1, -1):
            if left == 0 or has_between(PAUSE, text, result[index], result[index + 1]):
                break
            left -= result[index].carries
            result[index] = replace(result[index], is_negated=not result[index].is_negated)
    return result
