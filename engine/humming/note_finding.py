"""Finds the notes in the course of a hummed pitch.

A note is what a listener would write down: a stretch near one pitch, whatever glide, vibrato or
unsteadiness there is in it, again the likeliest course of all (Viterbi). A pitch that is sung
twice is told by what parts the two, a consonant or a breath: the sound dips and rises at once.

References
----------
Mauch et al., "Computer-aided melody note transcription using the Tony software: accuracy and
efficiency", TENOR 2015.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.composition.score import SCALES
from engine.humming.pitch_course import HOP, RATE

__all__ = ["HummedNote", "band_levels", "find_notes"]

Numbers = NDArray[np.float64]

_TOLERANCE = 0.5
"""Semitones beside a note at which a frame begins to count against it."""
_WORST = 4.0
"""What a frame far beside counts: one that is a semitone off."""
_CHANGE = 20.0
"""Cost of another note: six frames that are a semitone off, so that a glide of 60 ms through the
pitches between two notes makes none."""
_GLIDE = 10.0
"""Semitones a second at which a frame counts half: a third in .3 s, slower than a glide."""
_GAP = 1.5
"""What a frame without pitch counts in a note: 130 ms of consonant or noise do not end it."""
_SHORTEST = 0.07
"""Seconds of the shortest note: semiquavers of a quick tune take .1 s."""
_WRONG = 0.25
"""Standard deviation in semitones of the pitches that people sing (Dalla Bella et al. 2007)."""
_FOREIGN = 2.5
"""How much less likely a note beside the scale is, in nats: one in twelve of sung notes is."""
_TUNINGS = np.arange(-0.5, 0.5, 0.1)
"""Semitones by which a singer's A may lie beside 440 Hz."""
_DRIFTS, _USUAL_DRIFT = np.linspace(-0.024, 0.024, 7), 0.01
"""In semitones a second: a fifth of a semitone in twenty seconds is usual, half of one the most."""
_IN_SCALE = np.array(
    [[(tone - tonic) % 12 in SCALES["major"] for tone in range(12)] for tonic in range(12)]
)
"""For each major scale, which are those of the minor keys too, whether a pitch class is in it."""

_DIP = 4.5
"""How far in dB the sound has to fall and rise between two notes of one pitch: more than a
vibrato's swell, and what a room leaves of a consonant."""
_RISE_FRAMES = 4
"""Frames within which it rises: a vibrato takes twice as long."""
_SPECTRUM = 320  # samples, 20 ms
_BANDS = np.array([80, 300, 500, 800, 1200, 1700, 2400, 3400, 5000, 7000.0])
"""Edges in Hz, wider upwards as the ear's are."""
_CLEAR = 20.0
"""How far in dB a band has to stand out of the noise to count in full."""
_REACH = 12  # frames on either side in which the sound has to have been louder


@dataclass(frozen=True)
class HummedNote:
    """A note as somebody sang it.

    Attributes
    ----------
    start, end
        In seconds.
    pitch
        MIDI pitch, in the singer's own tuning: 69 is the A next to 440 Hz.
    """

    start: float
    end: float
    pitch: int


def find_notes(samples: NDArray[np.float32], course: Numbers) -> tuple[HummedNote, ...]:
    """Write down the notes of a voice.

    Parameters
    ----------
    samples
        Shape (n,), at `engine.humming.pitch_course.RATE`.
    course
        The pitch of its frames, as `engine.humming.pitch_course.follow_pitch` gives it.
    """
    if np.isnan(course).all():
        return ()
    offset = _tuning(course[~np.isnan(course)])
    states = _note_course(course - offset)
    loudness = band_levels(samples, len(course))
    parts = [
        part
        for start, end in _stretches(states)
        for part in _repetitions(start, end, loudness)
        if (part[1] - part[0]) * HOP >= _SHORTEST
    ]
    heard = [(start, end, _pitch_of(course[start:end])) for start, end in parts]
    return tuple(_in_tune([h for h in heard if not np.isnan(h[2])]))


def _tuning(pitches: Numbers) -> float:
    """Find by how much pitches lie beside the semitones, −½ to ½, by their circular mean."""
    angle = np.angle(np.exp(2j * np.pi * pitches).mean())
    return float(angle / (2 * np.pi))


def _note_course(course: Numbers) -> NDArray[np.intp]:
    """Give the number of the note that each frame belongs to, −1 for none."""
    lowest = int(np.floor(np.nanmin(course)))
    notes = np.arange(lowest, int(np.ceil(np.nanmax(course))) + 1)
    is_silent = np.isnan(course)
    beside = np.nan_to_num(course)[:, None] - notes
    costs = np.minimum((beside / _TOLERANCE) ** 2, _WORST) * _steadiness(course)[:, None]
    costs[is_silent] = _GAP
    silence = np.where(is_silent, 0.0, _WORST)
    frames = np.column_stack([costs, silence])
    total, before = frames[0], np.empty(frames.shape, dtype=np.int16)
    own = np.arange(frames.shape[1])
    for frame in range(1, len(frames)):
        best = int(total.argmin())
        is_other = total[best] + _CHANGE < total
        before[frame] = np.where(is_other, best, own)
        total = np.where(is_other, total[best] + _CHANGE, total) + frames[frame]
    states = np.empty(len(frames), dtype=np.intp)
    states[-1] = total.argmin()
    for frame in range(len(frames) - 1, 0, -1):
        states[frame - 1] = before[frame, states[frame]]
    return np.where(states == len(notes), -1, states)


