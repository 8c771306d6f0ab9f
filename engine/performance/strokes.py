"""When, how loud and how long each note of a bar is played."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

from engine.composition.score import TICKS_PER_BEAT, Note
from engine.performance.chance import bell, share_below, step_of, value_of
from engine.performance.habits import Voice
from engine.performance.occasion import TIGHTEST, Bar, Occasion
from engine.performance.played_score import FINE
from engine.performance.rules import (
    decibels_to_velocity,
    delay_after,
    harmonic_charge,
    melodic_charge,
    punctuation,
)

__all__ = ["play_notes"]

_SIXTEENTH = TICKS_PER_BEAT // 4
_SOFTEST, _LOUDEST = 10, 124
_CHARGE = 0.25
"""Share of the authors' stress on remarkable notes and chords: by its full measure it is heard."""
_WRITTEN_LEAD = 20.0
"""Velocity steps by which scores write the tune louder than the rest."""
_LEAD = 0.8  # share of the way from there to what players do; the mix does the rest
_ACCENT = 7.0
"""Velocity steps by which written notes differ from their bar's mean by metre and by chance, as
players do, too: they say how far up in a player's range a note is. What is more is meant."""
_WRITTEN = 0.3
"""Weight of a written accent of that size, in deviations of what a player does."""
_LENGTHS: dict[Voice, float] = {"tune": 0.45, "accompaniment": 0.8}
"""Share of the players' freedom in lengths: scores have some of it already."""
_SHORTEST = 0.03  # seconds
_LIFT = 0.025  # seconds by which notes of a tune end before the next one, for breath
_HELD = 1.5  # times the way to the next onset from which a note is held on purpose
_RINGING = 6.0
"""Times the way to the next onset that a note of an accompaniment rings at most under a hand."""
_STRUM = 0.009  # seconds from string to string
_LONGEST_STRUM = 0.05  # seconds: so far apart, onsets are one chord still (Rasch 1979: 30 to 50 ms)
_ROLL = 0.012  # seconds from tone to tone of a chord that a piano lets bloom


def play_notes(
    notes: Sequence[Note], bar: Bar, occasion: Occasion, *, strums: bool, rings: bool
) -> list[Note]:
    """Play the notes of a bar.

    Parameters
    ----------
    notes
        Sorted by start, then pitch.
    strums
        Whether chords are struck string by string.
    rings
        Whether notes of an accompaniment can go on below the next ones.

    Returns
    -------
    list of Note
        In fine ticks.
    """
    chords = [list(chord) for _, chord in itertools.groupby(notes, lambda note: note.start)]
    usual = math.fsum(note.velocity for note in notes) / max(len(notes), 1)
    again = _struck_again(notes, bar)
    played: list[Note] = []
    before = None
    for chord, following in itertools.zip_longest(chords, chords[1:]):
        room = (following[0].start if following else bar.end) - chord[0].start
        late = _lateness(chord[0], before, bar, occasion)
        offsets = _spread_out(chord, bar, occasion, strums=strums)
        closes = following is None and bar.ends_phrase
        for note, offset in zip(chord, offsets, strict=True):
            start = _place(note.start, late + offset, occasion)
            most = again[note.start, note.pitch] if rings and bar.is_pedalled else room
            length = _length(note, (room, most), bar, occasion, closes=closes)
            end = max(note.start * FINE + length, start + _fine(_SHORTEST, note.start, occasion))
            velocity = _velocity(note, chord, usual, bar, occasion)
            played.append(Note(start, end - start, note.pitch, velocity))
        before = chord[0]
    return played


def _struck_again(notes: Sequence[Note], bar: Bar) -> dict[tuple[int, int], int]:
    """Give for each note how many ticks it can ring: until its chord ends, or its key is struck."""
    found: dict[tuple[int, int], int] = {}
    nearest: dict[int, int] = {}
    for note in reversed(notes):
        chord = bar.chord_at(note.start)
        end = min(nearest.get(note.pitch, bar.end), chord.end if chord else bar.end)
        found[note.start, note.pitch] = max(end - note.start, 1)
        nearest[note.pitch] = note.start
    return found


def _fine(seconds: float, tick: int, occasion: Occasion) -> int:
    return round(seconds / occasion.seconds_per_tick(tick) * FINE)


def _place(tick: int, late: float, occasion: Occasion) -> int:
    """Move a note by so many seconds, but never so far that it would be read wrongly."""
    most = occasion.farthest(tick)
    # bends only near its limit: what lies within is played as it is
    bent = late / math.sqrt(math.sqrt(1 + (late / most) ** 4))
    return tick * FINE + _fine(bent, tick, occasion)


