"""What a judge of feeling hears in a piece: a few hundred measures of its notes, in seconds.

The measures follow jSymbolic's families (pitch, melody, chords, rhythm, dynamics, texture) but need
no beat, since the labelled clips are performances without one. They are made from a reduction for
one piano, so that no instrument can give a feeling away, and none knows what a plan asked for.

References
----------
McKay, Cumming & Fujinaga, "jSymbolic 2.2", ISMIR 2018 (families of features); Temperley, *Music
and Probability*, 2007 (key profiles); Sethares, *Tuning, Timbre, Spectrum, Scale*, 2005
(roughness); Amiot, *Music Through Fourier Space*, 2016 (spectrum of a pitch-class profile).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from engine.composition.score import Score

__all__ = ["LOUDNESS", "measure", "piano_reduction"]

Array = Any
"""Notes have the shape (n, 4): start and end in seconds, pitch, velocity; by start, then pitch."""

LOUDNESS = "velocity"
"""What the names of all measures of loudness begin with."""

_TOGETHER = 0.04  # seconds within which onsets sound as one
_FRAME = 0.25  # seconds
_MAJOR = np.array([0.748, 0.06, 0.488, 0.082, 0.67, 0.46, 0.096, 0.715, 0.104, 0.366, 0.057, 0.4])
_MINOR = np.array(
    [0.712, 0.084, 0.474, 0.618, 0.049, 0.46, 0.105, 0.747, 0.404, 0.067, 0.133, 0.33]
)
_CHORDS = {
    "major": (0, 4, 7), "minor": (0, 3, 7), "diminished": (0, 3, 6), "augmented": (0, 4, 8),
    "dominant": (0, 4, 7, 10), "major7": (0, 4, 7, 11), "minor7": (0, 3, 7, 10),
    "suspended": (0, 5, 7), "power": (0, 7),
}  # fmt: skip


def piano_reduction(score: Score) -> Array:
    """Play all pitched parts of a score on one piano, timing and loudness kept.

    Of notes that share pitch and start one remains, and a key struck again ends the note before.
    """
    played = sorted(
        (score.seconds_at(note.start), score.seconds_at(note.end), note.pitch, note.velocity)
        for track in score.tracks
        if not track.is_drum
        for note in track.notes
    )
    return lift_keys(np.array(played, dtype=float).reshape(-1, 4))


def lift_keys(notes: Array) -> Array:
    """End every note where its key is struck again."""
    kept = []
    for _, group in itertools.groupby(notes[np.lexsort((notes[:, 0], notes[:, 2]))], _pitch_of):
        own = list(group)
        for note, after in itertools.zip_longest(own, own[1:]):
            if after is not None and after[0] - note[0] < _TOGETHER:
                after[1], after[3] = max(note[1], after[1]), max(note[3], after[3])
                continue
            note[1] = max(note[0] + 0.03, min(note[1], np.inf if after is None else after[0]))
            kept.append(note)
    array = np.array(kept).reshape(-1, 4)
    return array[np.lexsort((array[:, 2], array[:, 0]))]


def _pitch_of(note: Array) -> float:
    return float(note[2])


def measure(notes: Array) -> dict[str, float]:
    """Measure a piece; the names and their order never change."""
    notes = notes.copy()
    notes[:, :2] -= notes[:, 0].min()
    parts: tuple[Callable[[Array], dict[str, float]], ...] = (
        _registers, _lines, _tonality, _sonorities, _progressions, _rhythm, _lengths, _texture,
        _loudness, _course,
    )  # fmt: skip
    found: dict[str, float] = {}
    for part in parts:
        found |= part(notes)
    return {name: float(value) for name, value in found.items()}


def _shares(values: Array, edges: Iterable[float], name: str, weights: Array = None) -> Any:
    """Give the shares of values between edges, those beyond the ends included."""
    cuts = np.array([-np.inf, *edges, np.inf])
    counts = np.histogram(values, cuts, weights=weights)[0]
    return {f"{name}_{n}": share for n, share in enumerate(counts / max(counts.sum(), 1e-9))}


def _moments(values: Array, name: str) -> dict[str, float]:
    if len(values) == 0:
        values = np.zeros(1)
    return {f"{name}_mean": np.mean(values), f"{name}_spread": np.std(values)}


def _groups(notes: Array) -> list[Array]:
    """Split into notes that begin together."""
    firsts = [0]
    for index in range(1, len(notes)):
        if notes[index, 0] - notes[firsts[-1], 0] > _TOGETHER:
            firsts.append(index)
    return np.split(notes, firsts[1:])


def _outer(notes: Array) -> tuple[Array, Array]:
    """Give the highest and the lowest note of each onset that no outer note still covers."""
    groups = _groups(notes)
    top = np.array([group[np.argmax(group[:, 2])] for group in groups])
    low = np.array([group[np.argmin(group[:, 2])] for group in groups])
    return _uncovered(top, 1), _uncovered(low, -1)


def _uncovered(line: Array, side: int) -> Array:
    kept: list[Array] = []
    for note in line:
        before = kept[-1] if kept else None
        covered = before is not None and min(before[1], before[0] + 1.5) > note[0] + _TOGETHER
        if not (covered and before is not None and side * (before[2] - note[2]) > 7):
            kept.append(note)
    return np.array(kept)


def _seconds(notes: Array) -> float:
    return max(float(np.percentile(notes[:, 1], 99)), 1.0)


def _registers(notes: Array) -> dict[str, float]:
    weights = np.minimum(notes[:, 1] - notes[:, 0], 3)
    pitches = notes[:, 2]
    return (
        _shares(pitches, (36, 43, 48, 53, 58, 63, 68, 73, 78, 84), "register")
        | _moments(pitches, "pitch")
        | {
            "pitch_heard": np.average(pitches, weights=weights),
            "pitch_low": np.percentile(pitches, 5),
            "pitch_high": np.percentile(pitches, 95),
            "pitch_skew": np.mean(((pitches - pitches.mean()) / (pitches.std() + 1e-9)) ** 3),
            "pitches_used": len(set(pitches)),
        }
    )


def _lines(notes: Array) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, line in zip(("top", "low"), _outer(notes), strict=True):
        moves = np.diff(line[:, 2])
        gaps = np.diff(line[:, 0])
        sizes = np.abs(moves)
        found |= _moments(line[:, 2], f"{name}_pitch")
        found |= _shares(sizes, (0.5, 1.5, 2.5, 4.5, 7.5, 11.5, 12.5), f"{name}_move")
        found[f"{name}_rising"] = np.mean(moves > 0) - np.mean(moves < 0) if len(moves) else 0
        found[f"{name}_turns"] = np.mean(moves[1:] * moves[:-1] < 0) if len(moves) > 1 else 0
        found[f"{name}_rate"] = np.log(len(line) / _seconds(notes))
        found[f"{name}_rush"] = np.log(np.median(gaps)) if len(gaps) else 0
    return found


def _profile(notes: Array) -> Array:
    weights = np.sqrt(np.clip(notes[:, 1] - notes[:, 0], 0.05, 4))
    profile = np.bincount(notes[:, 2].astype(int) % 12, weights, minlength=12)
    return profile / max(profile.sum(), 1e-9)


def _key_fits(profile: Array) -> Array:
    """Correlate with Temperley's profiles; shape (2, 12), major first, by tonic."""
    turned = np.array([np.roll(profile, -tonic) for tonic in range(12)])
    turned = turned - turned.mean(axis=1, keepdims=True)
    wanted = np.array([_MAJOR - _MAJOR.mean(), _MINOR - _MINOR.mean()])
    norm = np.linalg.norm(wanted, axis=1)[:, None] * (np.linalg.norm(turned[0]) + 1e-9)
    return wanted @ turned.T / norm


