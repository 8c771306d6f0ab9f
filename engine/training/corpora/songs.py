"""Whole songs as scores: chords, melody, bass and accompaniment as far as they are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from engine.composition.chord_estimation import estimate_chords, with_basses
from engine.composition.grid import readable_metre
from engine.composition.score import (
    TICKS_PER_BEAT,
    Chord,
    Key,
    Metre,
    Note,
    Role,
    Score,
    ScoreSection,
    TempoChange,
    Track,
    top_line,
)
from engine.training.corpora.lead_sheets import LeadSheet, estimate_key

__all__ = [
    "Song",
    "Voices",
    "accompanied_score",
    "in_order",
    "lead_sheet_song",
    "make_score",
    "song_of",
    "split_bass",
]

_LEAST_BARS = 8
_HIGHEST_BASS = 57  # the A below middle C


@dataclass(frozen=True)
class Song:
    """One song of a data set.

    Attributes
    ----------
    name
        Data set and song, such as ``"pop909/001"``; a song has one name, whatever its versions.
    style
        One of `engine.composition.transformer.controls.STYLES`, None if it is of another one.
    is_full
        Whether it has an accompaniment.
    tempo
        Quarter notes a minute, None if it is not known.
    """

    name: str
    style: str | None
    score: Score
    is_full: bool
    tempo: float | None


def split_bass(
    notes: Iterable[Note], window: int, reach: int = 0, highest: int = _HIGHEST_BASS
) -> tuple[list[Note], list[Note]]:
    """Part the bass from an accompaniment: what lies lowest in each window of ticks, if low.

    Parameters
    ----------
    reach
        Semitones above the lowest note that still belong to the bass.
    highest
        Above it nothing is bass.

    Returns
    -------
    list, list
        The bass and the rest, sorted by start, then pitch.
    """
    ordered = sorted(notes, key=lambda note: (note.start, note.pitch))
    limits: dict[int, int] = {}
    for note in ordered:
        place = note.start // window
        limits[place] = min(note.pitch + reach, limits.get(place, highest))
    bass = [note for note in ordered if note.pitch <= limits[note.start // window]]
    return bass, [note for note in ordered if note.pitch > limits[note.start // window]]


def make_score(
    metre: Metre,
    chords: Iterable[Chord],
    parts: dict[Role, list[Note]],
    tempo: float | None,
    key: Key | None = None,
) -> Score | None:
    """Make a score in a metre that can be composed in, from its first bar with a note on.

    Parameters
    ----------
    parts
        Without any the score is as long as its chords.
    key
        Estimated from the melody and the chords if it is not known.

    Returns
    -------
    Score or None
        None if the metre is another one, or there are fewer than eight bars.
    """
    read_as, chords = readable_metre(metre), list(chords)
    ticks = [note.start for notes in parts.values() for note in notes] or [
        tick for chord in chords for tick in (chord.start, chord.end - 1)
    ]
    if read_as is None or not ticks:
        return None
    length = read_as.ticks_per_bar
    first = min(ticks) // length * length
    n_bars = (max(ticks) - first) // length + 1
    if n_bars < _LEAST_BARS:
        return None
    end = n_bars * length
    moved = [_move(chord, first, end) for chord in chords]
    inside = tuple(chord for chord in moved if chord is not None)
    melody = parts.get("melody", [])
    key = key or estimate_key(melody or [n for notes in parts.values() for n in notes], inside)
    tracks = tuple(
        Track(role, 0, tuple(sorted(_cut(notes, first, end), key=lambda n: (n.start, n.pitch))))
        for role, notes in parts.items()
        if notes
    )
    tempos = (TempoChange(0, tempo or 100.0),)
    return Score(key, read_as, n_bars, tempos, (ScoreSection("A", 0, n_bars, key),), inside, tracks)


def _cut(notes: Iterable[Note], first: int, end: int) -> Iterator[Note]:
    for note in notes:
        start = note.start - first
        stop = min(end, start + note.duration)
        if 0 <= start < stop:
            yield Note(start, stop - start, note.pitch, min(127, max(1, note.velocity)))


def _move(chord: Chord, first: int, end: int) -> Chord | None:
    start, stop = max(0, chord.start - first), min(end, chord.end - first)
    return replace(chord, start=start, duration=stop - start) if start < stop else None


def in_order(chords: Iterable[Chord]) -> list[Chord]:
    """Order chords, and let each end where the next begins."""
    ordered = sorted({chord.start: chord for chord in chords}.values(), key=lambda c: c.start)
    ends = [*(chord.start for chord in ordered[1:]), 10**9][: len(ordered)]
    return [
        replace(chord, duration=min(chord.duration, end - chord.start))
        for chord, end in zip(ordered, ends, strict=True)
    ]


def song_of(
    name: str, style: str | None, score: Score | None, tempo: float | None = None
) -> Song | None:
    """Make a song of a score, if there is one; it is full if more than a melody plays."""
    if score is None:
        return None
    is_full = any(track.role != "melody" for track in score.tracks)
    return Song(name, style, score, is_full, tempo)


def lead_sheet_song(sheet: LeadSheet, style: str) -> Song | None:
    """Make a song of a melody with chords; None if its metre is not known, or it is short."""
    parts: dict[Role, list[Note]] = {"melody": list(sheet.melody)}
    return song_of(sheet.name, style, make_score(sheet.metre, in_order(sheet.chords), parts, None))


@dataclass(frozen=True)
class Voices:
    """A melody and all that sounds with it, on the ticks of `engine.composition.score`.

    Attributes
    ----------
    tempo
        Quarter notes a minute, None if it is not known.
    chords
        None if they are not known.
    """

    metre: Metre
    melody: Sequence[Note]
    others: Sequence[Note]
    tempo: float | None = None
    chords: Sequence[Chord] | None = None


def accompanied_score(voices: Voices) -> Score | None:
    """Make a score; where the chords are not known they are estimated, and the key from all notes.

    Returns
    -------
    Score or None
        None if the metre is not known, there is no melody, or it is short.
    """
    metre = readable_metre(voices.metre)
    if metre is None or not voices.melody:
        return None
    key, chords = None, voices.chords
    if chords is None:
        sounding = [*voices.melody, *voices.others]
        n_bars = -(-max(note.end for note in sounding) // metre.ticks_per_bar)
        chords = list(with_basses(estimate_chords(sounding, metre, n_bars), sounding))
        key = estimate_key(sounding, chords)
    bass, rest = split_bass(voices.others, max(TICKS_PER_BEAT, voices.metre.ticks_per_bar // 2))
    parts: dict[Role, list[Note]] = {
        "melody": list(top_line(voices.melody)), "bass": bass, "chords": rest,
    }  # fmt: skip
    return make_score(voices.metre, chords, parts, voices.tempo, key)
