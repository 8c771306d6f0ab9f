from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from engine.errors import ResourceError
from engine.speech.voice_activity import FRAME, SAMPLE_RATE, VoiceDetector


def test_speech_is_speech(speech: Any) -> None:
    probabilities = VoiceDetector().feed(speech("kennedy"))
    assert len(probabilities) == int(11 / FRAME)
    assert (probabilities > 0.5).mean() > 0.6


@pytest.mark.parametrize("kind", ["zeros", "noise", "hiss", "tone", "hum", "clicks"])
def test_other_sound_is_not(kind: str) -> None:
    generator = np.random.default_rng(0)
    times = np.arange(3 * SAMPLE_RATE) / SAMPLE_RATE
    samples = {
        "zeros": np.zeros(len(times)),
        "noise": generator.normal(0, 0.3, len(times)),
        "hiss": generator.normal(0, 0.003, len(times)),
        "tone": 0.5 * np.sin(2 * np.pi * 440 * times),
        "hum": 0.3 * np.sign(np.sin(2 * np.pi * 50 * times)),
        "clicks": (generator.random(len(times)) < 3e-4).astype(float),
    }[kind]
    assert VoiceDetector().feed(samples.astype(np.float32)).max() < 0.35


@pytest.mark.parametrize("size", [1, 511, 512, 777, 40_000])
def test_blocks_of_any_length_give_the_same(speech: Any, size: int) -> None:
    samples = speech("dashwood")[:20_000]
    whole, parts = VoiceDetector(), VoiceDetector()
    found = [parts.feed(samples[first : first + size]) for first in range(0, len(samples), size)]
    np.testing.assert_allclose(np.concatenate(found), whole.feed(samples), atol=1e-6)


def test_long_sound_is_heard_in_parts(speech: Any) -> None:
    """More frames than one call of the model takes."""
    samples = np.tile(speech("kennedy"), 2)
    found = VoiceDetector().feed(samples)
    assert len(found) == len(samples) // 512
    np.testing.assert_allclose(found[:300], VoiceDetector().feed(samples[:176_000])[:300])


@pytest.mark.filterwarnings("ignore:.torch.jit.load:DeprecationWarning")
def test_it_gives_what_sileros_own_program_gives(speech: Any) -> None:
    file = "silero_vad/data/silero_vad.jit"
    model = torch.jit.load(str(metadata.distribution("silero-vad").locate_file(file)))
    samples = speech("kennedy")[: 4 * SAMPLE_RATE]
    frames = torch.from_numpy(samples).reshape(-1, 512)
    with torch.inference_mode():
        expected = [float(model(frame, SAMPLE_RATE)) for frame in frames]
    np.testing.assert_allclose(VoiceDetector().feed(samples), expected, atol=1e-3)


def test_the_model_needs_no_torch() -> None:
    code = (
        "import sys; from engine.speech.endpointing import Endpointer; Endpointer();"
        "print({'torch', 'silero_vad', 'onnxruntime'} & set(sys.modules))"
    )
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert output.stdout.strip() == "set()", output.stderr


class Distribution:
    """An installed package whose files lie in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def locate_file(self, name: str) -> Path:
        return self.folder / Path(name).name


def test_a_damaged_model_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "silero_vad_16k_sequence.onnx").write_bytes(b"not a model")
    monkeypatch.setattr(metadata, "distribution", lambda _name: Distribution(tmp_path))
    with pytest.raises(ResourceError, match="has checksum 708811cc, expected") as caught:
        VoiceDetector()
    assert "pip install" in caught.value.hint


def test_a_missing_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "distribution", lambda _name: Distribution(tmp_path))
    with pytest.raises(ResourceError, match="is missing"):
        VoiceDetector()


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(name: str) -> Distribution:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", find)
    with pytest.raises(ResourceError, match="is missing"):
        VoiceDetector()
