"""Makes the library of drummers' bars: ``affetto train drums --data DIR``.

Of the Groove MIDI Dataset's 21,500 bars some eight-bar stretches of every style are kept in which
a drummer keeps to a pattern and still varies it, and single bars of fills.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from engine.composition.score import Metre
from engine.files import write_folder
from engine.progress import Progress
from engine.training.contents import of_array, of_record
from engine.training.drums.groove import DrumHit, DrumPerformance, read_groove

__all__ = ["train"]

_STRETCH = 8  # bars
_MOST_OF_A_STYLE, _MOST_OF_A_RECORDING = 16, 3
_MOST_FILLS = 10  # of a style
_STEADY = (0.45, 0.97)  # likeness of neighbouring bars: a pattern, and not a machine's
_FEWEST_HITS = 4
_METRES = (Metre(4, 4), Metre(3, 4))  # other metres have few recordings, with bars out of place
_N_RECORDINGS = 1150

Drummed = Sequence[tuple[DrumHit, ...]]


def train(data: Path, output: Path, progress: Progress) -> str:
    """Choose bars of the data set and write them to ``output``.

    Raises
    ------
    ResourceError
        If the data are missing.
    JobCancelledError
        If the user asked to stop.
    """
    takes = list(_choose(read_groove(data), progress))
    hits = [hit for _, bars in takes for bar in bars for hit in bar]
    packed = np.array(hits, dtype=np.int16).reshape(-1, 4)
    packed[:, 3] += 128
    record = [
        {
            "style": performance.style,
            "tempo": performance.tempo,
            "metre": str(performance.metre),
            "is_fill": performance.is_fill,
            "bars": [len(bar) for bar in bars],
        }
        for performance, bars in takes
    ]
    contents = {
        "config.json": of_record({"takes": record}),
        "hits.npy": of_array(packed.astype(np.uint8).ravel()),
    }
    write_folder(output, contents)
    n_bars = sum(len(bars) for _, bars in takes)
    return f"{len(takes)} takes, {n_bars} bars, {len(hits)} strokes"


def _choose(
    performances: Iterable[DrumPerformance], progress: Progress
) -> Iterator[tuple[DrumPerformance, Drummed]]:
    taken: Counter[Any] = Counter()
    for number, performance in enumerate(performances):
        progress.update("reading", number / _N_RECORDINGS)
        if performance.metre not in _METRES:
            continue
        key = (performance.style, performance.metre, performance.is_fill)
        most = _MOST_FILLS if performance.is_fill else _MOST_OF_A_STYLE
        find = _fills if performance.is_fill else _stretches
        for bars in find(performance)[: min(_MOST_OF_A_RECORDING, most - taken[key])]:
            taken[key] += 1
            yield performance, bars


def _fills(performance: DrumPerformance) -> list[Drummed]:
    """Give the fullest bar of a recorded fill."""
    fullest = max(performance.bars, key=len, default=())
    return [(fullest,)] if len(fullest) >= _FEWEST_HITS else []


def _stretches(performance: DrumPerformance) -> list[Drummed]:
    """Give stretches that do not overlap, the steadiest first."""
    starts = range(0, len(performance.bars) - _STRETCH + 1, _STRETCH)
    found = [performance.bars[start : start + _STRETCH] for start in starts]
    rated = [(_steadiness(bars), number) for number, bars in enumerate(found)]
    low, high = _STEADY
    kept = sorted((s, n) for s, n in rated if low <= s <= high)
    return [found[number] for _, number in reversed(kept)]


def _steadiness(bars: Drummed) -> float:
    """Give the mean likeness of neighbouring bars, 0 where one is nearly empty."""
    if min(map(len, bars)) < _FEWEST_HITS:
        return 0.0
    struck = [{(hit.tick, hit.pitch) for hit in bar} for bar in bars]
    pairs = itertools.pairwise(struck)
    return float(np.mean([len(one & other) / len(one | other) for one, other in pairs]))
