"""What the command says of values that have no words of their own."""

from __future__ import annotations

from engine.composition.changing.editing import (
    Alter,
    Bend,
    Bring,
    Cut,
    Edit,
    Extend,
    Feel,
    Mute,
    Rearrange,
    Recast,
    Rechord,
    Recompose,
    Rekey,
    Retempo,
    Rewrite,
    Shorten,
)
from engine.composition.planning.casting import name_program
from engine.composition.revision import PARTS, Part

__all__ = ["describe_edit"]


def describe_edit(edit: Edit) -> str:  # noqa: PLR0911 - one case a kind
    """Say in a few words what an edit does, such as ``"bars 5-8: melody, seed 3"``."""
    match edit:
        case Rewrite(bars, parts, keeps_rhythm, seed):
            where = "all bars" if bars is None else _name_bars(bars)
            return f"{where}: {_name_parts(parts, keeps_rhythm=keeps_rhythm)}, seed {seed}"
        case Alter(move, seed, bars, parts, keeps_rhythm):
            where = "" if bars is None else f" in {_name_bars(bars)}"
            which = "" if parts is None else f": {_name_parts(parts, keeps_rhythm=keeps_rhythm)}"
            return f"{move.name or 'moved'}{where}{which}, seed {seed}"
        case Rekey(key):
            return f"key {key}"
        case Retempo(tempo):
            return f"tempo {tempo:g}"
        case Extend(seconds, seed):
            return f"{seconds:g} s longer, seed {seed}"
        case Rearrange(stretches):
            return "in the order of " + ", ".join(map(_name_bars, stretches))
        case _:
            return _describe_setting(edit)


def _describe_setting(edit: Edit) -> str:  # noqa: PLR0911 - one case a kind
    """Say what an edit does to length, tempo and instruments, or by words."""
    match edit:
        case Shorten(seconds):
            return f"{seconds:g} s shorter"
        case Cut(bars):
            return f"without {_name_bars(bars)}"
        case Rechord():
            return "another chord"
        case Bend(factor, bars):
            return f"{'faster' if factor > 1 else 'slower'} in {_name_bars(bars)}"
        case Recast(melody, chords, bass, second):
            programs = (p for p in (melody, chords, bass, second) if p is not None)
            return "played by " + ", ".join(dict.fromkeys(map(name_program, programs)))
        case Mute(parts):
            return f"without {_name_parts(parts, keeps_rhythm=False)}"
        case Bring(parts, seed):
            return f"with {_name_parts(parts, keeps_rhythm=False)}, seed {seed}"
        case Feel(words, degree, seed, bars):
            where = "" if bars is None else f" in {_name_bars(bars)}"
            return f"{'more' if degree > 0 else 'less'} {words}{where}, seed {seed}"
        case Recompose(words, seed, metre, style):
            told = [words, metre, style, "" if seed is None else f"seed {seed}"]
            return "composed again: " + ", ".join(filter(None, told))
    raise TypeError(f"{edit} has no words")


def _name_bars(bars: range) -> str:
    return f"bars {bars.start + 1}-{bars.stop}"


def _name_parts(parts: frozenset[Part], *, keeps_rhythm: bool) -> str:
    kept = ", rhythm kept" if keeps_rhythm else ""
    return ", ".join(part for part in PARTS if part in parts) + kept
