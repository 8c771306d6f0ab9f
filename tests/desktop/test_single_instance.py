from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from desktop.main_window import MainWindow
from desktop.single_instance import SingleInstance, hand_over


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path))


def test_the_first_start_has_nobody_to_hand_over_to() -> None:
    assert not hand_over([])


def test_a_second_start_hands_its_files_to_the_first(qtbot: Any, tmp_path: Path) -> None:
    first = SingleInstance()
    answers: list[bool] = []
    song = tmp_path / "söng with spaces.affetto"
    with qtbot.waitSignal(first.started_again) as caught:
        other = threading.Thread(target=lambda: answers.append(hand_over([song])))
        other.start()
    other.join()
    assert caught.args == [[song]]
    assert answers == [True]
    first.close()
    assert not hand_over([])


def test_another_users_folder_is_another_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = SingleInstance()
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path / "other"))
    assert not hand_over([])
    first.close()


def test_one_file_is_opened_and_several_are_added(
    window: MainWindow, stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[Any] = []
    monkeypatch.setattr(stage.session, "open", done.append)
    monkeypatch.setattr(stage.session.takes, "take_in", done.append)
    one, two = Path("one.affetto"), Path("two.mid")
    window.open_files([])
    window.open_files([two])
    window.open_files([one, two])
    assert done == [two, [one, two]]
