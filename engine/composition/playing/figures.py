"""What accompanies a melody: chords voiced and broken, and a bass line."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from engine.composition.planning.manner import Figure
from engine.composition.score import Chord

__all__ = [
    "MOST_ONSETS",
    "PUSHED",
    "RHYTHMS",
    "SPREAD",
    "Stroke",
    "let_ring",
    "play_figure",
    "voice_chords",
]

RHYTHMS: dict[str, tuple[tuple[int, ...], ...]] = {
    "4/4": (
        (0,), (0, 8), (0, 8, 12), (0, 4, 8, 12), (0, 4, 6, 8, 12), (0, 4, 6, 8, 12, 14),
        (0, 2, 4, 6, 8, 10, 12, 14), (0, 2, 4, 6, 8, 10, 12, 13, 14, 15),
        (0, 2, 3, 4, 6, 7, 8, 10, 11, 12, 14, 15), tuple(range(16)),
    ),
    "3/4": (
        (0,), (0, 8), (0, 4, 8), (0, 4, 8, 10), (0, 4, 6, 8, 10), (0, 2, 4, 6, 8, 10),
        (0, 2, 3, 4, 6, 7, 8, 10, 11), tuple(range(12)),
    ),
    "6/8": (
        (0,), (0, 6), (0, 4, 6, 10), (0, 2, 4, 6, 8, 10), (0, 2, 3, 4, 6, 8, 9, 10),
        tuple(range(12)),
    ),
}  # fmt: skip
"""Onsets of an accompaniment in a bar, in sixteenths, from sparse to dense, by metre."""

PUSHED: dict[tuple[int, ...], tuple[int, ...]] = {
    (0, 8, 12): (0, 6, 12),
    (0, 4, 8, 12): (0, 6, 8, 14),
    (0, 4, 6, 8, 12): (0, 3, 6, 10, 12),
    (0, 4, 6, 8, 12, 14): (0, 3, 6, 8, 11, 14),
}
"""What becomes of a rhythm where the music pushes: some onsets come before their beat."""

SPREAD: dict[tuple[int, ...], tuple[int, ...]] = {
    (0, 8): (0, 4),
    (0, 8, 12): (0, 2, 4),
    (0, 4, 8, 12): (0, 2, 4, 8),
    (0, 4, 6, 8, 12): (0, 2, 4, 6, 10),
    (0, 4, 8): (0, 2, 4),
    (0, 4, 8, 10): (0, 2, 4, 8),
}
"""What becomes of a rhythm where the music is sad: a chord opens like a harp's and rings out."""

MOST_ONSETS: dict[Figure, int] = {
    "sustained": 4, "pulse": 8, "broken": 16, "alberti": 16, "offbeat": 8, "rolling": 12,
    "restless": 16,
}  # fmt: skip
"""How many onsets a bar a figure bears: whole chords soon sound like a machine."""


@dataclass(frozen=True)
class Stroke:
    """A note of an accompaniment, in sixteenths from the start of the piece."""

    column: int
    n_columns: int
    pitch: int
    accent: int = 0


def voice_chords(chords: Sequence[Chord], centre: float) -> list[tuple[int, ...]]:
    """Voice chords in close position with the least movement.

    Parameters
    ----------
    centre
        Wanted mean pitch.

    Returns
    -------
    list
        For each chord three or four ascending pitches.
    """
    voicings: list[tuple[int, ...]] = []
    for chord in chords:
        before = voicings[-1] if voicings else None

        def cost(
            voicing: tuple[int, ...], before: tuple[int, ...] | None = before
        ) -> tuple[float, int]:
            # Voices move as little as they can, until the chords have wandered off.
            drift = abs(sum(voicing) / len(voicing) - centre)
            moved = 0.0 if before is None else _movement(before, voicing)
            return moved + 0.8 * max(0.0, drift - 1.5) + 0.3 * drift, voicing[0]

        voicings.append(min(_close_positions(chord, centre), key=cost))
    return voicings


def _close_positions(chord: Chord, centre: float) -> list[tuple[int, ...]]:
    tones = sorted(chord.pitch_classes)
    positions = []
    for octave, turn in itertools.product(range(2, 8), range(len(tones))):
        raised = tones[turn:] + [tone + 12 for tone in tones[:turn]]
        voicing = tuple(12 * octave + tone for tone in raised)
        if abs(sum(voicing) / len(voicing) - centre) < 10:
            positions.append(voicing)
    return positions


