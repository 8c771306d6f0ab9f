"""Reads whole songs as scores: chords, melody, bass and accompaniment as far as a set has them.

Only sets whose licence lets a model that was trained on them ship are here.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from engine.composition.grid import readable_metre
from engine.composition.score import (
    TICKS_PER_BEAT,
    Chord,
    Metre,
    Note,
    Role,
    Score,
    ScoreSection,
    TempoChange,
    Track,
    top_line,
)
from engine.files import read_limited
from engine.training.corpora.archives import open_data, read_each
from engine.training.corpora.datasets import (
    analysed_chords,
    notes_of_track,
    pop909_chords,
    read_annotations,
    read_lead_sheets,
)
from engine.training.corpora.full_scores import read_full_score
from engine.training.corpora.lead_sheets import LeadSheet, estimate_key
from engine.training.corpora.score_xml import LARGEST_FILE

__all__ = [
    "SONGS",
    "Song",
    "lead_sheet_song",
    "make_score",
    "read_songs",
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
        One of `engine.composition.transformer.controls.STYLES`.
    is_full
        Whether it has an accompaniment.
    tempo
        Quarter notes a minute, None if it is not known.
    """

    name: str
    style: str
    score: Score
    is_full: bool
    tempo: float | None


def read_songs(data: Path, names: Iterable[str] = ()) -> Iterator[Song]:
    """Read data sets one song after the other; what cannot be read is named and left out.

    Parameters
    ----------
    data
        Folder with the data sets, packed or not.
    names
        Of `SONGS`; all of them if none are given.

    Raises
    ------
    ResourceError
        If a data set is missing.
    """
    for name in names or SONGS:
        yield from SONGS[name](data)


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
    metre: Metre, chords: Iterable[Chord], parts: dict[Role, list[Note]], tempo: float | None
) -> Score | None:
    """Make a score in a metre that can be composed in, from its first bar with a note on.

    Returns
    -------
    Score or None
        None if the metre is another one, or there are fewer than eight bars.
    """
    read_as = readable_metre(metre)
    starts = [note.start for notes in parts.values() for note in notes]
    if read_as is None or not starts:
        return None
    length = read_as.ticks_per_bar
    first = min(starts) // length * length
    n_bars = (max(starts) - first) // length + 1
    if n_bars < _LEAST_BARS:
        return None
    end = n_bars * length
    moved = [_move(chord, first, end) for chord in chords]
    inside = tuple(chord for chord in moved if chord is not None)
    melody = parts.get("melody", [])
    key = estimate_key(melody or [n for notes in parts.values() for n in notes], inside)
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


def _read_pop909(data: Path) -> Iterator[Song]:
    with open_data(data, "pop909") as folder:
        yield from read_each(sorted(folder.glob("*/*.mid")), _pop909_song)


def _pop909_song(file: Path) -> Song | None:
    rows, chord_text = read_annotations(file)
    downbeats = np.flatnonzero(rows[:, 2] == 1)
    spacing = np.diff(downbeats)
    # A bar that the annotators found one beat short would shift all that follows.
    if len(downbeats) < _LEAST_BARS or np.mean(spacing == np.median(spacing)) < 0.9:
        return None
    beats_a_bar = int(np.median(spacing))
    if beats_a_bar not in (3, 4):
        return None
    beats = _regular_beats(rows[:, 0], downbeats, beats_a_bar)

    def tick(seconds: float) -> float:
        """Place a time among the beats, on the sixteenth grid."""
        beat = np.interp(seconds, beats, np.arange(len(beats)))
        return round(float(beat) * 4) * TICKS_PER_BEAT / 4

    parts = _pop909_parts(file, tick, float(beats[0]), beats_a_bar * TICKS_PER_BEAT)
    tempo = 60 / float(np.median(np.diff(beats)))
    score = make_score(Metre(beats_a_bar, 4), pop909_chords(chord_text, tick), parts, tempo)
    if score is None:
        return None
    return Song(f"pop909/{file.stem}", "pop", score, is_full=True, tempo=tempo)


