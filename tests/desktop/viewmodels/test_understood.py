from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from desktop.viewmodels.session import SessionViewModel
from desktop.viewmodels.understood import Chip, Understood, chips_of
from engine import (
    Answer,
    EditJob,
    EmotionReading,
    Extend,
    Feel,
    Piece,
    Recast,
    Recompose,
    Rekey,
    Retempo,
    Shorten,
)
from engine.demands.demand import Demand, Span
from engine.emotion.reading import Segment


def texts(chips: tuple[Chip, ...], kind: str) -> list[str]:
    return [chip.text for chip in chips if chip.kind == kind]


def chip_of(understood: Understood, kind: str) -> Chip:
    return next(chip for chip in understood.chips if chip.kind == kind)


def felt(*segments: tuple[str, float, dict[str, float]]) -> EmotionReading:
    return EmotionReading(
        "wish", quadrant="Q1",
        segments=tuple(
            Segment(0, 0, 0.5, 0.5, "Q1", share, (), kind, feelings=feelings)  # type: ignore[arg-type]
            for kind, share, feelings in segments
        ),
    )  # fmt: skip


def test_one_feeling_stands_alone_and_several_have_their_shares_in_the_order_said() -> None:
    one = felt(("mix", 1.0, {"joy": 0.9, "hope": 0.06, "love": 0.04}))
    assert texts(chips_of(one), "feeling") == ["joy"]
    two = felt(("mix", 0.25, {"grief": 1.0}), ("then", 0.75, {"hope": 1.0}))
    assert texts(chips_of(two), "feeling") == ["grief 25%", "▸ hope 75%"]
    both = felt(("mix", 1.0, {"fear": 0.0, "pride": 0.4, "joy": 0.6}))  # as a kept take has them
    assert texts(chips_of(both), "feeling") == ["joy 60%", "pride 40%"]


def test_a_feeling_that_is_hardly_there_is_not_named_but_each_part_of_the_wish_is() -> None:
    reading = felt(("mix", 0.9, {"joy": 0.9, "pride": 0.1}), ("mix", 0.1, {"fear": 1.0}))
    assert [text.split()[0] for text in texts(chips_of(reading), "feeling")] == ["joy", "fear"]


def test_a_piece_tells_what_it_has_become(song: Piece) -> None:
    chips = chips_of(song.reading, song)
    said = {chip.kind: chip.text for chip in chips}
    assert said["key"] == "D minor"
    assert (said["tempo"], said["metre"], said["length"]) == ("92 bpm", "4/4", "1:02")
    assert said["instrument"] == "flute"
    assert all(chip.others for chip in chips if chip.kind not in ("refused", "demand"))


def test_what_could_not_be_obeyed_is_a_chip(song: Piece) -> None:
    demand = Demand("instruments", "kazoo", Span(0, 5))
    answers = (Answer(demand, obeyed=False, instead="harmonica"),)
    plan = dataclasses.replace(song.plan, answers=answers)
    (chip,) = (
        chip
        for chip in chips_of(song.reading, dataclasses.replace(song, plan=plan))
        if chip.kind == "refused"
    )
    assert "kazoo" in chip.text
    assert "harmonica instead" in chip.says


@pytest.mark.parametrize(
    ("kind", "label", "edit"),
    [
        ("tempo", "120 bpm", Retempo(120.0)),
        ("key", "E♭ major", Rekey("E♭ major")),
        ("metre", "3/4", Recompose(metre="3/4")),
        ("style", "waltz", Recompose(style="waltz")),
        ("instrument", "violin", Recast(melody=40)),
    ],
)
@pytest.mark.usefixtures("song")
def test_a_chip_is_corrected(
    stage: Any, session: SessionViewModel, kind: str, label: str, edit: Any
) -> None:
    others = chip_of(session.understood, kind).others
    session.understood.correct(next(other for other in others if other.label.startswith(label)))
    assert stage.client.last(EditJob).job.edits == (edit,)


@pytest.mark.usefixtures("song")
def test_feelings_and_lengths_are_corrected(stage: Any, session: SessionViewModel) -> None:
    feeling = chip_of(session.understood, "feeling").others[0]
    session.understood.correct(feeling)
    (edit,) = stage.client.last(EditJob).job.edits
    assert isinstance(edit, Feel)
    lengths = {other.label: other for other in chip_of(session.understood, "length").others}
    assert "1:00" not in lengths, "it is that long"
    for label, kind in (("0:30", Shorten), ("2:00", Extend)):
        session.understood.correct(lengths[label])
        assert isinstance(stage.client.last(EditJob).job.edits[0], kind)
    assert stage.client.last(EditJob).job.edits[0].seconds == pytest.approx(57.4, abs=1)


def test_what_is_typed_is_understood_before_there_is_a_song(
    session: SessionViewModel,
) -> None:
    session.wish.set_reading(felt(("mix", 1.0, {"joy": 1.0})))
    assert [chip.text for chip in session.understood.chips] == ["joy"]
    assert not session.understood.chips[0].others
    session.wish.set_reading(None)
    assert session.understood.chips == ()
