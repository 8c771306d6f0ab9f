"""Lays a piece out in sections of whole bars that add up to the asked length."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

__all__ = ["Outline", "Stretch", "begin_at_once", "lay_out"]

_FORMS = ("A", "AA", "ABA", "AABA", "ABACA", "AABACA", "ABACABA")
"""Letters by their number: home returns, and the last one is home; more go round again."""
_LETTERS = "ABACABADABACABA"  # where feelings follow each other, for each
_PERIOD = 20  # bars from which on a letter has eight bars: four that ask, four that answer
_FRAMES = (0, 1, 2, 4)  # bars an introduction or an ending may have
_FRAME = 4  # bars usually left to both together
_SMALLEST_FRAMED = 8  # bars below which a piece has neither
_SMALLEST_SHARE = 0.25  # of the piece that even a passing feeling gets


@dataclass(frozen=True)
class Stretch:
    """A part of the piece with one feeling: its ``share`` of the time, seconds in its ``bar``."""

    share: float
    bar: float


@dataclass(frozen=True)
class Outline:
    """One section: ``stretch`` counts the feelings from 0."""

    name: str
    stretch: int
    n_bars: int


def lay_out(stretches: Sequence[Stretch], seconds: float) -> tuple[list[Outline], float]:
    """Choose sections so that the piece lasts about as long as asked.

    Sections are of eight, four or fewer bars, those of one letter alike; introduction and ending
    take up the rest.

    Parameters
    ----------
    stretches
        The feelings in order.
    seconds
        Asked length.

    Returns
    -------
    list of Outline, float
        The sections, and the factor by which tempos must rise to meet the length exactly.
    """
    shares = [max(stretch.share, _SMALLEST_SHARE) for stretch in stretches]
    wanted = [share / sum(shares) * seconds for share in shares]
    n_bars = sum(time / stretch.bar for time, stretch in zip(wanted, stretches, strict=True))
    is_framed = n_bars >= _SMALLEST_FRAMED
    kept = 1 - _FRAME / n_bars if is_framed else 1.0
    kernels = _choose_kernels(stretches, [kept * time for time in wanted])
    length = sum(n * size * s.bar for (n, size), s in zip(kernels, stretches, strict=True))
    first, last = _choose_frame(stretches, seconds - length) if is_framed else (0, 0)
    length += first * stretches[0].bar + last * stretches[-1].bar
    return _name(kernels, first, last), length / seconds


def _choose_kernels(stretches: Sequence[Stretch], times: Sequence[float]) -> list[tuple[int, int]]:
    """Give each feeling a number of sections of equal size; what is left goes to the next."""
    kernels = []
    left = 0.0
    for stretch, time in zip(stretches, times, strict=True):
        n_bars = (time + left) / stretch.bar
        size = 8 if n_bars >= _PERIOD else 4
        if n_bars < 6:
            n_sections, size = 1, max(round(n_bars), 1)
        else:
            n_sections = max(round(n_bars / size), 1)
        kernels.append((n_sections, size))
        left += time - n_sections * size * stretch.bar
    return kernels


def _choose_frame(stretches: Sequence[Stretch], rest: float) -> tuple[int, int]:
    """Choose the bars of introduction and ending that fill ``rest`` seconds best."""

    def misfit(frame: tuple[int, int]) -> tuple[float, int]:
        first, last = frame
        error = abs(first * stretches[0].bar + last * stretches[-1].bar - rest)
        return error, abs(last - first - 1)  # among equals the longer ending

    return min(itertools.product(_FRAMES, _FRAMES[1:]), key=misfit)


def _name(kernels: Sequence[tuple[int, int]], first: int, last: int) -> list[Outline]:
    """Write the sections down; no feeling shares a letter with another."""
    sections = [Outline("introduction", 0, first)] if first else []
    fresh = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    for stretch, (n_sections, size) in enumerate(kernels):
        letters: dict[str, str] = {}
        for place in _form(n_sections, is_alone=len(kernels) == 1):
            if place not in letters:
                letters[place] = next(fresh)
            sections.append(Outline(letters[place], stretch, size))
    if last:
        sections.append(Outline("ending", len(kernels) - 1, last))
    return sections


def _form(n_sections: int, *, is_alone: bool) -> str:
    """Give the letters of a feeling's sections; one that stands alone comes home at its end."""
    if is_alone and n_sections <= len(_FORMS):
        return _FORMS[n_sections - 1]
    rest = itertools.islice(itertools.cycle(_LETTERS), n_sections)
    return "".join(rest)


def begin_at_once(outlines: Sequence[Outline]) -> list[Outline]:
    """Give the introduction's bars to the end of the piece, so that the tune begins at once."""
    if outlines[0].name != "introduction" or len(outlines) < 2:
        return list(outlines)
    first, *rest = outlines
    if rest[-1].name == "ending":
        return [*rest[:-1], replace(rest[-1], n_bars=rest[-1].n_bars + first.n_bars)]
    return [*rest, Outline("ending", rest[-1].stretch, first.n_bars)]
