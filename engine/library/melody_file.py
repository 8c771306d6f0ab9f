"""Melodies out of MIDI files, to be harmonised."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from engine.composition.beat_grid import find_beats, place_on_beats
from engine.composition.grid import METRES, readable_metre
from engine.composition.keys import find_key, sum_lengths
from engine.composition.score import (
    TICKS_PER_BEAT,
    Key,
    Metre,
    Note,
    Score,
    ScoreSection,
    TempoChange,
    Track,
    top_line,
)
from engine.errors import CompositionError
from engine.midi.music import MidiFile, MidiTrack, is_drum_channel
from engine.midi.reader import read_midi

__all__ = ["LONGEST", "read_melody"]

LONGEST = 600.0
"""Seconds of melody that we harmonise."""
MOST_BARS = 300

_TEMPOS = (10.0, 500.0)
_TICK = 0.5 / TICKS_PER_BEAT
"""Seconds of a tick where a file counts no beats: half a second stands for one."""
_FEWEST_BEATS = 4
_FEWEST_NOTES = 3
_MELODIC = re.compile("melod|vocal|voice|lead|sopran|violin|flute", re.IGNORECASE)
_GRID = sorted({*range(0, TICKS_PER_BEAT + 1, 6), *range(0, TICKS_PER_BEAT + 1, 8)})
"""Ticks of a beat on which notes begin: sixteenths and triplets."""
_HOME = 0.1
"""How much it speaks for a key that the melody ends on its tonic."""


@dataclass
class _Voice:
    """The notes of one channel of one track, in ticks of ours, while they are read."""

    name: str = ""
    program: int = 0
    notes: list[Note] = field(default_factory=list)


def read_melody(path: Path) -> tuple[Score, tuple[str, ...]]:
    """Read the melody of a MIDI file, put on a grid of sixteenths and triplets.

    Returns
    -------
    Score, tuple of str
        The melody alone, in the key that fits it best, and what was left out, in sentences.

    Raises
    ------
    EngineError
        If the file cannot be read, has no melody, is too long, or in a metre we do not know.
    """
    midi = read_midi(path)
    voices = [voice for track in midi.tracks for voice in _voices(track, midi)]
    if not voices:
        raise CompositionError(
            f"{path} has {'only drums' if any(midi.notes) else 'no notes'}",
            hint="Choose a MIDI file with a melody.",
        )
    voice = _choose(voices)
    line = list(top_line(_uncovered(voice.notes)))
    if len(line) < _FEWEST_NOTES:
        raise CompositionError(
            f"{path} has only {len(line)} notes", hint="Choose a melody of at least a bar."
        )
    if midi.has_beats:
        metre, first = _metre(path, midi)
        placed, tempos = line, _tempos(midi)
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
    elif _changes_metre(midi, score.metre, first):
        yield f"the metre changes: all of it is harmonised in {score.metre}"


def _voices(track: MidiTrack, midi: MidiFile) -> Iterator[_Voice]:
    """Read one track; a channel is a voice, and drums are none.

    Where the file counts no beats, its notes have no grid to be put on yet.
    """
    place = _snap if midi.has_beats else round
    scale = TICKS_PER_BEAT / midi.ticks_per_beat
    voices: dict[int, _Voice] = {}
    for note in track.notes:
        if is_drum_channel(note.channel):
            continue
        if note.channel not in voices:
            program = midi.program_at(note.channel, note.start)
            voices[note.channel] = _Voice(track.name, program)
        start, end = place(note.start * scale), place(note.end * scale)
        duration = max(end - start, _GRID[1])
        voices[note.channel].notes.append(Note(start, duration, note.pitch, note.velocity))
    yield from voices.values()


def _snap(tick: float) -> int:
    beat, place = divmod(tick, TICKS_PER_BEAT)
    return int(beat) * TICKS_PER_BEAT + int(min(_GRID, key=lambda grid: abs(grid - place)))


def _choose(voices: Sequence[_Voice]) -> _Voice:
    """Take the voice that is called a melody, else the highest of those that move."""
    onsets = [len({note.start for note in voice.notes}) for voice in voices]
    able = [voice for voice, n in zip(voices, onsets, strict=True) if n >= max(onsets) / 4]
    named = [
        voice
        for voice in voices
        if _MELODIC.search(voice.name) and len(voice.notes) >= _FEWEST_NOTES
    ]
    named = [voice for voice in named if "melod" in voice.name.lower()] or named
    return max(named or able, key=lambda voice: float(np.mean([n.pitch for n in voice.notes])))


def _uncovered(notes: Iterable[Note]) -> Iterator[Note]:
    """Leave out what lies below a note that sounds on: it belongs to another voice."""
    last: Note | None = None
    for note in sorted(notes, key=lambda note: (note.start, -note.pitch)):
        if last and note.pitch < last.pitch and note.end <= last.end:
            continue
        last = note
        yield note


def _on_beats(path: Path, line: Sequence[Note]) -> tuple[list[Note], list[TempoChange]]:
    """Find the beats of a melody whose ticks are parts of half a second, and put it on them.

    Raises
    ------
    CompositionError
        If none are found, or the melody is too long to look for them.
    """
    _check_length(path, line[-1].start * _TICK, n_bars=0)
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
        replace(note, start=_snap(note.start), duration=max(_snap(note.duration), _GRID[1]))
        for note in placed
    ]
    return list(top_line(notes)), [TempoChange(0, 60 / (period * _TICK))]


def _metre(path: Path, midi: MidiFile) -> tuple[Metre, int]:
    """Give the metre that holds longest, and the tick of ours at which its bars begin to count."""
    sign, _ = midi.main_metre()
    written = Metre(sign.numerator, sign.denominator)
    metre = readable_metre(written)
    if metre is None:
        raise CompositionError(
            f"{path} is in {written}", hint=f"Choose a melody in {', '.join(map(str, METRES))}."
        )
    return metre, _snap(sign.tick * TICKS_PER_BEAT / midi.ticks_per_beat)


def _changes_metre(midi: MidiFile, metre: Metre, first: int) -> bool:
    """Say whether bars are of different lengths, an upbeat before the first full one left out."""
    start = first * midi.ticks_per_beat / TICKS_PER_BEAT
    is_upbeat = first < metre.ticks_per_bar
    written = {sign[1:] for sign in midi.metres if sign.tick >= start or not is_upbeat}
    return len(written) > 1


def _tempos(midi: MidiFile) -> list[TempoChange]:
    """Give the file's tempos, the first one at tick 0."""
    scale = TICKS_PER_BEAT / midi.ticks_per_beat
    changes = {
        round(tempo.tick * scale): min(max(60e6 / tempo.length, _TEMPOS[0]), _TEMPOS[1])
        for tempo in midi.tempos
    }
    return [TempoChange(tick, tempo) for tick, tempo in sorted(changes.items())]


