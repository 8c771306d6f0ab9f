from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.settings import ThemeChoice
from desktop.theme import LIGHT, Theme
from desktop.widgets.level_meter import LevelMeter
from desktop.widgets.microphone_button import DISC, MicrophoneButton, loudness


@pytest.fixture
def button(qtbot: Any, theme: Theme) -> MicrophoneButton:
    theme.choose(ThemeChoice.LIGHT)
    button = MicrophoneButton()
    qtbot.addWidget(button)
    button.show()
    return button


@pytest.mark.parametrize(
    ("db", "share"), [(-120.0, 0.0), (-55.0, 0.0), (0.0, 1.0), (6.0, 1.0), (-27.5, 0.5)]
)
def test_loudness_runs_from_a_quiet_room_to_full_scale(db: float, share: float) -> None:
    assert loudness(db) == pytest.approx(share)


def test_a_click_on_the_disc_counts_and_beside_it_does_not(
    qtbot: Any, button: MicrophoneButton
) -> None:
    with qtbot.waitSignal(button.clicked):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    with qtbot.assertNotEmitted(button.clicked):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))


def colour_at(button: MicrophoneButton, x: int, y: int) -> tuple[int, int, int]:
    colour = button.grab().toImage().pixelColor(x, y)
    return colour.red(), colour.green(), colour.blue()


def test_listening_is_seen(button: MicrophoneButton) -> None:
    place = (button.width() // 2, button.height() // 2 - int(DISC) + 12)
    red, _, blue = colour_at(button, *place)
    assert blue > red
    button.set_listening(listening=True)
    red, _, blue = colour_at(button, *place)
    assert red > blue


def test_the_halo_grows_with_the_voice_and_shrinks_slowly(button: MicrophoneButton) -> None:
    button.set_listening(listening=True)
    place = (button.width() // 2, 5)
    quiet = colour_at(button, *place)
    button.set_level(0.0)
    assert colour_at(button, *place) != quiet
    button.set_level(-90.0)
    assert 0.5 < button._level < 1.0


def test_the_ring_empties_with_the_silence(button: MicrophoneButton) -> None:
    def red_pixels() -> int:
        image = button.grab().toImage()
        centre = button.width() / 2
        return sum(
            image.pixelColor(x, y).name() == LIGHT.record
            for x in range(image.width())
            for y in range(image.height())
            if (x - centre) ** 2 + (y - centre) ** 2 > (DISC + 5) ** 2
        )

    button.set_listening(listening=True)
    counts = []
    for share in (1.0, 0.5, None):
        button.set_countdown(share)
        counts.append(red_pixels())
    assert counts[0] > counts[1] > counts[2] == 0


def test_the_meter_moves_and_comes_to_rest(qtbot: Any) -> None:
    meter = LevelMeter()
    qtbot.addWidget(meter)
    meter.add(-10.0)
    meter.add(-30.0)
    assert meter.levels[-2] > meter.levels[-1] > meter.levels[-3] == 0.0
    meter.clear()
    assert not any(meter.levels)