def _steadiness(course: Numbers) -> Numbers:
    """Say how much each frame tells of a note: little where the voice glides."""
    known = np.interp(np.arange(len(course)), *_known(course))
    slope = np.abs(known[4:] - known[:-4]) / (4 * HOP)
    return 1 / (1 + (np.pad(slope, 2, mode="edge") / _GLIDE) ** 2)


def _known(course: Numbers) -> tuple[NDArray[np.intp], Numbers]:
    frames = np.flatnonzero(~np.isnan(course))
    return frames, course[frames]


def _stretches(states: NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """Give first and last frame, exclusive, of each stretch of one note."""
    edges = np.flatnonzero(np.diff(states)) + 1
    bounds = [0, *edges.tolist(), len(states)]
    for start, end in pairwise(bounds):
        if states[start] >= 0:
            yield start, end


def band_levels(samples: NDArray[np.float32], n_frames: int) -> Numbers:
    """Give the level of each frame in nine bands, in dB above the quietest tenth of the frames.

    Returns
    -------
    NDArray
        Shape (n_frames, 9), 0 and more.
    """
    step = int(RATE * HOP)
    padded = np.pad(samples, (_SPECTRUM // 2, _SPECTRUM + step * n_frames))
    frames = np.lib.stride_tricks.sliding_window_view(padded, _SPECTRUM)[::step][:n_frames]
    power = np.abs(np.fft.rfft(frames * np.hanning(_SPECTRUM))) ** 2
    edges = np.round(_BANDS * _SPECTRUM / RATE).astype(int)
    levels = 10 * np.log10(np.add.reduceat(power, edges, axis=1)[:, :-1] + 1e-9)
    return np.asarray(np.clip(levels - np.percentile(levels, 10, axis=0), 0, None))


def _repetitions(start: int, end: int, loudness: Numbers) -> Iterator[tuple[int, int]]:
    """Part a stretch of one pitch where its sound dips, and rises at once.

    A room or a vibrato lets single partials swell and fade, a consonant all of them: what counts
    is the mean over the bands in which the note stands out.
    """
    level = loudness[start:end]
    stands_out = np.clip(np.median(level, axis=0) / _CLEAR, 0, 1) ** 2
    level = level @ stands_out / (stands_out.sum() + 1e-9)
    begin = 0
    for frame in range(1, len(level) - 1):
        if not level[frame - 1] >= level[frame] < level[frame + 1]:
            continue
        left = level[max(begin, frame - _REACH) : frame].max(initial=-np.inf)
        right = level[frame + 1 : frame + 1 + _RISE_FRAMES].max(initial=-np.inf)
        if min(left, right) - level[frame] >= _DIP and (frame - begin) * HOP >= _SHORTEST:
            yield start + begin, start + frame
            begin = frame + 1
    yield start + begin, end


def _pitch_of(course: Numbers) -> float:
    """Give the pitch that a note rests on: the median without its beginning, where it glides."""
    rest = course[min(6, len(course) // 3) :]
    rest = rest[~np.isnan(rest)]
    return float(np.median(rest)) if len(rest) else np.nan


def _in_tune(heard: Sequence[tuple[int, int, float]]) -> Iterator[HummedNote]:
    """Round pitches to what the singer meant.

    Of all tunings, drifts and scales the likeliest is taken: who sings unsurely is better
    understood by the scale that most of the notes are in.
    """
    if not heard:
        return
    starts, _, pitches = (np.array(column) for column in zip(*heard, strict=True))
    best, meant = np.inf, np.round(pitches).astype(int)
    for drift in _DRIFTS:
        for tuning in _TUNINGS:
            sung = pitches - tuning - drift * starts * HOP
            nearest = np.round(sung).astype(int)[:, None] + np.array([-1, 0, 1])
            beside = 0.5 * ((nearest - sung[:, None]) / _WRONG) ** 2
            costs = beside + _FOREIGN * ~_IN_SCALE[:, nearest % 12]  # [12 scales, notes, 3]
            totals = costs.min(axis=2).sum(axis=1) + 0.5 * (drift / _USUAL_DRIFT) ** 2
            scale = int(totals.argmin())
            if totals[scale] < best:
                best = float(totals[scale])
                meant = nearest[np.arange(len(nearest)), costs[scale].argmin(axis=1)]
    for (start, end, _), pitch in zip(heard, meant, strict=True):
        yield HummedNote(start * HOP, end * HOP, int(pitch))
