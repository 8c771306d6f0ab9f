"""Beats written as grids, for styles of machines and metres that no drummer of ours plays in."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from engine.composition.grid import TICKS_PER_COLUMN, columns_of
from engine.composition.planning.brief import SectionBrief
from engine.composition.playing.velocities import ACCENTS, as_velocity
from engine.composition.score import Metre, Note

__all__ = ["GROOVES", "Groove", "groove_section"]

# sixteenths of the last beat: from the snare down to the tom, as drummers lead over
_FILL = ((0, "snare", "x"), (1, "snare", "x"), (2, "tom", "X"), (3, "tom", "x"))
# General MIDI's keys of percussion
_DRUMS = {
    "kick": 36, "snare": 38, "stick": 37, "clap": 39, "closed": 42, "pedal": 44, "open": 46,
    "ride": 51, "crash": 49, "tom": 45, "bell": 56, "clave": 75, "conga": 63, "shaker": 70,
}  # fmt: skip
_ADDED = {"kick": 0.4, "snare": 0.6, "closed": 0.5, "shaker": 0.4, "tom": 0.3}
"""How likely a drum of a varied bar has one stroke more."""
_THINNED = frozenset({"closed", "shaker", "open", "ride"})
_VARIANTS = 7  # with the plain one as many as a phrase of eight bars needs
_FEWEST_FILLED = 4  # bars of a section from which it leads into the next one

Groove = Sequence[tuple[str, str]]

GROOVES: dict[str, dict[str, Groove]] = {
    "gentle": {
        "4/4": (("kick", "x.......x......."), ("stick", "....x.......x..."),
                ("shaker", "x.o.x.o.x.o.x.o.")),
        "3/4": (("kick", "x..........."), ("stick", "....x...x..."), ("shaker", "x.o.x.o.x.o.")),
        "6/8": (("kick", "x..........."), ("stick", "......x....."), ("shaker", "x.o.o.x.o.o.")),
    },
    "strong": {
        "4/4": (("kick", "X.....x.X......."), ("snare", "....X.......X..."),
                ("closed", "x.x.x.x.x.x.x.x.")),
        "3/4": (("kick", "X..........."), ("snare", "....x...x..."), ("closed", "x.x.x.x.x.x.")),
        "6/8": (("kick", "X..........."), ("snare", "......X....."), ("closed", "x.x.x.x.x.x.")),
    },
    "four on the floor": {
        "4/4": (("kick", "X...X...X...X..."), ("clap", "....X.......X..."),
                ("open", "..x...x...x...x.")),
        "3/4": (("kick", "X...X...X..."), ("open", "..x...x...x.")),
        "6/8": (("kick", "X.....X....."), ("open", "...x.....x..")),
    },
    "half time": {
        "4/4": (("kick", "X.........x....."), ("snare", "........X......."),
                ("closed", "x...x...x...x...")),
    },
}  # fmt: skip
"""Beats for whoever asks for drums without a style, by name and metre."""
GROOVES["backbeat"] = GROOVES["strong"]


def groove_section(section: SectionBrief, metre: Metre, seed: int, groove: Groove) -> list[Note]:
    """Play a groove, with a fill at the end; in an introduction from halfway on.

    Every other bar is varied a little, as the seed says, and the pulse of kick and backbeat stays.
    In the piece's last bar drums rest.
    """
    chance = random.Random(f"groove {seed} {section.name}")
    varied = [groove, *(_vary(groove, chance) for _ in range(_VARIANTS))]
    n_bars = section.n_bars - 1 if section.is_last else section.n_bars
    notes: list[Note] = []
    for bar in range(section.n_bars // 2 if section.is_introduction else 0, n_bars):
        number = bar % len(varied) if bar % 2 else 0
        fills = bar == n_bars - 1 and section.n_bars >= _FEWEST_FILLED
        first = (section.first_bar + bar) * metre.ticks_per_bar
        notes += _bar(varied[number], first, columns_of(metre), section, fills=fills)
    return notes


def _vary(groove: Groove, chance: random.Random) -> Groove:
    """Add a soft stroke or two between the beats, and leave out one of what keeps time."""
    varied = []
    for name, grid in groove:
        marks = list(grid)
        free = [n for n, mark in enumerate(marks) if mark == "." and n % 2]
        times = [n for n, mark in enumerate(marks) if mark != "." and n % 4]
        if free and chance.random() < _ADDED.get(name, 0.0):
            marks[chance.choice(free)] = "o"
        if name in _THINNED and len(times) > 2 and chance.random() < 0.5:
            marks[chance.choice(times)] = "."
        varied.append((name, "".join(marks)))
    return varied


def _bar(
    groove: Groove, first: int, n_columns: int, section: SectionBrief, *, fills: bool
) -> Iterator[Note]:
    has_fill = fills and any(name == "snare" for name, _ in groove)
    for name, grid in groove:
        for column, mark in enumerate(grid):
            # a fill takes the last beat from all but the kick, which keeps the time
            is_kept = not has_fill or name == "kick" or column < n_columns - 4
            if mark != "." and is_kept:
                yield _hit(first, column, name, mark, section)
    if has_fill:
        for n, name, mark in _FILL:
            yield _hit(first, n_columns - 4 + n, name, mark, section)


def _hit(first: int, column: int, name: str, mark: str, section: SectionBrief) -> Note:
    accent = 5 if column == 0 else 0 if column % 4 == 0 else -4
    velocity = round(section.expression.velocity) - 5 + accent + ACCENTS[mark]
    start = first + column * TICKS_PER_COLUMN
    return Note(start, TICKS_PER_COLUMN, _DRUMS[name], as_velocity(velocity))
