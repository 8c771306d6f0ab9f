"""Neighbouring feelings differ as studies of expression say; the studies stand in `nuances`."""

from __future__ import annotations

import itertools

import pytest

from engine.composition.plan import Expression, Plan
from engine.composition.planning.nuances import NUANCES, Nuance, is_drummed, nuance_of
from engine.composition.planning.planner import Planner
from engine.emotion.feelings import FEELINGS, PLACES
from engine.emotion.music_vectors import MusicVectors
from engine.emotion.reading import EmotionReading, Quadrant, Segment
from engine.options import ComposeOptions

PAIRS = [
    ("tempo", "suspense", "rage"), ("tempo", "disgust", "rage"), ("tempo", "menace", "fear"),
    ("tempo", "joy", "excitement"), ("tempo", "wonder", "joy"), ("tempo", "despair", "melancholy"),
    ("tempo", "sleepiness", "serenity"), ("tempo", "solemnity", "love"),
    ("velocity", "fear", "rage"), ("velocity", "suspense", "fear"), ("velocity", "joy", "triumph"),
    ("velocity", "playfulness", "triumph"), ("velocity", "melancholy", "grief"),
    ("velocity", "sleepiness", "serenity"), ("velocity", "tenderness", "love"),
    ("velocity", "serenity", "solemnity"), ("articulation", "playfulness", "triumph"),
    ("articulation", "rage", "suspense"), ("articulation", "joy", "hope"),
    ("register", "menace", "fear"), ("register", "rage", "fear"),
    ("register", "melancholy", "grief"),
    ("register", "despair", "loneliness"),
    ("register", "solemnity", "serenity"),
]  # fmt: skip
"""A cue, a feeling that has less of it, and one that has more."""


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner(MusicVectors())


def reading_of(name: str) -> EmotionReading:
    valence, arousal = PLACES[name]
    quadrants: dict[tuple[bool, bool], Quadrant] = {
        (True, True): "Q1", (False, True): "Q2", (False, False): "Q3", (True, False): "Q4",
    }  # fmt: skip
    quadrant = quadrants[valence > 0, arousal > 0]
    segment = Segment(0, 0, valence, arousal, quadrant, feelings={name: 1.0})
    return EmotionReading(name, segments=(segment,), quadrant=quadrant, confidence=0.9)


def expression_of(planner: Planner, name: str, seed: int) -> Expression:
    plan: Plan = planner.plan(reading_of(name), ComposeOptions(seed=seed))
    return next(section.expression for section in plan.sections if section.is_theme)


def test_every_feeling_has_its_row() -> None:
    assert set(NUANCES) == set(FEELINGS)


def test_what_has_no_name_has_no_nuance() -> None:
    assert nuance_of({}) == Nuance()


def test_feelings_mix_by_their_shares() -> None:
    mixed = nuance_of({"rage": 0.5, "fear": 0.5})
    assert mixed.velocity == pytest.approx(
        (NUANCES["rage"].velocity + NUANCES["fear"].velocity) / 2
    )
    assert NUANCES["fear"].tempo < mixed.tempo < NUANCES["rage"].tempo


@pytest.mark.parametrize(("cue", "less", "more"), PAIRS)
def test_neighbours_differ_as_studies_say(planner: Planner, cue: str, less: str, more: str) -> None:
    seeds = range(1, 6)
    lower, higher = (
        sum(getattr(expression_of(planner, name, seed), cue) for seed in seeds)
        for name in (less, more)
    )
    assert lower < higher


def test_no_two_tense_feelings_are_the_same_music(planner: Planner) -> None:
    names = [name for name in FEELINGS if PLACES[name][0] < 0 < PLACES[name][1]]
    expressions = [expression_of(planner, name, 1) for name in names]
    for first, second in itertools.combinations(expressions, 2):
        assert first != second


def test_what_creeps_is_not_drummed() -> None:
    assert not is_drummed({"fear": 0.4, "suspense": 0.3, "rage": 0.3})
    assert is_drummed({"rage": 0.8, "fear": 0.2})
    assert is_drummed({})
