"""Lays a piece out in sections of whole bars that add up to the asked length."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from engine.composition.planning.manner import (
    BRIDGE,
    FEWEST_SLOWED,
    RITARDANDO,
    SHORTEST_BRIDGED,
)

__all__ = [
    "Layout",
    "Outline",
    "Stretch",
    "begin_at_once",
    "choose_form",
    "lay_out",
    "seconds_of",
]

_FORMS: tuple[tuple[str, ...], ...] = (
    ("A",), ("AA", "AB"), ("ABA", "AAB", "ABB"), ("AABA", "ABAB", "AABB", "ABAC"),
    ("ABACA", "ABABA", "AABCA"), ("AABACA", "ABABCB", "AABBCA"), ("ABACABA", "AABABCA", "ABABCAB"),
)  # fmt: skip
"""Letters by their number, the usual ones first, which come home; more go round again."""
_FEWEST_HOME = 4  # sections from which on a style's form comes home
_LETTERS = "ABACABADABACABA"  # where feelings follow each other, for each
_PERIOD = 20  # bars from which on a letter has eight bars: four that ask, four that answer
_FRAMES = (0, 1, 2, 4)  # bars an introduction or an ending may have
_UNHURRIED = 45.0
"""Seconds from which on a piece has time for more than two bars before its tune."""
_WAITING = 0.06  # of a longer piece that may have passed when its tune begins
_FRAME = 4  # bars usually left to both together
_SMALLEST_FRAMED = 8  # bars below which a piece has neither
_SHORT = 6  # bars below which a feeling has one section of any length
_FERMATA = (0.6, 2.5)
"""How much shorter and longer than its bar a last chord may be and still sound like the end."""
# bars by which the beats of a ritardando are longer, the last bar left out
_SLOWING = sum(1 / factor - 1 for factor in RITARDANDO[:-1]) / 4
_HELD = 1 / RITARDANDO[-1] - 1
"""Bars' time by which slowing down, and then the last bar, make a piece longer."""
_SMALLEST_SHARE = 0.25  # of the piece that even a passing feeling gets


@dataclass(frozen=True)
class Stretch:
    """A part of the piece with one feeling.

    Attributes
    ----------
    share
        Of the time.
    bar
        Seconds in its bar.
    patience
        Seconds after which the tune has to be there.
    kin
        An earlier stretch of the same feeling, whose themes come back in it.
    """

    share: float
    bar: float
    patience: float = 5.0
    kin: int | None = None


@dataclass(frozen=True)
class Outline:
    """One section: ``stretch`` counts the feelings from 0."""

    name: str
    stretch: int
    n_bars: int


@dataclass(frozen=True)
class Layout:
    """A piece in sections.

    Attributes
    ----------
    lines
        The sections in order.
    fermata
        How many times its usual length the last bar is held.
    faster
        Factor by which tempos rise where bars and seconds are both fixed.
    """

    lines: list[Outline]
    fermata: float = 1.0
    faster: float = 1.0


def lay_out(
    stretches: Sequence[Stretch],
    seconds: float,
    chance: random.Random | None = None,
    form: str = "",
) -> Layout:
    """Choose sections so that the piece lasts about as long as asked, at the feelings' tempos.

    Sections are of eight, four or fewer bars, those of one letter alike; introduction and ending
    take up the rest, and the last chord is held for what is left.

    Parameters
    ----------
    stretches
        The feelings in order.
    seconds
        Asked length.
    chance
        Chooses among the forms that suit; None for the usual one.
    form
        Letters of a style, gone round again where there are more sections.
    """
    last_bar = stretches[-1].bar
    slowed = seconds - (_SLOWING + _HELD) * last_bar
    time = slowed if slowed > (FEWEST_SLOWED - 1) * last_bar else seconds
    shares = [max(stretch.share, _SMALLEST_SHARE) for stretch in stretches]
    wanted = [share / sum(shares) * time for share in shares]
    n_bars = sum(time / stretch.bar for time, stretch in zip(wanted, stretches, strict=True))
    is_framed = n_bars >= _SMALLEST_FRAMED
    kept = 1 - _FRAME / n_bars if is_framed else 1.0
    times = [kept * time for time in wanted]
    kernels = _choose_kernels(stretches, times, is_framed=is_framed)
    length = sum(n * size * s.bar for (n, size), s in zip(kernels, stretches, strict=True))
    length += _bridging([(s.bar, size) for s, (_, size) in zip(stretches, kernels, strict=True)])
    first, last = _choose_frame(stretches, time - length, seconds) if is_framed else (0, 0)
    lines = _name(stretches, kernels, (first, last), lambda n: choose_form(n, chance, form))
    length += first * stretches[0].bar + last * last_bar
    return Layout(lines, _hold(lines, seconds - length, last_bar))


def seconds_of(lines: Sequence[Outline], stretches: Sequence[Stretch]) -> float:
    """Give the seconds that sections last as they are played, the last bar not held."""
    seconds = sum(line.n_bars * stretches[line.stretch].bar for line in lines)
    seconds += _bridging([(stretches[line.stretch].bar, line.n_bars) for line in lines])
    if sum(line.n_bars for line in lines) < FEWEST_SLOWED:
        return seconds
    return seconds + (_SLOWING + _HELD) * stretches[lines[-1].stretch].bar


