"""Note values: how a stretch of a bar is written, and which notes share a beam."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from engine.composition.score import TICKS_PER_BEAT, Metre
from engine.export.sheet.rhythm import beat_of, pulses_of

__all__ = ["Value", "Values"]

_NAMES = {96: "whole", 48: "half", 24: "quarter", 12: "eighth", 6: "16th", 3: "32nd"}
_SIZES = {
    **{ticks: (ticks, 0) for ticks in _NAMES},
    **{ticks * 3 // 2: (ticks, 1) for ticks in _NAMES if ticks > 3},
}
"""Ticks of every value without a triplet, as its plain value and its dots."""


@dataclass(frozen=True)
class Value:
    """How long a note or rest is written.

    Attributes
    ----------
    ticks
        What it lasts.
    plain
        Ticks of the value without its dot, and, in a triplet, with half as much again.
    dots
        0 or 1.
    is_triplet
        Whether three of it stand for two.
    """

    ticks: int
    plain: int
    dots: int = 0
    is_triplet: bool = False

    @property
    def name(self) -> str:
        """What MusicXML calls it, such as ``"eighth"``."""
        return _NAMES[self.plain]

    @property
    def n_beams(self) -> int:
        """Beams or flags: 1 for an eighth."""
        return {12: 1, 6: 2, 3: 3}.get(self.plain, 0)


class Values:
    """Writes stretches of the bars of one metre.

    Parameters
    ----------
    cuts
        Ticks of the piece at which every value ends.
    """

    def __init__(self, metre: Metre, cuts: Iterable[int] = ()) -> None:
        self._metre = metre
        self._cuts = sorted(cuts)
        self._pulses = pulses_of(metre)

    @cached_property
    def _halves(self) -> tuple[int, ...]:
        """Where a bar is parted so that one sees its middle."""
        metre, bar = self._metre, self._metre.ticks_per_bar
        if beat_of(metre) == TICKS_PER_BEAT and metre.numerator % 2 == 0 and bar > 48:
            return (*range(0, bar, 48), bar)
        if metre.denominator == 8:
            return self._pulses
        return (0, 72, bar) if bar == 120 else (0, bar)

    def split(self, start: int, end: int, *, is_rest: bool = False) -> Iterator[Value]:
        """Write a stretch within a bar as one value or several, tied if they are notes.

        Parameters
        ----------
        start, end
            In ticks from the start of the piece.
        """
        bar = start - start % self._metre.ticks_per_bar
        first = bisect.bisect_right(self._cuts, start)
        inside = self._cuts[first : bisect.bisect_left(self._cuts, end)]
        for part, stop in itertools.pairwise([start, *inside, end]):
            yield from self._split_in_bar(part - bar, stop - bar, is_rest=is_rest)

    @lru_cache(maxsize=4096)  # noqa: B019 - lives as long as one sheet is written
    def _split_in_bar(self, start: int, end: int, *, is_rest: bool) -> tuple[Value, ...]:
        return tuple(self._split(start, end, is_rest=is_rest))

    def _split(self, start: int, end: int, *, is_rest: bool) -> Iterator[Value]:
        while start < end:
            value = self._longest(start, end, is_rest=is_rest)
            yield value
            start += value.ticks

    def _longest(self, start: int, end: int, *, is_rest: bool) -> Value:
        """Find the longest value that begins here and leaves the beats to be seen."""
        if start % 3 or self._triplet_end(start, end):
            return self._in_triplet(start, end)
        for ticks in sorted(_SIZES, reverse=True):
            stop = start + ticks
            if stop <= end and self._shows_beats(start, stop, is_rest=is_rest):
                return Value(ticks, *_SIZES[ticks])
        raise ValueError(f"ticks {start} to {end} of a bar cannot be written")

    def _triplet_end(self, start: int, end: int) -> bool:
        """Whether a stretch ends within the beat, on a part of a triplet."""
        return end % 3 != 0 and end - start // TICKS_PER_BEAT * TICKS_PER_BEAT < TICKS_PER_BEAT

    def _in_triplet(self, start: int, end: int) -> Value:
        stop = min(end, (start // TICKS_PER_BEAT + 1) * TICKS_PER_BEAT)
        ticks = stop - start
        for written in (16, 8, 4):
            if written <= ticks:
                return Value(written, written * 3 // 2, is_triplet=True)
        raise ValueError(f"ticks {start} to {end} of a bar cannot be written")

    def _shows_beats(self, start: int, stop: int, *, is_rest: bool) -> bool:
        first = max(pulse for pulse in self._pulses if pulse <= start)
        next_pulse = min(pulse for pulse in self._pulses if pulse > start)
        if stop <= next_pulse:
            return self._shows_eighths(start - first, stop - first)
        if start == 0 and stop == self._metre.ticks_per_bar:
            return True
        whole_beats = start in self._pulses and stop in self._pulses
        if whole_beats and self._halves == self._pulses:
            return not is_rest or start == 0
        if self._crosses_middle(start, stop):
            on_halves = start in self._halves and stop in self._halves
            return on_halves or (whole_beats and not is_rest and stop - start == 48)
        if is_rest:
            return whole_beats
        return start % 12 == 0 and stop % 12 == 0 and self._halves != self._pulses

    def _shows_eighths(self, start: int, stop: int) -> bool:
        """Whether a value within a beat does not hide the beat's own eighths."""
        if start % 12 == 0 or stop % 12 == 0:
            return True
        return start // 12 == (stop - 1) // 12 or (start, stop) == (6, 18)

    def _crosses_middle(self, start: int, stop: int) -> bool:
        return any(start < half < stop for half in self._halves)

    def cut(self, start: int, end: int) -> bool:
        """Whether a stretch is cut."""
        place = bisect.bisect_right(self._cuts, start)
        return place < len(self._cuts) and self._cuts[place] < end

    def beams(self, places: Sequence[tuple[int, Value, bool]]) -> list[tuple[str, ...]]:
        """Join the flags of notes that belong to a beat.

        Parameters
        ----------
        places
            Start in the bar, value, and whether it is a note, of a whole bar in one voice.

        Returns
        -------
        list
            For each its beams from the first on: ``"begin"``, ``"continue"``, ``"end"``,
            ``"forward hook"`` or ``"backward hook"``; empty for a note by itself.
        """
        beams: list[tuple[str, ...]] = [()] * len(places)
        for group in self._groups(places):
            counts = [places[index][1].n_beams for index in group]
            for number, index in enumerate(group):
                beams[index] = tuple(
                    _beam(counts, number, level) for level in range(counts[number])
                )
        return beams

    def _groups(self, places: Sequence[tuple[int, Value, bool]]) -> Iterator[list[int]]:
        """Give the numbers of notes that share a beam."""
        group: list[int] = []
        joins = self._joins(places)
        for index, (start, value, is_note) in enumerate(places):
            if group and (start in joins or not value.n_beams or not is_note):
                if len(group) > 1:
                    yield group
                group = []
            if value.n_beams and is_note:
                group.append(index)
        if len(group) > 1:
            yield group

    def _joins(self, places: Sequence[tuple[int, Value, bool]]) -> set[int]:
        """Give the ticks at which a beam ends: beats, but four even eighths stay together."""
        joins = set(self._pulses)
        if beat_of(self._metre) != TICKS_PER_BEAT or self._metre.denominator != 4:
            return joins
        for first, end in zip(self._halves, self._halves[1:], strict=False):
            inside = [place for place in places if first <= place[0] < end]
            if end - first == 48 and all(v.ticks == 12 and is_note for _, v, is_note in inside):
                joins -= set(range(first + 1, end))
        return joins


def _beam(counts: Sequence[int], number: int, level: int) -> str:
    before = number > 0 and counts[number - 1] > level
    after = number + 1 < len(counts) and counts[number + 1] > level
    if before and after:
        return "continue"
    if before:
        return "end"
    if after:
        return "begin"
    return "backward hook" if number else "forward hook"