def _regular_beats(times: Any, downbeats: Any, beats_a_bar: int) -> Any:
    """Give as many beats to every bar: irregular ones are divided evenly."""
    bars = [
        times[begin:end] if end - begin == beats_a_bar
        else np.linspace(times[begin], times[end], beats_a_bar, endpoint=False)
        for begin, end in itertools.pairwise(downbeats)
    ]  # fmt: skip
    return np.concatenate([*bars, times[downbeats[-1] :]])


def _pop909_parts(
    file: Path, tick: Callable[[float], float], begin: float, bar: int
) -> dict[Role, list[Note]]:
    def read(name: str) -> list[Note]:
        notes = []
        for note in notes_of_track(file, name):
            if note.start >= begin - 0.05:
                start = int(tick(note.start))
                length = int(max(6, tick(note.end) - start))
                notes.append(Note(start, length, note.pitch, max(1, note.velocity)))
        return notes

    melody, bridge = list(top_line(read("MELODY"))), read("BRIDGE")
    sung = {note.start // bar for note in melody}
    # Where nobody sings, the second melody is the first.
    melody += top_line(note for note in bridge if note.start // bar not in sung)
    backing = [note for note in bridge if note.start // bar in sung]
    bass, chords = split_bass(read("PIANO"), bar // 2)
    return {"melody": sorted(melody, key=lambda n: n.start), "bass": bass,
            "chords": chords + backing}  # fmt: skip


def _read_lieder(data: Path) -> Iterator[Song]:
    with open_data(data, "openscore_lieder") as folder:
        yield from read_each(sorted(folder.rglob("analysis_automatic.rntxt")), _lied)


def _lied(analysis: Path) -> Song | None:
    file = next(analysis.parent.glob("*.mxl"), None)
    if file is None:
        return None
    full = read_full_score(read_limited(file, LARGEST_FILE))
    if len(set(full.metres)) != 1 or not full.played:
        return None
    metre = full.metres[0]
    bass, chords = split_bass(full.played, max(TICKS_PER_BEAT, metre.ticks_per_bar // 2))
    parts: dict[Role, list[Note]] = {
        "melody": list(top_line(full.sung)), "bass": bass, "chords": chords,
    }  # fmt: skip
    text = analysis.read_text(encoding="utf-8")
    score = make_score(metre, _sorted(analysed_chords(text, full)), parts, full.tempo)
    name = f"lieder/{'/'.join(file.parts[-4:-1])}"
    if score is None:
        return None
    return Song(name, "lied", score, is_full=True, tempo=full.tempo)


def _sorted(chords: Iterable[Chord]) -> list[Chord]:
    """Order chords, and let each end where the next begins."""
    ordered = sorted({chord.start: chord for chord in chords}.values(), key=lambda c: c.start)
    ends = [*(chord.start for chord in ordered[1:]), 10**9][: len(ordered)]
    return [
        replace(chord, duration=min(chord.duration, end - chord.start))
        for chord, end in zip(ordered, ends, strict=True)
    ]


def _read_sheets(name: str, style: str) -> Callable[[Path], Iterator[Song]]:
    def read(data: Path) -> Iterator[Song]:
        for sheet in read_lead_sheets(data, [name]):
            song = lead_sheet_song(sheet, style)
            if song is not None:
                yield song

    return read


def lead_sheet_song(sheet: LeadSheet, style: str) -> Song | None:
    """Make a song of a melody with chords; None if its metre is not known, or it is short."""
    parts: dict[Role, list[Note]] = {"melody": list(sheet.melody)}
    score = make_score(sheet.metre, _sorted(sheet.chords), parts, None)
    if score is None:
        return None
    return Song(sheet.name, style, score, is_full=False, tempo=None)


SONGS: dict[str, Callable[[Path], Iterator[Song]]] = {
    "pop909": _read_pop909,
    "openscore_lieder": _read_lieder,
    "nottingham": _read_sheets("nottingham", "folk"),
    "openewld": _read_sheets("openewld", "standard"),
}
"""The readers by name of the data set."""
