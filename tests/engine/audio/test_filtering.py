"""Tests of the filters, beside SciPy's own."""

from __future__ import annotations

import numpy as np
from scipy import signal

from engine.audio.filtering import Filter, high_pass, shelf

RATE = 44_100


def test_filters_go_on_as_scipy_s_do() -> None:
    samples = np.random.default_rng(0).standard_normal((2, 3, 5_000)).astype(np.float32)
    sections = np.concatenate([high_pass(90, RATE), shelf(2_800, 2.5, RATE)])
    one = Filter(sections)
    ours = np.concatenate([one(part) for part in np.split(samples, [7, 2_000], axis=-1)], axis=-1)
    assert np.array_equal(ours, signal.sosfilt(sections, samples.astype(float)))


def test_a_high_pass_is_butterworth_s() -> None:
    for frequency in (20, 150, 4_000):
        theirs = signal.butter(2, frequency, "highpass", fs=RATE, output="sos")
        assert np.allclose(high_pass(frequency, RATE), theirs, rtol=1e-9)


def test_silence_stays_silence() -> None:
    assert not Filter(high_pass(90, RATE))(np.zeros((2, 64))).any()
