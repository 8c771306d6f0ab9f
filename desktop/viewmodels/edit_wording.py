"""Changes to a song in plain words."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from PySide6.QtCore import QCoreApplication

from desktop.viewmodels.engine_words import in_words
from engine import (
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
    name_program,
)

__all__ = ["move_name", "name_bars", "name_edits"]


def _tr(text: str) -> str:
    return QCoreApplication.translate("wording", text)


def name_bars(bars: range) -> str:
    """Name bars as they are counted: from 1, both ends included."""
    if len(bars) == 1:
        return _tr("bar {n}").format(n=bars.start + 1)
    return _tr("bars {first} to {last}").format(first=bars.start + 1, last=bars.stop)


def name_edits(edits: Iterable[Edit]) -> str:
    """Name changes that are made together, such as "sadder, bars 5 to 8; slower"."""
    return "; ".join(map(_name_edit, edits))


def _name_edit(edit: Edit) -> str:
    match edit:
        case Alter(move, bars=bars):
            return _there(move_name(move.name or ""), bars)
        case Rewrite(bars, parts):
            return _there(_tr("new {parts}").format(parts=_name_parts(parts)), bars)
        case Extend(seconds):
            return _tr("{n} s longer").format(n=round(seconds))
        case Rekey(key):
            return _tr("in {key}").format(key=in_words(str(key)))
        case Retempo(tempo):
            return _tr("{n} beats a minute").format(n=round(tempo))
        case _:
            return _name_setting(edit)


def _name_setting(edit: Edit) -> str:  # noqa: PLR0911 - one case a kind
    """Name a change of length, tempo or instruments, or one by words."""
    match edit:
        case Shorten(seconds):
            return _tr("{n} s shorter").format(n=round(seconds))
        case Cut(bars):
            return _tr("without {parts}").format(parts=name_bars(bars))
        case Rechord():
            return _tr("another chord")
        case Rearrange(stretches):
            order = ", ".join(map(name_bars, stretches))
            return _tr("in the order of {bars}").format(bars=order)
        case Bend(factor, bars):
            return _there(_tr("faster") if factor > 1 else _tr("slower"), bars)
        case Recast(melody, chords, bass, second):
            programs = [p for p in (melody, chords, bass, second) if p is not None]
            names = ", ".join(dict.fromkeys(in_words(name_program(p)) for p in programs))
            return _tr("played by {names}").format(names=names)
        case Mute(parts):
            return _tr("without {parts}").format(parts=_name_parts(parts))
        case Bring(parts):
            return _tr("with {parts}").format(parts=_name_parts(parts))
        case Feel(words, degree, bars=bars):
            told = _tr("more {words}") if degree > 0 else _tr("less {words}")
            return _there(told.format(words=words), bars)
        case _:
            words = edit.words if isinstance(edit, Recompose) else ""
            return (
                _tr("composed again, {words}").format(words=words) if words else _tr("another one")
            )


def _there(change: str, bars: range | None) -> str:
    if bars is None:
        return change
    return _tr("{change}, {bars}").format(change=change, bars=name_bars(bars))


_WRITTEN = frozenset({"harmony", "melody", "chords", "bass", "drums"})
"""What is written anew where everything is."""


def _name_parts(parts: Collection[str]) -> str:
    """Name what is written anew."""
    known = {
        "harmony": _tr("harmony"),
        "melody": _tr("melody"),
        "chords": _tr("chords"),
        "bass": _tr("bass"),
        "drums": _tr("drums"),
        "second": _tr("second voice"),
        "counter": _tr("counter-melody"),
        "pad": _tr("pad"),
        "arpeggio": _tr("arpeggio"),
        "percussion": _tr("percussion"),
        "effects": _tr("effects"),
    }
    names = [name for part, name in known.items() if part in parts]
    return _tr("notes") if {*parts} == _WRITTEN else ", ".join(names)


def move_name(name: str) -> str:
    """Name a move; what the engine has no name for is a change."""
    known = {
        "sadder": _tr("sadder"),
        "happier": _tr("happier"),
        "brighter": _tr("brighter"),
        "darker": _tr("darker"),
        "calmer": _tr("calmer"),
        "more tense": _tr("more tense"),
        "more exciting": _tr("more exciting"),
        "busier": _tr("busier"),
        "sparser": _tr("sparser"),
        "slower": _tr("slower"),
        "faster": _tr("faster"),
        "louder": _tr("louder"),
        "softer": _tr("softer"),
        "higher": _tr("higher"),
        "lower": _tr("lower"),
    }
    return known.get(name, _tr("changed"))
