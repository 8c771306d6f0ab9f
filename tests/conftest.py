"""What holds for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.threads import keep_to_one_thread

keep_to_one_thread()


@pytest.fixture(scope="session", autouse=True)
def no_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what the developer taught their own Affetto out of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AFFETTO_HOME", str(tmp_path_factory.mktemp("user")))
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-goldens", action="store_true", help="keep the notes that are composed today"
    )
