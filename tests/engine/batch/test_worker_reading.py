"""Files that workers read: what comes back is what one process reads."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.batch.attempts import work_here
from engine.batch.processes import work_in_processes
from engine.batch.worker_reading import read_by_workers
from engine.errors import EngineError
from engine.training.many_files import ReadAll, read_here

two_processes: ReadAll = functools.partial(
    read_by_workers, functools.partial(work_in_processes, n_workers=2)
)


def first_word(folder: Path, file: Path) -> tuple[str, str]:
    text = file.read_text()
    if text == "end":
        os._exit(1)
    return file.relative_to(folder).as_posix(), text.partition(" ")[0]


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    (tmp_path / "déeper").mkdir()
    found = [tmp_path / "déeper" / f"{n}.txt" for n in range(9)]
    found.append(tmp_path / os.fsdecode(b"no\xfftext"))
    for number, file in enumerate(found):
        file.write_text(f"word{number} and more")
    return found


@pytest.mark.parametrize("read_all", [two_processes, functools.partial(read_by_workers, work_here)])
def test_files_come_back_in_their_order(
    read_all: ReadAll, files: list[Path], tmp_path: Path
) -> None:
    told: list[float] = []
    found = list(read_all(first_word, tmp_path, files, told.append))
    assert found == list(read_here(first_word, tmp_path, files, lambda _: None))
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_file_that_takes_every_worker_along_is_named(files: list[Path], tmp_path: Path) -> None:
    files[4].write_text("end")
    with pytest.raises(EngineError, match=r"4\.txt could not be read") as caught:
        list(two_processes(first_word, tmp_path, files, lambda _: None))
    assert "Leave the file out" in caught.value.hint


def test_who_listens_can_stop_it(files: list[Path], tmp_path: Path) -> None:
    def stop(_share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(two_processes(first_word, tmp_path, files, stop))


def read_name(folder: Path, file: Path) -> Any:
    return file.relative_to(folder).as_posix()


def test_no_files_are_no_work(tmp_path: Path) -> None:
    work: Callable[..., Any] = work_here
    assert list(read_by_workers(work, read_name, tmp_path, [], lambda _: None)) == []
