"""Tells a tune that comes again, whatever its key and tempo."""

from __future__ import annotations

import itertools
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable

from engine.composition.score import Note

__all__ = ["Tunes"]

_GRAM = 10  # notes that must agree to be the same passage
_SAME = 0.35  # share of a tune's passages that make it the same tune
_NEAR = 0.08  # share that two songs of one composer do not have in common by chance


class Tunes:
    """Remembers melodies."""

    def __init__(self) -> None:
        self._seen: dict[int, set[int]] = defaultdict(set)
        self._held_out: dict[int, int] = {}
        """How many passages each tune that is held out has."""
        self._n_tunes = 0

    def add(self, melody: Iterable[Note], *, is_held_out: bool = False) -> bool:
        """Remember a melody and say whether it is new."""
        passages = _passages(list(melody))
        shared = self._shared(passages)
        if passages and max(shared.values(), default=0) >= _SAME * len(passages):
            return False
        for passage in passages:
            self._seen[passage].add(self._n_tunes)
        if is_held_out:
            self._held_out[self._n_tunes] = len(passages)
        self._n_tunes += 1
        return True

    def is_near_held_out(self, melody: Iterable[Note]) -> bool:
        """Say whether a melody tells, or is told by, one that is held out."""
        passages = _passages(list(melody))
        return any(
            n_shared >= _NEAR * min(len(passages), self._held_out[tune])
            for tune, n_shared in self._shared(passages).items()
            if tune in self._held_out
        )

    def _shared(self, passages: set[int]) -> Counter[int]:
        """Count the passages in common with each tune that is known."""
        return Counter(tune for passage in passages for tune in self._seen.get(passage, ()))


def _passages(melody: list[Note]) -> set[int]:
    """Hash every run of notes by its intervals and the ratios of its times."""
    steps = [
        (after.pitch - before.pitch, after.start - before.start)
        for before, after in itertools.pairwise(melody)
    ]
    runs = (steps[start : start + _GRAM] for start in range(len(steps) - _GRAM + 1))
    return {
        zlib.crc32(repr([(step, round(12 * time / max(run[0][1], 1))) for step, time in run])
                   .encode())
        for run in runs
    }  # fmt: skip
