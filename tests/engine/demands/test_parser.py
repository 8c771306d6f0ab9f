from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from engine.demands.demand import Demand
from engine.demands.gazetteer import instrument_called
from engine.demands.numbers import value_of
from engine.demands.parser import find_demands
from engine.errors import OptionError

DATA = Path(__file__).parents[2] / "data"
MARKS = {"wanted": "", "only": "!", "unwanted": "-", "lead": "+"}


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def told(demand: Demand) -> str:
    return f"{demand.kind}={MARKS[demand.manner]}{demand.value}"


def all_told(text: str) -> set[str]:
    return {told(demand) for demand in find_demands(text) if demand.kind != "scene"}


@pytest.mark.parametrize("row", rows("demands.tsv"), ids=lambda row: row["wish"])
def test_what_is_asked_of_the_music_is_understood(row: dict[str, str]) -> None:
    assert all_told(row["wish"]) == set(row["demands"].split("; "))


@pytest.mark.parametrize("row", rows("no_demands.tsv"), ids=lambda row: row["wish"])
def test_words_that_do_not_mean_music_ask_for_nothing(row: dict[str, str]) -> None:
    assert all_told(row["wish"]) == set()


def test_a_demand_keeps_the_words_that_it_came_from() -> None:
    demands = find_demands("Slow, in D minor — and no drums!")
    assert [" ".join(demands.words(demand)) for demand in demands] == ["Slow", "D minor", "drums"]


def test_only_words_that_mean_music_alone_are_kept_from_the_feelings() -> None:
    text = "a slow, quiet waltz in F sharp major with slap bass"
    kept = [text[span.start : span.end] for span in find_demands(text).spans]
    assert kept == ["waltz", "F sharp major", "slap bass"]


def test_the_later_of_two_keys_is_the_last() -> None:
    last = find_demands("in C major, or rather in A minor").last("key")
    assert last is not None
    assert last.value == "A minor"


@pytest.mark.parametrize(
    ("said", "number"),
    [("a hundred and twenty", 120), ("one oh five", 105), ("ninety-six", 96), ("72.5", 72.5),
     ("two hundred", 200), ("one forty five", 145), ("seventeen", 17)],
)  # fmt: skip
def test_spoken_numbers_have_their_value(said: str, number: float) -> None:
    assert value_of(said) == number


def test_an_unknown_instrument_is_named_in_the_error() -> None:
    with pytest.raises(OptionError, match="kazoophone"):
        instrument_called("kazoophone")


@given(st.text(max_size=200))
def test_any_text_is_parsed_and_every_span_lies_in_it(text: str) -> None:
    for demand in find_demands(text):
        assert 0 <= demand.span.start < demand.span.end <= len(text)
