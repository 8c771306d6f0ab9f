"""A piece laid out in seconds: what the roll, the chords and the playhead share."""

from __future__ import annotations

import bisect
import functools
from dataclasses import dataclass

from engine import Chord, Piece

__all__ = ["ShownNote", "TimedChord", "TimedSection", "Timeline"]


@dataclass(frozen=True)
class ShownNote:
    """One note; ``start`` and ``end`` in seconds, ``role`` as in its track."""

    start: float
    end: float
    pitch: int
    velocity: int
    role: str


@dataclass(frozen=True)
class TimedChord:
    """One chord as a player reads it, until the next one.

    Attributes
    ----------
    start, end
        In seconds.
    ticks
        The same place in the score.
    chord
        As it is written there.
    """

    start: float
    end: float
    symbol: str
    ticks: range
    chord: Chord


@dataclass(frozen=True)
class TimedSection:
    """One section with its feeling; ``start`` and ``end`` in seconds."""

    start: float
    end: float
    name: str
    valence: float = 0.0
    arousal: float = 0.0


@dataclass(frozen=True)
class Timeline:
    """A piece laid out in seconds.

    Attributes
    ----------
    duration
        Of the sound, its last echo included.
    notes
        By their start.
    bars
        Where each bar begins.
    """

    duration: float
    notes: tuple[ShownNote, ...] = ()
    chords: tuple[TimedChord, ...] = ()
    sections: tuple[TimedSection, ...] = ()
    bars: tuple[float, ...] = ()

    @staticmethod
    def of(piece: Piece) -> Timeline:
        """Lay out a piece; several views ask for the same one, which is done once."""
        return _lay_out(_OnePiece(piece))

    def chord_at(self, seconds: float) -> int | None:
        """Give the index of the chord that sounds; None before, after and between chords."""
        index = bisect.bisect_right(self.chords, seconds, key=_start) - 1
        if index < 0 or seconds >= self.chords[index].end:
            return None
        return index

    def notes_between(self, start: float, end: float) -> tuple[ShownNote, ...]:
        """Give the notes of which some part may lie between two moments."""
        first = bisect.bisect_left(self.notes, start - self._longest_note, key=_start)
        last = bisect.bisect_right(self.notes, end, key=_start)
        return self.notes[first:last]

    @functools.cached_property
    def _longest_note(self) -> float:
        return max((note.end - note.start for note in self.notes), default=0.0)

    def bar_at(self, seconds: float) -> int:
        """Give the bar that sounds; the first one before the start, the last one after the end."""
        return max(bisect.bisect_right(self.bars, seconds) - 1, 0)

    def span_of(self, bars: range) -> tuple[float, float]:
        """Give where bars begin and end."""
        end = self.bars[bars.stop] if bars.stop < len(self.bars) else self.music_end
        return self.bars[bars.start], end

    @property
    def music_end(self) -> float:
        """Give where the last bar ends, and only echoes follow."""
        return self.sections[-1].end if self.sections else self.duration

    def section_at(self, seconds: float) -> int | None:
        """Give the index of the section that sounds."""
        index = bisect.bisect_right(self.sections, seconds, key=_start) - 1
        return index if index >= 0 else None


class _OnePiece:
    """A piece that is equal to itself alone: to compare notes would take as long as to lay out."""

    def __init__(self, piece: Piece) -> None:
        self.piece = piece

    def __hash__(self) -> int:
        return id(self.piece)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _OnePiece) and other.piece is self.piece


@functools.lru_cache(maxsize=1)
def _lay_out(same: _OnePiece) -> Timeline:
    piece = same.piece
    score = piece.score
    ticks_per_bar = score.metre.ticks_per_bar
    bars = tuple(score.seconds_at(bar * ticks_per_bar) for bar in range(score.n_bars + 1))
    notes = tuple(
        ShownNote(
            score.seconds_at(note.start),
            score.seconds_at(note.end),
            note.pitch,
            note.velocity,
            track.role,
        )
        for track in score.tracks
        for note in track.notes
    )
    notes = tuple(sorted(notes, key=_start))
    duration = max(piece.duration, bars[-1])
    return Timeline(duration, notes, _chords(piece), _sections(piece, bars), bars[:-1])


def _start(item: ShownNote | TimedChord | TimedSection) -> float:
    return item.start


def _chords(piece: Piece) -> tuple[TimedChord, ...]:
    """Name the chords, each up to the next: one that is struck again is the same chord still."""
    score = piece.score
    named: list[tuple[Chord, str]] = []
    for chord in score.chords:
        symbol = chord.symbol(score.key_at(chord.start // score.metre.ticks_per_bar))
        if not named or named[-1][1] != symbol:
            named.append((chord, symbol))
    ends = [chord.start for chord, _ in named[1:]]
    if named:  # where nothing is written the last chord goes on
        ends.append(score.n_bars * score.metre.ticks_per_bar)
    return tuple(
        TimedChord(
            score.seconds_at(chord.start),
            score.seconds_at(end),
            symbol,
            range(chord.start, end),
            chord,
        )
        for (chord, symbol), end in zip(named, ends, strict=True)
    )


def _sections(piece: Piece, bars: tuple[float, ...]) -> tuple[TimedSection, ...]:
    """Place the sections; their feelings come from the plan."""
    planned = piece.plan.sections
    sections: list[TimedSection] = []
    for index, section in enumerate(piece.score.sections):
        feeling = planned[index] if index < len(planned) else None
        sections.append(
            TimedSection(
                bars[section.first_bar],
                bars[section.first_bar + section.n_bars],
                section.name,
                feeling.valence if feeling else piece.reading.valence,
                feeling.arousal if feeling else piece.reading.arousal,
            )
        )
    return tuple(sections)
