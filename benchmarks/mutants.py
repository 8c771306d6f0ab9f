"""Counts how many small faults the tests find that concern them.

``./run mutants [--mutants 300] [--seed 0]``: mutmut puts faults (another operator, number, name or
argument) into copies of the functions that ``[tool.mutmut]`` in ``pyproject.toml`` names. A sample
is drawn of all, and each is run by tests that reach its function, until one fails. What nothing
noticed is printed as a diff: a fault that no test can hear, or one that changes nothing. A run that
was cut short goes on where it was, as long as neither code nor tests have changed;
``./run mutants NAME…`` tries faults by name.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import hashlib
import io
import os
import random
import resource
import shutil
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from time import process_time

from mutmut import __main__ as mutmut
from mutmut.configuration import config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.runners.harness import PytestRunner
from mutmut.state import state
from mutmut.stats import status_by_exit_code
from mutmut.workers.isolation import get_mutant_runner

ASKED = 0.85
FOLDER = Path("mutants")
SECONDS = 20.0  # of tests for a fault, besides those of its own module
_CAUGHT = {"killed", "timeout", "segfault"}
_NO_TESTS, _SUSPICIOUS = 33, 35  # exit codes, as mutmut reads them


def main() -> None:
    """Draw faults, try them, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", help="faults to try again, instead of a sample")
    parser.add_argument("--mutants", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    os.chdir(Path(__file__).parents[1])
    if not sys.stdout.isatty():  # a file would get thousands of pictures of mutmut's spinner
        mutmut.print_status = lambda *_, **__: None
    files = _write_mutants()
    names = options.names
    if not names:
        _forget_other_code(files)
        names = random.Random(options.seed).sample(sorted(files), min(options.mutants, len(files)))
    with contextlib.redirect_stdout(io.StringIO()):
        at_import = _reached_at_import()
        mutmut.collect_or_load_stats(get_mutant_runner())
    untried = [name for name in names if files[name].exit_code_by_key[name] is None]
    _try_all(options.names or untried, files, at_import, options.processes)
    _tell(names, files)


def _write_mutants() -> dict[str, SourceFileMutationData]:
    """Write all faults below ``FOLDER``, and give what is known of the file of each."""
    FOLDER.mkdir(exist_ok=True)
    shutil.rmtree(FOLDER / "tests", ignore_errors=True)
    for known in FOLDER.rglob("*.meta"):
        if not known.stat().st_size:  # a run was cut short while it wrote
            known.unlink()
            known.with_suffix("").unlink(missing_ok=True)
    with mutmut.CatchOutput(spinner_title="writing faults"):
        mutmut.copy_src_dir()
        mutmut.copy_also_copy_files()
        mutmut.setup_source_paths()
        mutmut.create_mutants(1)
    found, _ = mutmut.collect_source_file_mutation_data(mutant_names=())
    return {name: data for data, name, _ in found}


def _forget_other_code(files: dict[str, SourceFileMutationData]) -> None:
    """Forget what came of the faults, and what reaches them, with other code or other tests."""
    digest = hashlib.sha256()
    for folder in ("engine", "tests"):
        for path in sorted(Path(folder).rglob("*.py")):
            digest.update(path.read_bytes())
    stamp = FOLDER / "stamp"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    for data in files.values():
        data.exit_code_by_key = dict.fromkeys(data.exit_code_by_key)
        data.save()
    (FOLDER / "mutmut-stats.json").unlink(missing_ok=True)
    stamp.write_text(digest.hexdigest())


def _reached_at_import() -> set[str]:
    """Collect the tests, which imports all of them, and give the functions that this calls."""
    set_mutant_under_test("stats")
    PytestRunner().list_all_tests()
    reached = set(state()._stats)  # noqa: SLF001 - where mutmut notes what is called
    state()._stats.clear()  # noqa: SLF001
    return reached


def _try_all(
    names: Iterable[str],
    files: dict[str, SourceFileMutationData],
    at_import: set[str],
    n_processes: int,
) -> None:
    running: dict[int, str] = {}

    def gather() -> None:
        child, status = os.wait()
        name = running.pop(child)
        files[name].exit_code_by_key[name] = os.waitstatus_to_exitcode(status)
        files[name].save()

    gc.collect()
    gc.freeze()  # else each child would look through all that was imported: half of its time
    for name in names:
        while len(running) >= n_processes:
            gather()
        running[_start(name, is_imported=_function(name) in at_import)] = name
    while running:
        gather()


def _function(name: str) -> str:
    return name.partition("__mutmut_")[0]


def _start(name: str, *, is_imported: bool) -> int:
    """Try a fault in a child, by the tests that reach it, and give the child's id.

    What is called when a module is imported is tried in an interpreter that has imported nothing.
    """
    tests, seconds = _tests_of(name, is_imported=is_imported)
    child = os.fork()
    if child:
        return child
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        set_mutant_under_test(name)
        limit = int(process_time() + 3 * seconds + 10)  # a fault can make a loop endless
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
        if tests and is_imported:
            os.chdir(FOLDER)
            pytest = [sys.executable, "-m", "pytest", "-x", "--rootdir=."]
            os.execv(sys.executable, [*pytest, *config().pytest_add_cli_args, *tests])
        os._exit(PytestRunner().run_tests(mutant_name=name, tests=tests) if tests else _NO_TESTS)
    finally:
        os._exit(_SUSPICIOUS)


def _tests_of(name: str, *, is_imported: bool) -> tuple[list[str], float]:
    """Name the tests that reach a fault, and give their seconds: its module's own and the quickest.

    A fault in what is called at import is reached by all tests that reach its module.
    """
    module = name.rpartition(".")[0]
    own = f"/test_{module.rpartition('.')[2]}.py::"
    by_function = state().tests_by_mangled_function_name
    reached = set(by_function[_function(name)])
    if is_imported:
        reached.update(*(t for f, t in by_function.items() if f.rpartition(".")[0] == module))
    duration = state().duration_by_test
    tests: list[str] = []
    seconds = 0.0
    for test in sorted(reached, key=lambda test: (own not in test, duration[test])):
        if tests and own not in test and seconds + duration[test] > SECONDS:
            break
        tests.append(test)
        seconds += duration[test]
    return tests, seconds


def _tell(drawn: list[str], files: dict[str, SourceFileMutationData]) -> None:
    status = {name: status_by_exit_code[files[name].exit_code_by_key[name]] for name in drawn}
    survivors = sorted(name for name in drawn if status[name] not in _CAUGHT)
    for name in survivors:
        print(f"\n{name}: {status[name]}\n{get_diff_for_mutant(name)}")
    share = 1 - len(survivors) / len(drawn)
    counts = ", ".join(f"{n} {what}" for what, n in Counter(status.values()).most_common())
    print(f"\n{len(drawn)} of {len(files)} faults: {counts}")
    print(f"caught: {share:.1%} (asked: {ASKED:.0%})")


if __name__ == "__main__":
    main()
