"""Scores as bars of events: the language that the transformer reads and writes.

One event is one step: a bar line, a chord or a note, with all that belongs to it in one row of
small numbers. Chords come first in a bar, then melody, bass and accompaniment, so that a bar is a
lead sheet before it is a performance. Pitches and roots are counted from the tonic: a song is the
same sequence in every key.

References
----------
Hsiao et al., "Compound Word Transformer", AAAI 2021 (one step an event); Huang & Yang,
"Emotion-driven melody harmonization", 2024 (chords and pitches as functions in the key).
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from engine.composition.score import QUALITIES, TICKS_PER_BEAT, Chord, Key, Note, Role, Score

__all__ = [
    "DURATIONS",
    "EVENT_SIZES",
    "FIRST_QUALITY",
    "FIRST_ROOT",
    "KIND_OF_ROLE",
    "LOWEST",
    "NO_CHORD",
    "N_PITCHES",
    "N_PLACES",
    "PLACES_PER_BEAT",
    "Bar",
    "Field",
    "Kind",
    "bar_line",
    "decode_bars",
    "encode_score",
    "extent_of",
    "join_chords",
    "notes_of",
    "place_of",
    "tick_of",
    "tonic_offset",
]

Bar = NDArray[np.uint8]
"""Shape (n, 6): the events of one bar, the bar line first, one column a `Field`."""


class Kind(IntEnum):
    """What an event is, in the order in which a bar names them."""

    NOTHING = 0
    BAR = 1
    CHORD = 2
    MELODY = 3
    BASS = 4
    ACCOMPANIMENT = 5


class Field(IntEnum):
    """Columns of an event; velocity is kept, but neither read nor written by the model."""

    KIND = 0
    PLACE = 1
    SYMBOL = 2
    EXTENT = 3
    OVER = 4
    VELOCITY = 5


KIND_OF_ROLE: dict[Role, Kind] = {
    "melody": Kind.MELODY,
    "bass": Kind.BASS,
    "chords": Kind.ACCOMPANIMENT,
}

_WITHIN_BEAT = (0, 6, 8, 12, 16, 18)  # ticks of sixteenths and of triplet eighths
PLACES_PER_BEAT = len(_WITHIN_BEAT)
N_PLACES = 4 * PLACES_PER_BEAT

DURATIONS = (
    3, 4, 6, 8, 10, 12, 14, 16, 18, 20, 24, 28, 30, 32, 36, 40, 42, 48, 54, 60, 64, 66, 72, 84,
    90, 96, 108, 120, 144, 168, 192, 288,
)  # fmt: skip
"""Lengths of notes in ticks; other lengths become the nearest of them."""

LOWEST, N_PITCHES = 24, 80
"""Lowest pitch above the tonic's offset, and how many there are; others move by octaves."""

FIRST_ROOT = 1 + N_PITCHES
NO_CHORD = FIRST_ROOT + 12
FIRST_QUALITY = 1 + len(DURATIONS)
_QUALITIES = tuple(QUALITIES)

EVENT_SIZES = (len(Kind), N_PLACES, NO_CHORD + 1, FIRST_QUALITY + len(_QUALITIES), 13)
"""How many values each modelled field has; 0 in the last three means that it does not apply."""


def tonic_offset(key: Key) -> int:
    """Give the semitones from C to the tonic the nearer way, −5 to 6."""
    # at most half an octave either way, so that no key lies far from the others
    return key.tonic - 12 if key.tonic > 6 else key.tonic


def place_of(tick: int) -> int:
    """Give the place on the grid of sixteenths and triplets that is nearest to a tick of a bar."""
    beat, rest = divmod(tick, TICKS_PER_BEAT)
    distances = [abs(rest - place) for place in (*_WITHIN_BEAT, TICKS_PER_BEAT)]
    return beat * PLACES_PER_BEAT + distances.index(min(distances))


def tick_of(place: int) -> int:
    """Give the tick of a place in a bar."""
    beat, rest = divmod(place, PLACES_PER_BEAT)
    return beat * TICKS_PER_BEAT + _WITHIN_BEAT[rest]


def extent_of(ticks: int) -> int:
    """Give the number that stands for the nearest of `DURATIONS`."""
    above = bisect.bisect_left(DURATIONS, ticks)
    around = range(max(0, above - 1), min(len(DURATIONS), above + 1))
    return 1 + min(around, key=lambda index: abs(DURATIONS[index] - ticks))


def bar_line() -> tuple[int, ...]:
    """Give the event that opens a bar."""
    return (Kind.BAR, 0, 0, 0, 0, 0)


def encode_score(score: Score) -> list[Bar]:
    """Write a score as bars of events; drums are left out.

    Two equal events of one bar become one. Nothing else is lost of a score on the grid: places of
    sixteenths and triplets, lengths of `DURATIONS`, neighbouring chords that differ.
    """
    rows: list[list[tuple[int, ...]]] = [[bar_line()] for _ in range(score.n_bars)]
    for bar, event in (*_chord_events(score), *_note_events(score)):
        rows[bar].append(event)
    return [np.array(_in_order(events), np.uint8) for events in rows]


