from __future__ import annotations

import numpy as np
import pytest

from benchmarks.singer import RATE, Sung, Voice, breathe, sing
from engine.humming.ending import TuneEndpointer


@pytest.mark.parametrize("noise_ratio", [None, 20, 10])
def test_a_tune_ends_where_the_voice_does(noise_ratio: float | None) -> None:
    chance = np.random.default_rng(2)
    tune = [Sung(0.5 * index, 0.5 * index + 0.45, 60 + index) for index in range(8)]
    samples, sung = sing(tune, Voice(), chance)
    room = np.zeros(3 * RATE, np.float32)
    samples = breathe(np.concatenate([room, samples, room]), chance, noise_ratio)
    endpointer = TuneEndpointer(RATE)
    for first in range(0, len(samples), 1000):
        endpointer.feed(samples[first : first + 1000])
    assert endpointer.speech is not None
    assert 3 + sung[0].start - 1 <= endpointer.speech.start <= 3 + sung[0].start
    assert endpointer.silence == pytest.approx(3.5, abs=0.4)


def test_a_room_alone_is_no_tune() -> None:
    endpointer = TuneEndpointer(RATE)
    endpointer.feed(0.05 * np.random.default_rng(0).standard_normal(5 * RATE).astype(np.float32))
    assert endpointer.speech is None
    assert endpointer.silence == 0
