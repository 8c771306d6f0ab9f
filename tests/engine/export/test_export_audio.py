from __future__ import annotations

import io
import wave

import numpy as np
import pytest
import soundfile

from engine.audio.waveform import Waveform
from engine.errors import JobCancelledError
from engine.export.audio import AUDIO_FORMATS, encode
from engine.options import ExportOptions
from engine.progress import Progress

LOSSLESS = [(".wav", 24, 2**-23), (".wav", 16, 2**-15), (".wav", 32, 0), (".flac", 24, 2**-23),
            (".flac", 16, 2**-15), (".flac", 32, 2**-23)]  # fmt: skip
LOSSY = [".mp3", ".ogg", ".opus"]


@pytest.mark.parametrize(("suffix", "bits", "step"), LOSSLESS)
def test_sound_survives_the_file(waveform, suffix, bits, step):
    content = encode(waveform, suffix, options=ExportOptions(bits))
    samples, sample_rate = soundfile.read(io.BytesIO(content))
    assert sample_rate == waveform.sample_rate
    assert np.allclose(samples, waveform.samples, rtol=0, atol=step)


@pytest.mark.parametrize("suffix", LOSSY)
def test_lossy_formats_keep_tone_sides_and_length(waveform, suffix):
    samples, sample_rate = soundfile.read(io.BytesIO(encode(waveform, suffix)))
    assert sample_rate == (48_000 if suffix == ".opus" else 44_100)
    assert len(samples) == sample_rate  # no padding before or behind
    spectra = np.abs(np.fft.rfft(samples, axis=0))
    assert spectra.argmax(axis=0).tolist() == [440, 440]
    left, right = np.sqrt((samples**2).mean(axis=0))
    assert left == pytest.approx(0.5 / np.sqrt(2), rel=0.03)
    assert right == pytest.approx(left / 2, rel=0.03)


def test_an_mp3_has_320_kbit_throughout_if_asked(waveform):
    usual, constant = (
        encode(waveform, ".mp3", options=ExportOptions(is_constant=c)) for c in (False, True)
    )
    assert 40_000 < len(constant) < 44_000
    assert len(usual) < len(constant) / 2


def test_writing_can_be_stopped(waveform):
    progress = Progress()
    progress.cancel()
    with pytest.raises(JobCancelledError):
        encode(waveform, ".mp3", progress=progress)


def test_an_independent_reader_finds_24_bits(waveform):
    with wave.open(io.BytesIO(encode(waveform, ".wav"))) as file:
        assert file.getsampwidth() == 3
        assert file.getnchannels() == 2
        assert file.getframerate() == 44_100
        assert file.getnframes() == 44_100


@pytest.mark.parametrize("suffix", AUDIO_FORMATS)
def test_tags_are_kept_in_any_alphabet(waveform, suffix):
    tags = {"title": "hope ± 希望", "artist": "Affetto", "comment": "seed: 7", "date": "2026"}
    with soundfile.SoundFile(io.BytesIO(encode(waveform, suffix, tags))) as file:
        assert file.copy_metadata().items() >= tags.items()


def test_many_blocks_join_without_a_seam():
    long = np.linspace(-0.9, 0.9, 200_000, dtype=np.float32)[:, None]
    samples, _ = soundfile.read(io.BytesIO(encode(Waveform(long, 8_000), ".wav")))
    assert np.allclose(samples, long[:, 0], rtol=0, atol=2**-23)


@pytest.mark.parametrize("suffix", AUDIO_FORMATS)
def test_the_same_sound_gives_the_same_bytes(waveform, suffix):
    assert encode(waveform, suffix, {"title": "x"}) == encode(waveform, suffix, {"title": "x"})
