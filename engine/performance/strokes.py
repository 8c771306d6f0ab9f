"""When, how loud and how long each note of a bar is played."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

from engine.composition.score import TICKS_PER_BEAT, Note
from engine.performance.chance import draw
from engine.performance.occasion import Bar, Occasion
from engine.performance.played_score import FINE
from engine.performance.rules import (
    decibels_to_velocity,
    delay_after,
    harmonic_charge,
    high_loud,
    melodic_charge,
    punctuation,
)

__all__ = ["play_notes"]

_SIXTEENTH = TICKS_PER_BEAT // 4
_SOFTEST, _LOUDEST = 10, 124
_CHARGE = 0.4
"""Share of the authors' stress on remarkable notes and chords: by its full measure it is heard."""
_CENTRES = {"tune": 70, "accompaniment": 55}
"""Usual pitch of a voice, from which higher notes are louder: POP909's medians."""
_HIGH_LOUD = 0.3  # share of the authors' rule; the rest is learned
_WRITTEN_LEAD = 20.0
"""Velocity steps by which scores write the tune louder than the rest."""
_LEAD = 0.6  # share of the way from there to what players do; the mix does the rest
_WRITTEN_SPREAD = 6.0
"""Deviation that velocities in scores have already, for accents and by chance; so much of the
players' is left out."""
_LEAST_SPREAD = 0.35  # of the players' deviation that is left at least
_LENGTHS = {"tune": 0.8, "accompaniment": 0.8}
"""Share of the players' chance in lengths: scores have some of it already."""
_SHORTEST = 0.03  # seconds
_OVERLAP = 0.04  # seconds that a legato note goes on into the next one,
_OVERLAPPING = 0.12  # and how many do; a tune's others end a little before it
_LIFT = 0.025  # seconds
_STRUM = 0.009  # seconds from string to string
_LONGEST_STRUM = 0.05
_ROLL = 0.012  # seconds from tone to tone of a chord that a piano lets bloom


def play_notes(notes: Sequence[Note], bar: Bar, occasion: Occasion, *, strums: bool) -> list[Note]:
    """Play the notes of a bar.

    Parameters
    ----------
    notes
        Sorted by start, then pitch.
    strums
        Whether chords are struck string by string.

    Returns
    -------
    list of Note
        In fine ticks.
    """
    chords = [list(chord) for _, chord in itertools.groupby(notes, lambda note: note.start)]
    played: list[Note] = []
    before = None
    for chord, following in itertools.zip_longest(chords, chords[1:]):
        room = (following[0].start if following else bar.end) - chord[0].start
        late = _lateness(chord[0], before, bar, occasion)
        offsets = _spread_out(chord, bar, occasion, strums=strums)
        closes = following is None and bar.ends_phrase
        for note, offset in zip(chord, offsets, strict=True):
            start = _place(note.start, late + offset, occasion)
            length = _length(note, room, bar, occasion, closes=closes)
            end = max(note.start * FINE + length, start + _fine(_SHORTEST, note.start, occasion))
            played.append(Note(start, end - start, note.pitch, _velocity(note, bar, occasion)))
        before = chord[0]
    return played


def _fine(seconds: float, tick: int, occasion: Occasion) -> int:
    return round(seconds / occasion.seconds_per_tick(tick) * FINE)


def _place(tick: int, late: float, occasion: Occasion) -> int:
    """Move a note by so many seconds, the less of them the farther it is: none is read wrongly."""
    most = occasion.farthest(tick)
    return tick * FINE + _fine(most * late / (most + abs(late)), tick, occasion)


def _lateness(note: Note, before: Note | None, bar: Bar, occasion: Occasion) -> float:
    """Give the seconds by which a chord comes late, by habit, chance, phrase and contrast."""
    habits, second = occasion.habits[bar.voice], occasion.seconds_per_tick(note.start)
    left = math.sqrt(max(0.0, 1 - sum(habits.onset_memory)))
    chance = occasion.wander(bar, note.start) + left * draw(habits.onsets, bar.chance)
    spread = occasion.spread(bar)
    column = note.start % TICKS_PER_BEAT // _SIXTEENTH
    late = spread * (chance + habits.late[column] / habits.usual_looseness)
    if before is not None:
        gap = note.start - before.start
        late += delay_after(gap * second, note.duration * second, bar.how.contrast)
    return late + occasion.rubato(bar, note.start) + occasion.behind(bar, note.start)


