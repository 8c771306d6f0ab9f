from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from engine.errors import ExportError, ResourceError
from engine.training.checkpoints import save_model


def test_a_model_is_written_in_three_files(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "model"
    save_model(folder, {"weight": torch.ones(2, 3)}, {"n": 3}, "# Card\n")
    assert load_file(folder / "checkpoint.safetensors")["weight"].dtype == torch.float16
    assert json.loads((folder / "config.json").read_text()) == {"n": 3}
    assert (folder / "MODEL_CARD.md").read_text() == "# Card\n"
    assert len(list(folder.iterdir())) == 3


def test_a_broken_model_never_replaces_a_good_one(tmp_path: Path) -> None:
    save_model(tmp_path, {"weight": torch.ones(1)}, {}, "")
    with pytest.raises(ResourceError, match="not finite"):
        save_model(tmp_path, {"weight": torch.tensor([float("nan")])}, {}, "")
    assert load_file(tmp_path / "checkpoint.safetensors")["weight"].item() == 1


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ExportError, match="cannot write"):
        save_model(tmp_path / "file" / "model", {"weight": torch.ones(1)}, {}, "")


def test_files_that_belong_to_the_model_come_with_it(tmp_path: Path) -> None:
    save_model(tmp_path / "model", {"weight": torch.ones(1)}, {}, "", {"bars.npy": b"bars"})
    assert (tmp_path / "model" / "bars.npy").read_bytes() == b"bars"
