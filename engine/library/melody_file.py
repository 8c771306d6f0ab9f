"""Melodies out of MIDI and MusicXML files, to be harmonised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.composition.beat_grid import find_beats, place_on_beats
from engine.composition.key_finding import find_key, sum_lengths
from engine.composition.score import (
    TICKS_PER_BEAT,
    Metre,
    Note,
    Score,
    ScoreSection,
    TempoChange,
    Track,
    top_line,
)
from engine.errors import CompositionError
from engine.library.voices import (
    FEWEST_NOTES,
    SIXTEENTH,
    changes_metre,
    choose_melody,
    ends_on,
    later,
    metre_of,
    snap,
    tempos_of,
    uncovered,
    voices_of,
)
from engine.midi.music import MidiFile
from engine.musicxml.playing import read_music_file

__all__ = ["LONGEST", "check_length", "read_melody"]

LONGEST = 600.0
"""Seconds of melody that we harmonise."""
MOST_BARS = 300

_TICK = 0.5 / TICKS_PER_BEAT
"""Seconds of a tick where a file counts no beats: half a second stands for one."""
_FEWEST_BEATS = 4


def read_melody(path: Path) -> tuple[Score, tuple[str, ...]]:
    """Read the melody of a MIDI or MusicXML file, put on a grid of sixteenths and triplets.

    Returns
    -------
    Score, tuple of str
        The melody alone, in the key that fits it best, and what was left out, in sentences.

    Raises
    ------
    EngineError
        If the file cannot be read, has no melody, is too long, or in a metre we do not know.
    """
    midi = read_music_file(path)
    voices = [v for track in midi.tracks for v in voices_of(track, midi) if not v.is_drum]
    if not voices:
        raise CompositionError(
            f"{path} has {'only drums' if any(midi.notes) else 'no notes'}",
            hint="Choose a file with a melody.",
        )
    voice = choose_melody(voices)
    line = list(top_line(uncovered(voice.notes)))
    if len(line) < FEWEST_NOTES:
        raise CompositionError(
            f"{path} has only {len(line)} notes", hint="Choose a melody of at least a bar."
        )
    if midi.has_beats:
        metre, first = metre_of(path, midi)
        placed, tempos = line, tempos_of(midi)
    else:
        metre, first = Metre(4, 4), 0
        placed, tempos = _on_beats(path, line)
    score = _make_score(path, placed, voice.program, metre, tempos, first)
    remarks = [midi.mended] if midi.mended else []
    if len(voices) > 1:
        named = f" ({voice.name})" if voice.name else ""
        remarks.append(f"the file has {len(voices)} parts: the melody was taken from one{named}")
    if len(line) < len(voice.notes):
        remarks.append("several notes sound at once: the top line was taken")
    return score, (*remarks, *_remarks_on_time(midi, score, first))


def _remarks_on_time(midi: MidiFile, score: Score, first: int) -> Iterator[str]:
    if not midi.has_beats:
        yield f"the file counts no beats: {score.tempo:.0f} a minute were found"
    elif changes_metre(midi, score.metre, first):
        yield f"the metre changes: all of it is harmonised in {score.metre}"


def _on_beats(path: Path, line: Sequence[Note]) -> tuple[list[Note], list[TempoChange]]:
    """Find the beats of a melody whose ticks are parts of half a second, and put it on them.

    Raises
    ------
    CompositionError
        If none are found, or the melody is too long to look for them.
    """
    check_length(path, line[-1].start * _TICK, n_bars=0)
    beats = find_beats(line, _TICK)
    if len(beats) < _FEWEST_BEATS:
        raise CompositionError(
            f"{path} counts no beats, and none were found",
            hint="Save it with ticks per quarter note in another program.",
        )
    period = float(np.median(np.diff(beats)))
    earlier = beats[0] - period * np.arange(2 * _FEWEST_BEATS, 0, -1)  # what leads to the first bar
    placed = place_on_beats(line, np.concatenate([earlier, beats]))
    notes = [
        replace(note, start=snap(note.start), duration=max(snap(note.duration), SIXTEENTH))
        for note in placed
    ]
    return list(top_line(notes)), [TempoChange(0, 60 / (period * _TICK))]


def _make_score(  # noqa: PLR0913, PLR0917 - one score
    path: Path, line: list[Note], program: int, metre: Metre, tempos: list[TempoChange], first: int
) -> Score:
    """Make a score whose bars begin with those at tick ``first``, an upbeat in a bar before."""
    length = metre.ticks_per_bar
    shift = first % length
    skipped = (line[0].start - shift) // length * length + shift  # silence before the melody
    notes = tuple(replace(note, start=note.start - skipped) for note in line)
    n_bars = -(-max(note.end for note in notes) // length)
    key = find_key(sum_lengths(notes), favoured=ends_on(notes[-1].pitch % 12))
    score = Score(
        key,
        metre,
        n_bars,
        tuple(later(tempos, skipped, n_bars * length)),
        (ScoreSection("A", 0, n_bars, key),),
        (),
        (Track("melody", program, notes),),
    )
    check_length(path, score.duration, n_bars)
    return score


def check_length(path: Path, seconds: float, n_bars: int) -> None:
    """Refuse music that is too long.

    Raises
    ------
    CompositionError
        If it is.
    """
    if seconds > LONGEST or n_bars > MOST_BARS:
        raise CompositionError(
            f"the music in {path} lasts {seconds / 60:.0f} minutes, {n_bars} bars",
            hint=f"Cut it to at most {LONGEST / 60:.0f} minutes and {MOST_BARS} bars.",
        )
