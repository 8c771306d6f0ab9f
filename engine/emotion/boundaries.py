"""Cuts a wish into clauses: where a feeling may end and another begin, and what each is given."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.emotion import english
from engine.emotion.phrase_lists import Found
from engine.emotion.portions import share_out
from engine.emotion.tokens import Token, has_between

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.emotion.tokens import Link

__all__ = ["PAUSE", "STOP", "Mark", "cut"]

STOP = re.compile(r"[.!?;:\n]")
PAUSE = re.compile(r"[,.!?;:\n()–—]")

Mark = Found[tuple[str, float]]
"""A phrase that steers: its kind and, for an intensity, how much."""


_NUMBER = re.compile(r"\s*\d")
_PAST = frozenset({"was", "were", "had", "once", "used"})
_PLACES: tuple[tuple[frozenset[str], Link], ...] = (
    (english.LAYERS, "mix"),
    (english.SECTIONS, "then"),
)


def cut(tokens: list[Token], marks: Sequence[Mark], text: str) -> list[Token]:
    """Begin a new clause at each mark, pause, sentence and portion."""
    links = _find_links(tokens, [mark for mark in marks if _leads_on(mark, tokens, text)])
    starts = [0]
    for index in range(1, len(tokens)):
        if index in links or has_between(PAUSE, text, tokens[index - 1], tokens[index]):
            starts.append(index)
            is_stop = has_between(STOP, text, tokens[index - 1], tokens[index])
            links.setdefault(index, "mix" if is_stop else "pause")
    tokens, starts = share_out(tokens, starts, text)
    _order(tokens, marks, starts, links)
    _oppose(tokens, starts, links)
    return list(_number(tokens, starts, links))


def _leads_on(mark: Mark, tokens: Sequence[Token], text: str) -> bool:
    """Whether something follows an order: "it never ends, heat" announces nothing."""
    if mark.value[0] != "then":
        return True
    before = tokens[mark.first - 1] if mark.first else None
    # nobody who asks "let me sink into the sofa" tells of what comes then
    is_idle = before is not None and (before.denies or before.form in ("me", "us"))
    if _NUMBER.match(text, tokens[mark.end - 1].end):  # numbers are no words: "then 132"
        return not is_idle
    return not is_idle and (
        mark.end < len(tokens)
        and not has_between(PAUSE, text, tokens[mark.end - 1], tokens[mark.end])
    )


def _number(tokens: list[Token], starts: list[int], links: dict[int, Link]) -> Iterator[Token]:
    clause, link = -1, "mix"
    for index, token in enumerate(tokens):
        if clause + 1 < len(starts) and index == starts[clause + 1]:
            clause += 1
            link = links.get(index, "joint" if clause else "mix")
        yield replace(token, clause=clause, link=link)  # type: ignore[arg-type]


def _find_links(tokens: list[Token], marks: Iterable[Mark]) -> dict[int, Link]:
    """Say where clauses begin because of a word, and how each joins the one before."""
    links: dict[int, Link] = {}
    for mark in marks:
        if mark.value[0] in ("mix", "then", "joint"):
            links[mark.first] = mark.value[0]  # type: ignore[assignment]
        elif mark.value[0] == "mishap" and any(token.carries for token in tokens[: mark.first]):
            links[mark.first] = "then"
    start = None
    for index, token in enumerate(tokens):
        if token.form == "from":
            start = index
        elif (
            token.form in ("to", "towards", "into")
            and start is not None
            and any(t.tells for t in tokens[start:index])
        ):
            if not _is_all_over(tokens, index):
                links[index] = "then"
            start = None
    return links


def _is_all_over(tokens: Sequence[Token], index: int) -> bool:
    """Whether both sides of "to" are the same: "from coast to coast" leads nowhere."""
    return index + 1 < len(tokens) and tokens[index - 1].form == tokens[index + 1].form


def _order(
    tokens: list[Token], marks: Iterable[Mark], starts: list[int], links: dict[int, Link]
) -> None:
    """Turn "at first", "in the end" and "now" into an order of the clauses beside them."""

    def carries(first: int, end: int) -> bool:
        return any(token.tells for token in tokens[first:end])

    for start in starts[1:]:
        if tokens[start].form == "now" and _tells_of_before(tokens[:start]):
            links[start] = "then"
    for mark in marks:
        if mark.value[0] == "ending":
            own = max(start for start in starts if start <= mark.first)
            links[own] = "then"
        elif mark.value[0] in ("opening", "passing"):
            later = (s for s in starts if s > mark.first and carries(0, s))
            own = next(later, 0)
            if carries(own, len(tokens)):
                links[own] = "then"


def _tells_of_before(tokens: Sequence[Token]) -> bool:
    """Whether something was, and is no more: "once cheerful", "I was angry"."""
    return any(token.form in _PAST for token in tokens)


def _oppose(tokens: Sequence[Token], starts: Sequence[int], links: dict[int, Link]) -> None:
    """Keep apart what neighbours say of two layers or sections: "happy tune, sad words"."""
    ends = (*starts[1:], len(tokens))
    said = [
        {token.form for token in tokens[start:end]} for start, end in zip(starts, ends, strict=True)
    ]
    for before, here, start in zip(said, said[1:], starts[1:], strict=False):
        if links.get(start, "joint") not in ("joint", "pause"):
            continue
        for names, link in _PLACES:
            if before & names and here & names and before & names != here & names:
                links[start] = link