def _make_score(  # noqa: PLR0913, PLR0917 - one score
    path: Path, line: list[Note], program: int, metre: Metre, tempos: list[TempoChange], first: int
) -> Score:
    """Make a score whose bars begin with those at tick ``first``, an upbeat in a bar before."""
    length = metre.ticks_per_bar
    shift = first % length
    skipped = (line[0].start - shift) // length * length + shift  # silence before the melody
    notes = tuple(replace(note, start=note.start - skipped) for note in line)
    n_bars = -(-max(note.end for note in notes) // length)
    key = find_key(sum_lengths(notes), favoured=_ends_on(notes[-1].pitch % 12))
    score = Score(
        key,
        metre,
        n_bars,
        tuple(_later(tempos, skipped, n_bars * length)),
        (ScoreSection("A", 0, n_bars, key),),
        (),
        (Track("melody", program, notes),),
    )
    _check_length(path, score.duration, n_bars)
    return score


def _check_length(path: Path, seconds: float, n_bars: int) -> None:
    if seconds > LONGEST or n_bars > MOST_BARS:
        raise CompositionError(
            f"the melody in {path} lasts {seconds / 60:.0f} minutes, {n_bars} bars",
            hint=f"Cut it to at most {LONGEST / 60:.0f} minutes and {MOST_BARS} bars.",
        )


def _later(tempos: Sequence[TempoChange], skipped: int, end: int) -> Iterator[TempoChange]:
    """Let the tempos begin with a later tick."""
    first = bisect.bisect_right(tempos, skipped, key=lambda change: change.tick) - 1
    yield TempoChange(0, tempos[max(first, 0)].tempo)
    for change in tempos[max(first, 0) + 1 :]:
        if change.tick - skipped < end:
            yield TempoChange(change.tick - skipped, change.tempo)


def _ends_on(tonic: int) -> dict[Key, float]:
    return {Key(tonic, "major"): _HOME, Key(tonic, "minor"): _HOME}
