from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.viewmodels.take_list import TakeListModel, TakeRole
from engine import Take

EDIT = Qt.ItemDataRole.EditRole


def take(file: str, song: str, number: int = 1, **more: Any) -> Take:
    facts: dict[str, Any] = {
        "wish": f"wish of {song}", "title": "", "name": "", "change": "", "is_favourite": False,
        "kept": 1e9, "seed": 7, "composer": "rbm", "seconds": 61.5, "is_whole": True,
    }  # fmt: skip
    return Take(file=file, song=song, number=number, **{**facts, **more})


TAKES = (
    take("r3", "rain", 3, change="sadder"),
    take("s1", "sea"),
    take("r2", "rain", 2, name="the one", is_favourite=True),
    take("r1", "rain", 1, is_whole=False),
)


@pytest.fixture
def model() -> TakeListModel:
    model = TakeListModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_takes(TAKES)
    return model


def texts(model: TakeListModel, parent: QModelIndex) -> list[str]:
    return [str(model.index(row, 0, parent).data()) for row in range(model.rowCount(parent))]


def test_takes_stand_below_their_song_and_the_latest_song_comes_first(
    model: TakeListModel,
) -> None:
    assert texts(model, QModelIndex()) == ["wish of rain", "wish of sea"]
    assert texts(model, model.index(0, 0)) == ["Take 3 · sadder", "the one", "Take 1"]
    assert model.index_of("r2").parent() == model.index(0, 0)
    assert not model.index_of("gone").isValid()


def test_rows_tell_what_is_beside_their_name(model: TakeListModel) -> None:
    model.set_present("r2")
    rain = model.index(0, 0)
    assert rain.data(TakeRole.NOTE) == "3"
    assert rain.data(TakeRole.IS_FAVOURITE)
    assert rain.data(TakeRole.IS_PRESENT)
    notes = [model.index(row, 0, rain).data(TakeRole.NOTE) for row in range(3)]
    assert notes == ["1:01", "1:01", "unfinished"]
    said = model.index(1, 0, rain).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "the one, 1:01, favourite, shown"
    assert "seed 7" in model.index(1, 0, rain).data(Qt.ItemDataRole.ToolTipRole)


def test_a_song_stands_for_the_take_that_is_shown_or_its_latest(model: TakeListModel) -> None:
    rain = model.index(0, 0)
    assert model.take_at(rain).file == "r3"
    model.set_present("r1")
    assert model.take_at(rain).file == "r1"
    assert model.files_at(rain) == ("r3", "r2", "r1")
    assert model.files_at(model.index_of("r2")) == ("r2",)


def test_names_are_asked_for_and_shown_when_they_are_written(model: TakeListModel) -> None:
    asked: list[tuple[str, str]] = []
    model.rename_wanted.connect(lambda *names: asked.append(names))
    model.rename_song_wanted.connect(lambda *names: asked.append(names))
    assert model.index_of("r2").data(EDIT) == "the one"
    model.setData(model.index_of("r2"), "best", EDIT)
    model.setData(model.index(1, 0), "Ocean", EDIT)
    assert asked == [("r2", "best"), ("sea", "Ocean")]
    model.set_takes((take("s1", "sea", title="Ocean"),))
    assert texts(model, QModelIndex()) == ["Ocean"]
    model.set_takes(())
    assert texts(model, QModelIndex()) == []


def test_a_long_wish_is_cut_between_words(model: TakeListModel) -> None:
    model.set_takes((take("x", "x", wish="rain and " * 40),))
    (title,) = texts(model, QModelIndex())
    assert len(title) <= 60
    assert title.endswith("…")
