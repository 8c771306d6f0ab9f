from __future__ import annotations

from pathlib import Path
from typing import Any

from desktop.widgets.recent_menu import RecentMenu


def test_a_file_is_opened_again_and_one_that_is_gone_is_not_offered(
    qtbot: Any, tmp_path: Path
) -> None:
    first, second = tmp_path / "salt & pepper.mid", tmp_path / "gone.mid"
    first.touch()
    menu = RecentMenu(lambda: (second, first))
    qtbot.addWidget(menu)
    menu.aboutToShow.emit()
    (entry,) = menu.actions()
    assert entry.text() == "&1 salt && pepper.mid"
    with qtbot.waitSignal(menu.chosen) as chosen:
        entry.trigger()
    assert chosen.args == [first]


def test_before_anything_was_opened_the_menu_says_so(qtbot: Any) -> None:
    menu = RecentMenu(tuple)
    qtbot.addWidget(menu)
    menu.aboutToShow.emit()
    (entry,) = menu.actions()
    assert entry.text()
    assert not entry.isEnabled()
