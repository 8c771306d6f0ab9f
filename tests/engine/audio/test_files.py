from __future__ import annotations

import resource
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.audio.files import read_audio
from engine.errors import SpeechError


def write(path: Path, seconds: float = 1.0, sample_rate: int = 48_000, n_channels: int = 2) -> Path:
    noise = np.random.default_rng(0).normal(0, 0.1, (int(seconds * sample_rate), n_channels))
    soundfile.write(path, noise.astype(np.float32), sample_rate)
    return path


@pytest.mark.parametrize("suffix", ["wav", "flac", "ogg", "mp3", "aiff"])
def test_each_common_format_is_read(tmp_path: Path, suffix: str) -> None:
    waveform = read_audio(write(tmp_path / f"wish.{suffix}"))
    assert waveform.sample_rate == 48_000
    assert waveform.samples.shape == (48_000, 2)
    assert waveform.samples.dtype == np.float32
    assert 0.2 < waveform.peak <= 1


@pytest.mark.parametrize(("sample_rate", "n_channels"), [(8_000, 1), (96_000, 6)])
def test_rate_and_channels_are_kept(tmp_path: Path, sample_rate: int, n_channels: int) -> None:
    waveform = read_audio(write(tmp_path / "wish.wav", 0.5, sample_rate, n_channels))
    assert (waveform.sample_rate, waveform.n_channels) == (sample_rate, n_channels)
    assert waveform.duration == pytest.approx(0.5)


def test_samples_that_are_no_numbers_become_numbers(tmp_path: Path) -> None:
    samples = np.array([0.25, np.nan, np.inf, -np.inf], np.float32)
    soundfile.write(tmp_path / "wish.wav", samples, 16_000, subtype="FLOAT")
    assert read_audio(tmp_path / "wish.wav").samples[:, 0].tolist() == [0.25, 0, 1, -1]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match=r"there is no file .*wish\.wav"):
        read_audio(tmp_path / "wish.wav")


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match="is not a file"):
        read_audio(tmp_path)


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "wish.wav").write_bytes(b"")
    with pytest.raises(SpeechError, match="is empty") as caught:
        read_audio(tmp_path / "wish.wav")
    assert caught.value.hint


def test_a_recording_of_no_length_holds_no_sound(tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match="holds no sound"):
        read_audio(write(tmp_path / "wish.wav", seconds=0))


@pytest.mark.parametrize("content", [b"RIFF", b"\x00" * 5_000, b"a wish, written" * 99])
def test_what_is_no_sound_is_not_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "wish.wav").write_bytes(content)
    with pytest.raises(SpeechError, match="is not a sound file") as caught:
        read_audio(tmp_path / "wish.wav")
    assert "Save it as WAV" in caught.value.hint


@pytest.mark.parametrize("suffix", ["wav", "flac", "mp3", "aiff"])
def test_a_file_that_breaks_off_says_so(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path / f"wish.{suffix}")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(SpeechError, match="breaks off"):
        read_audio(path)


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 0x7FFFFFFF])
def test_a_recorder_that_was_stopped_leaves_a_readable_file(tmp_path: Path, size: int) -> None:
    """It writes the sizes when it is done, which it never was."""
    path = write(tmp_path / "wish.wav")
    content = bytearray(path.read_bytes())
    content[4:8] = size.to_bytes(4, "little")
    path.write_bytes(content)
    assert len(read_audio(path).samples) == 48_000


def test_a_long_recording_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "wish.wav"
    with soundfile.SoundFile(path, "w", samplerate=8_000, channels=1, subtype="PCM_U8") as file:
        for _ in range(11):
            file.write(np.zeros(60 * 8_000, np.float32))
    with pytest.raises(SpeechError, match="lasts 11 minutes, a wish at most 10") as caught:
        read_audio(path)
    assert "Cut out" in caught.value.hint


def claim(path: Path, sample_rate: int, n_frames: int, n_channels: int) -> Path:
    """Write a FLAC file of 100 frames whose header says something else."""
    soundfile.write(path, np.zeros((100, n_channels), np.float32), 48_000)
    content = bytearray(path.read_bytes())
    rest = int.from_bytes(content[18:26]) & 0xFF << 36  # channels and bits a sample
    content[18:26] = (sample_rate << 44 | rest | n_frames).to_bytes(8)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("sample_rate", "n_channels", "words"),
    [(655_350, 8, "more than a recording needs"), (192_000, 2, "more than"), (48_000, 2, "breaks")],
)
def test_what_a_header_claims_takes_no_memory(
    tmp_path: Path, sample_rate: int, n_channels: int, words: str
) -> None:
    path = claim(tmp_path / "wish.flac", sample_rate, 600 * sample_rate, n_channels)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(SpeechError, match=words) as caught:
        read_audio(path)
    assert caught.value.hint
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kB


def test_a_file_that_may_not_be_read_says_why(tmp_path: Path) -> None:
    path = write(tmp_path / "wish.wav")
    path.chmod(0)
    try:
        path.read_bytes()
    except PermissionError:
        with pytest.raises(SpeechError, match="Permission denied"):
            read_audio(path)
