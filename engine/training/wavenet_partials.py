"""Learns the partials of an instrument from single notes.

For each pitch one long note is played; the frequencies of its partials are the peaks of its
spectrum, and their complex amplitudes at `KNOTS` follow by least squares, all partials and all
knots at once, so that what overlaps at the attack is shared out.
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
    RELEASE_KNOTS,
    SAMPLE_RATE,
    PartialBank,
)

__all__ = ["PlayNote", "fit_bank"]

PlayNote = Callable[[int, int, float, float], NDArray[np.float32]]
"""Gives the sound of (program, pitch) at velocity 127, held and then let go for so many seconds."""

N_PARTIALS = 48
_HELD = float(KNOTS[-1] * BLOCK / SAMPLE_RATE)
_SPECTRUM = 1 << 17
_STEADY = slice(int(0.1 * SAMPLE_RATE), int(1.6 * SAMPLE_RATE))
_RIDGE = 0.02
_HIGHEST_FREQUENCY = 7_700.0


def fit_bank(programs: tuple[int, ...], play: PlayNote, progress: Progress) -> PartialBank:
    """Fit every pitch of every instrument."""
    pitches = range(LOWEST, HIGHEST + 1)
    frequency = np.zeros((len(programs), len(pitches), N_PARTIALS))
    amplitude = np.zeros((*frequency.shape, len(KNOTS)), dtype=np.complex64)
    release = np.zeros((*frequency.shape[:2], len(RELEASE_KNOTS)))
    for row, program in enumerate(programs):
        for column, pitch in enumerate(pitches):
            progress.update("partials", (row + column / len(pitches)) / len(programs))
            held = play(program, pitch, _HELD + 0.1, 0.0)
            frequency[row, column] = find_partials(held, 440 * 2 ** ((pitch - 69) / 12))
            amplitude[row, column] = fit_amplitudes(held, frequency[row, column])
            release[row, column] = _release_curve(held, play(program, pitch, 1.0, 0.7))
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
    n_columns = 2 * len(frequency)
    size = n_columns * len(KNOTS)
    products, targets = np.zeros((size, size)), np.zeros(size)
    for knot, (first, last) in enumerate(zip(KNOTS[:-1] * BLOCK, KNOTS[1:] * BLOCK, strict=True)):
        waves = _waves(frequency, first, last)
        rising = ((np.arange(first, last) - first) / (last - first)).astype(np.float32)[:, None]
        basis = np.concatenate([waves * (1 - rising), waves * rising], axis=1)
        span = slice(knot * n_columns, (knot + 2) * n_columns)
        products[span, span] += basis.T @ basis
        targets[span] += basis.T @ note[first:last]
    diagonal = np.diag_indices(size)
    products[diagonal] = products[diagonal] * (1 + _RIDGE) + 1e-3
    parts = np.linalg.solve(products, targets).reshape(len(KNOTS), 2, len(frequency))
    return (parts[:, 0] + 1j * parts[:, 1]).T.astype(np.complex64)


def _waves(frequency: NDArray[np.float64], first: int, last: int) -> NDArray[np.float32]:
    """Cosines and negative sines of all audible partials: shape (last - first, 2 n_partials)."""
    phase = 2 * np.pi * np.outer(np.arange(first, last) / SAMPLE_RATE, frequency)
    waves = np.concatenate([np.cos(phase), -np.sin(phase)], axis=1)
    return (waves * np.tile(frequency < _HIGHEST_FREQUENCY, 2)).astype(np.float32)


def _release_curve(held: NDArray[np.float32], released: NDArray[np.float32]) -> NDArray[np.float64]:
    """Share of a note that is left at `RELEASE_KNOTS` after its key is let go at 1 s.

    By least squares against the same note held on, over the time between the knots beside.
    """
    curve = np.zeros(len(RELEASE_KNOTS))
    curve[0] = 1.0
    for index in range(1, len(RELEASE_KNOTS) - 1):
        middle = RELEASE_KNOTS[index]
        half = (RELEASE_KNOTS[index] - RELEASE_KNOTS[index - 1]) / 2
        first, last = (int((1 + middle + side) * SAMPLE_RATE) for side in (-half, half))
        before, after = held[first:last], released[first:last]
        curve[index] = before @ after / (before @ before + 1e-9)
    return np.clip(curve, -0.5, 1.0)
