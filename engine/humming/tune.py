"""From somebody's humming to a tune on bars and beats."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.audio.resampling import resample
from engine.audio.waveform import Waveform
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
from engine.errors import SpeechError
from engine.humming.barring import find_bars
from engine.humming.note_finding import HummedNote, find_notes
from engine.humming.pitch_course import RATE, follow_pitch
from engine.humming.telling_apart import check_is_tune
from engine.library.voices import ends_on
from engine.options import HumOptions

__all__ = ["LONGEST", "hear_tune"]

LONGEST = HumOptions.longest
"""Seconds that are listened to: nobody hums longer, and a file might."""

_TICK = 0.001  # seconds: a clock of our own, before there are beats
_VELOCITY = 80
_PROGRAM = 0  # a piano, until the wish has chosen
_LEGATO = 0.6
"""Share of the time to the next note from which a hummed one lasts until then: the rest is breath
and consonant, as long for everybody."""
_EARLIER = 8  # beats before the first one that was found, for an upbeat
_GRIDS = ((6, 12, 18, 24), (8, 16, 24))
"""Ticks of a beat on which notes begin: semiquavers, or triplets."""
_TRIPLETS = 1.25
"""How much nearer triplets must be: three places a beat are nearer than four by chance."""


def hear_tune(waveform: Waveform) -> Score:
    """Write down a tune that is hummed or sung.

    Returns
    -------
    Score
        The melody alone, in the key that fits it, in three or four beats, an upbeat in a bar of
        its own; notes on semiquavers or triplets, whichever fits.

    Raises
    ------
    SpeechError
        If no tune is heard, it is spoken, several voices sound, or it is too long.
    """
    if waveform.duration > LONGEST:
        raise SpeechError(
            f"the recording lasts {waveform.duration / 60:.0f} minutes",
            hint=f"Hum at most {LONGEST / 60:.0f} minutes.",
        )
    samples = resample(waveform, RATE).mono()
    course = follow_pitch(samples)
    notes = find_notes(samples, course)
    check_is_tune(samples, course, notes)
    return _on_bars(notes)


def _on_bars(hummed: Sequence[HummedNote]) -> Score:
    played = _clocked(hummed)
    beats = find_beats(played, _TICK)
    if len(beats) < 2:
        raise SpeechError("no beat was found", hint="Hum a few bars, as if you tapped along.")
    period = float(np.median(np.diff(beats)))
    earlier = beats[0] - period * np.arange(_EARLIER, 0, -1)
    free = place_on_beats(played, np.concatenate([earlier, beats]))
    first = free[0].start // TICKS_PER_BEAT * TICKS_PER_BEAT
    line = _snapped([_moved(note, -first) for note in free])
    bars = find_bars(line)
    length = bars.n_beats * TICKS_PER_BEAT
    upbeat = length - bars.first * TICKS_PER_BEAT if bars.first else 0
    line = [_moved(note, upbeat) for note in line]
    n_bars = -(-line[-1].end // length)
    key = find_key(sum_lengths(line), favoured=ends_on(line[-1].pitch % 12))
    return Score(
        key,
        Metre(bars.n_beats, 4),
        n_bars,
        (TempoChange(0, round(60 / (period * _TICK), 1)),),
        (ScoreSection("A", 0, n_bars, key),),
        (),
        (Track("melody", _PROGRAM, tuple(line)),),
    )


def _clocked(hummed: Sequence[HummedNote]) -> list[Note]:
    """Give notes by the clock, each held until the next where only a breath lies between."""
    starts = [note.start for note in hummed]
    notes = []
    for note, following in zip(hummed, [*starts[1:], hummed[-1].end], strict=True):
        is_legato = note.end - note.start >= _LEGATO * (following - note.start)
        end = following if is_legato else note.end
        start = round(note.start / _TICK)
        notes.append(Note(start, max(1, round(end / _TICK) - start), note.pitch, _VELOCITY))
    return notes


def _moved(note: Note, ticks: int) -> Note:
    return Note(note.start + ticks, note.duration, note.pitch, note.velocity)


def _snapped(notes: Sequence[Note]) -> list[Note]:
    """Put notes on semiquavers or triplets, whichever all of them together are nearer to."""
    starts = np.array([note.start % TICKS_PER_BEAT for note in notes])
    semiquavers, triplets = (
        float(np.abs(starts[:, None] - np.array((0, *grid))).min(axis=1).mean()) for grid in _GRIDS
    )
    step = _GRIDS[triplets * _TRIPLETS < semiquavers][0]
    snapped = []
    for note in notes:
        start = round(note.start / step) * step
        end = max(start + step, round(note.end / step) * step)
        snapped.append(Note(start, end - start, note.pitch, note.velocity))
    return list(top_line(snapped))