def _tonality(notes: Array) -> dict[str, float]:
    profile = _profile(notes)
    fits = _key_fits(profile)
    tonic = int(np.argmax(fits)) % 12
    turned = np.roll(profile, -tonic)
    local = np.array([_key_fits(_profile(part)) for part in _cut(notes, 6.0)])
    best = local.max(axis=2)
    spectrum = np.abs(np.fft.fft(profile))[1:7]
    keys = [int(np.argmax(fit)) for fit in local]
    minor = np.roll(profile, -int(np.argmax(fits[1])))
    return (
        {f"degree_{n}": share for n, share in enumerate(turned)}
        | {f"fourier_{n}": value for n, value in enumerate(spectrum, 1)}
        | {
            "major_fit": fits[0].max(),
            "minor_fit": fits[1].max(),
            "major_lead": fits[0].max() - fits[1].max(),
            "local_major_lead": np.mean(best[:, 0] - best[:, 1]),
            "local_major_share": np.mean(best[:, 0] > best[:, 1]),
            "local_fit": np.mean(best.max(axis=1)),
            "keys_heard": len(set(keys)) / len(keys),
            "raised_seventh": minor[11] - minor[10],
            "third_balance": (turned[4] - turned[3]) / (turned[4] + turned[3] + 1e-9),
            "sixth_balance": (turned[9] - turned[8]) / (turned[9] + turned[8] + 1e-9),
            "class_entropy": -np.sum(profile * np.log(profile + 1e-9)),
        }
    )


