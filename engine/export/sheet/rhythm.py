"""Puts what is played on the grid on which it is written.

A player shortens notes, swings quavers and lets tones ring; on paper stand sixteenths, triplets
and straight quavers, and a note lasts until the next where hardly a gap is heard.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from engine.composition.score import TICKS_PER_BEAT, Metre, Note, Score

__all__ = ["as_written", "beat_of", "is_swung", "pulses_of"]

_EIGHTH = TICKS_PER_BEAT // 2
_SIXTEENTH = TICKS_PER_BEAT // 4
_TRIPLET = TICKS_PER_BEAT // 3
_GRIDS: tuple[tuple[int, float], ...] = (
    (_SIXTEENTH, 0.0), (_TRIPLET, 0.5), (TICKS_PER_BEAT // 8, 3.0), (TICKS_PER_BEAT // 6, 3.0),
)  # fmt: skip
"""Steps that divide a beat, and how many ticks off the plainer grid outweigh a finer one."""
_SWUNG_FROM = 3
"""Off-beats on the last third of a beat for each on the first third: swing, and no triplets."""
_HARDLY_A_GAP = 0.4  # of the time to the next note: a touch, and no rest


def beat_of(metre: Metre) -> int:
    """Give the ticks of a beat: dotted where threes of eighths are counted."""
    is_compound = metre.denominator == 8 and metre.numerator % 3 == 0
    return 3 * _EIGHTH if is_compound else TICKS_PER_BEAT


def pulses_of(metre: Metre) -> tuple[int, ...]:
    """Give the tick of each beat in a bar, and of the bar's end; 7/8 counts two, two, three."""
    bar, beat = metre.ticks_per_bar, beat_of(metre)
    pulses = list(range(0, bar, beat))
    if bar - pulses[-1] < beat and len(pulses) > 1:
        pulses.pop()  # half a beat is over: the last one is longer
    return (*pulses, bar)


def is_swung(score: Score) -> bool:
    """Whether the off-beat eighths stand on the last third of the beat, all through."""
    if beat_of(score.metre) != TICKS_PER_BEAT:
        return False
    places = [note.start % TICKS_PER_BEAT for track in score.tracks for note in track.notes]
    late, early = places.count(2 * _TRIPLET), places.count(_TRIPLET)
    return late > _SWUNG_FROM * early and late > places.count(_EIGHTH)


def as_written(score: Score) -> Score:
    """Give a score's notes the starts and lengths with which they are written.

    Returns
    -------
    Score
        The same notes, of which two that fall on one place and pitch become one; every start and
        end divides its beat into eighths, sixteenths, thirty-seconds or triplets.
    """
    swings = is_swung(score)
    tracks = []
    for track in score.tracks:
        notes = [_straight(note) for note in track.notes] if swings else list(track.notes)
        tracks.append(replace(track, notes=tuple(_written(notes, score))))
    return replace(score, tracks=tuple(tracks))


def _straight(note: Note) -> Note:
    start, end = (_unswing(tick) for tick in (note.start, note.end))
    return replace(note, start=start, duration=max(end - start, 1))


def _unswing(tick: int) -> int:
    """Let the beat's two thirds and its third last equally long."""
    beat, place = divmod(tick, TICKS_PER_BEAT)
    late = 2 * _TRIPLET
    even = place * 3 / 4 if place <= late else _EIGHTH + (place - late) * 3 / 2
    return beat * TICKS_PER_BEAT + round(even)


def _written(notes: Sequence[Note], score: Score) -> Iterator[Note]:
    grids = _Grids(notes, score)
    starts = sorted({grids.snap(note.start) for note in notes})
    seen: set[tuple[int, int]] = set()
    snapped = sorted(
        (replace(n, start=grids.snap(n.start), duration=n.duration) for n in notes),
        key=lambda note: (note.start, note.pitch, -note.duration),
    )
    for note in snapped:
        if note.start >= score.n_ticks or (note.start, note.pitch) in seen:
            continue
        seen.add((note.start, note.pitch))
        place = bisect.bisect_right(starts, note.start)
        following = starts[place] if place < len(starts) else score.n_ticks
        end = _end(note, following, grids)
        yield replace(note, duration=min(end, score.n_ticks) - note.start)


def _end(note: Note, following: int, grids: _Grids) -> int:
    """Let a note last until the next where what lies between is no rest."""
    gap = following - note.start
    if note.end <= following:
        left = following - note.end
        is_touch = left <= _HARDLY_A_GAP * gap and gap <= 2 * TICKS_PER_BEAT
        if is_touch or left < _EIGHTH:
            return following
        if note.start % _EIGHTH == 0 and gap % _EIGHTH == 0 and gap <= TICKS_PER_BEAT:
            return note.start + max(_EIGHTH, grids.ceil(note.end) - note.start)
        return min(grids.ceil(note.end), following)
    return max(grids.ceil(note.end), note.start + grids.step(note.start))


class _Grids:
    """The grid of each beat of a part: the plainest that its starts agree with."""

    def __init__(self, notes: Iterable[Note], score: Score) -> None:
        self._beat = beat_of(score.metre)
        self._bar = score.metre.ticks_per_bar
        by_beat: dict[int, set[int]] = {}
        for note in notes:
            by_beat.setdefault(self._beat_start(note.start), set()).add(note.start)
        self._steps = {beat: self._find(beat, places) for beat, places in by_beat.items()}

    def _beat_start(self, tick: int) -> int:
        bar = tick // self._bar * self._bar
        return bar + (tick - bar) // self._beat * self._beat

    def _find(self, beat: int, starts: Iterable[int]) -> int:
        if self._beat != TICKS_PER_BEAT:
            return _SIXTEENTH

        def cost(grid: tuple[int, float]) -> float:
            step, extra = grid
            off = ((start - beat + step // 2) % step - step // 2 for start in starts)
            return sum(map(abs, off)) + extra

        return min(_GRIDS, key=cost)[0]

    def step(self, tick: int) -> int:
        """Give the step of the beat in which a tick lies."""
        return self._steps.get(self._beat_start(tick), _SIXTEENTH)

    def snap(self, tick: int) -> int:
        """Give the nearest place on the grid."""
        beat, step = self._beat_start(tick), self.step(tick)
        return beat + (tick - beat + step // 2) // step * step

    def ceil(self, tick: int) -> int:
        """Give the next place on the grid of the beat in which a tick lies or that it ends."""
        beat = self._beat_start(tick - 1)
        step = self._steps.get(beat, _SIXTEENTH)
        return beat + -(-(tick - beat) // step) * step
