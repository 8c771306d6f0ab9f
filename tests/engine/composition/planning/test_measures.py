"""Key, tempo, metre and length as a wish says them: what is planned, and what is told."""

from __future__ import annotations

import pytest

from engine.composition.plan import Plan
from engine.composition.planning.planner import Planner
from engine.demands.parser import find_demands
from engine.emotion.music_vectors import MusicVectors
from engine.emotion.reading import EmotionReading, ReadWord, Segment
from engine.options import ComposeOptions


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner(MusicVectors())


def planned(planner: Planner, text: str, options: ComposeOptions | None = None) -> Plan:
    words = (ReadWord(text, 0, len(text), 1.0, 0.6, 0.4),)
    segment = Segment(0, 0, 0.6, 0.4, "Q1")
    reading = EmotionReading(
        text, words, (segment,), 0.6, 0.4, "Q1", confidence=0.9, demands=find_demands(text)
    )
    return planner.plan(reading, options or ComposeOptions(seed=1))


def told(plan: Plan) -> list[tuple[str, bool, str]]:
    return [(answer.demand.value, answer.obeyed, answer.instead) for answer in plan.answers]


@pytest.mark.parametrize(
    ("wish", "answers"),
    [
        ("joy in lydian mode", [("lydian", False, "major")]),
        ("joy in phrygian mode", [("phrygian", False, "minor")]),
        ("joy in aeolian mode", [("aeolian", True, "")]),
        ("joy in ionian mode", [("ionian", True, "")]),
        ("joy in D minor, in major", [("D minor", True, ""), ("major", False, "minor")]),
        ("joy in D minor, in minor", [("D minor", True, ""), ("minor", True, "")]),
        ("joy in 5/4", [("5/4", True, "")]),
        ("joy in 6/4", [("6/4", False, "3/4")]),
        ("joy at 90 bpm, at 120 bpm", [("90", False, "120, which was said later,"),
                                       ("120", True, "")]),
        ("slow joy, at 60 bpm", [("slow", True, ""), ("60", True, "")]),
        ("fast joy, at 60 bpm", [("fast", False, "60, which was said later,"), ("60", True, "")]),
        ("joy at 90 bpm, at 95 bpm", [("90", True, ""), ("95", True, "")]),  # nearly the same
        ("joy at 95 bpm, at 90 bpm", [("95", True, ""), ("90", True, "")]),
        ("joy at 20 bpm", [("20", False, "40 BPM")]),
        ("joy at 40 bpm", [("40", True, "")]),
        ("joy, 500 bars", [("500 bars", False, "300 bars")]),
        ("joy, 300 bars", [("300 bars", True, "")]),
        ("joy, two seconds long", [("2 s", False, "5 s")]),
        ("joy, five seconds long", [("5 s", True, "")]),
        ("a short piece of joy", [("short", True, "")]),
        ("joy, a long piece, a short piece", [("long", False, "20 s"), ("short", True, "")]),
        ("a long piece of joy, 20 seconds", [("long", False, "20 s"), ("20 s", True, "")]),
        ("a short piece of joy, 8 bars", [("short", False, "8 bars"), ("8 bars", True, "")]),
        ("joy, 8 bars, 12 bars", [("8 bars", False, "12 bars, which was said later,"),
                                  ("12 bars", True, "")]),
    ],
)  # fmt: skip
def test_each_measure_is_met_or_told(
    planner: Planner, wish: str, answers: list[tuple[str, bool, str]]
) -> None:
    assert told(planned(planner, wish)) == answers


@pytest.mark.parametrize(
    ("mode", "planned_mode"),
    [("dorian", "minor"), ("phrygian", "minor"), ("aeolian", "minor"), ("minor", "minor"),
     ("major", "major"), ("lydian", "major"), ("mixolydian", "major"), ("ionian", "major")],
)  # fmt: skip
def test_a_church_mode_is_played_in_the_mode_of_its_third(
    planner: Planner, mode: str, planned_mode: str
) -> None:
    assert planned(planner, f"joy in {mode} mode").key.mode == planned_mode