def _spread_out(
    chord: Sequence[Note], bar: Bar, occasion: Occasion, *, strums: bool
) -> Iterator[float]:
    """Give for each note of a chord the seconds behind its onset."""
    if strums and len(chord) > 2:
        # down on the beat, up off it: as the hand swings
        falls = chord[0].start % (TICKS_PER_BEAT // 2) == 0
        # no hand strums twice alike
        step = min(_STRUM * (0.7 + 0.6 * bar.chance.random()), _LONGEST_STRUM / len(chord))
        order = range(len(chord)) if falls else range(len(chord) - 1, -1, -1)
        yield from (step * place for place in order)
        return
    habits = occasion.habits[bar.voice]
    spread = occasion.spread(bar) * habits.chord_spread
    # only what opens a bar, and only where much is made of phrases
    blooms = len(chord) > 2 and chord[0].start == bar.first and bar.how.arch > 1.2
    for place, _ in enumerate(chord):
        yield spread * draw(habits.onsets, bar.chance) + (_ROLL * place if blooms else 0.0)


def _length(note: Note, room: int, bar: Bar, occasion: Occasion, *, closes: bool) -> int:
    """Give the fine ticks from a note's place to where it ends."""
    second = occasion.seconds_per_tick(note.start)
    habits, player = occasion.habits[bar.voice], occasion.player
    doublings = _LENGTHS[bar.voice] * player.length[bar.voice] * bar.how.variety
    length = note.duration * second * math.exp2(doublings * draw(habits.lengths, bar.chance))
    chord = bar.chord_at(note.start)
    rings = room
    if bar.voice == "accompaniment" and bar.is_pedalled:
        rings = max(room, (chord.end if chord else bar.end) - note.start)
    most = max(note.duration, rings) * second
    lift = _LIFT if bar.voice == "tune" else 0.0
    overlap = _OVERLAP if bar.chance.random() < _OVERLAPPING else -lift
    length = min(length, most + overlap)
    if closes or (bar.voice == "tune" and note.duration >= room > 3 * TICKS_PER_BEAT // 2):
        length = min(length, most - bar.how.punctuation * punctuation(length))
    return max(_fine(max(length, _SHORTEST), note.start, occasion), 1)


def _velocity(note: Note, bar: Bar, occasion: Occasion) -> int:
    habits, player = occasion.habits[bar.voice], occasion.player
    octaves = (note.pitch - _CENTRES[bar.voice]) / 12
    velocity = note.velocity + bar.level + _lead(bar, occasion)
    velocity += habits.velocity["higher"] * octaves
    left = math.sqrt(max(0.0, 1 - sum(habits.velocity_memory)))
    chance = left * draw(habits.velocities, bar.chance) + occasion.mood(bar, note.start)
    theirs = player.velocity[bar.voice] * bar.how.variety
    own = math.sqrt(max(theirs**2 - _WRITTEN_SPREAD**2, (_LEAST_SPREAD * theirs) ** 2))
    velocity += own * chance
    level = occasion.arch(bar, note.start) + _HIGH_LOUD * high_loud(note.pitch, _CENTRES[bar.voice])
    chord = bar.chord_at(note.start)
    if chord is not None:
        stress = harmonic_charge(chord, bar.key)
        if bar.voice == "tune":
            stress += melodic_charge(note.pitch, chord)
        level += _CHARGE * bar.how.charge * stress
    velocity += decibels_to_velocity(note.velocity, level)
    return min(max(round(velocity), _SOFTEST), _LOUDEST)


def _lead(bar: Bar, occasion: Occasion) -> float:
    """Bring the tune nearer to the rest, as players do."""
    change = _LEAD * (occasion.player.lead - _WRITTEN_LEAD)
    return 0.6 * change if bar.voice == "tune" else -0.4 * change
