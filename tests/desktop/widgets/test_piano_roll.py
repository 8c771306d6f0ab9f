from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from desktop.viewmodels.timeline import Timeline
from desktop.widgets.chord_strip import ChordStrip
from desktop.widgets.piano_roll import PianoRoll
from desktop.widgets.seek_bar import SeekBar
from engine import ComposeJob, ComposeOptions, Piece, RenderOptions


@pytest.fixture
def timeline(piece_of: Callable[[ComposeJob], Piece]) -> Timeline:
    return Timeline.of(piece_of(ComposeJob("joy", ComposeOptions(seed=1), RenderOptions())))


@pytest.fixture
def roll(qtbot: Any, timeline: Timeline) -> PianoRoll:
    roll = PianoRoll()
    qtbot.addWidget(roll)
    roll.resize(640, 300)
    roll.show()
    roll.set_timeline(timeline)
    return roll


@pytest.fixture
def strip(qtbot: Any, timeline: Timeline) -> ChordStrip:
    strip = ChordStrip()
    qtbot.addWidget(strip)
    strip.resize(640, 64)
    strip.show()
    strip.set_timeline(timeline)
    return strip


def difference(one: QImage, other: QImage) -> list[int]:
    """Give the columns in which two pictures differ."""
    return [
        x
        for x in range(one.width())
        if any(one.pixel(x, y) != other.pixel(x, y) for y in range(0, one.height(), 4))
    ]


def test_a_click_seeks_to_its_place(qtbot: Any, roll: PianoRoll, timeline: Timeline) -> None:
    with qtbot.waitSignal(roll.seek_wanted) as caught:
        QTest.mouseClick(roll, Qt.MouseButton.LeftButton, pos=QPoint(160, 100))
    assert caught.args[0] == pytest.approx(timeline.duration / 4, abs=0.1)


@pytest.mark.parametrize(
    ("key", "target"),
    [
        (Qt.Key.Key_Right, 25.0),
        (Qt.Key.Key_Left, 15.0),
        (Qt.Key.Key_Home, 0.0),
    ],
)
def test_keys_seek(qtbot: Any, roll: PianoRoll, key: Qt.Key, target: float) -> None:
    roll.set_position(20.0)
    with qtbot.waitSignal(roll.seek_wanted) as caught:
        QTest.keyClick(roll, key)
    assert caught.args == [target]


def test_seeking_ends_at_the_end(qtbot: Any, roll: PianoRoll, timeline: Timeline) -> None:
    roll.set_position(timeline.duration - 1)
    with qtbot.waitSignal(roll.seek_wanted) as caught:
        QTest.keyClick(roll, Qt.Key.Key_Right)
    assert caught.args == [timeline.duration]


def test_the_playhead_lights_what_has_sounded(roll: PianoRoll, timeline: Timeline) -> None:
    before = roll.grab().toImage()
    roll.set_position(timeline.duration / 2)
    changed = difference(before, roll.grab().toImage())
    assert max(changed) == pytest.approx(320, abs=14)
    assert len(changed) > 250


def test_while_it_plays_the_notes_are_not_painted_again(roll: PianoRoll) -> None:
    roll.grab()
    pictures = roll._pictures
    roll.set_position(3.0)
    roll.grab()
    assert roll._pictures is pictures
    roll.resize(500, 300)
    roll.grab()
    assert roll._pictures is not pictures


def test_the_roll_is_described(roll: PianoRoll, timeline: Timeline) -> None:
    assert f"{len(timeline.notes)} notes" in roll.accessibleDescription()


def test_an_empty_roll_can_be_painted(qtbot: Any) -> None:
    roll = PianoRoll()
    qtbot.addWidget(roll)
    assert not roll.grab().isNull()


def test_the_chord_that_sounds_is_told(strip: ChordStrip, timeline: Timeline) -> None:
    for index in (0, 5, len(timeline.chords) - 1):
        strip.set_position(timeline.chords[index].start + 0.1)
        assert strip.current == timeline.chords[index].symbol
        assert strip.accessibleDescription() == strip.current
    strip.set_position(timeline.duration)
    assert strip.current == ""


def test_chords_move_with_the_sound(strip: ChordStrip, timeline: Timeline) -> None:
    assert strip._offset == 0.0
    strip.set_position(timeline.duration / 2)
    middle = strip._offset
    strip.set_position(timeline.duration)
    assert 0.0 < middle < strip._offset


def test_a_click_on_a_chord_seeks_to_it(qtbot: Any, strip: ChordStrip, timeline: Timeline) -> None:
    area = strip._area(timeline.chords[1])
    with qtbot.waitSignal(strip.seek_wanted) as caught:
        QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=area.center().toPoint())
    assert caught.args == [timeline.chords[1].start]


def test_the_seek_bar_jumps_to_a_click_and_follows_the_sound(qtbot: Any) -> None:
    bar = SeekBar()
    qtbot.addWidget(bar)
    bar.resize(400, 24)
    bar.show()
    bar.set_duration(60.0)
    with qtbot.waitSignal(bar.seek_wanted) as caught:
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(200, 12))
    assert caught.args[0] == pytest.approx(30.0, abs=1.0)
    bar.set_position(12.0)
    assert bar.value() == 120
    with qtbot.waitSignal(bar.seek_wanted) as caught:
        QTest.keyClick(bar, Qt.Key.Key_Right)
    assert caught.args == [17.0]


def test_the_seek_bar_stays_in_the_hand(qtbot: Any) -> None:
    bar = SeekBar()
    qtbot.addWidget(bar)
    bar.resize(400, 24)
    bar.show()
    bar.set_duration(60.0)
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(200, 12))
    held = bar.value()
    bar.set_position(1.0)
    assert bar.value() == held
    QTest.mouseMove(bar, QPoint(300, 12))
    with qtbot.waitSignal(bar.seek_wanted) as caught:
        QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(300, 12))
    assert caught.args[0] == pytest.approx(45.0, abs=1.0)
