from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.packages import is_package_of_others, missing_package


def without(package: str, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command where a package cannot be imported."""
    code = f"""
import sys
class Missing:
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] == {package!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing)
from engine.cli import main
sys.exit(main(sys.argv[1:]))
"""
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env={**os.environ, "AFFETTO_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.parametrize("package", ["torch", "tokenizers", "numpy"])
def test_a_missing_package_is_named_with_what_to_type(package: str, tmp_path: Path) -> None:
    done = without(package, tmp_path, "check")
    said = done.stdout + done.stderr
    assert done.returncode == 1
    assert "Traceback" not in said
    assert f"the Python package {package} is not installed" in said
    assert "-m pip install " + package in said


@pytest.mark.model
def test_what_needs_torch_says_so_and_what_does_not_works(tmp_path: Path) -> None:
    words = ("compose", "joy", "--seconds", "5", "--seed", "1")
    done = without("torch", tmp_path, *words, "--composer", "rbm")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("affetto: the Python package torch is not")
    assert without("torch", tmp_path, *words, "-o", str(tmp_path / "a.wav")).returncode == 0


def test_our_own_modules_are_no_packages_to_install() -> None:
    assert not is_package_of_others(ImportError("x", name="engine.pipeline"))
    assert is_package_of_others(ModuleNotFoundError("x", name="torch.nn"))


def test_a_damaged_package_is_told_from_a_missing_one() -> None:
    damaged = missing_package(ImportError("libgomp.so.1: no such file", name="torch._C"))
    assert "torch is damaged: libgomp" in str(damaged)
    assert "torch==2.13.0" in damaged.hint
