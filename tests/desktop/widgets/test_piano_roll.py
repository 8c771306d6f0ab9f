from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.viewmodels.timeline import ShownNote, Timeline
from desktop.widgets.chord_strip import ChordStrip
from desktop.widgets.piano_roll import PianoRoll
from desktop.widgets.seek_bar import SeekBar
from desktop.widgets.time_window import TimeWindow
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
    window = TimeWindow.around(0.0, timeline, roll.width())
    assert window.x(caught.args[0]) == pytest.approx(160, abs=1)


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


def drag(roll: PianoRoll, *xs: int) -> None:
    QTest.mousePress(roll, Qt.MouseButton.LeftButton, pos=QPoint(xs[0], 100))
    for x in xs[1:]:
        QTest.mouseMove(roll, QPoint(x, 100))
    QTest.mouseRelease(roll, Qt.MouseButton.LeftButton, pos=QPoint(xs[-1], 100))


@pytest.mark.parametrize("way", [1, -1])
def test_a_drag_chooses_whole_bars_and_does_not_seek(
    qtbot: Any, roll: PianoRoll, timeline: Timeline, way: int
) -> None:
    chosen: list[range] = []
    roll.bars_wanted.connect(chosen.append)
    window = TimeWindow.around(0.0, timeline, roll.width())
    ends = [round(window.x(timeline.bars[bar])) + 20 for bar in (1, 3)][::way]
    with qtbot.assertNotEmitted(roll.seek_wanted):
        drag(roll, ends[0], sum(ends) // 2, ends[1])
    assert chosen[-1] == range(1, 4)


def test_a_drag_beyond_the_edge_goes_on_to_bars_that_were_not_in_sight(
    qtbot: Any, roll: PianoRoll, timeline: Timeline
) -> None:
    chosen: list[range] = []
    roll.bars_wanted.connect(chosen.append)
    QTest.mousePress(roll, Qt.MouseButton.LeftButton, pos=QPoint(300, 100))
    QTest.mouseMove(roll, QPoint(400, 100))
    QTest.mouseMove(roll, QPoint(roll.width() + 500, 100))
    n_in_sight = chosen[-1].stop
    assert n_in_sight < len(timeline.bars)
    qtbot.waitUntil(lambda: chosen[-1].stop == len(timeline.bars))
    QTest.mouseRelease(roll, Qt.MouseButton.LeftButton, pos=QPoint(roll.width() + 500, 100))


def turn(roll: PianoRoll, notches: float, *, sideways: bool = False) -> None:
    amount = round(notches * 120)
    angle = QPoint(amount, 0) if sideways else QPoint(0, amount)
    event = QWheelEvent(
        QPointF(320, 100), QPointF(320, 100), QPoint(), angle, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(roll, event)


def test_the_wheel_goes_from_the_whole_song_to_a_few_notes(
    roll: PianoRoll, timeline: Timeline
) -> None:
    turn(roll, -30)
    whole = roll._window()
    assert (whole.x(0.0), whole.x(timeline.duration)) == pytest.approx((0.0, roll.width()))
    turn(roll, 30)
    near = roll._window()
    assert near.seconds(roll.width()) - near.seconds(0) < 5.0


def test_what_is_under_the_mouse_stays_there(roll: PianoRoll) -> None:
    turn(roll, -4, sideways=True)
    before = roll._window().seconds(320)
    turn(roll, 2)
    assert roll._window().seconds(320) == pytest.approx(before)


def test_looking_elsewhere_ends_when_the_playhead_is_followed_again(
    roll: PianoRoll, timeline: Timeline
) -> None:
    roll.set_position(1.0)
    turn(roll, -3, sideways=True)
    held = roll._window()
    roll.set_position(8.0)
    assert roll._window() == held
    roll._camera.follow()
    assert roll._window() == TimeWindow.around(8.0, timeline, roll.width())


def test_plus_minus_and_zero_are_the_wheel_of_the_keyboard(
    roll: PianoRoll, timeline: Timeline
) -> None:
    scale = roll._window().scale
    QTest.keyClick(roll, Qt.Key.Key_Plus)
    assert roll._window().scale > scale
    QTest.keyClick(roll, Qt.Key.Key_0)
    assert roll._window().x(timeline.duration) == pytest.approx(roll.width())


def test_a_trembling_click_still_seeks(qtbot: Any, roll: PianoRoll) -> None:
    with qtbot.assertNotEmitted(roll.bars_wanted), qtbot.waitSignal(roll.seek_wanted):
        drag(roll, 160, 162)


def test_shift_and_arrows_choose_bars_from_the_playhead_on(
    roll: PianoRoll, timeline: Timeline
) -> None:
    chosen: list[range] = []
    roll.bars_wanted.connect(chosen.append)
    roll.set_position(timeline.bars[5] + 0.1)
    right, left = Qt.Key.Key_Right, Qt.Key.Key_Left
    for key in (right, right, right, left, left, left):
        QTest.keyClick(roll, key, Qt.KeyboardModifier.ShiftModifier)
    ends = [(bars.start, bars.stop) for bars in chosen]
    assert ends == [(5, 6), (5, 7), (5, 8), (5, 7), (5, 6), (4, 6)]


def test_chosen_bars_are_seen_and_told(roll: PianoRoll, timeline: Timeline) -> None:
    before = roll.grab().toImage()
    roll.set_bars(range(1, 3))
    changed = difference(before, roll.grab().toImage())
    window = TimeWindow.around(0.0, timeline, roll.width())
    assert changed[0] == pytest.approx(window.x(timeline.bars[1]), abs=2)
    assert changed[-1] == pytest.approx(window.x(timeline.bars[3]), abs=2)
    assert "bars 2 to 3" in roll.accessibleDescription()
    roll.set_bars(None)
    assert "chosen" not in roll.accessibleDescription()
    assert not difference(before, roll.grab().toImage())


def test_the_notes_move_with_the_sound(roll: PianoRoll, timeline: Timeline) -> None:
    before = roll.grab().toImage()
    roll.set_position(timeline.duration / 2)
    assert len(difference(before, roll.grab().toImage())) > 250


def test_notes_that_have_sounded_are_lit(qtbot: Any) -> None:
    roll = PianoRoll()
    qtbot.addWidget(roll)
    roll.resize(640, 300)
    roll.set_timeline(Timeline(10.0, notes=(ShownNote(2.0, 4.0, 60, 100, "melody"),)))

    def strength(seconds: float) -> int:
        roll.set_position(seconds)
        image = roll.grab().toImage()
        column = [image.pixelColor(192, y) for y in range(image.height())]
        return max(colour.saturation() for colour in column)

    coming, sounding, past = strength(0.0), strength(2.9), strength(9.0)
    assert coming < past < sounding


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
        assert strip.accessibleDescription().startswith(f"{strip.current} in bar ")
    strip.set_position(timeline.duration)
    assert strip.current == ""


def test_chords_move_with_the_sound(strip: ChordStrip, timeline: Timeline) -> None:
    first = timeline.chords[0]
    places = []
    for seconds in (0.0, timeline.duration / 2, timeline.duration):
        strip.set_position(seconds)
        places.append(strip.area(first).left())
    assert places == sorted(places, reverse=True)
    assert len(set(places)) == 3


def test_chords_stand_above_their_notes(strip: ChordStrip, timeline: Timeline) -> None:
    strip.set_position(20.0)
    window = TimeWindow.around(20.0, timeline, strip.width())
    chord = timeline.chords[7]
    assert strip.area(chord).left() == pytest.approx(window.x(chord.start), abs=4)


def test_a_short_piece_is_shown_as_a_whole() -> None:
    window = TimeWindow.around(3.0, Timeline(4.0), 800)
    assert (window.x(0.0), window.x(4.0)) == (0.0, 800.0)
    assert window.seconds(window.x(1.5)) == pytest.approx(1.5)


def test_a_click_reaches_a_chord_and_asks_for_others(strip: ChordStrip, timeline: Timeline) -> None:
    area = strip.area(timeline.chords[1])
    told: list[Any] = []
    strip.reached.connect(told.append)
    strip.others_wanted.connect(lambda chord, _corner: told.append(chord))
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=area.center().toPoint())
    assert told == [timeline.chords[1]] * 2


def test_keys_go_from_chord_to_chord(qtbot: Any, strip: ChordStrip, timeline: Timeline) -> None:
    strip.set_position(timeline.chords[3].start + 0.1)
    for key, index in ((Qt.Key.Key_Right, 4), (Qt.Key.Key_Left, 3), (Qt.Key.Key_Home, 0)):
        with qtbot.waitSignal(strip.reached) as caught:
            QTest.keyClick(strip, key)
        assert caught.args == [timeline.chords[index]]
        assert strip.accessibleDescription().startswith(timeline.chords[index].symbol)
    with qtbot.waitSignal(strip.others_wanted) as caught:
        QTest.keyClick(strip, Qt.Key.Key_Return)
    assert caught.args[0] == timeline.chords[0]


def test_the_chords_are_whole(timeline: Timeline) -> None:
    ends = [chord.end for chord in timeline.chords]
    assert [chord.start for chord in timeline.chords[1:]] == pytest.approx(ends[:-1])


def test_the_seek_bar_jumps_to_a_click_and_follows_the_sound(qtbot: Any) -> None:
    bar = SeekBar()
    qtbot.addWidget(bar)
    bar.resize(400, 24)
    bar.show()
    bar.set_timeline(Timeline(60.0))
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
    bar.set_timeline(Timeline(60.0))
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(200, 12))
    held = bar.value()
    bar.set_position(1.0)
    assert bar.value() == held
    QTest.mouseMove(bar, QPoint(300, 12))
    with qtbot.waitSignal(bar.seek_wanted) as caught:
        QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(300, 12))
    assert caught.args[0] == pytest.approx(45.0, abs=1.0)
