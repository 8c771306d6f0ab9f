"""What a teacher would mark in a stretch of tune and chords, in the critic's own unit."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Sequence

from engine.composition.choosing.patterns import Lead
from engine.composition.score import TICKS_PER_BEAT, Chord, Note

__all__ = ["marks_against"]

_LONG_RUB, _RUB = 3 * TICKS_PER_BEAT // 4, TICKS_PER_BEAT // 3  # ticks; on the beat shorter ones
_LEAP = 7  # semitones
_CIRCLE, _HOME = 0.3, 0.3
"""Shares of a stretch's notes on one pitch, and of its chords on the tonic, from which on it goes
in a circle: three in four stretches of POP909 have less."""

_PER_RUB = 1.0  # for every semitone that sounds on against a chord's tone
_PER_LEAP = 0.25  # for every leap that no step turns back from
_PER_PEAK = 0.2  # for every further time that a phrase reaches its highest note
_FOR_CIRCLING = 3.0  # where all notes are one, or all chords the tonic
_FOR_MONOTONY = 2.0  # where all bars have one rhythm
"""Costs in nats: a stretch of eight bars with a rub is as odd as one that the critic thinks three
times less likely to be people's."""


def marks_against(lead: Lead) -> float:
    """Add up what is wrong: rubs, leaps that go on, a tune that circles or repeats itself."""
    return (
        _PER_RUB * _count_rubs(lead.melody, lead.chords)
        + _PER_LEAP * _count_open_leaps(lead.melody)
        + _PER_PEAK * _count_peaks(lead)
        + _FOR_CIRCLING * (_circling(lead.melody) + _staying(lead))
        + _FOR_MONOTONY * _monotony(lead)
    )


def _count_rubs(melody: Sequence[Note], chords: Sequence[Chord]) -> float:
    """Count long notes a semitone above a tone of their chord, which nobody sings for long.

    Shorter ones on the beat count a third: one leans and goes, three of them are wrong.
    """
    starts = [chord.start for chord in chords]
    rubs = 0.0
    for note in melody:
        number = bisect.bisect_right(starts, note.start) - 1
        tones = chords[number].pitch_classes if number >= 0 else ()
        if note.pitch % 12 not in tones and (note.pitch - 1) % 12 in tones:
            leans = note.start % TICKS_PER_BEAT == 0 and note.duration >= _RUB
            rubs += 1 if note.duration >= _LONG_RUB else leans / 3
    return rubs


def _count_open_leaps(melody: Sequence[Note]) -> int:
    """Count leaps of a fifth and more after which the tune goes on the same way."""
    return sum(
        abs(two.pitch - one.pitch) >= _LEAP
        and (two.pitch - one.pitch) * (three.pitch - two.pitch) > 0
        for one, two, three in zip(melody, melody[1:], melody[2:], strict=False)
    )


def _count_peaks(lead: Lead) -> int:
    """Count how often each four bars reach their highest note again, after leaving it."""
    again = 0
    for _, group in itertools.groupby(lead.melody, lambda note: note.start // (4 * lead.bar)):
        pitches = [pitch for pitch, _ in itertools.groupby(note.pitch for note in group)]
        again += pitches.count(max(pitches)) - 1
    return again


def _circling(melody: Sequence[Note]) -> float:
    """Give by how much more of the notes than usual are of one pitch, 1 where all are."""
    pitches = [note.pitch for note in melody]
    share = max((pitches.count(pitch) for pitch in set(pitches)), default=0) / max(1, len(pitches))
    return max(0.0, share - _CIRCLE) / (1 - _CIRCLE)


def _staying(lead: Lead) -> float:
    """Give by how many more of the chords than usual stay at home, 1 where all do."""
    at_home = sum(chord.root == lead.key.tonic for chord in lead.chords)
    return max(0.0, at_home / max(1, len(lead.chords)) - _HOME) / (1 - _HOME)


def _monotony(lead: Lead) -> float:
    """Give the share of bars whose rhythm another one had before, beyond half of them."""
    groups = itertools.groupby(lead.melody, lambda note: note.start // lead.bar)
    rhythms = [tuple(note.start % lead.bar for note in group) for _, group in groups]
    again = 1 - len(set(rhythms)) / max(1, len(rhythms))
    return max(0.0, again - 0.5) * 2