def _cut(notes: Array, seconds: float) -> list[Array]:
    places = (notes[:, 0] / seconds).astype(int)
    parts = [notes[places == place] for place in np.unique(places)]
    return [part for part in parts if len(part) >= 3] or [notes]


def _frames(notes: Array) -> Array:
    """Give which pitches sound in each frame; shape (n_frames, 128)."""
    roll = np.zeros((int(_seconds(notes) / _FRAME) + 1, 128))
    for start, end, pitch, _ in notes:
        # A piano note fades, so that what is held for long stops colouring the harmony.
        first, last = int(start / _FRAME), int(min(end, start + 4) / _FRAME)
        roll[first : last + 1, int(pitch)] = 1
    return roll


def _sonorities(notes: Array) -> dict[str, float]:
    """Measure what sounds together: interval classes, roughness, size of chords."""
    roll = _frames(notes)
    sizes = roll.sum(axis=1)
    intervals = np.array([(roll[:, step:] * roll[:, :-step]).sum() for step in range(1, 25)])
    shares = intervals / max(intervals.sum(), 1e-9)
    rough = [_roughness(np.flatnonzero(frame)) for frame in roll[sizes > 1]]
    return (
        {f"together_{n}": share for n, share in enumerate(shares, 1)}
        | _shares(sizes, (0.5, 1.5, 2.5, 3.5, 4.5, 6.5), "sounding")
        | _moments(np.array(rough), "roughness")
    )


def _roughness(pitches: Array) -> float:
    """Sum Sethares' dissonance over the first partials of every pair, per note."""
    partials = np.arange(1, 5)
    frequencies = 440 * 2 ** ((pitches[:, None] - 69) / 12) * partials
    levels = np.broadcast_to(0.7**partials, frequencies.shape)
    f, a = frequencies.ravel(), levels.ravel()
    distance = np.abs(f[:, None] - f[None]) * 0.24 / (0.021 * np.minimum(f[:, None], f[None]) + 19)
    curve = np.exp(-3.5 * distance) - np.exp(-5.75 * distance)
    return float((curve * a[:, None] * a[None]).sum() / len(pitches))


def _progressions(notes: Array) -> dict[str, float]:
    """Name the chord of each second and measure which kinds occur and how roots move."""
    shapes = np.zeros((len(_CHORDS), 12))
    for shape, tones in zip(shapes, _CHORDS.values(), strict=True):
        shape[list(tones)] = 1 / np.sqrt(len(tones))
    kinds, roots = [], []
    for part in _cut(notes, 1.0):
        profile = _profile(part)
        lowest = int(part[np.argmin(part[:, 2]), 2]) % 12
        turned = np.array([np.roll(profile, -root) for root in range(12)])
        fits = shapes @ turned.T
        fits[:, lowest] *= 1.15
        kind, root = np.unravel_index(np.argmax(fits), fits.shape)
        kinds.append(kind)
        roots.append(root)
    moves = np.diff(roots) % 12
    shares = np.bincount(kinds, minlength=len(_CHORDS)) / len(kinds)
    return (
        {f"chord_{name}": share for name, share in zip(_CHORDS, shares, strict=True)}
        | {f"root_{n}": np.mean(moves == n) if len(moves) else 0 for n in range(12)}
        | {"chords_used": len(set(zip(kinds, roots, strict=True))) / len(kinds)}
    )


def _rhythm(notes: Array) -> dict[str, float]:
    groups = _groups(notes)
    onsets = np.array([group[0, 0] for group in groups])
    gaps = np.clip(np.diff(onsets), 0.03, 8)
    if len(gaps) < 3:
        gaps = np.ones(3)
    seconds = _seconds(notes)
    ratio = np.abs(np.diff(gaps)) / (gaps[1:] + gaps[:-1])
    pulse = _pulse(onsets, seconds)
    return (
        _shares(np.log2(gaps), np.log2((0.09, 0.13, 0.18, 0.25, 0.35, 0.5, 0.7, 1.0)), "gap")
        | _moments(np.log2(gaps), "gap")
        | {
            "onset_rate": np.log(len(groups) / seconds),
            "note_rate": np.log(len(notes) / seconds),
            "gap_changes": np.mean(ratio),
            "gaps_even": np.mean(ratio < 0.1),
            "pulse_strength": pulse.max(),
            "pulse_second": np.sort(pulse)[-2] / (pulse.max() + 1e-9),
            "pulse_lag": np.log2(0.2 + 0.02 * np.argmax(pulse)),
        }
    )


