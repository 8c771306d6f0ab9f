"""Which part the instruments play that a wish names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from engine.composition.score import Role
from engine.composition.scoring import Scoring
from engine.composition.styles.style import Style
from engine.demands.demand import Demand
from engine.demands.gazetteer import INSTRUMENTS, instrument_called

__all__ = ["Named", "cast_parts", "name_program", "playable"]

_BASSES = frozenset((*range(32, 40), 43, 47, 58, 116))
"""Programs that can play a bass and are no good tune's first choice."""
_TUBA = 58  # named alone it has the tune
_TENORS = frozenset((42, 57, 60, 67, 70))
"""Programs that play the bass where enough others are named."""
_LOW = frozenset(
    (*_BASSES, *_TENORS, 42, 60, 0, 1, 2, 3, 4, 5, 16, 17, 18, 19, 24, 25, 46, 48, 49, 89, 81, 109)
)
"""Programs that reach a bass's pitches."""
_CHORDAL = frozenset((*range(27), 27, 28, 29, 30, 31, 46, 48, 49, 50, 51, 52, 53, 54, 61, 62, 63,
                      *range(80, 96), 105, 106, 107, 108, 114)) - {9, 14, 22}  # fmt: skip
"""Programs that play several notes at once."""
_BEDS = frozenset((44, 45, 48, 49, 50, 51, 52, 53, 54, 61, 62, 63, *range(88, 96)))
"""Sections and pads: named beside nothing else, they lie under the tune."""
_ALONE = _CHORDAL - _BEDS
"""What can play a whole piece alone."""
_DRUMMED = frozenset((*range(26, 32), 33, 34, 36, 37, 38, 39, 62, 63, 80, 81))
"""Instruments of bands that have drums, if the feeling has."""

_FAMILIES = {0: range(6), 40: range(40, 52)}
"""Who says "no piano" wants no electric one either; who wants no strings, no violin."""


@dataclass(frozen=True)
class Named:
    """An instrument as a wish names it: its program, and whether it leads or all else is silent."""

    program: int
    leads: bool = False
    only: bool = False


def playable(demand: Demand) -> int:
    """Give the program for a demanded instrument, the nearest one if there is none."""
    return instrument_called(demand.value).programs[0]


def cast_parts(
    wanted: Sequence[Demand], unwanted: Iterable[Demand], drums: Demand | None, style: Style | None
) -> Scoring:
    """Give each part its instrument.

    Named instruments come first; what they leave open is the style's, then the feeling's. Of
    several named nothing else plays, nor does it where they shall play alone.
    """
    named = [Named(playable(d), leads=d.manner == "lead", only=d.manner == "only") for d in wanted]
    banned = _banned(unwanted)
    if style is not None and len(named) == 1 and not _is_closed(named):
        scoring = _fill(_seat_in_style(named[0], style), style, banned)
    else:
        scoring = _seat(named, alone=bool(drums and drums.manner == "only"))
        if style is not None and not named:
            scoring = _fill(scoring, style, banned)
    silent = set(scoring.silent) | ({"bass"} if _no_bass(unwanted) else set())
    return replace(
        scoring,
        silent=tuple(role for role in ("melody", "chords", "bass", "drums") if role in silent),
        banned=tuple(sorted(banned)),
        drums=_drums(named, drums, style),
    )


def _banned(unwanted: Iterable[Demand]) -> set[int]:
    programs: set[int] = set()
    for demand in unwanted:
        own = instrument_called(demand.value).programs
        programs |= {*own, *_FAMILIES.get(min(own), ())}
    return programs


def _no_bass(unwanted: Iterable[Demand]) -> bool:
    return any(demand.value in ("bass", "double bass") for demand in unwanted)


def _is_closed(named: Sequence[Named]) -> bool:
    """Whether nothing but the named ones may play."""
    return any(player.only for player in named) or len({p.program for p in named}) > 1


def _drums(
    named: Sequence[Named], drums: Demand | None, style: Style | None
) -> Literal["as felt", "yes", "no"]:
    if drums is not None:
        return "no" if drums.manner == "unwanted" else "yes"
    if any(player.only for player in named):
        return "no"
    if style is not None:
        return style.drums
    is_band = any(player.program in _DRUMMED for player in named)
    return "as felt" if is_band or not named else "no"


