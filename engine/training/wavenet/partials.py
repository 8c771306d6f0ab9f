"""Learns the partials of an instrument from single notes.

For each pitch one long note is played; the frequencies of its partials are the peaks of its
spectrum, and their complex amplitudes at `KNOTS` follow by least squares, all partials and all
knots at once, so that what overlaps at the attack is shared out. Where partials would be too high
to be heard, their places go to what lies between the others: the knock of the hammer.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from engine.progress import Progress
from engine.synthesis.wavenet.source import (
    BLOCK,
    HIGHEST,
    KNOTS,
    LOWEST,
    SAMPLE_RATE,
    VELOCITIES,
    PartialBank,
)

__all__ = ["PlayNote", "fit_bank"]

PlayNote = Callable[[int, int, int, float, float], NDArray[np.float32]]
"""Gives the sound of (program, pitch, velocity), held and then let go for so many seconds."""

# of every pitch: what is too high to be heard leaves its places to the knock of the hammer
N_PARTIALS = 48
_HELD = float(KNOTS[-1] * BLOCK / SAMPLE_RATE)  # seconds: as long as amplitudes are given
_SPECTRUM = 1 << 17  # points: steps of an eighth of a hertz, between which a parabola finds the top
# after the attack, before the weak partials have died away
_STEADY = slice(int(0.1 * SAMPLE_RATE), int(1.6 * SAMPLE_RATE))
_RIDGE = 0.02  # of each amplitude's own weight: partials that lie close would share out infinities
# Hz: below the lowest key, and nearly half of the sample rate
_LOWEST_FREQUENCY, _HIGHEST_FREQUENCY = 15.0, 7_700.0
_ATTACK, _FRAME = 12_000, 4_096  # samples: three quarters of a second, in frames of a quarter
# velocity at which all partials are there; a pitch for what no pitch changes
_LOUDEST, _MIDDLE_C = 127, 60
# seconds; share of the held note's power below which only noise is compared
_WINDOW, _FAINT = 0.005, 0.02
_APART = 7.0
"""Hz between what is put between the partials, at least."""


def fit_bank(programs: tuple[int, ...], play: PlayNote, progress: Progress) -> PartialBank:
    """Fit every pitch of every instrument."""
    pitches = range(LOWEST, HIGHEST + 1)
    frequency = np.zeros((len(programs), len(pitches), N_PARTIALS))
    amplitude = np.zeros((*frequency.shape, len(KNOTS)), dtype=np.complex64)
    release = np.zeros((len(programs), len(VELOCITIES)))
    for row, program in enumerate(programs):
        for column, pitch in enumerate(pitches):
            progress.update("partials", (row + column / len(pitches)) / len(programs))
            held = play(program, pitch, _LOUDEST, _HELD + 0.1, 0.0)
            partials = find_partials(held, 440 * 2 ** ((pitch - 69) / 12))
            partials = add_between(held, partials, fit_amplitudes(held, partials))
            frequency[row, column] = partials
            amplitude[row, column] = fit_amplitudes(held, partials)
        release[row] = [_release(play, program, int(velocity)) for velocity in VELOCITIES]
    return PartialBank(frequency, amplitude, release, programs)


def find_partials(note: NDArray[np.float32], fundamental: float) -> NDArray[np.float64]:
    """Frequencies of the partials, in Hz, followed upwards from ``fundamental``.

    A stiff string's partials lie ever higher than the multiples: each is looked for where the one
    below it suggests. One too faint to be found is put at its expected place.
    """
    window = note[_STEADY] * np.hanning(_STEADY.stop - _STEADY.start)
    spectrum = np.abs(np.fft.rfft(window, _SPECTRUM)) + 1e-12
    step = SAMPLE_RATE / _SPECTRUM
    reach = max(2.0, 0.25 * fundamental)
    stretch, found = 1.0, []
    for number in range(1, N_PARTIALS + 1):
        expected = fundamental * number * stretch
        if expected < _HIGHEST_FREQUENCY:
            low, high = (int((expected + side) / step) for side in (-reach, reach))
            peak = low + int(spectrum[low:high].argmax())
            if spectrum[peak] > 1e-3 * spectrum.max():
                expected = (peak + _parabola(np.log(spectrum[peak - 1 : peak + 2]))) * step
                stretch = (stretch + expected / (fundamental * number)) / 2
        found.append(expected)
    return np.array(found)


def _parabola(three: NDArray[np.float64]) -> float:
    """Place of the top between three points, in steps from the middle one."""
    bend = three[0] - 2 * three[1] + three[2]
    return float(np.clip((three[0] - three[2]) / (2 * bend), -0.5, 0.5)) if bend else 0.0


def fit_amplitudes(
    note: NDArray[np.float32], frequency: NDArray[np.float64]
) -> NDArray[np.complex64]:
    """Complex amplitudes: shape (n_partials, n_knots), by ridge regression."""
    from scipy.linalg import solveh_banded  # noqa: PLC0415 - only to prepare

    n_columns = 2 * len(frequency)
    width = 2 * n_columns
    # a stretch knows only the knots beside it: row d holds the products d columns apart
    bands, targets = np.zeros((width, n_columns * len(KNOTS))), np.zeros(n_columns * len(KNOTS))
    for knot, (first, last) in enumerate(zip(KNOTS[:-1] * BLOCK, KNOTS[1:] * BLOCK, strict=True)):
        waves = _waves(frequency, first, last)
        rising = ((np.arange(first, last) - first) / (last - first)).astype(np.float32)[:, None]
        basis = np.concatenate([waves * (1 - rising), waves * rising], axis=1)
        begin = knot * n_columns
        products = basis.T @ basis
        for apart in range(width):
            span = slice(begin, begin + width - apart)
            bands[apart, span] += products.diagonal(-apart)
        targets[begin : begin + width] += basis.T @ note[first:last]
    bands[0] = bands[0] * (1 + _RIDGE) + 1e-3
    parts = solveh_banded(bands, targets, lower=True).reshape(len(KNOTS), 2, len(frequency))
    return np.asarray((parts[:, 0] + 1j * parts[:, 1]).T, dtype=np.complex64)


def add_between(
    note: NDArray[np.float32],
    frequency: NDArray[np.float64],
    amplitude: NDArray[np.complex64],
) -> NDArray[np.float64]:
    """Put what is not heard, being too high, where the partials leave most of the attack.

    A hammer's knock lies between and below the partials.
    """
    rest = note[: KNOTS[-1] * BLOCK] - _sum_of(frequency, amplitude)
    frames = np.lib.stride_tricks.sliding_window_view(rest[:_ATTACK], _FRAME)[:: _FRAME // 4]
    power = (np.abs(np.fft.rfft(frames * np.hanning(_FRAME), _SPECTRUM)) ** 2).sum(axis=0)
    places = np.fft.rfftfreq(_SPECTRUM, 1 / SAMPLE_RATE)
    power[(places < _LOWEST_FREQUENCY) | (places > _HIGHEST_FREQUENCY)] = 0
    better = frequency.copy()
    for index in np.flatnonzero(frequency >= _HIGHEST_FREQUENCY):
        better[index] = places[power.argmax()]
        power[np.abs(places - better[index]) < _APART] = 0
    return better


def _sum_of(
    frequency: NDArray[np.float64], amplitude: NDArray[np.complex64]
) -> NDArray[np.float32]:
    """Sound of the partials, as they were fitted."""
    knots = np.concatenate([amplitude.real, amplitude.imag])
    sound = []
    for knot, (first, last) in enumerate(zip(KNOTS[:-1] * BLOCK, KNOTS[1:] * BLOCK, strict=True)):
        waves = _waves(frequency, first, last)
        rising = ((np.arange(first, last) - first) / (last - first)).astype(np.float32)
        sound.append(
            (waves @ knots[:, knot]) * (1 - rising) + (waves @ knots[:, knot + 1]) * rising
        )
    return np.concatenate(sound)


def _waves(frequency: NDArray[np.float64], first: int, last: int) -> NDArray[np.float32]:
    """Cosines and negative sines of all audible partials: shape (last - first, 2 n_partials)."""
    phase = 2 * np.pi * np.outer(np.arange(first, last) / SAMPLE_RATE, frequency)
    waves = np.concatenate([np.cos(phase), -np.sin(phase)], axis=1)
    return (waves * np.tile(frequency < _HIGHEST_FREQUENCY, 2)).astype(np.float32)


def _release(play: PlayNote, program: int, velocity: int) -> float:
    """Seconds in which a note of that velocity falls to 1/e; the pitch makes no difference."""
    held, let_go = (play(program, _MIDDLE_C, velocity, seconds, 0.5) for seconds in (1.0, 0.5))
    return release_time(held, let_go)


def release_time(held: NDArray[np.float32], let_go: NDArray[np.float32]) -> float:
    """Seconds in which a note let go at 0.5 s falls to 1/e, beside the same note held on."""
    since, shares = [], []
    for window in range(1, 40):
        first = int((0.5 + window * _WINDOW) * SAMPLE_RATE)
        span = slice(first, first + int(_WINDOW * SAMPLE_RATE))
        shares.append(held[span] @ let_go[span] / (held[span] @ held[span] + 1e-9))
        since.append((window + 0.5) * _WINDOW)
    times, left = np.array(since), np.array(shares)
    heard = np.cumprod(left > _FAINT).astype(bool)  # below it there is nothing to measure
    if not heard.any():
        return _WINDOW
    return float(-(times[heard] @ times[heard]) / (times[heard] @ np.log(left[heard])))