def _pulse(onsets: Array, seconds: float) -> Array:
    """Autocorrelate the onsets at lags from 0.2 to 2 seconds."""
    train = np.bincount((onsets / 0.02).astype(int), minlength=int(seconds / 0.02) + 200)
    smooth = np.convolve(train, np.hanning(7), mode="same")
    smooth = smooth - smooth.mean()
    power = np.abs(np.fft.rfft(smooth, 2 * len(smooth))) ** 2
    correlation = np.fft.irfft(power)
    return correlation[10:100] / (correlation[0] + 1e-9)


def _lengths(notes: Array) -> dict[str, float]:
    lengths = np.clip(notes[:, 1] - notes[:, 0], 0.03, 8)
    top, low = _outer(notes)
    found = _shares(np.log2(lengths), np.log2((0.08, 0.15, 0.25, 0.4, 0.7, 1.2, 2.0)), "length")
    found |= _moments(np.log2(lengths), "length")
    for name, line in (("top", top), ("low", low)):
        held = (line[:-1, 1] - line[:-1, 0]) / np.maximum(np.diff(line[:, 0]), 0.05)
        found[f"{name}_legato"] = np.mean(np.clip(held, 0, 2)) if len(held) else 1
        found[f"{name}_detached"] = np.mean(held < 0.6) if len(held) else 0
    return found


def _texture(notes: Array) -> dict[str, float]:
    groups = _groups(notes)
    sizes = np.array([len(group) for group in groups])
    spans = np.array([np.ptp(group[:, 2]) for group in groups])
    octaves = [12 in set(np.diff(group[:, 2])) for group in groups]
    low = np.array([group[:, 2].min() < 55 for group in groups])
    return (
        _shares(sizes, (1.5, 2.5, 3.5, 4.5), "struck")
        | _moments(sizes, "struck")
        | _moments(spans[sizes > 1], "span")
        | {
            "octaves": np.mean(octaves),
            "left_hand": np.mean(low),
            "left_alone": np.mean(low & (sizes == 1)),
            "hands_alternate": np.mean(low[1:] != low[:-1]) if len(low) > 1 else 0,
        }
    )


def _loudness(notes: Array) -> dict[str, float]:
    velocities = notes[:, 3]
    top, _ = _outer(notes)
    accents = np.diff([group[:, 3].max() for group in _groups(notes)])
    found = {f"{LOUDNESS}_{q}": np.percentile(velocities, q) for q in (5, 25, 50, 75, 95)}
    related = np.ptp(velocities) > 0 and np.ptp(notes[:, 2]) > 0
    return found | {
        "velocity_mean": np.mean(velocities),
        "velocity_spread": np.std(velocities),
        "velocity_lead": np.mean(top[:, 3]) - np.mean(velocities),
        "velocity_accents": np.mean(np.abs(accents)) if len(accents) else 0,
        "velocity_by_pitch": np.corrcoef(velocities, notes[:, 2])[0, 1] if related else 0,
    }


def _course(notes: Array) -> dict[str, float]:
    """Measure how the piece moves on: its evenness, its arch, what comes back."""
    seconds = _seconds(notes)
    n_parts = max(2, int(seconds / 2))
    place = np.minimum((notes[:, 0] / seconds * n_parts).astype(int), n_parts - 1)
    counts = np.bincount(place, minlength=n_parts).astype(float)
    chroma = np.array(
        [np.bincount(notes[place == n, 2].astype(int) % 12, minlength=12) for n in range(n_parts)]
    ).astype(float)
    chroma /= np.linalg.norm(chroma, axis=1, keepdims=True) + 1e-9
    alike = (chroma @ chroma.T)[np.triu_indices(n_parts, 1)]
    slope = np.polyfit(np.linspace(-1, 1, n_parts), counts / (counts.mean() + 1e-9), 1)[0]
    return {
        "course_unevenness": counts.std() / (counts.mean() + 1e-9),
        "course_slope": slope,
        "course_empty": np.mean(counts < 0.3 * counts.mean()),
        "course_alike": alike.mean(),
        "course_alike_spread": alike.std(),
        "course_alike_most": np.percentile(alike, 90),
    }
