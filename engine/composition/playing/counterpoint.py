"""A second voice to a tune: it holds while the tune moves, and moves where the tune holds."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from engine.composition.playing.development import moved_by_steps
from engine.composition.score import QUALITIES, TICKS_PER_BEAT, Chord, Key, Note

__all__ = ["counter_melody"]

_FIRST_CHOICES = (1, 2, 0)  # third, fifth, root: what a second voice adds most with
_FAR = 0.35  # cost of a semitone's leap from the tone before
_DOUBLES = 3.0  # cost of the tune's own pitch class
_PARALLEL = 2.5  # cost of a fifth or octave that follows another one
_HOLE = 3 * TICKS_PER_BEAT // 2  # ticks without an onset of the tune in which the voice moves


def counter_melody(
    melody: Sequence[Note], chords: Sequence[Chord], key: Key, low: int, high: int
) -> list[Note]:
    """Write a voice of the chords' tones that leads by step and answers where the tune rests.

    Parameters
    ----------
    melody
        Sorted, of one voice.
    chords
        In order.
    low, high
        Its compass, as MIDI pitches; where it lies an octave or more below the tune, it is heard
        as a tenor, above it as a descant.

    Returns
    -------
    list
        Notes with the velocity 64, sorted.
    """
    targets: list[tuple[Chord, int]] = []
    for chord in chords:
        sung = _sung_at(melody, chord.start)
        last = targets[-1] if targets else None
        before = (last[1], _sung_at(melody, last[0].start)) if last else (None, None)
        targets.append((chord, _choose(chord, sung, before, (low, high))))
    notes: list[Note] = []
    following = [*targets[1:], None]
    for (chord, pitch), after in zip(targets, following, strict=True):
        notes += _play(chord, pitch, after[1] if after else None, melody, key)
    return notes


def _choose(
    chord: Chord, sung: int | None, before: tuple[int | None, int | None], compass: tuple[int, int]
) -> int:
    """Choose a tone of a chord: near, none that the tune has, no parallel fifths or octaves."""
    tones = [(chord.root + step) % 12 for step in QUALITIES[chord.quality]]
    ranks = {tone: _FIRST_CHOICES.index(n) if n < 3 else 1.5 for n, tone in enumerate(tones)}
    last, sung_last = before

    def cost(pitch: int) -> tuple[float, int]:
        total = float(ranks[pitch % 12])
        total += _FAR * abs(pitch - last) if last is not None else 0.0
        if sung is not None:
            total += _DOUBLES * ((sung - pitch) % 12 == 0)
            # a semitone from the tune, in whatever octave, is as bad as its double
            total += _DOUBLES * ((sung - pitch) % 12 in (1, 11))
            if last is not None and sung_last is not None and last != pitch:
                same = (sung - pitch) % 12 == (sung_last - last) % 12
                # octaves and fifths, and fourths where this voice lies above the tune
                total += _PARALLEL * (same and (sung - pitch) % 12 in (0, 5, 7))
        return total, pitch

    low, high = compass
    able = [pitch for pitch in range(low, high + 1) if pitch % 12 in ranks]
    return min(able, key=cost)


def _sung_at(melody: Sequence[Note], tick: int) -> int | None:
    number = bisect.bisect_right(melody, tick, key=lambda note: note.start) - 1
    return melody[number].pitch if number >= 0 and melody[number].end > tick else None


def _play(
    chord: Chord, pitch: int, goal: int | None, melody: Sequence[Note], key: Key
) -> list[Note]:
    """Hold a tone, or walk from it to the next one if the tune leaves room at the chord's end."""
    held = Note(chord.start, chord.duration, pitch, 64)
    onsets = [note.start for note in melody if chord.start < note.start < chord.end]
    room = chord.end - max(onsets, default=chord.start)
    if goal is None or room < _HOLE or chord.duration <= TICKS_PER_BEAT:
        return [held]
    between = _steps_between(pitch, goal, key)[: int(room // TICKS_PER_BEAT)]
    if not between:
        return [held]
    length = TICKS_PER_BEAT if room >= (len(between) + 1) * TICKS_PER_BEAT else TICKS_PER_BEAT // 2
    first = chord.end - len(between) * length
    walk = [Note(first + n * length, length, p, 64) for n, p in enumerate(between)]
    return [Note(chord.start, first - chord.start, pitch, 64), *walk]


def _steps_between(start: int, goal: int, key: Key) -> list[int]:
    """Give the tones of the scale strictly between two pitches, or a turn around a repeated one."""
    if start == goal:
        return [moved_by_steps(start, -1, key)]
    way = 1 if goal > start else -1
    tones: list[int] = []
    pitch = moved_by_steps(start, way, key)
    while (goal - pitch) * way > 0:
        tones.append(pitch)
        pitch = moved_by_steps(pitch, way, key)
    # the last two: a walk leads into its goal, it does not fill a gap
    return tones[-2:]
