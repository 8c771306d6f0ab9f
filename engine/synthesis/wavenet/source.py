"""What the network hears beside its own past: the score as partials, as a level and as frames.

The source is a bank of sine waves: for each instrument and pitch the frequencies of the partials,
the course of their amplitudes and phases after the onset, and how fast they die when the key is
let go, fitted to single notes by `engine.training.wavenet.partials`. It carries the pitch, with
the right phase; the network adds what is no sum of sines and what the fit missed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.tonality import key_fits

__all__ = [
    "BLOCK",
    "DREAM_LEVEL",
    "FRAME",
    "HIGHEST",
    "KNOTS",
    "LOWEST",
    "N_FEATURES",
    "OCTAVES",
    "ONSET_GRID",
    "SAMPLE_RATE",
    "STROKES",
    "VELOCITIES",
    "PartialBank",
    "local_level",
    "mood_of",
    "note_features",
    "way_home",
]

SAMPLE_RATE = 16_000  # Hz, the paper's: every sample costs a pass through the network
FRAME = 80
"""Samples between two frames of features (200 a second)."""

LOWEST, HIGHEST = 28, 100
"""Pitches with a table of their own; others borrow the table of the nearest octave."""

BLOCK = 64
"""Samples over which an amplitude moves in a straight line at the finest."""

ONSET_GRID = 750
"""Places for an onset in a second: FluidSynth's blocks of 64 samples at 48 kHz."""

KNOTS = np.concatenate(
    [
        np.arange(0, 16, 1),
        np.arange(16, 32, 2),
        np.arange(32, 64, 4),
        np.arange(64, 128, 8),
        np.arange(128, 256, 32),
        np.arange(256, 512, 64),
        [512, 640, 768, 1_024],
    ]
)
"""Blocks after the onset at which the amplitudes are given."""

_N_PITCHES = HIGHEST - LOWEST + 1
N_FEATURES = 3 * _N_PITCHES  # is it held, and two traces of its onset
_SHORT, _LONG = 0.06, 0.6
"""Seconds in which the two traces of an onset fall to 1/e."""

DREAM_LEVEL = 0.1
"""Level of music in general, where no score says how loud it is."""
_QUIET = 3e-3  # of full scale, -50 dB: what silence counts as, so that nothing is divided by 0
_LEVEL_BEFORE, _LEVEL_AFTER = 512, 128  # samples: 32 and 8 ms
VELOCITIES = np.array([64, 72, 80, 88, 96, 104, 112, 120, 127])
"""For which it is given how fast a note dies once let go; softer ones do as the first."""

_FALLS = 10  # to -87 dB
_NYQUIST_SHARE = 0.97  # a partial above it would fold back into what is heard

STROKES = (28, 40, 52, 64, 76, 88, 104, 120)
"""Velocities for which a bank's tone is known; others have one in between."""
OCTAVES = 62.5 * 2.0 ** np.arange(8)
"""Hz: the middles of the octaves of a bank's tone; the last one ends at 8 kHz."""

Notes = NDArray[np.float64]
"""Shape (n, 4): start and end in seconds, pitch, velocity."""


def table_pitch(pitch: int) -> int:
    """Give the pitch itself if it has a table, else the nearest one octaves away."""
    while pitch < LOWEST:
        pitch += 12
    while pitch > HIGHEST:
        pitch -= 12
    return pitch


