"""The library of drummers' bars, and which of them suits a section.

Bars come from the Groove MIDI Dataset (Gillick et al., "Learning to Groove with Inverse Sequence
Transformations", ICML 2019), chosen by ``affetto train drums``.
"""

from __future__ import annotations

import functools
import itertools
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.composition.score import TICKS_PER_BEAT, Metre
from engine.errors import ResourceError
from engine.model_files import map_array, read_config, shipped_model

__all__ = ["DrumStroke", "DrumTake", "choose_fill", "choose_take", "even", "find_bar", "list_takes"]

_HITS = "hits.npy"
_SIXTEENTH = TICKS_PER_BEAT // 4
_FAMILIES = (
    (36, 35), (38, 37, 39, 40), (42, 44, 46), (51, 53), (41, 43, 45, 47, 48, 50),
)  # fmt: skip
"""Kicks, snares, hi-hats, rides and toms."""
# kick and snare make a groove what it is, the others colour it
_FAMILY_WEIGHTS = (1.5, 1.2, 0.6, 0.6, 0.5)
_UNSAID = 0.15  # of its weight that a family has of which a grid says nothing
_TEMPO, _ENERGY, _GRID = 1.5, 0.7, 4.0
"""What counts against a take: octaves of tempo, energy, and strokes that differ from a grid."""
_FEW = 3  # best takes among which chance chooses,
_NEARLY = 0.5  # if they are hardly worse than the best
_UNEVEN = 0.12  # share of strokes on triplets from which a take swings
_FULL = 26.0  # strokes of a 4/4 bar that is as full as any


class DrumStroke(NamedTuple):
    """One stroke: ``tick`` in its bar, pitch, velocity, and seconds behind its place."""

    tick: int
    pitch: int
    velocity: int
    late: float


@dataclass(frozen=True, eq=False)
class DrumTake:
    """Some bars of one performance.

    Attributes
    ----------
    hits
        Shape (n, 4): tick, pitch, velocity, and milliseconds late plus 128.
    ends
        Of each bar, among the hits.
    """

    style: str
    tempo: float
    metre: Metre
    is_fill: bool
    hits: NDArray[np.uint8]
    ends: tuple[int, ...]

    @property
    def n_bars(self) -> int:
        """How many bars there are."""
        return len(self.ends)

    def bar(self, number: int) -> tuple[DrumStroke, ...]:
        """Give a bar; the first one follows the last."""
        number %= self.n_bars
        first = self.ends[number - 1] if number else 0
        return tuple(
            DrumStroke(tick, pitch, velocity, (late - 128) / 1000)
            for tick, pitch, velocity, late in self.hits[first : self.ends[number]].tolist()
        )

    @functools.cached_property
    def loudness(self) -> float:
        """Mean velocity."""
        return float(self.hits[:, 2].mean())

    @functools.cached_property
    def energy(self) -> float:
        """How much is played and how loud, 0 to 1."""
        beats = self.n_bars * self.metre.ticks_per_bar / TICKS_PER_BEAT
        fullness = min(len(self.hits) / beats * 4 / _FULL, 1.0)
        return 0.5 * fullness + 0.5 * self.loudness / 127

    @functools.cached_property
    def swings(self) -> bool:
        """Whether many strokes lie on triplets."""
        places = self.hits[:, 0] % TICKS_PER_BEAT
        return bool(np.isin(places, (8, 16)).mean() > _UNEVEN)

    @functools.cached_property
    def grid(self) -> NDArray[np.float64]:
        """How often each family strikes each sixteenth, written even; shape (5, columns)."""
        columns = self.metre.ticks_per_bar // _SIXTEENTH
        found = np.zeros((len(_FAMILIES), columns))
        place = np.array([even(tick) for tick in self.hits[:, 0].tolist()]) // _SIXTEENTH
        for row, family in enumerate(_FAMILIES):
            own = np.isin(self.hits[:, 1], family)
            found[row] = np.bincount(place[own], minlength=columns)
        shares: NDArray[np.float64] = np.minimum(found / self.n_bars, 1.0)
        return shares