def _seat(named: Sequence[Named], *, alone: bool) -> Scoring:
    """Seat the named instruments, in the order said."""
    if not named:
        return Scoring(silent=("melody", "chords", "bass")) if alone else Scoring()
    left = [player.program for player in _distinct(named)]
    melody = _choose_melody(named, left)
    left.remove(melody)
    bass = _take(left, _BASSES)
    if bass is None and len(left) > 1:
        bass = _take(left, _TENORS)
    chords = _take(left, _CHORDAL) if left else None
    if chords is None:
        chords = _take(left, range(128))
    second = left[0] if left else None
    scoring = Scoring(melody=melody, chords=chords, bass=bass, second=second)
    return _close(scoring, named) if _is_closed(named) else _open(scoring, named)


def _distinct(named: Sequence[Named]) -> list[Named]:
    return list({player.program: player for player in named}.values())


def _choose_melody(named: Sequence[Named], programs: Sequence[int]) -> int:
    leading = [player.program for player in named if player.leads]
    singing = [p for p in programs if p not in _BASSES and p not in _CHORDAL]
    able = [p for p in programs if p not in _BASSES and p not in _BEDS]
    high = [p for p in programs if p not in _BASSES]
    return (leading or singing or able or high or list(programs))[0]


def _take(left: list[int], able: Collection[int]) -> int | None:
    found = next((program for program in left if program in able), None)
    if found is not None:
        left.remove(found)
    return found


def _close(scoring: Scoring, named: Sequence[Named]) -> Scoring:
    """Let the named instruments play all parts that they can, and silence the others."""
    melody = scoring.melody
    assert melody is not None
    chords, bass = scoring.chords, scoring.bass
    if chords is None and melody in _CHORDAL:
        chords = melody
    if bass is None:
        low = [p for p in (chords, scoring.second, melody) if p is not None and p in _LOW]
        bass = low[0] if low else (chords if chords in _CHORDAL else None)
    if melody in _BASSES and len(_distinct(named)) == 1:
        bass = None  # the one who plays the bass has the tune
    seats: dict[Role, int | None] = {"chords": chords, "bass": bass}
    silent = tuple(role for role, program in seats.items() if program is None)
    thin: tuple[Role, ...] = ("chords",) if chords is not None and chords not in _CHORDAL else ()
    return replace(scoring, chords=chords, bass=bass, silent=silent, thin=thin)


def _open(scoring: Scoring, named: Sequence[Named]) -> Scoring:
    """Seat the only one that is named: under the tune, in it, or as the whole piece."""
    program, leads = named[0].program, named[0].leads
    if program in _BASSES and program != _TUBA and not leads:
        return Scoring(bass=program)
    if program in _BEDS and not leads:
        return Scoring(chords=program)
    if program in _ALONE and not leads and program not in _DRUMMED:
        return replace(scoring, chords=program, bass=program if program in _LOW else None)
    if program in _DRUMMED and not leads:
        return replace(scoring, chords=program)
    return scoring


def _seat_in_style(player: Named, style: Style) -> Scoring:
    """Seat the only one that is named where the style has it; else as if there were no style."""
    if player.program in style.melody or player.leads:
        return Scoring(melody=player.program)
    if player.program in style.chords:
        return Scoring(chords=player.program)
    return _open(Scoring(melody=player.program), [player])


def _fill(scoring: Scoring, style: Style, banned: Collection[int]) -> Scoring:
    """Seat the style's instruments where none is named."""

    def own(programs: Sequence[int]) -> int | None:
        return next((program for program in programs if program not in banned), None)

    return replace(
        scoring,
        melody=own(style.melody) if scoring.melody is None else scoring.melody,
        chords=own(style.chords) if scoring.chords is None else scoring.chords,
        bass=own(style.bass) if scoring.bass is None else scoring.bass,
    )


def name_program(program: int) -> str:
    """Name a program as the gazetteer does: by the instrument that it is first of, or one of.

    What the gazetteer lacks, such as a reversed cymbal, has its name of General MIDI.
    """
    known = [instrument for instrument in INSTRUMENTS.values() if instrument.is_there]
    first = [instrument for instrument in known if instrument.programs[0] == program]
    near = first or [instrument for instrument in known if program in instrument.programs]
    if not near:
        from pretty_midi import program_to_instrument_name  # noqa: PLC0415 - takes 100 ms

        return str(program_to_instrument_name(program)).lower()
    return min(near, key=lambda instrument: len(instrument.programs)).name
