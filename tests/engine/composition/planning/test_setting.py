"""How a wish wants to be set and played: what becomes of it, and what is told where it cannot."""

from __future__ import annotations

from typing import Any

import pytest

from engine.composition.plan import Plan
from engine.composition.planning.planner import Planner
from engine.composition.scoring import Scoring
from engine.composition.styles.cards import style_called
from engine.demands.parser import find_demands
from engine.emotion.music_vectors import MusicVectors
from engine.emotion.reading import EmotionReading, ReadWord, Segment
from engine.options import ComposeOptions


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner(MusicVectors())


def planned(planner: Planner, text: str) -> Plan:
    words = (ReadWord(text, 0, len(text), 1.0, 0.6, 0.4),)
    segment = Segment(0, 0, 0.6, 0.4, "Q1")
    reading = EmotionReading(
        text, words, (segment,), 0.6, 0.4, "Q1", confidence=0.9, demands=find_demands(text)
    )
    return planner.plan(reading, ComposeOptions(seed=1))


def told(plan: Plan) -> list[tuple[str, bool, str]]:
    return [(answer.demand.value, answer.obeyed, answer.instead) for answer in plan.answers]


@pytest.mark.parametrize(
    ("wish", "asked"),
    [
        ("joy, four on the floor", {"groove": "four on the floor", "drums": "yes"}),
        ("joy that is half time", {"groove": "half time", "drums": "yes"}),
        ("joy with a swing feel", {"swing": 0.66, "drums": "as felt"}),
        ("a joyful blues, straight eighths", {"swing": 0.5, "style": "blues"}),
        ("joy that fades in", {"beginning": "fade in"}),
        ("joy that fades out", {"ending": "fade out"}),
        ("joy that builds up", {"course": "builds up", "loudness": None}),
        ("joy that gets faster and faster", {"pace": "faster"}),
        ("joy that gets slower", {"pace": "slower"}),
        ("joy, accented", {"touch": "accented"}),
        ("joy, staccato", {"touch": "staccato"}),
        ("joy, low register", {"register": 54.0}),
        ("joy, soft", {"loudness": 54.0, "course": ""}),
        ("joy in a cathedral, very loud", {"space": "cathedral", "loudness": 106.0}),
        ("joy, sparse, with drums", {"density": 1.6, "drums": "yes"}),
        ("joy, a single voice", {"silent": ("chords", "bass", "drums"), "drums": "no",
                                 "second": None}),
        ("joy without a melody", {"silent": ("melody", "second", "counter"), "second": None}),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_set_and_nothing_is_refused(
    planner: Planner, wish: str, asked: dict[str, Any]
) -> None:
    plan = planned(planner, wish)
    assert {name: getattr(plan.scoring, name) for name in asked} == asked
    assert plan.answers
    assert [(obeyed, instead) for _, obeyed, instead in told(plan)] == [(True, "")] * len(
        plan.answers
    )


def test_what_a_wish_does_not_speak_of_stays_as_it_is(planner: Planner) -> None:
    plain = planned(planner, "joy").scoring
    swung = planned(planner, "joy with a swing feel").scoring
    own = ("melody", "chords", "bass", "joining", "scenes", "percussion")  # the feeling's players
    usual = Scoring()
    for name in vars(usual):
        if name not in (*own, "swing", "ending"):
            assert getattr(swung, name) == getattr(plain, name) == getattr(usual, name), name


@pytest.mark.parametrize(
    ("wish", "refused", "instead"),
    [
        ("joy, with tremolo", "tremolo", "legato"),
        ("joy, rubato", "rubato", "a steady tempo"),
        ("joy in verse and chorus form", "verse and chorus", "themes that return"),
        ("joy, AABA", "AABA", "another form"),
        ("a rondo of joy", "rondo", "another form"),
        ("joy, loud, soft", "loud", "soft, which was said later,"),
        ("joy with drums, no drums", "drums", "what was said later"),
        ("joy on a violin, no violin", "violin", "what was said later"),
        ("a sad waltz, joyful techno", "waltz", "techno"),
        ("joy on piano and flute and cello and harp and trumpet", "trumpet", "other instruments"),
    ],
)
def test_who_is_refused_something_is_told_what_there_is_instead(
    planner: Planner, wish: str, refused: str, instead: str
) -> None:
    answers = told(planned(planner, wish))
    assert answers.count((refused, False, instead)) == 1
    assert [value for value, obeyed, _ in answers if not obeyed] == [refused]


def test_the_later_word_about_an_instrument_counts(planner: Planner) -> None:
    without = planned(planner, "joy on a violin, no violin").scoring
    assert 40 in without.banned
    again = planned(planner, "joy without a violin, on a violin").scoring
    assert 40 in (again.melody, again.chords, again.bass, again.second)
    twice = planned(planner, "joy on a violin, a violin")
    assert all(obeyed for _, obeyed, _ in told(twice))


def test_an_introduction_is_there_or_not_as_it_is_said(planner: Planner) -> None:
    for wish, begins in (("joy with an intro", True), ("joy, no intro", False)):
        plan = planned(planner, wish)
        assert (plan.sections[0].name == "introduction") is begins
        assert all(obeyed for _, obeyed, _ in told(plan))


def test_a_style_brings_what_nobody_asks_for(planner: Planner) -> None:
    brought = planned(planner, "joy as a twelve bar blues").scoring
    assert (brought.style, brought.swing, brought.drums) == ("blues", 0.66, "yes")
    assert len(brought.progression) == 12
    straight = planned(planner, "a joyful blues, loud, in a cathedral").scoring
    assert (straight.style, straight.loudness, straight.space) == ("blues", 96.0, "cathedral")


def test_twelve_bars_of_blues_come_without_the_style_too(planner: Planner) -> None:
    plan = planned(planner, "twelve bar blues of joy, as techno")
    assert len(plan.scoring.progression) == 12
    named = planned(planner, "joy over Am F C G")
    assert named.scoring.progression == ("Am", "F", "C", "G")


@pytest.mark.parametrize(
    "wish",
    [
        "joy with an intro", "joy, no intro", "joy that fades in and fades out", "joy, rubato",
        "joy with a swing feel, four on the floor", "joy in verse and chorus form, AABA",
        "joy, loud, soft, very loud", "joy that builds up, dies down", "joy, staccato, legato",
        "joy in a cathedral, in a small room", "joy, sparse, busy",
        "joy, high register, low register",
        "joy with drums, no drums", "joy on a violin, no violin, with a violin, and a flute",
        "a joyful waltz, as techno, in jazz style", "twelve bar blues of joy over Am F C G",
        "joy that gets faster, slower, with a key change", "joy with tremolo, pizzicato",
        "joy in D minor, in C major, in 5/4, in 3/4, at 90 bpm, slow, 8 bars, 20 seconds",
        "joy that goes from minor to major, with a soft ending, a big finish",
    ],
)  # fmt: skip
def test_every_demand_is_answered_once_in_the_order_said(planner: Planner, wish: str) -> None:
    demands = find_demands(wish)
    assert len(demands) > 0
    assert [answer.demand for answer in planned(planner, wish).answers] == list(demands)


@pytest.mark.parametrize(
    ("wish", "piece", "players"),
    [
        ("joy, a lullaby played by a string quartet", "lullaby", "string quartet"),
        ("joy, a jazz trio that plays a lullaby", "lullaby", "jazz"),
        ("joy, techno for a string quartet", "techno", "string quartet"),
    ],
)
def test_of_two_styles_one_says_what_is_played_and_the_other_who_plays(
    planner: Planner, wish: str, piece: str, players: str
) -> None:
    plan = planned(planner, wish)
    low, high = style_called(piece).tempo
    assert low <= plan.tempo <= high
    assert plan.metre == style_called(piece).metre
    assert plan.scoring.melody in style_called(players).melody
    assert plan.scoring.bass in style_called(players).bass
    assert {value for value, is_met, _ in told(plan) if is_met} == {piece, players}


def test_of_two_bands_the_later_plays_and_the_other_is_told_of(planner: Planner) -> None:
    plan = planned(planner, "joyful rock music, no, jazz music")
    assert told(plan) == [("rock", False, "jazz"), ("jazz", True, "")]
