"""Counts how many small faults the tests find that concern them.

``./run mutants [--mutants 300] [--seed 0]``: mutmut puts faults (another operator, number, name or
argument) into copies of the functions that ``[tool.mutmut]`` in ``pyproject.toml`` names, each is
run by the tests that reach its function, and a sample is drawn of all. What nothing noticed is
printed as a diff: a fault that no test can hear, or one that changes nothing.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
from collections import Counter
from pathlib import Path

from mutmut import __main__ as mutmut
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code

ASKED = 0.85
_CAUGHT = {"killed", "timeout", "suspicious", "segfault"}


def main() -> None:
    """Draw faults, try them, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--mutants", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    os.chdir(Path(__file__).parents[1])
    names = _write_mutants()
    drawn = random.Random(options.seed).sample(names, min(options.mutants, len(names)))
    with contextlib.redirect_stdout(io.StringIO()):
        mutmut._run(drawn, options.processes)  # noqa: SLF001 - its command takes the same
    _tell(drawn, len(names))


def _write_mutants() -> list[str]:
    """Write all faults into ``mutants/``, and name them."""
    Path("mutants").mkdir(exist_ok=True)
    with mutmut.CatchOutput(spinner_title="writing faults"):
        mutmut.copy_src_dir()
        mutmut.copy_also_copy_files()
        mutmut.setup_source_paths()
        mutmut.create_mutants(1)
    found, _ = mutmut.collect_source_file_mutation_data(mutant_names=())
    return sorted(name for _, name, _ in found)


def _tell(drawn: list[str], n_all: int) -> None:
    found, _ = mutmut.collect_source_file_mutation_data(mutant_names=drawn)
    status = {name: status_by_exit_code[data.exit_code_by_key[name]] for data, name, _ in found}
    survivors = sorted(name for name in drawn if status[name] not in _CAUGHT)
    for name in survivors:
        print(f"\n{name}: {status[name]}\n{get_diff_for_mutant(name)}")
    share = 1 - len(survivors) / len(drawn)
    counts = ", ".join(f"{n} {what}" for what, n in Counter(status.values()).most_common())
    print(f"\n{len(drawn)} of {n_all} faults: {counts}")
    print(f"caught: {share:.1%} (asked: {ASKED:.0%})")


if __name__ == "__main__":
    main()
