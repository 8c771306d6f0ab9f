from __future__ import annotations

import numpy as np
import pytest

from engine.audio.waveform import Waveform
from engine.options import Fader, Faders
from engine.playback.live_mix import LiveMix, LivePart

RATE = 8_000
BLOCK = 256


def tone(level, frequency=440, seconds=1.0):
    time = np.arange(int(seconds * RATE)) / RATE
    sound = level * np.sin(2 * np.pi * frequency * time)
    return Waveform(np.stack([sound, sound], axis=1).astype(np.float32), RATE)


@pytest.fixture
def parts():
    return {"melody": tone(0.2), "drums": tone(0.3, 1_000)}


def mix_of(parts, rate, faders):
    return LiveMix({role: LivePart.of(part) for role, part in parts.items()}, rate, faders)


def hear(mix, first=0):
    blocks = [mix.read(start, BLOCK) for start in range(first, len(mix), BLOCK)]
    return np.concatenate(blocks)


def test_unmoved_it_is_the_sum_of_its_parts(parts):
    heard = hear(mix_of(parts, RATE, Faders()))
    expected = sum(part.samples for part in parts.values())
    np.testing.assert_allclose(heard, expected, atol=5e-5)


def test_a_move_is_heard_with_the_next_block_and_without_a_step(parts):
    mix = mix_of(parts, RATE, Faders())
    mix.read(0, BLOCK)
    mix.move(Faders().moved("drums", Fader(is_muted=True)))
    moving, after = mix.read(BLOCK, BLOCK), mix.read(2 * BLOCK, BLOCK)
    tune = parts["melody"].samples
    np.testing.assert_allclose(after, tune[2 * BLOCK : 3 * BLOCK], atol=5e-5)
    np.testing.assert_allclose(moving[-1], tune[2 * BLOCK - 1], atol=5e-5)
    whole = sum(part.samples for part in parts.values())
    np.testing.assert_allclose(moving[0], whole[BLOCK], atol=5e-5)


def test_solo_silences_the_others(parts):
    heard = hear(mix_of(parts, RATE, Faders().moved("drums", Fader(is_solo=True))))
    np.testing.assert_allclose(heard, parts["drums"].samples, atol=5e-5)


def test_it_is_never_louder_than_the_ceiling():
    mix = mix_of({"melody": tone(0.9), "bass": tone(0.9, 441)}, RATE, Faders())
    heard = hear(mix)
    assert np.abs(heard).max() <= 10 ** (-1 / 20) + 1e-6
    assert np.abs(heard).max() > 0.8


def test_it_ends_where_its_longest_part_does(parts):
    mix = mix_of(parts | {"bass": tone(0.1, 60, 0.5)}, 2 * RATE, Faders())
    assert len(mix) == 2 * RATE
    assert len(mix.read(len(mix) - 10, BLOCK)) == 10
    assert not len(mix.read(len(mix) + 5, BLOCK))
