"""Turns music into metres that nobody composes in, bar by bar, from the nearest one that can be.

Five four repeats a beat under a longer tune, seven eight is a bar that lacks its last quaver (as
much music in seven is danced), twelve and nine eight swing the crotchets of four and three four
into triplets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from engine.composition.plan import Plan
from engine.composition.score import TICKS_PER_BEAT, Chord, Metre, Note, Score, Track

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
    old, new = score.metre.ticks_per_bar, metre.ticks_per_bar * turn.bars

    def moved(tick: int) -> int:
        bar, place = divmod(tick, old)
        return bar * new + turn.place(place)

    def end_of(tick: int) -> int:
        """Give where what ends at a tick ends: at the end of a bar, with the new bar."""
        bar, place = divmod(tick - 1, old)
        return (bar + 1) * new if place + 1 == old else bar * new + turn.place(place + 1)

    chords = (
        Chord(moved(c.start), end_of(c.end) - moved(c.start), c.root, c.quality, c.bass)
        for c in score.chords
    )
    sections = tuple(
        replace(s, first_bar=s.first_bar * turn.bars, n_bars=s.n_bars * turn.bars)
        for s in score.sections
    )
    tempos = {
        moved(change.tick): replace(
            change, tick=moved(change.tick), tempo=change.tempo * turn.faster
        )
        for change in score.tempos
    }
    tracks = (
        replace(
            track,
            notes=tuple(_move(track, turn, moved, end_of, old, new)),
            changes=tuple(replace(c, bar=c.bar * turn.bars) for c in track.changes),
        )
        for track in score.tracks
    )
    return replace(
        score,
        metre=metre,
        n_bars=score.n_bars * turn.bars,
        sections=sections,
        tempos=tuple(tempos.values()),
        chords=tuple(chord for chord in chords if chord.duration > 0),
        tracks=tuple(tracks),
        excerpts=tuple(
            replace(
                e,
                start=moved(e.start),
                duration=max(1, end_of(e.start + e.duration) - moved(e.start)),
            )
            for e in score.excerpts
        ),
    )


def _move(  # noqa: PLR0913, PLR0917 - the two maps and what they map
    track: Track,
    turn: _Turn,
    moved: Callable[[int], int],
    end_of: Callable[[int], int],
    old: int,
    new: int,
) -> list[Note]:
    notes: list[Note] = []
    for note in track.notes:
        start, end = moved(note.start), end_of(note.end)
        if turn.place(note.start % old) == turn.place(old) or end <= start:
            continue  # lies in what is cut off
        notes.append(replace(note, start=start, duration=end - start))
        notes += _again(note, track, turn, start, old, new)
    return sorted(notes, key=lambda note: (note.start, note.pitch))


def _again(  # noqa: PLR0913, PLR0917 - a note and where it lies
    note: Note, track: Track, turn: _Turn, start: int, old: int, new: int
) -> Iterator[Note]:
    """Play a note of the accompaniment once more in the beat that a longer bar adds."""
    if turn.repeats is None or track.role == "melody" or note.start % old not in turn.repeats:
        return
    late = start - note.start % old + old + note.start % old - turn.repeats.start
    room = new - (late - start // new * new)
    yield replace(note, start=late, duration=max(1, min(note.duration, room)))
