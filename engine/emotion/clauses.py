"""Which stretches of a wish are one feeling: clauses that feel alike are joined."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.emotion import english

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from engine.emotion.tokens import Link, Token

__all__ = [
    "FeltStretch",
    "is_bare",
    "join_alike",
    "meant_text",
    "split_clauses",
    "tells_when",
    "without_frame",
]

_ALIKE = {"mix": 0.8, "then": 0.8, "joint": 0.3, "pause": -0.1}
"""Cosine above which neighbours are one feeling; a clear mark between them speaks against it."""
_LOOSE = ("joint", "pause")
_OUTSPOKEN = 0.15  # strength of a word that can make a feeling of its own

_MARKS = re.compile(r"[.!?…]+")
_SMALLEST_SHARE = 0.1  # a stretch with less joins its neighbour


@dataclass(frozen=True, eq=False)
class FeltStretch:
    """Neighbouring words with one feeling.

    Attributes
    ----------
    span
        Of the words.
    link
        How it joins the stretch before.
    point
        Valence and arousal, shape (2,).
    strength
        How much feeling lies here, at least 0.
    peak
        How strong its strongest word is.
    share
        How much of the whole the wish gives it, 0 to 1; None where it does not say.
    """

    span: range
    link: Link
    point: NDArray[np.float64]
    strength: float
    peak: float = 1.0
    share: float | None = None


def split_clauses(tokens: Sequence[Token]) -> Iterator[tuple[range, Link]]:
    """Give the words of each clause and how it joins the one before."""
    start = 0
    for index in range(1, len(tokens) + 1):
        if index == len(tokens) or tokens[index].clause != tokens[start].clause:
            yield range(start, index), tokens[start].link
            start = index


_FRAME = frozenset(
    word
    for phrases in (english.ORDER_MARKS, english.OPENINGS, english.ENDINGS)
    for phrase in phrases
    for word in phrase
) | {"from", "to", "towards", "it"}

_BESIDE = "a an the this that my your our his her their in on at under of"
_BESIDE_NOUNS = frozenset(_BESIDE.split())


def without_frame(tokens: Sequence[Token], span: range) -> range:
    """Leave out the words at both ends of a part that only say when it comes.

    "Begins in the kitchen" is a kitchen; nothing begins there.
    """
    kept = [n for n in span if tokens[n].carries or tokens[n].form not in _FRAME]
    return range(kept[0], kept[-1] + 1) if kept else span


def is_bare(tokens: Sequence[Token], span: range) -> bool:
    """Whether a part is a thing or a quality and no more: "starts small", "to the shore".

    What is said to lie between "from" and "to" is always one.
    """
    if tokens[span.start].form in ("from", "to", "into"):
        return True
    kept = without_frame(tokens, span)
    said = [tokens[n] for n in kept if not tokens[n].carries and tokens[n].form]
    return all(token.form in _BESIDE_NOUNS for token in said)


def tells_when(tokens: Sequence[Token], span: range) -> bool:
    """Whether a part may only say when the rest is: "the night before the crash"."""
    return tokens[span.start].form == "before"


def join_alike(
    stretches: Sequence[FeltStretch],
    feel: Callable[[range, Link], FeltStretch],
    *,
    keeps_marked: bool = False,
    apart: frozenset[int] = frozenset(),
) -> list[FeltStretch]:
    """Join neighbours of one feeling; the result covers all words.

    Parameters
    ----------
    stretches
        The clauses in order, at least one.
    feel
        Gives the stretch of a span of words.
    keeps_marked
        Whether to leave apart what words such as "but" and "then" stand between, if both sides
        say something: whoever knows more decides.
    apart
        First words of stretches that never join what is before them.
    """
    least = _SMALLEST_SHARE * sum(stretch.strength for stretch in stretches)
    joined = [stretches[0]]
    is_later = False  # whether an order was announced by a clause without feeling
    for right in _complete_parts(stretches, feel, least):
        left = joined[-1]
        later = replace(right, link="then") if is_later and right.link in _LOOSE else right
        is_kept = keeps_marked and later.link not in _LOOSE
        is_own = right.span.start in apart
        if not is_own and _is_one_feeling(left, later, least, is_kept=is_kept):
            is_later = later.link == "then" and left.strength > least
            joined[-1] = feel(range(left.span.start, right.span.stop), left.link)
        else:
            is_later = False
            joined.append(later)
    return joined


def _complete_parts(
    stretches: Sequence[FeltStretch], feel: Callable[[range, Link], FeltStretch], least: float
) -> Iterator[FeltStretch]:
    """Give the stretches after the first; what follows belongs to a later part that it completes.

    "Until the letter | with the black border" is one part: its clauses are compared with one
    another before the part is compared with what came before it.
    """
    part: FeltStretch | None = None
    for right in stretches[1:]:
        if part is not None:
            is_completed = right.link in _LOOSE and _is_one_feeling(part, right, least)
            if is_completed:
                part = feel(range(part.span.start, right.span.stop), part.link)
                continue
            yield part
            part = None
        if right.link == "then":
            part = right
        else:
            yield right
    if part is not None:
        yield part


def _is_one_feeling(
    left: FeltStretch, right: FeltStretch, least: float, *, is_kept: bool = False
) -> bool:
    if min(left.strength, right.strength) <= (0.0 if _is_given(left, right) else least):
        return True
    if is_kept or right.share is not None:
        return False
    length = float(np.linalg.norm(left.point) * np.linalg.norm(right.point))
    is_outspoken = min(left.peak, right.peak) >= _OUTSPOKEN
    link = "pause" if right.link == "joint" and not is_outspoken else right.link
    is_near = bool(left.point @ right.point > _ALIKE[link] * length)
    if link in _LOOSE and left.share is None:
        return is_near
    return is_near and bool(np.array_equal(left.point > 0, right.point > 0))


def _is_given(left: FeltStretch, right: FeltStretch) -> bool:
    return left.share is not None or right.share is not None


def meant_text(text: str, tokens: Sequence[Token], strengths: NDArray[np.float64]) -> str:
    """Write down what is meant by some words of a wish.

    As said, marks included, where every word counts as it stands; else word by word, without
    requests, repairs and what is denied. Empty if no word is left that may carry feeling.
    """
    denied = any(t.is_negated and s > 0 for t, s in zip(tokens, strengths, strict=True))
    kept = [token for token in tokens if token.is_said and not (denied and token.is_negated)]
    if not any(token.carries for token in kept):
        return ""
    if not denied and all(token.is_plain for token in tokens):
        end = _MARKS.match(text, tokens[-1].end)
        return text[tokens[0].start : end.end() if end else tokens[-1].end]
    return " ".join(
        token.form for token in kept if token.is_content and not (denied and token.denies)
    )
