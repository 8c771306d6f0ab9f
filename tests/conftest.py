"""What holds for every test."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator

import pytest

from engine.errors import EngineError
from engine.threads import keep_to_one_thread

keep_to_one_thread()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give slow tests more time than the usual before they count as hanging."""
    for item in items:
        if item.get_closest_marker("slow") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(600))


@pytest.fixture(scope="session", autouse=True)
def no_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what the developer taught their own Affetto out of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AFFETTO_HOME", str(tmp_path_factory.mktemp("user")))
        yield


@pytest.fixture(scope="session", autouse=True)
def advice_is_a_sentence() -> Iterator[None]:
    """Hold every error that a test meets to what people can read: what to do, or what to type."""
    begin = EngineError.__init__

    def checked(self: EngineError, message: str, *, hint: str = "") -> None:
        if hint:
            assert hint[0].isupper() or not hint[0].isalpha(), hint
            assert hint.endswith((".", "!", "?")) or ": " in hint, hint
            assert hint != hint.upper(), hint
        begin(self, message, hint=hint)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(EngineError, "__init__", checked)
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-goldens", action="store_true", help="keep the notes that are composed today"
    )


_STEPS = {"open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.chmod", "os.rmdir"}


def _fork(call: Callable[[], object], die_at: int | None = None) -> int:
    """Run a call in a child that ends at its n-th change of a file, and give the child's id."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the child touches no lock of ours
        child = os.fork()
    if child:
        return child
    n_steps = 0

    def count(event: str, _arguments: object) -> None:
        nonlocal n_steps
        if event not in _STEPS:
            return
        n_steps += 1
        if n_steps == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        if die_at is not None:
            sys.addaudithook(count)
        call()
        os._exit(0)
    except BaseException as error:  # noqa: BLE001 - the child must never come back
        os.write(2, f"{error!r}\n".encode())
        os._exit(1)


def _ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.fixture
def at_once() -> Callable[[list[Callable[[], object]]], None]:
    """Run calls in a process each, all at the same time."""
    if not hasattr(os, "fork"):
        pytest.skip("this system does not fork")

    def run(calls: list[Callable[[], object]]) -> None:
        children = [_fork(call) for call in calls]
        assert [_ended(child) for child in children] == [0] * len(calls)

    return run


@pytest.fixture
def killed() -> Callable[[Callable[[], object]], Iterator[int]]:
    """Run a call again and again, killed at its first change of a file, its second, … its last."""
    if not hasattr(os, "fork"):
        pytest.skip("this system does not fork")

    def run(call: Callable[[], object]) -> Iterator[int]:
        for n in range(1, 200):
            code = _ended(_fork(call, die_at=n))
            assert code in (0, -signal.SIGKILL)
            yield n
            if code == 0:
                return

    return run