def _lateness(note: Note, before: Note | None, bar: Bar, occasion: Occasion) -> float:
    """Give the seconds by which a chord comes late, by habit, chance, phrase and contrast."""
    second, player = occasion.seconds_per_tick(note.start), occasion.player.timing[bar.voice]
    drawn = share_below(occasion.course("time", bar, note.start, player.memory))
    late = occasion.freedom(bar) * value_of(player.late, drawn) / 1000
    late += occasion.looseness * TIGHTEST * bell(bar.chance)
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
    apart = occasion.player.timing[bar.voice].apart if len(chord) > 1 else (0.0, 0.0)
    freedom = occasion.freedom(bar) / 1000
    # only what opens a bar, and only where much is made of phrases
    blooms = len(chord) > 2 and chord[0].start == bar.first and bar.how.arch > 1.2
    for place, _ in enumerate(chord):
        yield freedom * value_of(apart, bar.chance.random()) + (_ROLL * place if blooms else 0.0)


def _length(
    note: Note, ways: tuple[int, int], bar: Bar, occasion: Occasion, *, closes: bool
) -> int:
    """Give the fine ticks from a note's place to where it ends.

    Parameters
    ----------
    ways
        Ticks to the next onset, and for which the note may ring.
    """
    room, most = ways
    second, player = occasion.seconds_per_tick(note.start), occasion.player.touch[bar.voice]
    drawn = share_below(occasion.course("length", bar, note.start, player.length_memory))
    doublings, usual = step_of(player.lengths, drawn), player.lengths[len(player.lengths) // 2]
    if most > room and note.duration <= _HELD * room:  # what rings is as long as fingers are slow
        length = room * second * math.exp2(doublings)
    else:
        freedom = _LENGTHS[bar.voice] * bar.how.variety
        length = note.duration * second * math.exp2(freedom * (doublings - usual))
    lift = _LIFT if bar.voice == "tune" else 0.0
    reach = min(most, _RINGING * room) if most > room else room
    limit = max(note.duration, reach) * second - lift
    length = min(length, limit)
    if closes or (bar.voice == "tune" and note.duration >= room > 3 * TICKS_PER_BEAT // 2):
        length = min(length, limit - bar.how.punctuation * punctuation(length))
    return max(_fine(max(length, _SHORTEST), note.start, occasion), 1)


def _velocity(note: Note, chord: Sequence[Note], usual: float, bar: Bar, occasion: Occasion) -> int:
    """Play a note as loud as its player does what is written so loud, beside the bar's usual."""
    player = occasion.player.touch[bar.voice]
    accent = min(max(note.velocity - usual, -_ACCENT), _ACCENT)
    chance = occasion.course("loudness", bar, note.start, player.velocity_memory)
    place = _expected(note, chord, bar, player.weights)
    place += _WRITTEN * accent / _ACCENT
    place += math.sqrt(1 - player.explained) * math.sqrt(1 - _WRITTEN**2 / 3) * chance
    velocity = usual + bar.level + _lead(bar, occasion)
    velocity += note.velocity - usual - accent
    velocity += bar.how.variety * step_of(player.velocities, share_below(place))
    level = occasion.arch(bar, note.start)
    sounding = bar.chord_at(note.start)
    if sounding is not None:
        stress = harmonic_charge(sounding, bar.key)
        if bar.voice == "tune":
            stress += melodic_charge(note.pitch, sounding)
        level += _CHARGE * bar.how.charge * stress
    velocity += decibels_to_velocity(note.velocity, level)
    velocity = player.grain * round(velocity / player.grain)
    return min(max(round(velocity), _SOFTEST), _LOUDEST)


def _expected(note: Note, chord: Sequence[Note], bar: Bar, weights: Sequence[float]) -> float:
    """Say how far up in its player's range a note is by pitch, length and place."""
    beat, many = (note.start - bar.first) % TICKS_PER_BEAT == 0, len(chord) > 1
    length = min(max(note.duration / TICKS_PER_BEAT, 0.125), 8.0)
    features = (
        1.0,
        (note.pitch - bar.centre) / 12,
        math.log2(length),
        beat,
        note.start == bar.first,
        many and note.pitch == chord[-1].pitch,
        many and note.pitch == chord[0].pitch,
    )
    return math.fsum(w * float(f) for w, f in zip(weights, features, strict=True))


def _lead(bar: Bar, occasion: Occasion) -> float:
    """Bring the tune nearer to the rest, as players do."""
    change = _LEAD * (occasion.player.lead - _WRITTEN_LEAD)
    return 0.6 * change if bar.voice == "tune" else -0.4 * change
