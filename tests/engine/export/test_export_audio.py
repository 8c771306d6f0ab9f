from __future__ import annotations

import io
import wave

import numpy as np
import pytest
import soundfile

from engine.audio.waveform import Waveform
from engine.export.audio import AUDIO_FORMATS, encode


@pytest.mark.parametrize("suffix", AUDIO_FORMATS)
def test_sound_survives_the_file(waveform, suffix):
    samples, sample_rate = soundfile.read(io.BytesIO(encode(waveform, suffix)))
    assert sample_rate == waveform.sample_rate
    assert np.allclose(samples, waveform.samples, rtol=0, atol=2**-23)


def test_an_independent_reader_finds_24_bits(waveform):
    with wave.open(io.BytesIO(encode(waveform, ".wav"))) as file:
        assert file.getsampwidth() == 3
        assert file.getnchannels() == 2
        assert file.getframerate() == 44_100
        assert file.getnframes() == 44_100


def test_tags_are_kept_in_any_alphabet(waveform):
    tags = {"title": "hope ± 希望", "comment": "seed: 7", "software": "Affetto"}
    with soundfile.SoundFile(io.BytesIO(encode(waveform, ".wav", tags))) as file:
        assert file.title == tags["title"]
        assert file.comment == tags["comment"]
        assert file.software.startswith("Affetto")


def test_many_blocks_join_without_a_seam():
    long = np.linspace(-0.9, 0.9, 200_000, dtype=np.float32)[:, None]
    samples, _ = soundfile.read(io.BytesIO(encode(Waveform(long, 8_000), ".wav")))
    assert np.allclose(samples, long[:, 0], rtol=0, atol=2**-23)


def test_the_same_sound_gives_the_same_bytes(waveform):
    assert encode(waveform, ".wav", {"title": "x"}) == encode(waveform, ".wav", {"title": "x"})
