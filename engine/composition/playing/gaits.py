"""Accompaniments of feelings that have a gait of their own: they creep, wait, limp or hit.

Chords and bass are written anew on the harmony, whoever composed: fear is soft, irregular and
interrupted, suspense a pedal that waits for something, disgust uneven with rubs, rage low unisons
with accents (Gabrielsson & Lindström 2010; Juslin & Laukka 2003; Trevor et al., JASA 153:384, 2023,
on anxious and terrifying music; rhythms are craft).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

from engine.composition.grid import TICKS_PER_COLUMN
from engine.composition.planning.brief import SectionBrief
from engine.composition.planning.nuances import Gait
from engine.composition.playing.bass import LOWEST
from engine.composition.playing.figures import Stroke, voice_chords
from engine.composition.playing.texture import Passage
from engine.composition.score import TICKS_PER_BEAT, Chord, Metre, Note

__all__ = ["SOFT_GAITS", "beat_of_heart", "sing", "walk"]

SOFT_GAITS: tuple[Gait, ...] = ("creeps", "waits")
"""To which a heart beats where others have drums."""

_LOW_STRINGS = 50.0  # mean pitch of chords: violas and cellos
_BURSTS = (3, 4, 4, 6, 8)
"""Sixteenths that a tremolo lasts before it breaks off."""
_SILENT = 0.2  # share of a creeping bass's steps that are left out
_SUDDEN = 12  # steps of velocity by which a burst may be louder or softer
_SHIVERING, _STOPPING = 0.4, 0.12
"""Shares of a creeping tune's notes that are struck several times, and that do not come."""
_SKIPPED = 0.12  # share of the heart's beats that it misses
_FLOOR_TOM, _KICK = 41, 36  # General MIDI's keys
_RIFFS: tuple[tuple[tuple[int, int], ...], ...] = (
    ((0, 0), (3, 0), (6, 1), (8, 0), (10, 0), (12, 3), (14, 1)),
    ((0, 0), (2, 0), (3, 0), (6, 6), (8, 5), (11, 3), (14, 0)),
    ((0, 0), (4, 0), (6, 3), (8, 0), (11, 1), (12, 0)),
    ((0, 0), (3, 3), (6, 0), (7, 0), (8, 6), (12, 5), (14, 3)),
)
"""Sixteenth, and semitones above the chord's root: minor seconds, minor thirds and tritones."""
_HIT = 12  # steps of velocity by which a riff's beginning stands out
_LIMP = ((0, 5, 8), (6, 2, -8), (8, 5, 4), (14, 2, -10))
"""Sixteenth, length and accent of a heavy foot and one that drags."""


def walk(passage: Passage, seed: int) -> tuple[list[Stroke], list[Stroke]]:
    """Write chords and bass of a section whose manner has a gait; its last chord is held.

    Returns
    -------
    list, list
        What the chords' part plays, and the bass.
    """
    chance = random.Random(f"gait {seed} {passage.section.name}")
    chords: list[Stroke] = []
    bass: list[Stroke] = []
    voicings = voice_chords(passage.chords, _LOW_STRINGS)
    step = _STEPS[passage.section.manner.gait]
    for chord, voicing in zip(passage.chords, voicings, strict=True):
        start, end = chord.start // TICKS_PER_COLUMN, chord.end // TICKS_PER_COLUMN
        root = _low(chord)
        if start >= passage.held_from:
            chords += [Stroke(start, end - start, pitch) for pitch in voicing]
            bass.append(Stroke(start, end - start, root))
            continue
        upper, lower = step(passage, chord, voicing, chance)
        chords += [_cut(stroke, end) for stroke in upper if start <= stroke.column < end]
        bass += [_cut(stroke, end) for stroke in lower if start <= stroke.column < end]
    return chords, bass


def _cut(stroke: Stroke, end: int) -> Stroke:
    return replace(stroke, n_columns=min(stroke.n_columns, end - stroke.column))


def _low(chord: Chord) -> int:
    tone = chord.root if chord.bass is None else chord.bass
    return LOWEST + (tone - LOWEST) % 12


