"""Which stretches of a wish are one feeling: clauses that feel alike are joined."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from engine.emotion.tokens import Link, Token

__all__ = ["FeltStretch", "join_alike", "meant_text", "split_clauses"]

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


def join_alike(
    stretches: Sequence[FeltStretch], feel: Callable[[range, Link], FeltStretch]
) -> list[FeltStretch]:
    """Join neighbours of one feeling; the result covers all words.

    Parameters
    ----------
    stretches
        The clauses in order, at least one.
    feel
        Gives the stretch of a span of words.
    """
    least = _SMALLEST_SHARE * sum(stretch.strength for stretch in stretches)
    joined = [stretches[0]]
    is_later = False  # whether an order was announced by a clause without feeling
    for right in stretches[1:]:
        left = joined[-1]
        later = replace(right, link="then") if is_later and right.link in _LOOSE else right
        if _is_one_feeling(left, later, least):
            is_later = later.link == "then" and right.strength <= least < left.strength
            joined[-1] = feel(range(left.span.start, right.span.stop), left.link)
        else:
            is_later = False
            joined.append(later)
    return joined


def _is_one_feeling(left: FeltStretch, right: FeltStretch, least: float) -> bool:
    if min(left.strength, right.strength) <= (0.0 if _is_given(left, right) else least):
        return True
    if right.share is not None:
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