def _movement(before: tuple[int, ...], after: tuple[int, ...]) -> float:
    """Sum of the shortest way of every voice, the top one counted twice: it is heard as a line."""
    ways = [min(abs(pitch - other) for other in before) for pitch in after]
    return sum(ways) + abs(after[-1] - before[-1])


def play_figure(
    figure: Figure, voicing: tuple[int, ...], columns: Sequence[int], end: int
) -> list[Stroke]:
    """Play one chord.

    Parameters
    ----------
    columns
        Onsets while the chord lasts, ascending.
    end
        First column after the chord.
    """
    if not columns:
        return []
    return _PLAYERS[figure](voicing, list(columns), end)


def let_ring(strokes: Sequence[Stroke], end: int) -> list[Stroke]:
    """Hold every tone until the chord has ended or the tone is struck again, as under a pedal."""
    next_strike: dict[int, int] = {}
    ringing = []
    for stroke in sorted(strokes, key=lambda stroke: -stroke.column):
        stop = next_strike.get(stroke.pitch, end)
        ringing.append(replace(stroke, n_columns=max(stroke.n_columns, stop - stroke.column)))
        next_strike[stroke.pitch] = stroke.column
    return ringing[::-1]


def _spans(columns: list[int], end: int) -> list[tuple[int, int]]:
    return list(zip(columns, [*columns[1:], end], strict=True))


def _sustained(voicing: tuple[int, ...], columns: list[int], end: int) -> list[Stroke]:
    """Hold the chord; extra onsets repeat its middle voice, so that it breathes."""
    strokes = [Stroke(columns[0], end - columns[0], pitch) for pitch in voicing]
    inner = voicing[1]
    return strokes + [
        Stroke(start, stop - start, inner + 12 if inner + 12 < voicing[-1] else inner, -6)
        for start, stop in _spans(columns, end)[1:]
    ]


def _pulse(voicing: tuple[int, ...], columns: list[int], end: int) -> list[Stroke]:
    return [
        Stroke(start, stop - start, pitch)
        for start, stop in _spans(columns, end)
        for pitch in voicing[-3:]
    ]


def _one_by_one(
    order: Callable[[int], list[int]], voicing: tuple[int, ...], columns: list[int], end: int
) -> list[Stroke]:
    turns = itertools.cycle(order(len(voicing)))
    return [
        Stroke(start, stop - start, voicing[turn])
        for (start, stop), turn in zip(_spans(columns, end), turns, strict=False)
    ]


def _broken(voicing: tuple[int, ...], columns: list[int], end: int) -> list[Stroke]:
    def up_and_down(n: int) -> list[int]:
        return [*range(n), *range(n - 2, 0, -1)]

    return _one_by_one(up_and_down, voicing, columns, end)


def _alberti(voicing: tuple[int, ...], columns: list[int], end: int) -> list[Stroke]:
    return _one_by_one(lambda n: [0, n - 1, 1, n - 1], voicing, columns, end)


def _offbeat(voicing: tuple[int, ...], columns: list[int], end: int) -> list[Stroke]:
    """Leave the chord's first onset to the bass."""
    if len(columns) == 1:
        return _pulse(voicing, columns, end)
    return _pulse(voicing, columns[1:], end)


def _rolling(voicing: tuple[int, ...], columns: list[int], end: int) -> list[Stroke]:
    """Low tone, then the others together: a strummed or rolling hand."""
    strokes: list[Stroke] = []
    for turn, (start, stop) in enumerate(_spans(columns, end)):
        pitches = voicing[:1] if turn % 2 == 0 and len(columns) > 1 else voicing[1:]
        strokes += [Stroke(start, stop - start, pitch) for pitch in pitches]
    return strokes


def _restless(voicing: tuple[int, ...], columns: list[int], end: int) -> list[Stroke]:
    """Rub the top tone against the semitone below it, over the lowest: what tense music does."""
    top = voicing[-1]
    turns = itertools.cycle(((top, 2), (top - 1, -2), (top, 0), (voicing[1], -2)))
    moving = zip(_spans(columns, end), turns, strict=False)
    return [
        Stroke(columns[0], end - columns[0], voicing[0]),
        *(Stroke(start, stop - start, *turn) for (start, stop), turn in moving),
    ]


_PLAYERS: dict[Figure, Callable[[tuple[int, ...], list[int], int], list[Stroke]]] = {
    "sustained": _sustained,
    "pulse": _pulse,
    "broken": _broken,
    "alberti": _alberti,
    "offbeat": _offbeat,
    "rolling": _rolling,
    "restless": _restless,
}
