"""Reads POP909: melody, second melody and piano of pop songs, with beats and chords annotated."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.composition.score import (
    QUALITIES,
    TICKS_PER_BEAT,
    Chord,
    Metre,
    Note,
    Role,
    pitch_class,
    top_line,
)
from engine.midi.music import MidiFile, MidiTrack
from engine.midi.parsing import read_midi
from engine.training.corpora.archives import open_data, read_each
from engine.training.corpora.lead_sheets import STEP_TICKS, LeadSheet, estimate_key, monophonic
from engine.training.corpora.songs import Song, make_score, song_of, split_bass

__all__ = ["read_annotations", "read_pop909", "read_pop909_sheets"]

_LEAST_BARS = 8
_EARLY = 0.05  # seconds that a singer may come before the first beat
_QUALITIES = {
    "maj": "", "min": "m", "maj6": "6", "min6": "m6", "min7": "m7", "hdim7": "m7♭5",
    "sus4(b7)": "sus4", "minmaj7": "m",
}  # fmt: skip


@dataclass(frozen=True)
class _Beats:
    """Where the beats of a song lie in time, a bar's first beat first."""

    seconds: NDArray[np.float64]

    def tick(self, seconds: float) -> int:
        """Place a time among the beats, on the sixteenth grid."""
        beat = np.interp(seconds, self.seconds, np.arange(len(self.seconds)))
        return int(round(float(beat) * 4) * TICKS_PER_BEAT / 4)


def read_pop909(data: Path) -> Iterator[Song]:
    """Read its songs; those whose beats are in doubt are left out."""
    with open_data(data, "pop909") as folder:
        yield from read_each(sorted(folder.glob("*/*.mid")), _song)


def read_pop909_sheets(data: Path) -> Iterator[LeadSheet]:
    """Read the songs in four four as lead sheets, beats where the annotators heard them."""
    with open_data(data, "pop909") as folder:
        yield from read_each(sorted(folder.glob("*/*.mid")), _sheet)


def read_annotations(file: Path) -> tuple[NDArray[np.float64], NDArray[np.int64], str]:
    """Read what is said of a song: the times of its beats, which open bars, and its chords."""
    text = file.with_name("beat_midi.txt").read_text()
    rows = np.array([line.split() for line in text.splitlines()], dtype=float)
    chords = file.with_name("chord_midi.txt").read_text()
    return rows[:, 0], np.flatnonzero(rows[:, 2] == 1), chords


def _sheet(file: Path) -> LeadSheet | None:
    times, downbeats, chord_text = read_annotations(file)
    if len(downbeats) < _LEAST_BARS or np.median(np.diff(downbeats)) != 4:
        return None
    beats = _Beats(times[downbeats[0] :])
    melody = monophonic(_notes(read_midi(file), "MELODY", beats))
    chords = tuple(_chords(chord_text, beats))
    key = estimate_key(melody, chords)
    return LeadSheet(f"pop909/{file.stem}", key, Metre(4, 4), melody, chords)


def _song(file: Path) -> Song | None:
    times, downbeats, chord_text = read_annotations(file)
    spacing = np.diff(downbeats)
    # A bar that the annotators found one beat short would shift all that follows.
    if len(downbeats) < _LEAST_BARS or np.mean(spacing == np.median(spacing)) < 0.9:
        return None
    beats_a_bar = int(np.median(spacing))
    if beats_a_bar not in (3, 4):
        return None
    beats = _regular_beats(times, downbeats, beats_a_bar)
    parts = _parts(read_midi(file), beats, beats_a_bar * TICKS_PER_BEAT)
    tempo = 60 / float(np.median(np.diff(beats.seconds)))
    score = make_score(Metre(beats_a_bar, 4), _chords(chord_text, beats), parts, tempo)
    return song_of(f"pop909/{file.stem}", "pop", score, tempo)


def _regular_beats(
    times: NDArray[np.float64], downbeats: NDArray[np.int64], beats_a_bar: int
) -> _Beats:
    """Give as many beats to every bar: irregular ones are divided evenly."""
    bars = [
        times[begin:end] if end - begin == beats_a_bar
        else np.linspace(times[begin], times[end], beats_a_bar, endpoint=False)
        for begin, end in itertools.pairwise(downbeats)
    ]  # fmt: skip
    return _Beats(np.concatenate([*bars, times[downbeats[-1] :]]))


def _parts(midi: MidiFile, beats: _Beats, bar: int) -> dict[Role, list[Note]]:
    melody = list(top_line(_notes(midi, "MELODY", beats)))
    bridge = _notes(midi, "BRIDGE", beats)
    sung = {note.start // bar for note in melody}
    # Where nobody sings, the second melody is the first.
    melody += top_line(note for note in bridge if note.start // bar not in sung)
    backing = [note for note in bridge if note.start // bar in sung]
    bass, chords = split_bass(_notes(midi, "PIANO", beats), bar // 2)
    return {"melody": sorted(melody, key=lambda n: n.start), "bass": bass,
            "chords": chords + backing}  # fmt: skip


def _notes(midi: MidiFile, name: str, beats: _Beats) -> list[Note]:
    """Give the notes of the track of that name, on the grid, from the first beat on."""
    track = next((track for track in midi.tracks if track.name == name), MidiTrack())
    starts = midi.seconds([note.start for note in track.notes]).tolist()
    ends = midi.seconds([note.end for note in track.notes]).tolist()
    notes = []
    for begin, end, note in zip(starts, ends, track.notes, strict=True):
        if end > begin >= beats.seconds[0] - _EARLY:
            start = beats.tick(begin)
            length = max(STEP_TICKS, beats.tick(end) - start)
            notes.append(Note(start, length, note.pitch, max(1, note.velocity)))
    return notes


def _chords(text: str, beats: _Beats) -> Iterator[Chord]:
    """Read the annotation of chords."""
    for line in text.splitlines():
        begin, end, symbol = line.split()
        root, _, quality = symbol.partition(":")
        quality, _, degree = quality.partition("/")
        start, stop = beats.tick(float(begin)), beats.tick(float(end))
        if not quality or stop <= start:
            continue
        tonic = pitch_class(root)
        quality = _QUALITIES.get(quality, quality)
        if quality in QUALITIES:
            yield Chord(start, stop - start, tonic, quality, _bass_of(tonic, degree) % 12)


def _bass_of(root: int, degree: str) -> int:
    steps = {"": 0, "2": 2, "3": 4, "4": 5, "5": 7, "6": 9, "7": 11}
    number = degree.lstrip("b#")
    return root + steps.get(number, 0) + degree.count("#") - degree.count("b")
