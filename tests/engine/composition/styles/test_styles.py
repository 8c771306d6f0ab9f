from __future__ import annotations

import random

import pytest

from engine.composition.planning.named_chords import (
    choose_progressions,
    key_of_chords,
    resolve_chord,
)
from engine.composition.score import Key
from engine.composition.styles.cards import list_styles, style_called
from engine.composition.styles.hints import assume_feeling
from engine.composition.styles.nearest import StyleFinder, find_named_style
from engine.demands.parser import find_demands
from engine.emotion.embeddings import Embeddings
from engine.emotion.reading import EmotionReading
from engine.errors import OptionError


@pytest.fixture(scope="module")
def finder() -> StyleFinder:
    return StyleFinder(Embeddings())


def test_no_two_cards_share_a_word() -> None:
    words = [word for style in list_styles() for word in style.words]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    "name",
    ["waltz", "lullaby", "march", "orchestra", "string quartet", "solo piano", "acoustic", "rock",
     "techno", "jazz", "lo-fi", "chiptune"],
)  # fmt: skip
def test_the_first_dozen_is_there(name: str) -> None:
    assert style_called(name).name == name


def test_an_unknown_style_is_refused_with_the_known_ones() -> None:
    with pytest.raises(OptionError) as caught:
        style_called("yodel")
    assert "waltz" in caught.value.hint


def test_a_card_that_is_named_is_meant_exactly() -> None:
    found = find_named_style("techno")
    assert found is not None
    assert (found.style.name, found.similarity, found.is_named) == ("techno", 1.0, True)
    assert find_named_style("mariachi") is None


@pytest.mark.parametrize(
    ("word", "names"),
    [("grunge", {"punk", "rock", "heavy metal"}), ("trip hop", {"hip hop", "lo-fi"}),
     ("calypso", {"reggae", "salsa"}), ("mariachi", {"flamenco", "salsa", "tango"})],
)  # fmt: skip
def test_a_style_without_a_card_reaches_the_nearest(
    finder: StyleFinder, word: str, names: set[str]
) -> None:
    found = finder.find(word)
    assert found is not None
    assert found.style.name in names
    assert 0.5 <= found.similarity < 1
    assert not found.is_named


def test_a_word_of_no_style_reaches_none(finder: StyleFinder) -> None:
    assert finder.find("Hans Zimmer") is None
    assert finder.find("xqzt") is None


@pytest.mark.parametrize(
    ("wish", "quadrant"),
    [("a lullaby", "Q4"), ("techno", "Q1"), ("a funeral march", "Q3"), ("in a minor key", "Q3"),
     ("C major", "Q1"), ("presto", "Q1"), ("music for a harp", "Q4")],
)  # fmt: skip
def test_a_demand_alone_brings_its_usual_feeling(wish: str, quadrant: str) -> None:
    reading = EmotionReading(wish, demands=find_demands(wish))
    assumed = assume_feeling(reading, find_named_style)
    assert assumed.quadrant == quadrant
    assert 0 < assumed.confidence < 0.5


def test_who_only_refuses_has_not_said_what_to_feel() -> None:
    reading = EmotionReading("no drums", demands=find_demands("no drums"))
    assert assume_feeling(reading, find_named_style).quadrant is None


@pytest.mark.parametrize(
    ("name", "chord"),
    [("Am", (9, "m")), ("F#m7", (6, "m7")), ("Bbmaj7", (10, "maj7")), ("G/B", (7, "")),
     ("ii7", (2, "m7")), ("V7", (7, "7")), ("bVII", (10, "")), ("IVmaj7", (5, "maj7"))],
)  # fmt: skip
def test_chords_by_name_have_root_and_quality(name: str, chord: tuple[int, str]) -> None:
    assert resolve_chord(name, Key(0, "major")) == chord


def test_numerals_count_in_the_minor_scale() -> None:
    assert [resolve_chord(n, Key(0, "minor"))[0] for n in ("i", "VI", "VII", "iv")] == [0, 8, 10, 5]


def test_the_key_of_chords_is_the_one_they_belong_to() -> None:
    assert key_of_chords(["C", "Am", "F", "G"]) == (0, "major")
    assert key_of_chords(["Em", "C", "G", "D"]) == (4, "minor")
    assert key_of_chords(["ii", "V", "I"]) is None


def test_a_style_in_major_and_minor_takes_chords_of_the_mode() -> None:
    known = ("ii7 V7 Imaj7 VI7", "i7 IV7", "I V vi IV")
    chance = random.Random(1)
    assert ("i7", "IV7") in choose_progressions(known, "minor", chance)
    for _ in range(5):
        assert all("i7" not in names for names in choose_progressions(known, "major", chance))
    assert choose_progressions(known[:1], "minor", chance) == ()
