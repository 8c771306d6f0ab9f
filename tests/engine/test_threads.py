from __future__ import annotations

import os
import subprocess
import sys

import pytest

_COUNT = """
import os, sys
from engine.cli import main
main(["read", "um", "--json"])
print(os.environ["OPENBLAS_NUM_THREADS"])
"""


@pytest.mark.parametrize(("chosen", "expected"), [(None, "1"), ("3", "3")])
def test_the_command_keeps_to_one_thread_unless_told(chosen: str | None, expected: str) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"}
    if chosen:
        environment["OPENBLAS_NUM_THREADS"] = chosen
    done = subprocess.run(
        [sys.executable, "-c", _COUNT], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[-1] == expected


def test_numpy_is_not_loaded_before_the_choice_is_made() -> None:
    loaded = "import sys, engine.cli; print('numpy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
