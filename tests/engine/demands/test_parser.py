from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from engine.demands.abroad import in_english
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


@pytest.mark.parametrize(
    ("wish", "asked"),
    [
        (
            "ein Walzer in h-Moll für Cello, ohne Schlagzeug",
            "style=waltz; key=B minor; instruments=cello; drums=-drums",
        ),
        ("ein Stück in Es-Dur, achtzig Takte", "key=Eb major"),
        ("une berceuse en ré mineur pour violon", "style=lullaby; key=D minor; instruments=violin"),
        (
            "en si bémol majeur, sans batterie, deux minutes",
            "key=Bb major; drums=-drums; length=120 s",
        ),
        ("una marcha en la menor con trompeta", "style=march; key=A minor; instruments=trumpet"),
        ("un valzer in fa diesis minore", "style=waltz; key=F# minor"),
        ("para flauta e piano, em mi menor", "instruments=flute; instruments=piano; key=E minor"),
        ("ein Walzer, eine Minute lang", "style=waltz; length=60 s"),
        ("ein Lied ohne Bass", "instruments=-bass"),
        ("une chanson sans piano", "instruments=-piano"),
        ("una canción sin piano", "instruments=-piano"),
        ("Klavier, aber kein Schlagzeug", "instruments=piano; drums=-drums"),
        ("un piano, pas de batterie", "instruments=piano; drums=-drums"),
        ("chitarra e nessuna batteria", "instruments=guitar; drums=-drums"),
        ("une valse d'une minute", "style=waltz; length=60 s"),
        ("un valzer di un minuto", "style=waltz; length=60 s"),
        ("een lied voor viool zonder drums", "drums=-drums; instruments=violin"),
        ("вальс для скрипки, без ударных", "style=waltz; instruments=violin; drums=-drums"),
        ("悲しいワルツをピアノで", "style=waltz; instruments=piano"),
        ("一首欢快的钢琴曲", "instruments=piano"),
    ],
)
def test_music_is_asked_for_in_other_languages_too(wish: str, asked: str) -> None:
    assert all_told(wish) == set(asked.split("; "))


@pytest.mark.parametrize(
    "wish",
    ["I lent my friend a hand", "we met in an alley", "a la mode", "die young",
     "the only one for me", "sin and sorrow", "a lento heart"],
)  # fmt: skip
def test_english_is_not_translated(wish: str) -> None:
    assert in_english(wish) is None


def test_what_is_asked_abroad_keeps_its_own_words() -> None:
    demands = find_demands("Ein Walzer, nur Geige, in b-Moll")
    assert [" ".join(demands.words(demand)) for demand in demands] == ["Walzer", "Geige", "b-Moll"]


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


def test_a_scene_ends_where_something_else_is_said_of_the_music() -> None:
    [scene] = find_demands("like a storm at sea but sleepy").of("scene")
    assert scene.value == "a storm at sea"
