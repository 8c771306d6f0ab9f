"""Turns music into metres that nobody composes in, bar by bar, from the nearest one that can be.

Five four repeats a beat under a longer tune, seven eight is a bar that lacks its last quaver (as
much music in seven is danced), twelve and nine eight swing the crotchets of four and three four
into triplets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from engine.composition.plan import Plan
from engine.composition.score import TICKS_PER_BEAT, Metre, Note, Score, Track

__all__ = ["BASES", "bars_made", "longer_than_base", "plan_in_metre", "score_in_metre"]

_QUAVER = TICKS_PER_BEAT // 2


@dataclass(frozen=True)
class _Turn:
    """How a bar of ``base`` becomes one of another metre.

    Attributes
    ----------
    place
        From a tick of the old bar, its end included, to one of the new bar.
    bars
        New bars that an old one makes.
    faster
        Factor of the tempo in quarter notes a minute.
    repeats
        Ticks of the old bar that sound once more, below the tune, where the new one is longer.
    """

    base: Metre
    place: Callable[[int], int]
    bars: int = 1
    faster: float = 1.0
    repeats: range | None = None


def _same(tick: int) -> int:
    return tick


def _triplet(tick: int) -> int:
    """Put the four sixteenths of a beat on a dotted one: the off-beat quaver on its last third."""
    beat, place = divmod(tick, TICKS_PER_BEAT)
    late = 2 * place if place <= _QUAVER else TICKS_PER_BEAT + place - _QUAVER
    return beat * (TICKS_PER_BEAT + _QUAVER) + late


def _up_to(end: int) -> Callable[[int], int]:
    return lambda tick: min(tick, end)


_TURNS: dict[Metre, _Turn] = {
    Metre(2, 2): _Turn(Metre(4, 4), _same),
    Metre(2, 4): _Turn(Metre(4, 4), _same, bars=2),
    Metre(5, 4): _Turn(Metre(4, 4), _same, repeats=range(2 * TICKS_PER_BEAT, 3 * TICKS_PER_BEAT)),
    Metre(7, 8): _Turn(Metre(4, 4), _up_to(7 * _QUAVER)),
    Metre(5, 8): _Turn(Metre(3, 4), _up_to(5 * _QUAVER)),
    Metre(9, 8): _Turn(Metre(3, 4), _triplet, faster=1.5),
    Metre(12, 8): _Turn(Metre(4, 4), _triplet, faster=1.5),
}
BASES: dict[Metre, Metre] = {metre: turn.base for metre, turn in _TURNS.items()}
"""The metre to compose in for each of these."""


def bars_made(metre: Metre | None) -> int:
    """Give how many bars of a metre one of its base makes; 1 for a metre that is composed in."""
    return 1 if metre is None else _TURNS[metre].bars


def longer_than_base(metre: Metre | None) -> float:
    """Give how much longer music becomes, in seconds, when it is turned into a metre."""
    if metre is None:
        return 1.0
    turn = _TURNS[metre]
    return metre.ticks_per_bar * turn.bars / (turn.base.ticks_per_bar * turn.faster)


def plan_in_metre(plan: Plan) -> Plan:
    """Give a plan the metre that its scoring asks for."""
    metre = plan.scoring.metre
    if metre is None:
        return plan
    turn = _TURNS[metre]
    sections = tuple(
        replace(
            section,
            n_bars=section.n_bars * turn.bars,
            expression=replace(section.expression, tempo=section.expression.tempo * turn.faster),
        )
        for section in plan.sections
    )
    return replace(plan, metre=metre, sections=sections)


def score_in_metre(score: Score, metre: Metre | None) -> Score:
    """Turn a score, or the beginning of one, into another metre; None for its own."""
    if metre is None:
        return score
    turn = _TURNS[metre]
    to = _Map(turn, score.metre.ticks_per_bar, metre.ticks_per_bar * turn.bars)
    chords = (replace(c, start=to.start(c.start), duration=to.length(c)) for c in score.chords)
    tempos = {
        to.start(change.tick): replace(
            change, tick=to.start(change.tick), tempo=change.tempo * turn.faster
        )
        for change in score.tempos
    }
    return replace(
        score,
        metre=metre,
        n_bars=score.n_bars * turn.bars,
        sections=tuple(
            replace(s, first_bar=s.first_bar * turn.bars, n_bars=s.n_bars * turn.bars)
            for s in score.sections
        ),
        tempos=tuple(tempos.values()),
        chords=tuple(chord for chord in chords if chord.duration > 0),
        tracks=tuple(
            replace(
                track,
                notes=tuple(_move(track, to)),
                changes=tuple(replace(c, bar=c.bar * turn.bars) for c in track.changes),
            )
            for track in score.tracks
        ),
        excerpts=tuple(
            replace(e, start=to.start(e.start), duration=max(1, to.length(e)))
            for e in score.excerpts
        ),
    )


class _Lasting(Protocol):
    """What begins at a tick and lasts."""

    @property
    def start(self) -> int: ...
    @property
    def duration(self) -> int: ...


@dataclass(frozen=True)
class _Map:
    """From ticks of the old score to those of the new one, by the ticks of their bars."""

    turn: _Turn
    old: int
    new: int

    def start(self, tick: int) -> int:
        """Give where what begins at a tick begins."""
        bar, place = divmod(tick, self.old)
        return bar * self.new + self.turn.place(place)

    def end(self, tick: int) -> int:
        """Give where what ends at a tick ends: at the end of a bar, with the new bar."""
        bar, place = divmod(tick - 1, self.old)
        is_whole = place + 1 == self.old
        return (bar + 1) * self.new if is_whole else bar * self.new + self.turn.place(place + 1)

    def length(self, lasting: _Lasting) -> int:
        """Give how long something lasts; nothing or less if it lies in what is cut off."""
        return self.end(lasting.start + lasting.duration) - self.start(lasting.start)

    def is_cut(self, tick: int) -> bool:
        """Whether a tick lies in what the new bar lacks."""
        return self.turn.place(tick % self.old) == self.turn.place(self.old)


def _move(track: Track, to: _Map) -> list[Note]:
    notes: list[Note] = []
    for note in track.notes:
        duration = to.length(note)
        if to.is_cut(note.start) or duration <= 0:
            continue
        notes.append(replace(note, start=to.start(note.start), duration=duration))
        if track.role != "melody":
            notes += _again(note, to)
    return sorted(notes, key=lambda note: (note.start, note.pitch))


def _again(note: Note, to: _Map) -> Iterator[Note]:
    """Play a note of the accompaniment once more in the beat that a longer bar adds."""
    bar, place = divmod(note.start, to.old)
    if to.turn.repeats is None or place not in to.turn.repeats:
        return
    late = to.old + place - to.turn.repeats.start
    room = to.new - late
    yield replace(note, start=bar * to.new + late, duration=max(1, min(note.duration, room)))
