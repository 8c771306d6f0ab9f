from __future__ import annotations

import numpy as np
import pyloudnorm
import pytest

from engine.audio.loudness import integrated_loudness, limit, normalise, true_peaks
from engine.audio.waveform import Waveform
from engine.errors import JobCancelledError
from engine.progress import Progress

RATE = 44_100
CEILING = 10 ** (-1 / 20)


def sine(frequency, amplitude, seconds=2.0, phase=0.0):
    t = np.arange(int(seconds * RATE)) / RATE
    return Waveform(
        (amplitude * np.sin(2 * np.pi * frequency * t + phase))[:, None].repeat(2, axis=1), RATE
    )


def test_a_full_scale_997_hz_sine_on_one_side_is_minus_three():
    one_side = sine(997, 1.0).samples * np.array([1, 0], dtype=np.float32)
    assert integrated_loudness(Waveform(one_side, RATE)) == pytest.approx(-3.01, abs=0.05)


@pytest.mark.parametrize("n_frames", [0, 1, 10_000])
def test_silence_of_any_length_is_infinitely_soft(n_frames):
    silence = Waveform(np.zeros((n_frames, 2), dtype=np.float32), RATE)
    assert integrated_loudness(silence) == -np.inf
    assert normalise(silence, -16, Progress()) is silence


def test_true_peaks_see_between_the_samples():
    waveform = sine(RATE / 4, 1.0, phase=np.pi / 4)  # all samples at 0.707
    assert waveform.peak == pytest.approx(0.707, abs=0.01)
    assert true_peaks(waveform.samples)[10:-10] == pytest.approx(1.0, abs=0.01)


def test_true_peaks_belong_to_their_block():
    samples = np.zeros((64 * 3000 + 5, 2), dtype=np.float32)
    samples[64 * 2047 + 30, 1] = 0.9
    peaks = true_peaks(samples)
    assert len(peaks) == 3001
    assert np.argmax(peaks) == 2047
    assert peaks[2047] == pytest.approx(0.9, abs=0.05)
    assert peaks[[0, 2000, 2100, 3000]] == pytest.approx(0, abs=1e-3)


def test_below_the_ceiling_nothing_is_touched():
    samples = sine(440, 0.5).samples
    assert limit(samples, CEILING) is samples


def test_limiting_is_local_and_keeps_the_ceiling():
    samples = sine(440, 0.3).samples.copy()
    samples[RATE : RATE + 50] *= 5
    limited = limit(samples, CEILING)
    assert true_peaks(limited).max() <= CEILING + 0.01
    assert np.array_equal(limited[: RATE - 3_000], samples[: RATE - 3_000])
    assert np.array_equal(limited[RATE + 3_000 :], samples[RATE + 3_000 :])


def test_limiting_lowers_the_gain_without_steps():
    samples = sine(440, 0.3).samples.copy()
    samples[RATE : RATE + 50] *= 5
    loud = np.abs(samples) > 0.05
    gain = (limit(samples, CEILING)[loud] / samples[loud]).reshape(-1)
    assert np.abs(np.diff(gain)).max() < 0.01
    assert gain.min() < 0.7


@pytest.mark.parametrize("amplitude", [1e-5, 0.01, 0.9, 4.0])
def test_any_sound_comes_out_at_the_target(amplitude):
    waveform = normalise(sine(440, amplitude), -16, Progress())
    assert integrated_loudness(waveform) == pytest.approx(-16, abs=0.1)


def test_a_single_stroke_is_not_squeezed_to_raise_the_rest():
    samples = sine(440, 0.01, seconds=4).samples.copy()
    samples[RATE : RATE + 20] = 0.8
    waveform = normalise(Waveform(samples, RATE), -16, Progress())
    assert true_peaks(waveform.samples).max() <= CEILING + 0.01
    assert np.abs(waveform.samples[2 * RATE :]).max() == pytest.approx(
        0.01 * 2 * CEILING / 0.8, 0.05
    )


def test_normalising_can_be_stopped():
    progress = Progress()
    progress.cancel()
    with pytest.raises(JobCancelledError):
        normalise(sine(440, 0.5), -16, progress)


@pytest.mark.parametrize("rate", [22_050, 44_100, 48_000])
def test_loudness_is_what_another_meter_says(rate: int) -> None:
    chance = np.random.default_rng(rate)
    swell = np.sin(np.linspace(0, 9, 3 * rate + 77))[:, None] ** 4  # with pauses
    samples = (0.3 * swell * chance.standard_normal((len(swell), 2))).astype(np.float32)
    theirs = pyloudnorm.Meter(rate).integrated_loudness(samples)
    assert integrated_loudness(Waveform(samples, rate)) == pytest.approx(theirs, abs=1e-3)
