"""The same wish gives the same file and the same sound, whatever the processor can do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.cli import main

WISH = "furious rage, then calm peace after the storm at sea"
_OPTIONS = ["--seconds", "8", "--seed", "3", "-o", "song.affetto", "song.wav"]
MACHINES = {
    "an old processor": {"OPENBLAS_CORETYPE": "Nehalem"},
    "a processor with wide registers": {"OPENBLAS_CORETYPE": "SkylakeX"},
    "a processor whose NumPy has no wide registers": {
        "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR AVX2 FMA3 AVX512F"
    },
    "two threads": {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"},
}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("here")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main(["compose", WISH, *_OPTIONS]) == 0
    return folder


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.parametrize("machine", MACHINES)
def test_the_same_wish_gives_the_same_bytes_on(machine: str, here: Path, tmp_path: Path) -> None:
    environment = {**os.environ, **MACHINES[machine]}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    command = [sys.executable, "-W", "ignore", "-m", "engine", "compose", WISH, *_OPTIONS]
    subprocess.run(command, check=True, cwd=tmp_path, env=environment, capture_output=True)
    for name in ("song.affetto", "song.wav"):
        assert (tmp_path / name).read_bytes() == (here / name).read_bytes(), name
