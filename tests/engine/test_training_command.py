from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.cli import main
from engine.commands import upkeep
from engine.errors import JobCancelledError
from engine.progress import Progress
from engine.user_folder import user_folder


class FakeTrainer:
    """Remembers what it was asked."""

    def __init__(self) -> None:
        self.output: Path | None = None
        self.chosen: tuple[float | None, bool] | None = None

    def __call__(
        self,
        data: Path,
        output: Path,
        progress: Progress,
        *,
        minutes: float | None = None,
        persistent: bool = False,
    ) -> str:
        progress.check()
        self.output, self.chosen = output, (minutes, persistent)
        return f"learned from {data.name}"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path / "home"))


@pytest.fixture
def trainer(monkeypatch: pytest.MonkeyPatch) -> FakeTrainer:
    fake = FakeTrainer()
    monkeypatch.setattr(upkeep, "load_trainer", lambda _: fake)
    return fake


@pytest.fixture
def songs(tmp_path: Path) -> str:
    folder = tmp_path / "my songs"
    folder.mkdir()
    return str(folder)


def test_a_composer_is_called_as_asked(
    trainer: FakeTrainer, songs: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", "rbm", "--data", songs, "--name", "My Pop"]) == 0
    assert trainer.output == user_folder() / "composers" / "My Pop"
    assert trainer.chosen == (None, False)
    told = capsys.readouterr().out
    assert "learned from my songs" in told
    assert '--composer "My Pop"' in told


def test_without_a_name_it_is_called_as_its_folder(trainer: FakeTrainer, songs: str) -> None:
    assert main(["train", "rbm", "--data", songs]) == 0
    assert trainer.output == user_folder() / "composers" / "my songs"


def test_a_folder_can_be_named_instead(trainer: FakeTrainer, songs: str, tmp_path: Path) -> None:
    assert main(["train", "rbm", "--data", songs, "-o", str(tmp_path / "out")]) == 0
    assert trainer.output == tmp_path / "out"


def test_length_and_way_of_training_are_handed_on(trainer: FakeTrainer, songs: str) -> None:
    words = ["train", "rbm", "--data", songs, "--minutes", "2.5", "--persistent"]
    assert main(words) == 0
    assert trainer.chosen == (2.5, True)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["rbm", "--name", "rbm"], "a composer that ships is called 'rbm'"),
        (["rbm", "--name", "../mine"], "no composer can be called"),
        (["rbm", "--minutes", "-1"], "-1 minutes"),
        (["rbm", "--minutes", "nan"], "nan minutes"),
        (["word-vectors"], "is no composer"),
    ],
)
def test_what_cannot_be_is_said(
    trainer: FakeTrainer,
    songs: str,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    message: str,
) -> None:
    assert main(["train", *words, "--data", songs]) == 1
    assert message in capsys.readouterr().err
    assert trainer.output is None


def test_a_choice_that_a_trainer_does_not_know_is_refused(
    monkeypatch: pytest.MonkeyPatch,
    songs: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def train(data: Path, output: Path, progress: Progress) -> None:
        pytest.fail(f"was begun: {data}, {output}, {progress}")

    monkeypatch.setattr(upkeep, "load_trainer", lambda _: train)
    words = ["train", "word-vectors", "--data", songs, "-o", str(tmp_path), "--minutes", "3"]
    assert main(words) == 1
    assert "word-vectors takes no --minutes" in capsys.readouterr().err


def test_a_stopped_training_says_how_to_go_on(
    monkeypatch: pytest.MonkeyPatch, songs: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def train(*_: Any) -> str:
        raise JobCancelledError("stopped at 40% of melody", hint="Run it again to go on.")

    monkeypatch.setattr(upkeep, "load_trainer", lambda _: train)
    assert main(["train", "rbm", "--data", songs]) == 130
    assert "stopped at 40% of melody. Run it again to go on." in capsys.readouterr().err
