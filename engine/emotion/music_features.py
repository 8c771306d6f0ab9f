"""Measures the cues by which music carries emotion, alike in a clip and in a score of our own.

Everything is measured from the notes alone, in seconds, so that a performance without a beat grid
and a quantised file are treated alike. Nothing here depends on the key a clip is played in.

References
----------
Krumhansl, *Cognitive Foundations of Musical Pitch*, 1990 (key profiles); Juslin & Laukka,
"Communication of emotions in vocal expression and music performance", 2003 (the cues).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import EmotionError, SynthesisError
from engine.midi.music import is_drum_channel
from engine.midi.parsing import Tell, read_midi, say_nothing
from engine.tonality import key_fits

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = [
    "ATTRIBUTES",
    "FEATURES",
    "articulation_of",
    "cut",
    "measure_attributes",
    "measure_features",
    "read_notes",
]

Notes = Any
"""Shape (n, 4): start and end in seconds, pitch, velocity; sorted by start, then pitch."""

ATTRIBUTES = ("tempo", "density", "register", "velocity", "articulation", "major")
"""What a plan takes over from clips; the first five as in `engine.composition.plan.Expression`,
``major`` from −1 (clearly minor) to 1 (clearly major)."""

# with both sevenths in minor: the leading tone is no foreign one
_MAJOR_SCALE = np.isin(np.arange(12), (0, 2, 4, 5, 7, 9, 11))
_MINOR_SCALE = np.isin(np.arange(12), (0, 2, 3, 5, 7, 8, 10, 11))
_TOGETHER = 0.035  # seconds within which onsets sound as one
_WINDOW = 2.0  # seconds, about a bar
_FEWEST_NOTES = 8
_FEWEST_OF_A_CLIP = 24  # in half a minute: with fewer no measure is steady
_LONGEST = 4 * 3600.0
"""Seconds: no work lasts longer, and what is measured in frames would fill the memory."""


def read_notes(path: Path, tell: Tell = say_nothing) -> NDArray[np.float64]:
    """Read the pitched notes of a MIDI file.

    Parameters
    ----------
    tell
        Receives in one line what was mended or left out of the file, if anything.

    Returns
    -------
    NDArray
        Shape (n, 4): start and end in seconds, pitch, velocity; sorted by start, then pitch.

    Raises
    ------
    EmotionError
        If the file is no MIDI file or holds fewer than 8 notes, or lasts for hours.
    """
    try:
        midi = read_midi(path, tell)
    except SynthesisError as error:
        reason = str(error).removeprefix(f"{path} ")
        raise EmotionError(
            f"{path} is not a readable MIDI file: {reason}", hint=error.hint
        ) from error
    played = [note for note in midi.notes if not is_drum_channel(note.channel)]
    starts = midi.seconds([note.start for note in played])
    ends = midi.seconds([note.end for note in played])
    notes = [
        (start, end, note.pitch, note.velocity)
        for start, end, note in zip(starts, ends, played, strict=True)
        if end > start
    ]
    if len(notes) < _FEWEST_NOTES:
        raise EmotionError(
            f"{path} holds {len(notes)} pitched notes, too few to measure",
            hint="Take pieces of at least a few bars.",
        )
    array = np.array(sorted(notes), dtype=np.float64)
    array[:, :2] -= array[0, 0]
    if array[-1, 0] > _LONGEST:
        raise EmotionError(
            f"{path} lasts {array[-1, 0] / 3600:.0f} hours, too long to measure",
            hint="Take single pieces.",
        )
    return array[np.lexsort((array[:, 2], array[:, 0]))]


def cut(notes: Notes, seconds: float = 30.0) -> list[Notes]:
    """Cut a piece into clips, leaving out a short or nearly empty rest.

    Each begins at 0; a piece that gives none stays whole.
    """
    clips = []
    for start in np.arange(0, notes[-1, 0], seconds):
        clip = notes[(notes[:, 0] >= start) & (notes[:, 0] < start + seconds)].copy()
        if len(clip) >= _FEWEST_OF_A_CLIP and start + seconds / 2 < notes[-1, 0]:
            clip[:, :2] -= clip[0, 0]
            clip[:, 1] = np.minimum(clip[:, 1], seconds + 1)
            clips.append(clip)
    return clips or [notes]


def measure_attributes(notes: Notes) -> dict[str, float]:
    """Measure what a plan takes over: see `ATTRIBUTES` for names and units."""
    onsets = _group_onsets(notes)
    density = len(onsets) / _seconds(notes)
    return {
        "tempo": _estimate_tempo(notes, density),
        "density": density,
        "register": float(np.mean(_skyline(notes, onsets)[:, 2])),
        "velocity": float(np.mean(notes[:, 3])),
        "articulation": _articulation(notes),
        "major": float(np.clip(3 * _local_majorness(notes), -1, 1)),
    }


def measure_features(notes: Notes) -> dict[str, float]:
    """Measure what the classifier sees; the names are `FEATURES`, in that order."""
    return _rhythm(notes) | _loudness(notes) | _pitch(notes) | _harmony(notes)


def _seconds(notes: Notes) -> float:
    return max(float(notes[:, 1].max()), 1.0)


def _group_onsets(notes: Notes) -> NDArray[np.int64]:
    """Give the index of the first note of each onset."""
    starts = notes[:, 0]
    firsts = [0]
    for index in range(1, len(starts)):
        if starts[index] - starts[firsts[-1]] > _TOGETHER:
            firsts.append(index)
    return np.array(firsts)


def _skyline(notes: Notes, onsets: NDArray[np.int64], *, lowest: bool = False) -> Notes:
    """Give the highest (or lowest) note of each onset, the melody (or bass) as it is heard."""
    choose = np.argmin if lowest else np.argmax
    groups = np.split(np.arange(len(notes)), onsets[1:])
    return notes[[group[choose(notes[group, 2])] for group in groups]]


def _lengths(notes: Notes) -> NDArray[np.float64]:
    # Less is a click of the file, more a key that nobody let go.
    lengths: NDArray[np.float64] = np.clip(notes[:, 1] - notes[:, 0], 0.03, 8)
    return lengths


def articulation_of(log_length: float) -> float:
    """Place the usual note length between 0.15 s (0.2, staccato) and 1.5 s (1, legato).

    The share of the gap that a note fills would say little: under a pedal it is nearly always 1.

    Parameters
    ----------
    log_length
        Mean logarithm of the notes' lengths in seconds.
    """
    share = (log_length - np.log(0.15)) / np.log(1.5 / 0.15)
    return float(np.clip(0.2 + 0.8 * share, 0.2, 1))


def _articulation(notes: Notes) -> float:
    return articulation_of(float(np.mean(np.log(_lengths(notes)))))


def _estimate_tempo(notes: Notes, density: float) -> float:
    """Find the beat by autocorrelation, its octave by two onsets a beat as listeners feel it."""
    rate = 50  # frames a second
    frames = (notes[:, 0] * rate).astype(int)
    strength = np.bincount(frames, weights=notes[:, 3])
    smooth = np.convolve(strength, np.hanning(7), mode="same")
    smooth -= smooth.mean()
    spectrum = np.abs(np.fft.rfft(smooth, 2 * len(smooth))) ** 2
    correlation = np.fft.irfft(spectrum)
    tempos = np.arange(40.0, 201.0)
    lags = np.rint(60 * rate / tempos).astype(int)
    lags = np.minimum(lags, len(correlation) // 2)
    octaves = np.log2(tempos / np.clip(30 * density, 40, 200))
    # The constant lets the octave decide where no beat is clear.
    score = (correlation[lags] / max(correlation[0], 1e-9) + 0.3) * np.exp(-((octaves / 0.5) ** 2))
    return float(tempos[np.argmax(score)])


def _rhythm(notes: Notes) -> dict[str, float]:
    onsets = _group_onsets(notes)
    seconds = _seconds(notes)
    lengths = _lengths(notes)
    gaps = np.diff(notes[onsets, 0])
    counts = np.histogram(notes[:, 0], np.arange(0, seconds + _WINDOW, _WINDOW))[0]
    return {
        "log_notes": float(np.log(len(notes) / seconds)),
        "log_onsets": float(np.log(len(onsets) / seconds)),
        "log_length": float(np.mean(np.log(lengths))),
        "log_length_spread": float(np.std(np.log(lengths))),
        "staccato": float(np.mean(lengths < 0.12)),
        "sustained": float(np.mean(lengths > 1)),
        "notes_per_onset": len(notes) / len(onsets),
        "gap_variation": float(np.std(gaps) / np.mean(gaps)) if len(gaps) else 0.0,
        "short_gaps": float(np.mean(gaps < 0.2)) if len(gaps) else 0.0,
        "density_variation": float(np.std(counts) / max(np.mean(counts), 1e-9)),
        "log_tempo": float(np.log(_estimate_tempo(notes, len(onsets) / seconds))),
    }


def _loudness(notes: Notes) -> dict[str, float]:
    """Measure velocities; a file without any loudness says 0 everywhere and is told apart."""
    velocities = notes[:, 3]
    if np.ptp(velocities) < 1:
        return dict.fromkeys(
            ("velocity", "velocity_spread", "velocity_low", "velocity_high"), np.nan
        )
    return {
        "velocity": float(np.mean(velocities)),
        "velocity_spread": float(np.std(velocities)),
        "velocity_low": float(np.percentile(velocities, 10)),
        "velocity_high": float(np.percentile(velocities, 90)),
    }


def _pitch(notes: Notes) -> dict[str, float]:
    onsets = _group_onsets(notes)
    melody = _skyline(notes, onsets)[:, 2]
    bass = _skyline(notes, onsets, lowest=True)[:, 2]
    low, high = np.percentile(notes[:, 2], (5, 95))
    steps = np.abs(np.diff(melody))
    return {
        "pitch": float(np.mean(notes[:, 2])),
        "pitch_spread": float(np.std(notes[:, 2])),
        "pitch_range": float(high - low),
        "melody": float(np.mean(melody)),
        "melody_spread": float(np.std(melody)),
        "melody_step": float(np.mean(steps)) if len(steps) else 0.0,
        "repeated": float(np.mean(steps == 0)) if len(steps) else 0.0,
        "bass": float(np.mean(bass)),
        # below C3, and above E5
        "low_share": float(np.mean(notes[:, 2] < 48)),
        "high_share": float(np.mean(notes[:, 2] > 76)),
    }


def _profile(notes: Notes) -> NDArray[np.float64]:
    """Weigh the twelve pitch classes by how long they sound."""
    classes = notes[:, 2].astype(int) % 12
    # A drone says little more of the key than a long note does.
    sounding = np.bincount(classes, weights=np.minimum(_lengths(notes), 2), minlength=12)
    profile: NDArray[np.float64] = sounding / max(sounding.sum(), 1e-9)
    return profile


def _windows(notes: Notes, length: float) -> list[Notes]:
    """Cut into stretches of ``length`` seconds, leaving out those with hardly a note."""
    indices = (notes[:, 0] / length).astype(int)
    parts = [notes[indices == index] for index in range(indices[-1] + 1)]
    return [part for part in parts if len(part) >= 3] or [notes]


def _local_majorness(notes: Notes) -> float:
    """Best major minus best minor key score, averaged over stretches of eight seconds."""
    scores = [key_fits(_profile(part)).max(axis=1) for part in _windows(notes, 8.0)]
    return float(np.mean([major - minor for major, minor in scores]))


def _triads(notes: Notes) -> NDArray[np.float64]:
    """Shares of major, minor and diminished triads that fit stretches of a bar best, root-free."""
    shapes = np.zeros((3, 12))
    for shape, tones in zip(shapes, ((0, 4, 7), (0, 3, 7), (0, 3, 6)), strict=True):
        shape[list(tones)] = 1
    wins: NDArray[np.float64] = np.zeros(3)
    for part in _windows(notes, 1.0):
        profile = _profile(part)
        rotated = np.array([np.roll(profile, -root) for root in range(12)])
        wins[np.argmax((shapes @ rotated.T).max(axis=1))] += 1
    shares: NDArray[np.float64] = wins / wins.sum()
    return shares


def _intervals(notes: Notes) -> NDArray[np.float64]:
    """Shares of interval classes 1 to 6 among notes that begin together."""
    counts = np.zeros(7)
    for group in np.split(notes[:, 2], _group_onsets(notes)[1:]):
        differences = np.abs(group[:, None] - group[None, :])[np.triu_indices(len(group), 1)] % 12
        classes = np.minimum(differences, 12 - differences).astype(int)
        counts += np.bincount(classes, minlength=7)
    shares: NDArray[np.float64] = counts[1:] / max(counts.sum(), 1)
    return shares


def _harmony(notes: Notes) -> dict[str, float]:
    profile = _profile(notes)
    scores = key_fits(profile)
    mode, tonic = np.unravel_index(np.argmax(scores), scores.shape)
    rotated = np.roll(profile, -tonic)
    scale = (_MAJOR_SCALE, _MINOR_SCALE)[mode]
    minor_tonic = np.roll(profile, -int(np.argmax(scores[1])))
    triads = _triads(notes)
    return {
        "majorness": float(scores[0].max() - scores[1].max()),
        "local_majorness": _local_majorness(notes),
        "key_clarity": float(scores.max()),
        "third": float((rotated[4] - rotated[3]) / max(rotated[3] + rotated[4], 1e-9)),
        "outside": float(rotated[~scale].sum()),
        "raised_seventh": float(minor_tonic[11]),
        "flat_second": float(rotated[1]),
        "tritone": float(rotated[6]),
        "class_entropy": float(-np.sum(profile * np.log(profile + 1e-9))),
        "major_triads": float(triads[0]),
        "minor_triads": float(triads[1]),
        "diminished_triads": float(triads[2]),
        **{f"interval_{n}": float(share) for n, share in enumerate(_intervals(notes), 1)},
    }


# Any music will do: only the names of what is measured are taken.
_PROBE = np.array([[0.5 * n, 0.5 * n + 0.4, 60.0 + n % 12, 60.0 + n % 20] for n in range(16)])
FEATURES: tuple[str, ...] = tuple(measure_features(_PROBE))
"""Names of what the classifier sees."""
