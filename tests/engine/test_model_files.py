from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from engine.errors import OptionError, ResourceError
from engine.model_files import CHECKPOINT, CONFIG, read_model, shipped_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_file({"head": np.array([1.0, 2.0], np.float16)}, tmp_path / CHECKPOINT)
    (tmp_path / CONFIG).write_text(json.dumps({"size": 2}))
    return tmp_path


def read(folder: Path) -> int:
    with read_model(folder, "the model", "Train it again.") as (config, weights):
        if len(weights["head"]) != config["size"]:
            raise OptionError("the sizes differ")
        return int(config["size"])


def test_configuration_and_weights_are_given_together(folder: Path) -> None:
    assert read(folder) == 2


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        (CONFIG, b"{}", "size"),
        (CONFIG, b"[1", "delimiter"),
        (CONFIG, b'{"size": 3}', "sizes differ"),
        (CONFIG, b"\xff", "decode"),
        (CHECKPOINT, b"nonsense", ""),
    ],
)
def test_whatever_is_wrong_is_one_error_that_helps(
    folder: Path, name: str, content: bytes, reason: str
) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(ResourceError, match=f"the model in .* cannot be read.*{reason}") as caught:
        read(folder)
    assert caught.value.hint == "Train it again."


def test_weights_that_are_no_numbers_are_refused(folder: Path) -> None:
    save_file({"head": np.array([1.0, np.nan], np.float16)}, folder / CHECKPOINT)
    with pytest.raises(ResourceError, match="no numbers"):
        read(folder)


def test_a_model_that_ships_is_found_and_one_that_does_not_is_not() -> None:
    assert (shipped_model("transformer") / CHECKPOINT).is_file()
    with pytest.raises(ResourceError, match="nobody"):
        shipped_model("nobody")