@functools.cache
def list_takes() -> tuple[DrumTake, ...]:
    """Read the library.

    Raises
    ------
    ResourceError
        If it is missing or damaged.
    """
    folder = shipped_model("drums", ("config.json", _HITS))
    try:
        hits = np.array(map_array(folder / _HITS, np.uint8)).reshape(-1, 4)
        takes, first = [], 0
        for row in read_config(folder)["takes"]:
            ends = tuple(np.cumsum(row["bars"]).tolist())
            takes.append(_take(row, hits[first : first + ends[-1]], ends))
            first += ends[-1]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise ResourceError(
            f"the drummers' bars in {folder} cannot be read: {error}", hint="Reinstall Affetto."
        ) from error
    return tuple(takes)


def _take(row: dict[str, Any], hits: NDArray[np.uint8], ends: tuple[int, ...]) -> DrumTake:
    metre = Metre(*map(int, row["metre"].split("/")))
    return DrumTake(row["style"], float(row["tempo"]), metre, bool(row["is_fill"]), hits, ends)


def even(tick: int) -> int:
    """Write a triplet's last stroke as an off-beat quaver, its second as a sixteenth."""
    beat, place = divmod(tick, TICKS_PER_BEAT)
    return beat * TICKS_PER_BEAT + {16: 12, 8: 6}.get(place, place)


def choose_take(  # noqa: PLR0913 - what a drummer is told
    styles: Sequence[str],
    metre: Metre,
    tempo: float,
    energy: float,
    chance: random.Random,
    *,
    grid: NDArray[np.float64] | None = None,
    swings: bool = False,
) -> DrumTake | None:
    """Choose one of the takes that suit best.

    Parameters
    ----------
    styles
        As the data set names them.
    energy
        0 to 1.
    grid
        What shall be struck, as `DrumTake.grid`; None for anything.
    swings
        Whether triplets suit.

    Returns
    -------
    DrumTake or None
        None where no take is of these styles and this metre.
    """

    def misfit(take: DrumTake) -> float:
        octaves = abs(np.log2(tempo / take.tempo))
        apart = _TEMPO * octaves + _ENERGY * abs(energy - take.energy)
        return float(apart + (_GRID * _difference(take.grid, grid) if grid is not None else 0.0))

    able = [
        take
        for take in list_takes()
        if not take.is_fill
        and take.style in styles
        and take.metre == metre
        and (swings or not take.swings)
    ]
    ranked = sorted(((misfit(take), number) for number, take in enumerate(able)))[:_FEW]
    best = [able[number] for wrong, number in ranked if wrong <= ranked[0][0] + _NEARLY]
    return chance.choice(best) if best else None


def _difference(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Give the weighted mean over families of the share of strokes that only one of them has.

    What the other, a grid, says nothing of is left to the drummer, within limits.
    """
    total = weights = 0.0
    for usual, mine, theirs in zip(_FAMILY_WEIGHTS, one, other, strict=True):
        weight = usual if theirs.any() else _UNSAID * usual
        weights += weight
        if mine.any() or theirs.any():
            apart, either = np.abs(mine - theirs).sum(), np.maximum(mine, theirs).sum()
            total += weight * float(apart / either)
    return total / weights


def choose_fill(take: DrumTake, tempo: float, chance: random.Random) -> DrumTake | None:
    """Choose a fill of a take's style, else of its family (``funk`` of ``funk/latin``)."""
    fills = [t for t in list_takes() if t.is_fill and t.metre == take.metre and not t.swings]
    family = take.style.partition("/")[0]
    for suits in (
        [t for t in fills if t.style == take.style],
        [t for t in fills if t.style.partition("/")[0] == family],
        [t for t in fills if t.style == "rock"],
    ):
        best = sorted(suits, key=lambda t: abs(np.log2(tempo / t.tempo)))[:_FEW]
        if best:
            return chance.choice(best)
    return None


def find_bar(strokes: Iterable[tuple[int, int]]) -> tuple[DrumStroke, ...] | None:
    """Find the bar of the library that strikes just so: pairs of tick in the bar and pitch."""
    found = _bars_by_strokes().get(bytes(itertools.chain.from_iterable(sorted(strokes))))
    return found[0].bar(found[1]) if found else None


@functools.cache
def _bars_by_strokes() -> dict[bytes, tuple[DrumTake, int]]:
    """Give where each pattern of the library is found, by the bytes of its ticks and pitches."""
    found: dict[bytes, tuple[DrumTake, int]] = {}
    for take in list_takes():
        for number, (first, end) in enumerate(itertools.pairwise((0, *take.ends))):
            found.setdefault(take.hits[first:end, :2].tobytes(), (take, number))
    return found