def _in_order(events: Iterable[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Sort, and of events alike but for their length and loudness keep the longest."""
    kept = {event[:3]: event for event in sorted(events)}
    return list(kept.values())


def _chord_events(score: Score) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Name the chord at the start of every bar, and wherever it changes."""
    length = score.metre.ticks_per_bar
    for chord in _without_gaps(score):
        begin, end = (place_from_start(tick, length) for tick in (chord[0], chord[1]))
        for bar in range(begin[0], end[0] + (end[1] > 0)):
            place = begin[1] if bar == begin[0] else 0
            tonic = score.key_at(bar).tonic
            yield bar, (Kind.CHORD, place, *_name_chord(chord[2], tonic), 0)


def _without_gaps(score: Score) -> Iterator[tuple[int, int, Chord | None]]:
    """Give every stretch as start, end and its chord; None where no chord sounds."""
    tick = 0
    for chord in score.chords:
        if chord.start > tick:
            yield tick, chord.start, None
        yield chord.start, chord.end, chord
        tick = chord.end
    if tick < score.n_ticks and score.chords:
        yield tick, score.n_ticks, None


def place_from_start(tick: int, ticks_per_bar: int) -> tuple[int, int]:
    """Give the bar and the place in it that are nearest to a tick."""
    bar, rest = divmod(tick, ticks_per_bar)
    place = place_of(rest)
    is_next = place >= ticks_per_bar // TICKS_PER_BEAT * PLACES_PER_BEAT
    return (bar + 1, 0) if is_next else (bar, place)


def _name_chord(chord: Chord | None, tonic: int) -> tuple[int, int, int]:
    """Give symbol, extent and over."""
    if chord is None:
        return NO_CHORD, 0, 0
    bass = chord.root if chord.bass is None else chord.bass
    return (
        FIRST_ROOT + (chord.root - tonic) % 12,
        FIRST_QUALITY + _QUALITIES.index(chord.quality),
        1 + (bass - chord.root) % 12,
    )


def _note_events(score: Score) -> Iterator[tuple[int, tuple[int, ...]]]:
    for track in score.tracks:
        if track.role not in KIND_OF_ROLE:
            continue
        for note in track.notes:
            bar, place = place_from_start(note.start, score.metre.ticks_per_bar)
            if bar < score.n_bars:
                pitch = _fold(note.pitch - tonic_offset(score.key_at(bar)))
                extent = extent_of(note.duration)
                kind = KIND_OF_ROLE[track.role]
                yield bar, (kind, place, 1 + pitch - LOWEST, extent, 0, note.velocity)


def _fold(pitch: int) -> int:
    """Move a pitch by octaves into the range of the language."""
    while pitch < LOWEST:
        pitch += 12
    while pitch >= LOWEST + N_PITCHES:
        pitch -= 12
    return pitch


def notes_of(bar: Bar, kind: Kind, key: Key, start: int) -> list[Note]:
    """Give the notes of one part of a bar that begins at tick ``start``."""
    offset = tonic_offset(key) + LOWEST - 1
    return [
        Note(
            start + tick_of(int(row[Field.PLACE])),
            DURATIONS[row[Field.EXTENT] - 1],
            int(row[Field.SYMBOL]) + offset,
            int(row[Field.VELOCITY]) or 64,
        )
        for row in bar[bar[:, Field.KIND] == kind]
    ]


def decode_bars(
    bars: Sequence[Bar], keys: Sequence[Key], ticks_per_bar: int
) -> tuple[list[Chord], dict[Role, list[Note]]]:
    """Read bars as chords and notes; no note sounds past the end or into its own repetition.

    Parameters
    ----------
    keys
        Of every bar.
    """
    end = len(bars) * ticks_per_bar
    parts: dict[Role, list[Note]] = {}
    for role, kind in KIND_OF_ROLE.items():
        notes = [
            note
            for number, (bar, key) in enumerate(zip(bars, keys, strict=True))
            for note in notes_of(bar, kind, key, number * ticks_per_bar)
        ]
        parts[role] = _end_in_time(notes, end)
    return join_chords(bars, keys, ticks_per_bar), parts


def _end_in_time(notes: Iterable[Note], end: int) -> list[Note]:
    """Cut notes at the end, and where the same pitch is struck again."""
    following: dict[int, int] = {}
    kept = []
    for note in sorted(notes, key=lambda note: (note.start, note.pitch), reverse=True):
        stop = min(note.end, following.get(note.pitch, end))
        if stop > note.start:
            kept.append(Note(note.start, stop - note.start, note.pitch, note.velocity))
            following[note.pitch] = note.start
    return kept[::-1]


def join_chords(bars: Sequence[Bar], keys: Sequence[Key], ticks_per_bar: int) -> list[Chord]:
    """Read the chords of bars; one that is named again goes on."""
    named: list[tuple[int, Chord | None]] = []
    for number, (bar, key) in enumerate(zip(bars, keys, strict=True)):
        for row in bar[bar[:, Field.KIND] == Kind.CHORD]:
            start = number * ticks_per_bar + tick_of(int(row[Field.PLACE]))
            chord = _read_chord(row, key)
            if not named or named[-1][1] != chord:
                named.append((start, chord))
    ends = [start for start, _ in named[1:]] + [len(bars) * ticks_per_bar][: len(named)]
    return [
        Chord(start, end - start, chord.root, chord.quality, chord.bass)
        for (start, chord), end in zip(named, ends, strict=True) if chord is not None
    ]  # fmt: skip


def _read_chord(row: NDArray[np.uint8], key: Key) -> Chord | None:
    """Read a chord, its start and length left open."""
    if row[Field.SYMBOL] == NO_CHORD:
        return None
    root = (int(row[Field.SYMBOL]) - FIRST_ROOT + key.tonic) % 12
    above = int(row[Field.OVER]) - 1
    bass = (root + above) % 12 if above > 0 else None
    return Chord(0, 1, root, _QUALITIES[row[Field.EXTENT] - FIRST_QUALITY], bass)
