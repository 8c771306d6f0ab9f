from __future__ import annotations

import csv
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from engine.composition.planning.ensemble import Ensemble, choose_ensemble
from engine.composition.planning.planner import Planner
from engine.composition.planning.reasons import AUDIBLE, explain, leave_out
from engine.composition.score import Key
from engine.emotion.reader import Reader
from engine.emotion.reading import EmotionReading
from engine.options import ComposeOptions

REQUESTS = Path(__file__).parents[3] / "data" / "requests.tsv"
WISHES = (
    "something happy and bright in the morning",
    "a sad old song about the rain",
    "nothing gloomy, please",
    "a calm lake and then a terrible storm",
    "happy but also a bit sad",
    "an angry crowd in the street",
    "so very peaceful",
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="module")
def planner(reader: Reader) -> Planner:
    return Planner(reader.music_vectors)


@dataclass(frozen=True)
class Music:
    """What can be heard of a plan."""

    values: dict[str, float]
    key: Key
    ensemble: Ensemble


def hear(planner: Planner, reading: EmotionReading) -> Music | None:
    """Plan the music of a reading; None where there is nothing to compose for."""
    if reading.quadrant is None:
        return None
    plan = planner.plan(reading, ComposeOptions(seed=3))
    leading = max(plan.sections, key=lambda section: abs(section.arousal) * section.n_bars)
    ensemble = choose_ensemble(leading.valence, leading.arousal, (60, 84), random.Random(3))
    return Music(planner.decide(reading), plan.key, ensemble)


def is_heard(decision: str, there: Music | None, here: Music) -> bool:
    """Say whether a listener would notice: another key or instrument, or an audible step."""
    if there is None:
        return True
    if decision == "key":
        return there.key != here.key
    if decision == "instruments":
        return there.ensemble != here.ensemble
    step = AUDIBLE[decision] * (here.values["density"] if decision == "density" else 1)
    return abs(there.values[decision] - here.values[decision]) >= step


@pytest.mark.parametrize("wish", WISHES)
def test_the_shares_of_each_decision_make_up_the_whole(
    reader: Reader, planner: Planner, wish: str
) -> None:
    reasons = explain(reader.read(wish), reader.read, planner)
    assert [reason.decision for reason in reasons] == list(AUDIBLE)
    for reason in reasons:
        assert sum(reason.shares) == pytest.approx(1, abs=0.01)
        assert min(reason.shares) >= 0


Marks = dict[str, tuple[list[bool], list[bool]]]
"""For each decision: whether it changed without its leading word, and without one of no share."""


def leave_words_out(reader: Reader, planner: Planner, wishes: Iterable[str]) -> Marks:
    """Say each wish without each of its words, and listen."""
    marks: Marks = {name: ([], []) for name in AUDIBLE}
    for wish in wishes:
        reading = reader.read(wish)
        here = hear(planner, reading)
        if here is None:
            continue
        reasons = explain(reading, reader.read, planner)
        for index, word in enumerate(reading.words):
            there = hear(planner, reader.read(leave_out(wish, word)))
            for reason in reasons:
                largest, none = marks[reason.decision]
                changed = is_heard(reason.decision, there, here)
                if index == reason.shares.index(max(reason.shares)):
                    largest.append(changed)
                elif reason.shares[index] == 0:
                    none.append(changed)
    return marks


def check(marks: Marks, least: float = 0.9) -> None:
    """At least nine in ten leading words are heard, at most one in ten without a share."""
    largest = [changed for found, _ in marks.values() for changed in found]
    none = [changed for _, found in marks.values() for changed in found]
    assert np.mean(largest) >= least
    assert np.mean(none) <= 0.1


def test_the_word_with_the_largest_share_is_heard_and_one_with_none_is_not(
    reader: Reader, planner: Planner
) -> None:
    check(leave_words_out(reader, planner, WISHES), least=0.85)  # of few, one more or less


@pytest.mark.slow
def test_so_it_is_in_all_requests(reader: Reader, planner: Planner) -> None:
    with REQUESTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    marks = leave_words_out(reader, planner, (row["request"] for row in rows))
    check(marks)
    assert min(np.mean(largest) for largest, _ in marks.values()) >= 0.85


def test_key_mode_and_instruments_are_named(reader: Reader, planner: Planner) -> None:
    reasons = explain(reader.read("a calm lake and then a terrible storm"), reader.read, planner)
    choices = {reason.decision: reason.choice for reason in reasons if reason.choice}
    assert set(choices) == {"key", "mode", "instruments"}
    assert choices["mode"] == "major and minor"
    assert "; then " in choices["instruments"]


def test_nothing_felt_has_no_reasons(reader: Reader, planner: Planner) -> None:
    assert explain(reader.read("um"), reader.read, planner) == ()
