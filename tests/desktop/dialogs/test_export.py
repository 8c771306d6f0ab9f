from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desktop.dialogs.export import ExportDialog
from engine import list_formats


@pytest.fixture
def dialog(qtbot: Any, tmp_path: Path) -> ExportDialog:
    dialog = ExportDialog(tmp_path, "Joy and hope 7")
    qtbot.addWidget(dialog)
    return dialog


def test_sound_is_offered_first(dialog: ExportDialog) -> None:
    assert dialog.defaultSuffix() == "wav"
    assert Path(dialog.selectedFiles()[0]).name == "Joy and hope 7.wav"


def test_every_format_is_offered_and_changes_the_ending(dialog: ExportDialog) -> None:
    for name_filter, kind in zip(dialog.nameFilters(), list_formats(), strict=True):
        dialog.filterSelected.emit(name_filter)
        assert name_filter == f"{kind.name} (*{kind.suffix})"
        assert dialog.defaultSuffix() == kind.suffix.removeprefix(".")
        assert Path(dialog.selectedFiles()[0]).name == f"Joy and hope 7{kind.suffix}"


def test_the_chosen_file_is_told(qtbot: Any, dialog: ExportDialog, tmp_path: Path) -> None:
    with qtbot.waitSignal(dialog.chosen) as caught:
        dialog.fileSelected.emit(str(tmp_path / "song.wav"))
    assert caught.args == [tmp_path / "song.wav"]


def test_an_existing_file_is_not_replaced_without_a_question(dialog: ExportDialog) -> None:
    assert not dialog.testOption(ExportDialog.Option.DontConfirmOverwrite)
