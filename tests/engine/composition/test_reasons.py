from __future__ import annotations

import pytest

from engine.composition.planner import Planner
from engine.composition.reasons import explain
from engine.emotion.reader import Reader

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


@pytest.mark.parametrize("wish", WISHES)
def test_the_shares_of_each_decision_make_up_the_whole(
    reader: Reader, planner: Planner, wish: str
) -> None:
    reasons = explain(reader.read(wish), reader.read, planner)
    assert {reason.decision for reason in reasons} == set(planner.limits)
    for reason in reasons:
        assert sum(reason.shares) == pytest.approx(1, abs=0.01)
        assert min(reason.shares) >= 0


def test_the_word_with_the_largest_share_matters_and_one_with_none_does_not(
    reader: Reader, planner: Planner
) -> None:
    largest, none = [], []
    for wish in WISHES:
        reading = reader.read(wish)
        whole = planner.decide(reading)
        for reason in explain(reading, reader.read, planner):
            low, high = planner.limits[reason.decision]
            for word, share in zip(reading.words, reason.shares, strict=True):
                without = planner.decide(reader.read(wish[: word.start] + wish[word.end :]))
                change = abs(without[reason.decision] - whole[reason.decision]) / (high - low)
                if share == max(reason.shares):
                    largest.append(change > 1e-4)
                elif share == 0:
                    none.append(change > 1e-4)
    assert sum(largest) >= 0.9 * len(largest)
    assert sum(none) <= 0.1 * len(none)


def test_nothing_felt_has_no_reasons(reader: Reader, planner: Planner) -> None:
    assert explain(reader.read("um"), reader.read, planner) == ()
