"""What players do while notes sound: pedal, swells and vibrato, as MIDI controllers.

Only bars in which a part plays have any, and each says all that it needs: so parts may join late,
and bars may be changed, without touching others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.composition.score import TICKS_PER_BEAT, Chord, Note
from engine.performance.played_score import FINE, KnobTurn

__all__ = ["has_pedal", "pedal", "rings_on", "sustains", "swells"]

VIBRATO, EXPRESSION, PEDAL = 1, 11, 64
"""Numbers of the MIDI controllers."""

_PIANOS = frozenset({0, 1, 2, 3, 4, 5, 11})
"""Programs with a pedal: pianos, electric pianos, vibraphone."""
_RINGING = frozenset({*range(8, 16), 24, 25, 46})
"""Bells, bars, harp and open guitars: what is struck or plucked once and dies away by itself."""
_SUSTAINING = frozenset(
    {*range(40, 45), *range(48, 55), *range(56, 80), *range(88, 96), *range(21, 24)}
)
"""Bowed, blown and sung, and pads: what can swell while it sounds."""
# bowed strings, choirs, brass, reeds and pipes: not what is struck or plucked
_VIBRATING = frozenset({*range(40, 44), *range(48, 50), *range(52, 54), *range(56, 80)})
_LATE = 24  # fine ticks (a twentieth of a beat) after a chord that the pedal goes down again
_RESTING = 100  # of the controller: there is room above it for swells
_SWELL, _EBB = 16, -14
"""Controller steps by which a long note grows to its middle, and what is left at its end."""
_DEEPEST = 44  # of vibrato: a quarter of a semitone in most soundfonts is 64
_STEPS = 8  # of a swell: fewer are heard as steps
_LONG = 1.0  # beats from which a note swells


def sustains(program: int) -> bool:
    """Whether an instrument can change the loudness of a note that sounds."""
    return program in _SUSTAINING


def has_pedal(program: int) -> bool:
    """Whether an instrument has a sustain pedal."""
    return program in _PIANOS


def rings_on(program: int) -> bool:
    """Whether a note of an instrument can go on below the next ones."""
    return program in _PIANOS or program in _RINGING


def pedal(chords: Sequence[Chord], first: int, end: int) -> Iterator[KnobTurn]:
    """Change the pedal with every chord of a bar: up when it comes, down a moment later.

    Parameters
    ----------
    chords
        Those that sound in the bar.
    first, end
        The bar, in ticks.
    """
    for chord in chords:
        start, stop = max(chord.start, first), min(chord.end, end)
        yield KnobTurn(start * FINE, PEDAL, 0)
        yield KnobTurn(start * FINE + _LATE, PEDAL, 127)
        yield KnobTurn(stop * FINE, PEDAL, 0)


def swells(notes: Sequence[Note], level: float, depth: float, program: int) -> Iterator[KnobTurn]:
    """Let the long notes of a bar grow and fade, and tremble towards their end.

    Parameters
    ----------
    notes
        Of one bar, in fine ticks.
    level
        Controller steps by which the whole bar is louder than usual.
    depth
        How much of a swell there is, 1 being usual.
    """
    resting = _RESTING + level
    for note in _one_at_a_time(notes):
        yield KnobTurn(note.start, EXPRESSION, _value(resting))
        beats = note.duration / (TICKS_PER_BEAT * FINE)
        if beats < _LONG:
            continue
        size = depth * min(beats / 2, 1.0)
        for step in range(1, _STEPS):
            place = step / _STEPS
            tick = note.start + round(place * note.duration)
            yield KnobTurn(tick, EXPRESSION, _value(resting + size * _bulge(place)))
            if program in _VIBRATING:
                yield KnobTurn(tick, VIBRATO, _value(depth * _DEEPEST * max(0.0, place - 0.25)))
        yield KnobTurn(note.end, EXPRESSION, _value(resting))
        if program in _VIBRATING:
            yield KnobTurn(note.end, VIBRATO, 0)


def _one_at_a_time(notes: Sequence[Note]) -> Iterator[Note]:
    """Give the longest of the notes that begin about together, cut where the next ones begin."""
    groups: list[Note] = []
    for note in notes:
        # fine ticks, an eighth of a beat: nearer ones are one chord
        if groups and note.start - groups[-1].start < 60:
            if note.duration > groups[-1].duration:
                groups[-1] = Note(groups[-1].start, note.duration, note.pitch, note.velocity)
        else:
            groups.append(note)
    for number, note in enumerate(groups):
        room = groups[number + 1].start - note.start if number + 1 < len(groups) else note.duration
        yield Note(note.start, min(note.duration, room), note.pitch, note.velocity)


def _bulge(place: float) -> float:
    """Grow to the first half's end, then ebb, as one bow or breath does."""
    if place < 0.5:
        return _SWELL * 2 * place
    return _SWELL + (_EBB - _SWELL) * (2 * place - 1)


def _value(value: float) -> int:
    return min(max(round(value), 0), 127)
