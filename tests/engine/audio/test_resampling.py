from __future__ import annotations

import numpy as np
import pytest

from engine.audio.resampling import StreamResampler, resample
from engine.audio.waveform import Waveform


def tone(sample_rate: int, n_channels: int = 1, seconds: float = 1.0) -> Waveform:
    times = np.arange(int(seconds * sample_rate)) / sample_rate
    samples = 0.5 * np.sin(2 * np.pi * 440 * times)
    return Waveform(np.repeat(samples[:, None], n_channels, axis=1), sample_rate)


@pytest.mark.parametrize("source", [8_000, 44_100, 96_000])
@pytest.mark.parametrize("n_channels", [1, 2, 6])
def test_a_tone_stays_the_same_tone(source: int, n_channels: int) -> None:
    found = resample(tone(source, n_channels), 16_000)
    expected = tone(16_000, n_channels)
    assert found.sample_rate == 16_000
    assert found.samples.shape == expected.samples.shape
    middle = slice(1_000, -1_000)
    np.testing.assert_allclose(found.samples[middle], expected.samples[middle], atol=1e-3)


def test_the_same_rate_changes_nothing() -> None:
    waveform = tone(16_000)
    assert resample(waveform, 16_000) is waveform


def test_an_empty_waveform_stays_empty() -> None:
    assert resample(Waveform(np.zeros((0, 2), np.float32), 48_000), 16_000).samples.shape == (0, 2)


@pytest.mark.parametrize("source", [16_000, 44_100, 48_000])
def test_blocks_give_what_the_whole_gives(source: int) -> None:
    whole = tone(source).samples[:, 0]
    stream = StreamResampler(source, 16_000)
    found = np.concatenate([stream.feed(whole[i : i + 777]) for i in range(0, source, 777)])
    expected = tone(16_000).samples[:, 0]
    assert 15_000 < len(found) <= 16_000
    np.testing.assert_allclose(found[500:], expected[500 : len(found)], atol=1e-3)