def _bars(passage: Passage, chord: Chord) -> Iterator[tuple[int, int]]:
    """Give the first column of each bar that a chord sounds in, and its number in the section."""
    first = chord.start // TICKS_PER_COLUMN // passage.n_columns
    last = (chord.end // TICKS_PER_COLUMN - 1) // passage.n_columns
    for bar in range(first, last + 1):
        yield bar * passage.n_columns, bar - passage.section.first_bar


_Steps = tuple[list[Stroke], list[Stroke]]


def _creep(
    passage: Passage, chord: Chord, voicing: tuple[int, ...], chance: random.Random
) -> _Steps:
    """Break off tremolos at odd places, over a bass that steps to the semitone and back."""
    chords, bass, root = [], [], _low(chord)
    for first, _ in _bars(passage, chord):
        begin = first + chance.choice((0, 2, 3, 6, 8, 10))
        accent = chance.randint(-_SUDDEN, _SUDDEN)
        for column in range(begin, begin + chance.choice(_BURSTS)):
            chords += [Stroke(column, 1, pitch, accent) for pitch in voicing[-2:]]
        half = passage.n_columns // 2
        for place, pitch in (
            (0, root),
            (half - 2, root + 1),
            (half, root),
            (2 * half - 2, root - 1),
        ):
            if place == 0 or chance.random() >= _SILENT:
                bass.append(Stroke(first + place, 6 if place % half == 0 else 2, pitch))
    return chords, bass


def _wait(passage: Passage, chord: Chord, voicing: tuple[int, ...], _: random.Random) -> _Steps:
    """Hold the key note under everything; every other bar trembles towards its end."""
    tonic = LOWEST + (passage.section.key.tonic - LOWEST) % 12
    chords, bass = [], []
    for first, number in _bars(passage, chord):
        bass.append(Stroke(first, passage.n_columns, tonic))
        if number % 2:
            quiet = passage.n_columns // 2
            for column in range(quiet, passage.n_columns):
                swell = column - quiet - 4  # crescendo
                chords += [Stroke(first + column, 1, pitch, swell) for pitch in voicing[:2]]
        else:
            chords += [Stroke(first, passage.n_columns, pitch, -6) for pitch in voicing[-2:]]
    return chords, bass


def _limp(passage: Passage, chord: Chord, voicing: tuple[int, ...], _: random.Random) -> _Steps:
    """Let a heavy foot fall and the other one drag; chords come after it, from a semitone below."""
    chords, bass, root = [], [], _low(chord)
    for first, _bar in _bars(passage, chord):
        for column, length, accent in _LIMP:
            if column < passage.n_columns:
                bass.append(Stroke(first + column, length, root - (accent < -8), accent))
        for column in range(3, passage.n_columns, 8):
            chords.append(Stroke(first + column, 1, voicing[-1] - 1, 4))
            chords += [Stroke(first + column + 1, 3, pitch) for pitch in voicing]
    return chords, bass


def _hit(passage: Passage, chord: Chord, _: tuple[int, ...], chance: random.Random) -> _Steps:
    """Let all low parts strike one riff in octaves, and stop where a phrase ends."""
    riff = _RIFFS[random.Random(f"riff {passage.section.name}{passage.section.key}").randrange(4)]
    chords, bass, root = [], [], _low(chord)
    for first, _bar in _bars(passage, chord):
        spans = zip(riff, [*riff[1:], (passage.n_columns, 0)], strict=True)
        for (column, step), (following, _step) in spans:
            if column >= passage.n_columns or (passage.rests(first) and column >= 8):
                continue  # sudden silence
            accent = _HIT if column == 0 else chance.choice((-2, 0, 6))
            length = max(1, min(following - column, 3))
            bass.append(Stroke(first + column, length, root + step, accent))
            low = root + step + 12
            # a fifth only on the root: what moves is one bare line, below the tune
            struck = (low,) if step else (low, low + 7)
            chords += [Stroke(first + column, length, pitch, accent) for pitch in struck]
    return chords, bass


_STEPS: dict[Gait, Callable[[Passage, Chord, tuple[int, ...], random.Random], _Steps]] = {
    "creeps": _creep, "waits": _wait, "limps": _limp, "hits": _hit,
}  # fmt: skip


def sing(
    section: SectionBrief, melody: tuple[Note, ...], metre: Metre, seed: int
) -> tuple[Note, ...]:
    """Let the tune go as its section: it breaks off where it waits, snaps where it limps.

    Where it creeps, notes shiver, stop or do not come: nobody knows when the next one comes.
    """
    gait, bar = section.manner.gait, metre.ticks_per_bar
    kept: list[Note] = []
    for note in melody:
        number, place = divmod(note.start - section.first_bar * bar, bar)
        is_last = section.is_last and number == section.n_bars - 1
        is_long = note.duration >= TICKS_PER_BEAT and note.start % TICKS_PER_BEAT == 0
        chance = random.Random(f"{gait} {seed} {section.name} {number} {place}").random()
        if gait == "waits" and number % 2 and place >= bar // 2 and not is_last:
            continue
        if gait == "creeps" and not is_last and note != melody[0]:
            kept += _crept(note, chance)
        elif gait == "limps" and is_long and not is_last:
            short = TICKS_PER_COLUMN
            kept.append(replace(note, duration=short, pitch=note.pitch - 1))
            kept.append(replace(note, start=note.start + short, duration=note.duration - short))
        else:
            kept.append(note)
    return tuple(kept)


def _crept(note: Note, chance: float) -> Iterator[Note]:
    """Strike a note twice or three times and stop, leave it out, or leave it as it is."""
    times = min(note.duration // TICKS_PER_COLUMN, 2 if chance < _SHIVERING / 2 else 3)
    if chance >= 1 - _STOPPING:
        return
    if chance >= _SHIVERING or times < 2:
        yield note
        return
    for number in range(times):
        start = note.start + number * TICKS_PER_COLUMN
        yield replace(note, start=start, duration=TICKS_PER_COLUMN)


def beat_of_heart(section: SectionBrief, metre: Metre, seed: int) -> list[Note]:
    """Beat low and soft, twice a bar where music creeps and once where it waits, or miss a beat."""
    bar, chance = metre.ticks_per_bar, random.Random(f"heart {seed} {section.first_bar}")
    halves = (0, bar // 2) if section.manner.gait == "creeps" else (0,)
    first = section.n_bars // 2 if section.is_introduction else 0
    notes: list[Note] = []
    for number in range(first, section.n_bars - section.is_last):
        tick = (section.first_bar + number) * bar
        loud = section.expression.velocity + section.louder(section.first_bar + number)
        for half in halves:
            if chance.random() < _SKIPPED:
                continue
            for late, softer in ((0, 4), (3 * TICKS_PER_COLUMN, 14)):
                velocity = min(max(round(loud - softer), 16), 110)
                start = tick + half + late
                notes += [
                    Note(start, TICKS_PER_COLUMN, drum, velocity) for drum in (_KICK, _FLOOR_TOM)
                ]
    return notes
