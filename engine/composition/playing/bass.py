"""Writes bass lines on roots and fifths."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from engine.composition.planning.manner import BassRhythm
from engine.composition.playing.figures import Stroke
from engine.composition.score import QUALITIES, Chord, Key

__all__ = ["BASS_RHYTHMS", "LOWEST", "Approach", "BassManner", "ChordSpan", "bass_line"]

Approach = Literal["none", "scale", "chromatic"]
"""Whether a bass leads from chord to chord, by tones of the key or by the semitone."""

LOWEST = 33
"""The lowest pitch of most basses."""
_COMPASS = 17  # semitones: each tone can be had, most from above and from below

BASS_RHYTHMS: dict[BassRhythm, dict[str, tuple[int, ...]]] = {
    "held": {"4/4": (0,), "3/4": (0,), "6/8": (0,)},
    "calm": {"4/4": (0, 8), "3/4": (0,), "6/8": (0, 6)},
    "steady": {"4/4": (0, 8, 12), "3/4": (0, 8), "6/8": (0, 6, 10)},
    "pushing": {"4/4": (0, 6, 8, 14), "3/4": (0, 6, 8), "6/8": (0, 4, 6, 10)},
    "bouncing": {"4/4": (0, 3, 6, 8, 11, 14), "3/4": (0, 3, 6, 8), "6/8": (0, 4, 6, 10)},
    "driving": {"4/4": (0, 2, 4, 6, 8, 10, 12, 14), "3/4": (0, 2, 4, 6, 8, 10),
                "6/8": (0, 2, 4, 6, 8, 10)},
}  # fmt: skip
"""Onsets of a bass in a bar, in sixteenths, by manner and metre."""


@dataclass(frozen=True)
class BassManner:
    """How a bass line goes.

    Attributes
    ----------
    approach
        How it steps into the next root at a chord's end, if at all.
    lowest
        Pitch from which on it lies, within an octave and a half.
    """

    approach: Approach = "none"
    lowest: int = LOWEST


@dataclass(frozen=True)
class ChordSpan:
    """A chord and the columns from its first to before its last."""

    start: int
    end: int
    chord: Chord

    @property
    def bass(self) -> int:
        """Pitch class of the lowest tone."""
        return self.chord.root if self.chord.bass is None else self.chord.bass


def bass_line(
    spans: Sequence[ChordSpan], columns: Sequence[int], n_columns: int, key: Key, manner: BassManner
) -> list[Stroke]:
    """Write a bass line.

    Parameters
    ----------
    spans
        The chords, in order.
    columns
        At which the bass may play besides the chords' starts, ascending.
    n_columns
        In a bar; its second half takes the fifth.
    """
    strokes: list[Stroke] = []
    approach, lowest = manner.approach, manner.lowest
    last = lowest + 8  # begin in the middle of the compass
    for number, span in enumerate(spans):
        root = _near(span.bass, last, lowest)
        following = spans[number + 1] if number + 1 < len(spans) else None
        strokes += _strokes_of(span, columns, n_columns, root, lowest)
        if approach != "none" and following and strokes[-1].column > span.start:
            target = _near(following.bass, root, lowest)
            tones = key.scale if approach == "scale" else None
            strokes[-1] = _step_towards(strokes[-1], target, root, tones)
        last = root
    return strokes


def _strokes_of(
    span: ChordSpan, columns: Sequence[int], n_columns: int, root: int, lowest: int
) -> list[Stroke]:
    """Play one chord: its root, and its fifth in the middle of the bar if it lasts that long."""
    is_calm = len(columns) == len({column // 4 for column in columns})  # one stroke a beat
    onsets = [span.start, *(column for column in columns if span.start < column < span.end)]
    fifth = _near((span.chord.root + QUALITIES[span.chord.quality][2]) % 12, root, lowest)
    strokes = []
    for start, stop in zip(onsets, [*onsets[1:], span.end], strict=True):
        in_the_middle = start % n_columns == 8 and start > span.start
        takes_fifth = in_the_middle and is_calm and span.chord.bass is None
        pitch = fifth if takes_fifth else root
        strokes.append(Stroke(start, stop - start, pitch, 4 if start == span.start else 0))
    return strokes


def _near(pitch_class: int, last: int, lowest: int) -> int:
    """Find the pitch nearest to the last one within the compass."""
    first = lowest + (pitch_class - lowest) % 12
    return min(range(first, lowest + _COMPASS, 12), key=lambda pitch: (abs(pitch - last), pitch))


def _step_towards(stroke: Stroke, target: int, root: int, tones: Collection[int] | None) -> Stroke:
    """Lead into ``target`` from the side of ``root``: by a whole tone where only that is allowed.

    ``tones`` are the pitch classes that are allowed, None for all.
    """
    if target == root:
        return stroke
    side = -1 if root < target else 1
    step, further = target + side, target + 2 * side
    is_foreign = tones is not None and step % 12 not in tones and further % 12 in tones
    return replace(stroke, pitch=further if is_foreign else step, accent=-2)