@pytest.mark.parametrize(
    ("metre", "base"),
    [("5/4", "4/4"), ("7/8", "4/4"), ("6/4", "3/4"), ("3/8", "3/4"), ("3/4", "3/4"),
     ("6/8", "6/8")],
)  # fmt: skip
def test_a_metre_is_composed_in_or_turned_into(planner: Planner, metre: str, base: str) -> None:
    plan = planned(planner, f"joy in {metre}")
    assert str(plan.metre) == base
    assert str(plan.scoring.metre) == (metre if metre in ("5/4", "7/8") else "None")


@pytest.mark.parametrize("metre", ["5/4", "7/8"])
def test_a_turned_piece_lasts_what_is_asked_for(planner: Planner, metre: str) -> None:
    plan = planned(planner, f"one minute of joy in {metre}")
    quarters = {"5/4": 5, "7/8": 3.5}[metre]
    assert plan.n_bars * quarters * 60 / plan.tempo == pytest.approx(60, rel=0.12)


@pytest.mark.parametrize("n_bars", [1, 3, 8, 300])
def test_bars_are_those_that_are_said(planner: Planner, n_bars: int) -> None:
    assert planned(planner, f"joy, {n_bars} bars").n_bars == n_bars


def test_bars_and_seconds_decide_the_tempo_where_one_joins_them(planner: Planner) -> None:
    plan = planned(planner, "joy, 8 bars, 20 seconds")
    assert plan.n_bars == 8
    assert 8 * 4 * 60 / plan.tempo == pytest.approx(20, abs=2.5)  # and the end slows down
    fixed = planned(planner, "joy, 8 bars, 20 seconds, at 60 bpm")
    assert (fixed.n_bars, fixed.tempo) == (8, 60)


def test_an_option_of_length_beats_the_wish_and_says_so(planner: Planner) -> None:
    options = ComposeOptions(seed=1, n_bars=6)
    assert told(planned(planner, "joy, 8 bars", options)) == [
        ("8 bars", False, "6 bars, which was fixed,")
    ]
    assert told(planned(planner, "joy, 6 bars", options)) == [("6 bars", True, "")]
    seconds = ComposeOptions(seed=1, seconds=30)
    assert told(planned(planner, "30 seconds of joy", seconds)) == [("30 s", True, "")]
    assert told(planned(planner, "40 seconds of joy", seconds)) == [
        ("40 s", False, "30 s, which was fixed,")
    ]


def test_bars_and_seconds_of_the_options_leave_no_room_for_a_tempo(planner: Planner) -> None:
    options = ComposeOptions(seed=1, n_bars=10, seconds=20)
    [(tempo, obeyed, instead)] = told(planned(planner, "joy at 200 bpm", options))
    assert (tempo, obeyed, instead) == (
        "200",
        False,
        "the tempo of so many bars, which was fixed,",
    )


def test_a_style_gives_mode_metre_and_tempo_where_nobody_does(planner: Planner) -> None:
    waltz = planned(planner, "a joyful waltz")
    assert str(waltz.metre) == "3/4"
    common = planned(planner, "a joyful waltz in 4/4, at 70 bpm")
    assert (str(common.metre), common.tempo) == ("4/4", 70)


def test_chords_give_the_key_but_not_against_one_that_is_said(planner: Planner) -> None:
    assert str(planned(planner, "joy over Am F C G in D major").key) == "D major"
    minor = planned(planner, "joy over Am F C G in a major key")
    assert str(minor.key) == "A minor"
    assert ("major", False, "minor") in told(minor)


def test_quavers_in_sevens_do_not_swing(planner: Planner) -> None:
    assert planned(planner, "joy in 7/8 with a swing feel").scoring.swing == 0.5
    assert planned(planner, "joy in 5/4 with a swing feel").scoring.swing == 0.66