def _bridging(parts: Sequence[tuple[float, int]]) -> float:
    """Give the seconds that are gained or lost where a bar leads from one tempo to another.

    Parameters
    ----------
    parts
        Seconds in a bar, and bars of the last section of each part.
    """
    return math.fsum(
        bar * (math.fsum((after / bar) ** share for share in BRIDGE) / len(BRIDGE) - 1)
        for (bar, n_bars), (after, n_after) in itertools.pairwise(parts)
        if min(n_bars, n_after) >= SHORTEST_BRIDGED
    )


def _hold(lines: Sequence[Outline], rest: float, bar: float) -> float:
    """Say how many times its length a last bar is held to make a piece last ``rest`` longer."""
    is_slowed = sum(line.n_bars for line in lines) >= FEWEST_SLOWED
    wanted = 1 + rest / bar
    if is_slowed:  # the last bar is longer by itself, and follows slower ones
        wanted = (wanted - _SLOWING) * RITARDANDO[-1]
    shortest, longest = _FERMATA
    return min(max(wanted, shortest), longest)


def _choose_kernels(
    stretches: Sequence[Stretch], times: Sequence[float], *, is_framed: bool
) -> list[tuple[int, int]]:
    """Give each feeling a number of sections of equal size; what is left goes to the next."""
    kernels = []
    left = 0.0
    for stretch, time in zip(stretches, times, strict=True):
        n_bars = (time + left) / stretch.bar
        size = 8 if n_bars >= _PERIOD else 4
        if n_bars < _SHORT or not is_framed:
            n_sections, size = 1, max(round(n_bars), 1)
        else:
            n_sections = max(round(n_bars / size), 1)
        kernels.append((n_sections, size))
        left += time - n_sections * size * stretch.bar
    return kernels


def _choose_frame(stretches: Sequence[Stretch], rest: float, seconds: float) -> tuple[int, int]:
    """Choose the bars of introduction and ending that fill ``rest`` seconds best.

    The tune is not kept waiting: who listens for half a minute came for it.
    """
    opening = stretches[0]
    longest = opening.patience if seconds < _UNHURRIED else max(5.0, _WAITING * seconds)
    most = 2 if seconds < _UNHURRIED else 4
    firsts = [n for n in _FRAMES if n <= most and n * opening.bar <= longest]

    def misfit(frame: tuple[int, int]) -> tuple[float, int]:
        first, last = frame
        error = abs(first * opening.bar + last * stretches[-1].bar - rest)
        return error, abs(last - first - 1)  # among equals the longer ending

    return min(itertools.product(firsts, _FRAMES[1:]), key=misfit)


def _name(
    stretches: Sequence[Stretch],
    kernels: Sequence[tuple[int, int]],
    frame: tuple[int, int],
    form_of: Callable[[int], str],
) -> list[Outline]:
    """Write the sections down.

    A feeling that was there before brings its themes back. Where another one stands at the end, the
    first theme returns in its dress.
    """
    first, last = frame
    sections = [Outline("introduction", 0, first)] if first else []
    fresh = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    known: list[dict[str, str]] = []
    for number, (stretch, (n_sections, size)) in enumerate(zip(stretches, kernels, strict=True)):
        own = known[stretch.kin] if stretch.kin is not None else {}
        known.append(own)
        form = form_of(n_sections) if len(kernels) == 1 else _round(_LETTERS, n_sections)
        for place in form:
            if place not in own:
                own[place] = next(fresh)
            sections.append(Outline(own[place], number, size))
    if len(kernels) > 1 and stretches[-1].kin is None and len(sections) > 2:
        sections[-1] = replace(sections[-1], name=known[0]["A"])
    if last:
        sections.append(Outline("ending", len(kernels) - 1, last))
    return sections


def choose_form(n_sections: int, chance: random.Random | None = None, form: str = "") -> str:
    """Give the letters of the sections of a piece of one feeling; the first is always A."""
    if form:
        letters = _round(form, n_sections)
        # cut off after a bridge, a song would end in what nobody has heard before
        is_cut = n_sections >= _FEWEST_HOME and letters[-1] not in letters[:-1]
        return letters[:-1] + form[-1] if is_cut else letters
    if n_sections > len(_FORMS):
        return _round(_LETTERS, n_sections)
    known = _FORMS[n_sections - 1]
    return known[0] if chance is None else chance.choice(known)


def _round(letters: str, n_sections: int) -> str:
    return "".join(itertools.islice(itertools.cycle(letters), n_sections))


def begin_at_once(outlines: Sequence[Outline]) -> list[Outline]:
    """Give the introduction's bars to the end of the piece, so that the tune begins at once."""
    if outlines[0].name != "introduction" or len(outlines) < 2:
        return list(outlines)
    first, *rest = outlines
    if rest[-1].name == "ending":
        return [*rest[:-1], replace(rest[-1], n_bars=rest[-1].n_bars + first.n_bars)]
    return [*rest, Outline("ending", rest[-1].stretch, first.n_bars)]
