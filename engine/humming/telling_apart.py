"""Tells a tune that one voice hums from silence, speech, and several voices.

Speech glides where a tune rests, moves its mouth all the time, and goes by small steps. Two voices
are heard by taking one away (de Cheveigné 1993): a comb that cancels the pitch that was found
leaves nothing of a single voice, and another tune of two.

References
----------
de Cheveigné, "Separation of concurrent harmonic sounds", Journal of the Acoustical Society of
America 93 (1993).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.errors import SpeechError
from engine.humming.note_finding import HummedNote, band_levels
from engine.humming.pitch_course import HOP, RATE, follow_pitch

__all__ = ["check_is_tune"]

Numbers = NDArray[np.float64]

FEWEST_NOTES = 3
"""Of a tune: fewer give no key and no beat."""

_RESTING = 6.0
"""Semitones a second: what glides faster rests on no note."""
_SIGNS = np.array([10.0, -1.0, 2.0])
_LEAST = 2.5
"""Of what is resting (share of frames), how fast the mouth moves (dB in 60 ms) and how often a
note is two semitones or more from the one before, as `_SIGNS` weighs them: people and machines
that speak reach 1.2, tunes hummed in rooms and noise 4.4 and more, but .7 in semiquavers of .13 s
(`benchmarks/humming.py`)."""
_VOICED = 0.62
"""Share of the loud frames that one pitch explains: .73 and more for a voice 10 dB above noise,
.52 to .56 for a band, .05 to .15 for many people talking."""
_SECOND = 0.06
"""Share of frames with another pitch left: .03 at most of one voice, .11 and more of two."""
_LOUD = 15.0  # dB below the loudest frames: those are compared
_MOUTH = 6  # frames, 60 ms, in which a mouth moves
_CLEAR = 20.0  # dB above the quietest tenth at which a band tells of the voice alone


def check_is_tune(
    samples: NDArray[np.float32], course: Numbers, notes: Sequence[HummedNote]
) -> None:
    """Refuse what is no tune.

    Parameters
    ----------
    samples, course, notes
        The sound at `engine.humming.pitch_course.RATE`, the pitch of each frame, and the notes
        that were found in it.

    Raises
    ------
    SpeechError
        If nobody hums, somebody speaks, or several voices sound at once.
    """
    levels = band_levels(samples, len(course))
    loudness = levels.max(axis=1)
    is_loud = loudness > np.percentile(loudness, 95) - _LOUD
    is_voiced = ~np.isnan(course)
    if len(notes) < FEWEST_NOTES:
        few = {0: "no tune was", 1: "only one note was"}
        raise SpeechError(
            f"{few.get(len(notes), f'only {len(notes)} notes were')} heard",
            hint="Hum or sing at least a bar, close to the microphone.",
        )
    signs = [_resting(course), _mouth(levels, is_voiced), _leaping(notes)]
    if float(_SIGNS @ signs) < _LEAST:
        raise SpeechError(
            "this sounds spoken, not hummed",
            hint="Hum or sing the tune; a spoken wish goes to affetto listen.",
        )
    if is_voiced[is_loud].mean() < _VOICED:
        raise SpeechError(
            "this is no single voice, or too much else sounds",
            hint="Hum one tune alone, without music or noise; a song's MIDI file works too.",
        )
    if _second_voice(samples, course) > _SECOND:
        raise SpeechError(
            "several voices sound at once", hint="Hum the tune alone, one note at a time."
        )


def _resting(course: Numbers) -> float:
    """Give the share of voiced frames that glide little."""
    frames = np.flatnonzero(~np.isnan(course))
    known = np.interp(np.arange(len(course)), frames, course[frames])
    slopes = np.abs(known[4:] - known[:-4]) / (4 * HOP)
    return float((slopes[~np.isnan(course[2:-2])] < _RESTING).mean())


def _mouth(levels: Numbers, is_voiced: NDArray[np.bool_]) -> float:
    """Give by how many dB the bands move against each other in a voiced frame, in the median."""
    clear = np.clip(levels / _CLEAR, 0, 1)
    shape = levels - (levels * clear).sum(1, keepdims=True) / (clear.sum(1, keepdims=True) + 1e-9)
    both = np.minimum(clear[_MOUTH:], clear[:-_MOUTH])
    moved = np.abs(shape[_MOUTH:] - shape[:-_MOUTH]) * both
    moves = moved.sum(1) / (both.sum(1) + 1e-9)
    middle = is_voiced[_MOUTH // 2 : len(is_voiced) - _MOUTH // 2]
    return float(np.median(moves[middle])) if middle.any() else 0.0


def _leaping(notes: Sequence[HummedNote]) -> float:
    """Give how often a note is no neighbour of the one before."""
    return float((np.abs(np.diff([note.pitch for note in notes])) >= 2).mean())


def _second_voice(samples: NDArray[np.float32], course: Numbers) -> float:
    """Give the share of voiced frames in which another voice is left without the one found."""
    frames = np.flatnonzero(~np.isnan(course))
    places = np.arange(len(samples))
    periods = RATE / (440 * 2 ** ((course[frames] - 69) / 12))
    earlier = places - np.interp(places, frames * HOP * RATE, periods)
    rest = samples - np.interp(earlier, places, samples, left=0.0)
    other = follow_pitch(rest.astype(np.float32))[frames]
    apart = np.abs((other - course[frames] + 6) % 12 - 6)  # octaves are of the same voice
    return float((apart > 1.0).mean())
