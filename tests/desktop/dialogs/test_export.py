from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desktop.dialogs.export import ExportDialog


@pytest.fixture
def dialog(qtbot: Any, tmp_path: Path) -> ExportDialog:
    dialog = ExportDialog(tmp_path, "Joy and hope 7")
    qtbot.addWidget(dialog)
    return dialog


def test_sound_is_offered_first(dialog: ExportDialog) -> None:
    assert dialog.defaultSuffix() == "wav"
    assert Path(dialog.selectedFiles()[0]).name == "Joy and hope 7.wav"


def test_another_kind_changes_the_ending(dialog: ExportDialog) -> None:
    dialog.filterSelected.emit(dialog.nameFilters()[1])
    assert dialog.defaultSuffix() == "mid"
    assert Path(dialog.selectedFiles()[0]).name == "Joy and hope 7.mid"


def test_the_chosen_file_is_told(qtbot: Any, dialog: ExportDialog, tmp_path: Path) -> None:
    with qtbot.waitSignal(dialog.chosen) as caught:
        dialog.fileSelected.emit(str(tmp_path / "song.wav"))
    assert caught.args == [tmp_path / "song.wav"]


def test_an_existing_file_is_not_replaced_without_a_question(dialog: ExportDialog) -> None:
    assert not dialog.testOption(ExportDialog.Option.DontConfirmOverwrite)
