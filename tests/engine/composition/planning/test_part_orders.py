"""What a part of an arc asks for itself is done there, and what is asked of all everywhere."""

from __future__ import annotations

import pytest

from engine.composition.plan import Plan
from engine.composition.planning.part_orders import take_part_orders
from engine.composition.planning.planner import Planner
from engine.demands.demand import Span
from engine.demands.parser import find_demands
from engine.emotion.reader import Reader
from engine.options import ComposeOptions


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def plan_of(reader: Reader, wish: str, options: ComposeOptions | None = None) -> Plan:
    planner = Planner(reader.music_vectors)
    return planner.plan(reader.read(wish), options or ComposeOptions(seed=3))


def melody_of(plan: Plan, number: int) -> int | None:
    section = plan.sections[number]
    return plan.scoring.scenes[section.scene - 1].melody if section.scene else plan.scoring.melody


def test_players_follow_each_other(reader: Reader) -> None:
    plan = plan_of(reader, "an oboe first, then a trombone")
    assert (melody_of(plan, 0), melody_of(plan, -1)) == (68, 57)
    assert all(answer.obeyed for answer in plan.answers)


def test_tempos_follow_each_other(reader: Reader) -> None:
    tempos = [s.expression.tempo for s in plan_of(reader, "at 66 bpm, then 132").sections]
    assert tempos[0] == pytest.approx(66, rel=0.05)
    assert tempos[-1] == pytest.approx(132, rel=0.05)


def test_keys_follow_each_other(reader: Reader) -> None:
    plan = plan_of(reader, "starts in G minor and ends in B flat major")
    assert [plan.sections[n].key.mode for n in (0, -1)] == ["minor", "major"]
    assert [plan.sections[n].key.tonic for n in (0, -1)] == [7, 10]


def test_an_option_of_the_command_is_for_all_parts(reader: Reader) -> None:
    options = ComposeOptions(seed=3, key="E minor")
    plan = plan_of(reader, "starts in G minor and ends in B flat major", options)
    assert {section.key.tonic for section in plan.sections} == {4}


def test_drums_that_come_later_are_silent_before(reader: Reader) -> None:
    plan = plan_of(reader, "piano at first, the drums come in later")
    assert plan.scoring.drums == "yes"
    silent = [plan.scoring.scenes[s.scene - 1].silent if s.scene else () for s in plan.sections]
    assert "drums" in silent[0]
    assert "drums" not in silent[-1]


def test_styles_that_feel_alike_follow_each_other(reader: Reader) -> None:
    plan = plan_of(reader, "rock at first, then techno")
    assert [plan.sections[n].style for n in (0, -1)] == ["rock", "techno"]


def test_who_joins_in_plays_with_those_who_are_there() -> None:
    wish = "a sad piano first, then a flute joins, happy"
    spans = [Span(0, 17), Span(19, 44)]
    orders, common, answers = take_part_orders(find_demands(wish), spans, ComposeOptions())
    assert [[d.value for d in order.players] for order in orders] == [["piano"], ["piano", "flute"]]
    assert not common.of("instruments")
    assert [answer.obeyed for answer in answers] == [True, True]


def test_what_only_the_first_part_names_is_for_all() -> None:
    demands = find_demands("a sad piano piece, then happy")
    orders, common, _ = take_part_orders(demands, [Span(0, 17), Span(19, 29)], ComposeOptions())
    assert (orders, common) == ((), demands)


def test_a_part_without_orders_changes_nothing(reader: Reader) -> None:
    plan = plan_of(reader, "sad, then happy")
    assert all(not scene.silent for scene in plan.scoring.scenes)
