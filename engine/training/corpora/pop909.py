"""Reads POP909: melody, second melody and piano of pop songs, with beats and chords annotated."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from engine.composition.score import TICKS_PER_BEAT, Metre, Note, Role, top_line
from engine.training.corpora.archives import open_data, read_each
from engine.training.corpora.datasets import notes_of_track, pop909_chords, read_annotations
from engine.training.corpora.songs import Song, make_score, song_of, split_bass

__all__ = ["read_pop909"]

_LEAST_BARS = 8


def read_pop909(data: Path) -> Iterator[Song]:
    """Read its songs; those whose beats are in doubt are left out."""
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
    return song_of(f"pop909/{file.stem}", "pop", score, tempo)


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
