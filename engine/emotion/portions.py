"""Gives the portions of a wish ("mostly", "70 %") to the feelings that they stand beside."""

from __future__ import annotations

import bisect
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.emotion.proportions import Portion, find_portions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.emotion.tokens import Token

__all__ = ["share_out"]

_BREAK = re.compile(r"[,.!?;()\n]")


def share_out(tokens: list[Token], starts: list[int], text: str) -> tuple[list[Token], list[int]]:
    """Enter each feeling's share, and begin a clause wherever a portion begins.

    Parameters
    ----------
    starts
        The first word of each clause.

    Returns
    -------
    list, list
        The words and the starts; both as they were where fewer than two feelings are told apart.
    """
    portions = find_portions(text)
    if not portions:
        return tokens, starts
    silent = _silence(tokens, portions)
    targets = _Binder(silent, starts, portions, text).bind()
    cuts = _cuts(silent, starts, targets)
    felt = {bisect.bisect(cuts, n) for n, token in enumerate(silent) if token.carries}
    if not targets or len(felt) < 2:
        return tokens, starts
    shares = {bisect.bisect(cuts, index): share for index, (share, _) in targets.items()}
    compares = any(text[p.start : p.end].lower().endswith("less") for _, p in targets.values())
    for n, token in enumerate(silent):
        share = shares.get(bisect.bisect(cuts, n))
        if share is not None:  # a hint of dread is dread, and "less sad than" denies nothing
            silent[n] = replace(
                token,
                share=share,
                intensity=max(token.intensity, 1.0),
                is_negated=token.is_negated and not compares,
            )
    return silent, cuts


def _silence(tokens: Sequence[Token], portions: Sequence[Portion]) -> list[Token]:
    """Words of a portion ("a ray of", "two parts") carry no feeling."""
    inside = {
        n
        for n, token in enumerate(tokens)
        if any(portion.start < token.end and token.start < portion.end for portion in portions)
    }
    return [
        replace(token, carries=False) if n in inside else token for n, token in enumerate(tokens)
    ]


def _cuts(
    tokens: Sequence[Token],
    starts: Sequence[int],
    targets: dict[int, tuple[float, Portion]],
) -> list[int]:
    """Add a clause where a portion begins or, of one said afterwards, ends."""
    cuts = set(starts)
    for index, (_, portion) in targets.items():
        is_before = portion.end <= tokens[index].start
        place = portion.start if is_before else portion.end
        new = next((n for n, token in enumerate(tokens) if token.start >= place), len(tokens))
        first = max(start for start in cuts if start <= min(new, len(tokens) - 1))
        if any(token.carries for token in tokens[first:new]) and any(
            token.carries for token in tokens[new:]
        ):
            cuts.add(new)
    return sorted(cuts)


class _Binder:
    """Finds the word of feeling that each portion speaks of.

    Parameters
    ----------
    tokens, starts, text
        The wish, cut at its marks.
    portions
        In order.
    """

    def __init__(
        self,
        tokens: Sequence[Token],
        starts: Sequence[int],
        portions: Sequence[Portion],
        text: str,
    ) -> None:
        self._tokens, self._starts, self._portions, self._text = tokens, starts, portions, text
        self._felt = [n for n, token in enumerate(tokens) if token.carries]

    def bind(self) -> dict[int, tuple[float, Portion]]:
        """Give the share of each word that a portion speaks of, and that portion."""
        found = self._bind_each(follows=False)
        single = [portion for portion in self._portions if len(portion.shares) == 1]
        if len(single) > 1 and not any(portion is single[-1] for _, portion in found.values()):
            found = self._bind_each(follows=True)
        return found

    def _bind_each(self, *, follows: bool) -> dict[int, tuple[float, Portion]]:
        found: dict[int, tuple[float, Portion]] = {}
        for number, portion in enumerate(self._portions):
            if len(portion.shares) == 1:
                index = self._beside(number, found, follows=follows)
                if index is not None:
                    found[index] = (portion.shares[0], portion)
            else:
                found |= self._bind_several(portion)
        return found

    def _beside(
        self, number: int, taken: dict[int, tuple[float, Portion]], *, follows: bool
    ) -> int | None:
        """Find the feeling after a portion, or before it where the portion ends its clause."""
        portion = self._portions[number]
        end = self._portions[number + 1].start if number + 1 < len(self._portions) else None
        begin = self._portions[number - 1].end if number else 0
        after = next((n for n in self._felt if self._is_in(n, portion.end, end)), None)
        before = next((n for n in self._felt[::-1] if self._is_in(n, begin, portion.start)), None)
        is_free = before is not None and before not in taken
        if is_free and (follows or after is None or self._is_cut(portion, after)):
            return before
        return None if follows else after

    def _is_in(self, index: int, start: int, end: int | None) -> bool:
        token = self._tokens[index]
        return token.start >= start and (end is None or token.end <= end)

    def _is_cut(self, portion: Portion, index: int) -> bool:
        """Say whether a new clause begins between a portion and the feeling after it."""
        between = self._text[portion.end : self._tokens[index].start]
        return _BREAK.search(between) is not None or any(
            portion.end <= self._tokens[start].start and start <= index for start in self._starts
        )

    def _bind_several(self, portion: Portion) -> dict[int, tuple[float, Portion]]:
        """Give "70/30" or "equal parts" to the feelings after it, else to those before it."""
        after = self._heads(n for n in self._felt if self._tokens[n].start >= portion.end)
        before = self._heads(n for n in self._felt if self._tokens[n].end <= portion.start)
        heads = after if len(after) > 1 else before or after
        if not portion.shares:
            return {index: (1 / len(heads), portion) for index in heads}
        return {
            index: (share, portion) for index, share in zip(heads, portion.shares, strict=False)
        }

    def _heads(self, felt: Iterable[int]) -> list[int]:
        """Keep the first word of feeling of each clause."""
        heads: dict[int, int] = {}
        for index in felt:
            heads.setdefault(bisect.bisect(self._starts, index), index)
        return list(heads.values())