@dataclass(frozen=True, eq=False)
class PartialBank:
    """Sums of decaying sines for every pitch of some instruments.

    Attributes
    ----------
    frequency
        Shape (n_instruments, n_pitches, n_partials), in Hz.
    amplitude
        Shape (n_instruments, n_pitches, n_partials, n_knots), complex, at velocity 127.
    release
        Shape (n_instruments, n_velocities): seconds in which a note falls to 1/e once let go.
    programs
        General MIDI program of each instrument.
    tone
        Shape (n_instruments, n_strokes, n_octaves), in dB: what is added to partials so that notes
        sound as a soundfont plays them at a velocity; None to leave them as they are.
    """

    frequency: NDArray[np.float64]
    amplitude: NDArray[np.complex64]
    release: NDArray[np.float64]
    programs: tuple[int, ...]
    tone: NDArray[np.float64] | None = None

    def render(self, notes: Notes, instrument: int, n_samples: int) -> NDArray[np.float32]:
        """Add up the partials of all notes.

        Parameters
        ----------
        notes
            Any velocity from 1 to 127; they may start before 0 or after the end.
        instrument
            Index into ``programs``.

        Returns
        -------
        NDArray[np.float32]
            Shape (n_samples,).
        """
        # one spare block takes what runs over the end
        sound = np.zeros(n_samples + BLOCK, dtype=np.float32)
        for start, end, pitch, velocity in notes:
            onset = round(start * ONSET_GRID) / ONSET_GRID
            first = int(np.ceil(onset * SAMPLE_RATE))
            fall = np.interp(velocity, VELOCITIES, self.release[instrument])
            last = min(int((end + _FALLS * fall) * SAMPLE_RATE) + 1, n_samples)
            if first >= n_samples or last <= 0:
                continue
            # blocks that are over before the start need not be made
            blocks = range(max(-first, 0) // BLOCK, -(-max(last - first, BLOCK) // BLOCK))
            stroke = int(pitch), float(velocity)
            wave = self._note(instrument, stroke, blocks, first / SAMPLE_RATE - onset)
            first += blocks.start * BLOCK
            seconds = (first + np.arange(len(wave))) / SAMPLE_RATE - end
            left = np.exp(-np.maximum(seconds, 0) / fall)
            wave *= ((velocity / 127) ** 2 * left).astype(np.float32)
            span = sound[max(first, 0) : first + len(wave)]
            span += wave[max(-first, 0) :][: len(span)]
        return sound[:n_samples]

    def tail(self, instrument: int) -> float:
        """Seconds after which a note that was let go is over at the latest."""
        return float(_FALLS * self.release[instrument].max())

    def _note(
        self, instrument: int, stroke: tuple[int, float], blocks: range, late: float
    ) -> NDArray[np.float32]:
        """Sound blocks of a note at full velocity; block 0 is ``late`` seconds after the onset.

        Parameters
        ----------
        stroke
            Pitch, and the velocity whose tone it has.
        """
        pitch, velocity = stroke
        home = table_pitch(pitch)
        frequency = self.frequency[instrument, home - LOWEST] * 2 ** ((pitch - home) / 12)
        heard = frequency < _NYQUIST_SHARE * SAMPLE_RATE / 2
        frequency = frequency[heard]
        course = self._course(instrument, home, blocks)[:, heard]
        course *= self._toned(instrument, velocity, frequency)
        seconds = late + np.array(blocks) * (BLOCK / SAMPLE_RATE)
        turn = np.exp(2j * np.pi * np.outer(seconds, frequency)).astype(np.complex64)
        within = np.arange(BLOCK) / SAMPLE_RATE
        carrier = np.exp(2j * np.pi * np.outer(frequency, within)).astype(np.complex64)
        rising = np.arange(BLOCK, dtype=np.float32) / BLOCK
        begin = ((course[:-1] * turn) @ carrier).real
        change = (np.diff(course, axis=0) * turn @ carrier).real
        return np.asarray((begin + change * rising).ravel(), dtype=np.float32)

    def _toned(
        self, instrument: int, velocity: float, frequency: NDArray[np.float64]
    ) -> NDArray[np.float32]:
        """Give the factor of each partial at a velocity."""
        if self.tone is None:
            return np.ones(len(frequency), np.float32)
        place = float(np.interp(velocity, STROKES, np.arange(len(STROKES))))
        below = min(int(place), len(STROKES) - 2)
        softer, louder = self.tone[instrument, below], self.tone[instrument, below + 1]
        octaves = softer + (place - below) * (louder - softer)
        decibels = np.interp(np.log2(frequency), np.log2(OCTAVES), octaves)
        return np.asarray(10 ** (decibels / 20), dtype=np.float32)

    def _course(self, instrument: int, pitch: int, blocks: range) -> NDArray[np.complex64]:
        """Amplitudes from block to block, the end included: shape (n_blocks + 1, n_partials)."""
        knots = self.amplitude[instrument, pitch - LOWEST].T  # [n_knots, n_partials]
        places = np.arange(blocks.start, blocks.stop + 1)
        below = np.clip(np.searchsorted(KNOTS, places, side="right") - 1, 0, len(KNOTS) - 2)
        share = (places - KNOTS[below]) / (KNOTS[below + 1] - KNOTS[below])
        share = np.minimum(share, 1).astype(np.float32)[:, None]
        course = knots[below] * (1 - share) + knots[below + 1] * share
        # after the last knot everything goes on falling as it did before
        last, before = np.abs(knots[-1]), np.abs(knots[-2])
        fall = np.minimum(last / np.maximum(before, 1e-9), 1.0)
        beyond = np.maximum(places - KNOTS[-1], 0) / (KNOTS[-1] - KNOTS[-2])
        return np.asarray(course * fall ** beyond[:, None], dtype=np.complex64)


def local_level(source: NDArray[np.float32]) -> NDArray[np.float32]:
    """Loudness around each sample: RMS from 32 ms before to 8 ms after it, never quite 0.

    The network works in units of it, so that soft and loud music look alike.
    """
    power = np.concatenate([[0.0], np.cumsum(source.astype(np.float64) ** 2)])
    here = np.arange(len(source))
    first = np.maximum(here - _LEVEL_BEFORE, 0)
    last = np.minimum(here + _LEVEL_AFTER, len(source))
    mean = (power[last] - power[first]) / (_LEVEL_BEFORE + _LEVEL_AFTER)
    return np.asarray(np.sqrt(np.maximum(mean, 0) + _QUIET**2), dtype=np.float32)


def note_features(notes: Notes, n_frames: int) -> NDArray[np.float32]:
    """Describe the score frame by frame.

    Returns
    -------
    NDArray[np.float32]
        Shape (n_frames, `N_FEATURES`): for each pitch whether it is held, the short and the long
        trace of its onset, all times velocity / 127.
    """
    features = np.zeros((n_frames, 3, _N_PITCHES), dtype=np.float32)
    rate = SAMPLE_RATE / FRAME
    for start, end, pitch, velocity in notes:
        column, weight = table_pitch(int(pitch)) - LOWEST, velocity / 127
        first = max(int(np.floor(start * rate)), 0)
        last = min(int((start + 5 * _LONG) * rate), n_frames)
        features[first : max(int(np.ceil(end * rate)), 0), 0, column] = weight
        if last <= first:
            continue
        since = np.maximum(np.arange(first, last) / rate - start, 0)
        features[first:last, 1, column] = weight * np.exp(-since / _SHORT)
        features[first:last, 2, column] = weight * np.exp(-since / _LONG)
    return features.reshape(n_frames, N_FEATURES)


def _fits_of(notes: Notes) -> NDArray[np.float64]:
    """Say how well the 12 major and the 12 minor keys fit: shape (2, 12), correlations."""
    starts, ends, pitches, _ = notes.T
    return key_fits(np.bincount(pitches.astype(int) % 12, ends - starts, 12))


def way_home(notes: Notes) -> int:
    """Semitones, −6 to 5, by which the notes come to C major or A minor."""
    mode, tonic = np.unravel_index(_fits_of(notes).argmax(), (2, 12))
    return int(6 - (tonic + 3 * mode)) % 12 - 6


def mood_of(notes: Notes) -> NDArray[np.float32]:
    """Valence and arousal, −1 to 1, as far as mode, density and loudness of the notes tell them.

    Notes
    -----
    The middle values are those of EMOPIA's clips: 3.6 onsets a second, velocity 66.
    """
    if not len(notes):
        return np.zeros(2, dtype=np.float32)
    starts, ends, _, velocities = notes.T
    major, minor = _fits_of(notes).max(axis=1)
    density = len(np.unique(np.round(starts, 2))) / max(float(ends.max() - starts.min()), 1.0)
    # half of it each: how much happens, and how loud
    arousal = np.tanh((density - 3.6) / 2) / 2 + np.tanh((velocities.mean() - 66) / 20) / 2
    return np.array([np.tanh(5 * (major - minor)), arousal], dtype=np.float32)
