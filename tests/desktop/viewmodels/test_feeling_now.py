from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from desktop.viewmodels.feeling_now import FeelingNow
from desktop.viewmodels.timeline import Timeline
from engine import Piece
from engine.emotion.reading import Segment

WISH = "furious then joy"


@pytest.fixture
def told(stage: Any) -> dict[str, list[Any]]:
    """What is told of the feeling."""
    now: FeelingNow = stage.session.feeling_now
    told: dict[str, list[Any]] = {"moved": [], "lit": []}
    now.moved.connect(told["moved"].append)
    now.words_lit.connect(told["lit"].append)
    return told


@pytest.fixture
def piece(qtbot: Any, stage: Any, told: dict[str, list[Any]]) -> Piece:
    """A song that plays, of a wish in two parts: sections at (.3, −.2) … (−.6, .4) …"""
    assert not told["moved"]
    stage.session.begin_with(WISH)
    composed: Piece = stage.client.compose()
    segments = (
        Segment(0, 0, -0.65, 0.75, "Q2", share=0.5),
        Segment(2, 2, 0.8, 0.5, "Q1", share=0.5, kind="then"),
    )
    reading = dataclasses.replace(composed.reading, segments=segments)
    piece = dataclasses.replace(composed, reading=reading)
    stage.session.song.piece_changed.emit(piece)
    qtbot.waitUntil(lambda: stage.is_settled and stage.session.playback.is_playing)
    return piece


def middle(piece: Piece, section: int) -> float:
    here = Timeline.of(piece).sections[section]
    return (here.start + here.end) / 2


def go(qtbot: Any, stage: Any, seconds: float) -> None:
    stage.session.playback.seek(seconds)
    stage.settle(qtbot)


def test_the_ring_walks_with_the_sections(
    qtbot: Any, stage: Any, piece: Piece, told: dict[str, list[Any]]
) -> None:
    for section, place in ((0, (0.3, -0.2)), (2, (-0.6, 0.4))):
        go(qtbot, stage, middle(piece, section))
        assert told["moved"][-1] == pytest.approx(place)
    border = Timeline.of(piece).sections[2].start
    go(qtbot, stage, border)
    assert told["moved"][-1] == pytest.approx((0.0, 0.375)), "half way from the one before"
    stage.session.playback.pause()
    assert told["moved"][-1] is None


def test_words_light_up_with_their_music(
    qtbot: Any, stage: Any, piece: Piece, told: dict[str, list[Any]]
) -> None:
    go(qtbot, stage, middle(piece, 2))
    assert {word.text for word in told["lit"][-1]} == {"furious"}
    go(qtbot, stage, middle(piece, 1))
    assert {word.text for word in told["lit"][-1]} == {"joy"}
    stage.session.playback.pause()
    assert told["lit"][-1] == ()
    stage.settle(qtbot)
