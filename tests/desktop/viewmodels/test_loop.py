from __future__ import annotations

from typing import Any

import pytest

from desktop.viewmodels.session import SessionViewModel
from desktop.viewmodels.timeline import Timeline
from engine import Piece


@pytest.fixture
def timeline(song: Piece) -> Timeline:
    return Timeline.of(song)


def test_the_whole_song_comes_again_where_nothing_is_chosen(
    qtbot: Any, stage: Any, session: SessionViewModel, timeline: Timeline
) -> None:
    session.loop.turn(True)
    stage.settle(qtbot)
    assert stage.player.loop == (0.0, timeline.music_end)


def test_what_is_chosen_is_gone_to_and_comes_again(
    qtbot: Any, stage: Any, session: SessionViewModel, timeline: Timeline
) -> None:
    session.loop.turn(True)
    session.choice.take(range(4, 8))
    stage.settle(qtbot)
    span = timeline.span_of(range(4, 8))
    assert stage.player.loop == span
    assert stage.player.position == span[0]
    session.choice.clear()
    stage.settle(qtbot)
    assert stage.player.loop == (0.0, timeline.music_end)
    assert stage.player.position == span[0], "it goes on where it is"


def test_another_song_comes_again_too_until_it_is_turned_off(
    qtbot: Any, stage: Any, session: SessionViewModel, timeline: Timeline
) -> None:
    session.loop.turn(True)
    session.compose_with(7)
    other = Timeline.of(stage.client.compose())
    stage.settle(qtbot)
    assert stage.player.loop == (0.0, other.music_end)
    assert other.notes != timeline.notes
    session.loop.turn(False)
    stage.settle(qtbot)
    assert stage.player.loop is None
