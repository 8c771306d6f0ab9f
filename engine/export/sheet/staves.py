"""A score as staves of voices in bars: everything a page shows but its marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.composition.score import Note, Role, Score, Track
from engine.composition.spelling import spell_notes
from engine.export.sheet.values import Value, Values

__all__ = ["Clef", "NoteHead", "Staff", "StaffEvent", "Voice", "staves_of"]

_KEYBOARDS = frozenset({*range(24), 46})
"""Programs that are written on two staves: keyboards, mallets, organs, and the harp."""
_GUITARS = range(24, 32)
_MIDDLE_C = 60
_TREBLE_READERS = (40, 56, 60, *range(64, 70), *range(71, 80))
"""Violin, trumpet, horn, saxophones, oboe, clarinet and flutes, whose players read no bass clef."""
_MOST_VOICES = 4
"""On a staff, as notation programs have them: so broken chords that are held keep their lengths."""


@dataclass(frozen=True)
class Clef:
    """A clef: its sign, its line, and by how many octaves what is heard lies above it."""

    sign: str
    line: int
    octaves: int = 0


_TREBLE, _BASS, _DRUMS = Clef("G", 2), Clef("F", 4), Clef("percussion", 2)


@dataclass(frozen=True)
class NoteHead:
    """One note of a chord: its pitch, its place on the line of fifths, and its ties."""

    pitch: int
    place: int
    is_tied_back: bool = False
    is_tied_on: bool = False


@dataclass(frozen=True)
class StaffEvent:
    """What a voice does at one moment.

    Attributes
    ----------
    start
        Tick of the piece.
    heads
        From the lowest; empty for a rest.
    beams
        As `Values.beams` gives them.
    fills_bar
        Whether it is a rest that lasts a bar.
    """

    start: int
    value: Value
    heads: tuple[NoteHead, ...] = ()
    beams: tuple[str, ...] = ()
    fills_bar: bool = False

    @property
    def end(self) -> int:
        """First tick after it."""
        return self.start + self.value.ticks


Voice = tuple[tuple[StaffEvent, ...], ...]
"""The events of each bar; a voice that has none in a bar is left out there unless it is alone."""


@dataclass(frozen=True)
class Staff:
    """One staff, or one of two of a keyboard."""

    clef: Clef
    voices: tuple[Voice, ...]


@dataclass(frozen=True)
class _Sounding:
    """A note or chord before it is cut into bars and values."""

    start: int
    end: int
    notes: tuple[tuple[int, int], ...]  # pitch and place on the line of fifths


def staves_of(score: Score, track: Track, cuts: Sequence[int] = ()) -> tuple[Staff, ...]:
    """Write a part, whose notes are on the grid (`rhythm.as_written`), on a staff or two.

    Parameters
    ----------
    cuts
        Ticks at which every note and rest ends, tied to what goes on.
    """
    places = [0] * len(track.notes) if track.is_drum else spell_notes(score, track.notes)
    named = list(zip(track.notes, places, strict=True))
    values = Values(score.metre, cuts)

    def staff(notes: Sequence[tuple[Note, int]], clef: Clef) -> Staff:
        lines = _lines(notes)
        voices = tuple(_voice(line, score, values, is_first=not n) for n, line in enumerate(lines))
        return Staff(clef, voices)

    if track.is_drum:
        return (staff(named, _DRUMS),)
    pitches = [note.pitch for note in track.notes]
    is_wide = min(pitches, default=60) < _MIDDLE_C - 4 and max(pitches, default=60) > _MIDDLE_C + 4
    if track.program in _KEYBOARDS and track.role != "melody" and is_wide:
        upper = [pair for pair in named if pair[0].pitch >= _MIDDLE_C]
        lower = [pair for pair in named if pair[0].pitch < _MIDDLE_C]
        return staff(upper, _TREBLE), staff(lower, _BASS)
    return (staff(named, _clef(pitches, track.role, track.program)),)


def _clef(pitches: Sequence[int], role: Role, program: int) -> Clef:
    """Choose the clef that needs the fewest ledger lines."""
    mean = sum(pitches) / max(len(pitches), 1) or 72
    if program in _GUITARS and mean < 67:
        return Clef("G", 2, -1)
    if mean < 43 and role == "bass":  # as basses are written
        return Clef("F", 4, -1)
    if mean < (57 if role == "melody" else _MIDDLE_C) and program not in _TREBLE_READERS:
        return _BASS
    return Clef("G", 2, 1) if mean > 86 else _TREBLE


def _lines(named: Sequence[tuple[Note, int]]) -> list[list[_Sounding]]:
    """Part notes into voices in which one thing sounds at a time."""
    groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for note, place in named:
        groups.setdefault((note.start, note.end), []).append((note.pitch, place))
    sounding = [_Sounding(*span, tuple(sorted(notes))) for span, notes in groups.items()]
    # of those that begin together the higher goes into the first voice
    sounding.sort(key=lambda group: (group.start, -group.notes[-1][0]))
    lines: list[list[_Sounding]] = [[]]
    for group in sounding:
        _seat(group, lines)
    return lines


def _seat(group: _Sounding, lines: list[list[_Sounding]]) -> None:
    """Put a group into the first voice that is free; else end or join what sounds there."""
    free = next((line for line in lines if not line or line[-1].end <= group.start), None)
    if free is not None:
        free.append(group)
    elif len(lines) < _MOST_VOICES:
        lines.append([group])
    else:
        line = min(lines, key=lambda line: line[-1].end)
        last = line.pop()
        if last.start < group.start:
            line += [_Sounding(last.start, group.start, last.notes), group]
        else:  # three lengths at once: the shorter two last as long as each other
            notes = tuple(sorted({*last.notes, *group.notes}))
            line.append(_Sounding(group.start, min(last.end, group.end), notes))


def _voice(line: Sequence[_Sounding], score: Score, values: Values, *, is_first: bool) -> Voice:
    """Cut a line into bars, and fill what is silent with rests."""
    bar = score.metre.ticks_per_bar
    bars: list[list[_Sounding]] = [[] for _ in range(score.n_bars)]
    for group in line:
        for number in range(group.start // bar, (group.end - 1) // bar + 1):
            bars[number].append(group)
    return tuple(
        tuple(_bar(groups, number * bar, bar, values)) if groups or is_first else ()
        for number, groups in enumerate(bars)
    )


def _bar(
    groups: Sequence[_Sounding], start: int, length: int, values: Values
) -> Iterator[StaffEvent]:
    if not groups and not values.cut(start, start + length):
        yield StaffEvent(start, Value(length, 96), fills_bar=True)
        return
    events = list(_events(groups, start, length, values))
    places = [(event.start - start, event.value, bool(event.heads)) for event in events]
    for event, beams in zip(events, values.beams(places), strict=True):
        yield StaffEvent(event.start, event.value, event.heads, beams)


def _events(
    groups: Sequence[_Sounding], start: int, length: int, values: Values
) -> Iterator[StaffEvent]:
    tick = start
    for group in groups:
        first, end = max(group.start, start), min(group.end, start + length)
        yield from _rests(tick, first, values)
        for value in values.split(first, end):
            tied_on = first + value.ticks < group.end
            heads = tuple(NoteHead(*note, first > group.start, tied_on) for note in group.notes)
            yield StaffEvent(first, value, heads)
            first += value.ticks
        tick = end
    yield from _rests(tick, start + length, values)


def _rests(tick: int, end: int, values: Values) -> Iterator[StaffEvent]:
    for value in values.split(tick, end, is_rest=True) if tick < end else ():
        yield StaffEvent(tick, value)
        tick += value.ticks
