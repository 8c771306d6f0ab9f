"""What the command says of values that have no words of their own."""

from __future__ import annotations

from engine.composition.changing.editing import Alter, Edit, Extend, Rekey, Retempo, Rewrite
from engine.composition.revision import PARTS, Part

__all__ = ["describe_edit"]


def describe_edit(edit: Edit) -> str:
    """Say in a few words what an edit does, such as ``"bars 5-8: melody, seed 3"``."""
    match edit:
        case Rewrite(bars, parts, keeps_rhythm, seed):
            where = "all bars" if bars is None else _name_bars(bars)
            return f"{where}: {_name_parts(parts, keeps_rhythm)}, seed {seed}"
        case Alter(move, seed, bars, parts, keeps_rhythm):
            where = "" if bars is None else f" in {_name_bars(bars)}"
            which = "" if parts is None else f": {_name_parts(parts, keeps_rhythm)}"
            return f"{move.name or 'moved'}{where}{which}, seed {seed}"
        case Rekey(key):
            return f"key {key}"
        case Retempo(tempo):
            return f"tempo {tempo:g}"
        case Extend(seconds, seed):
            return f"{seconds:g} s longer, seed {seed}"


def _name_bars(bars: range) -> str:
    return f"bars {bars.start + 1}-{bars.stop}"


def _name_parts(parts: frozenset[Part], keeps_rhythm: bool) -> str:  # noqa: FBT001 - an edit's field
    kept = ", rhythm kept" if keeps_rhythm else ""
    return ", ".join(part for part in PARTS if part in parts) + kept
