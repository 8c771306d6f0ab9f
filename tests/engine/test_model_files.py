from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from engine.errors import OptionError, ResourceError
from engine.model_files import (
    CHECKPOINT,
    CONFIG,
    _check_weights,
    map_array,
    read_config,
    read_model,
    shipped_model,
)


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
        (CONFIG, b"[1", "truncated"),
        (CONFIG, b'{"size": 3}', "sizes differ"),
        (CONFIG, b"\xff", "malformed"),
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


def test_a_description_is_an_object(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"kind": "rbm"}')
    assert read_config(tmp_path) == {"kind": "rbm"}
    (tmp_path / "config.json").write_text("[]")
    with pytest.raises(ValueError, match="no object"):
        read_config(tmp_path)


def test_weights_that_claim_too_much_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "checkpoint.safetensors"
    file.write_bytes((10**9).to_bytes(8, "little") + b"{}")
    with pytest.raises(ValueError, match="1000 MB, more than any model"):
        _check_weights(file)
    with file.open("wb") as stream:
        stream.write((2).to_bytes(8, "little") + b"{}")
        stream.truncate(10**10)
    with pytest.raises(ValueError, match="10000 MB"):
        _check_weights(file)


def test_an_array_stays_on_the_disk(tmp_path: Path) -> None:
    for length in (0, 3):
        np.save(tmp_path / "a.npy", np.arange(length, dtype=np.uint32))
        assert map_array(tmp_path / "a.npy", np.uint32).tolist() == list(range(length))


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"{'descr': '<u4', 'fortran_order': False, 'shape': (1000000000000,), }",
        b"{'descr': '<u4', 'fortran_order': False, 'shape': (-1,), }",
        b"{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }",
        b"{'descr': '<u4', 'fortran_order': False, 'shape': (1, 1), }",
        b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
        b"{'descr': '<u4', 'shape': ((), }",
        b"(" * 500,
        b"'" * 3,
    ],
)
def test_a_damaged_array_is_a_value_error(tmp_path: Path, header: bytes) -> None:
    content = b"\x93NUMPY\1\0" + (len(header) + 1).to_bytes(2, "little") + header + b"\n" + bytes(8)
    (tmp_path / "a.npy").write_bytes(content)
    with pytest.raises(ValueError, match=r"."):
        map_array(tmp_path / "a.npy", np.uint32)
