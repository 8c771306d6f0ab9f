from __future__ import annotations

from collections.abc import Sequence

import pytest

from engine.speech.wanted import WantedWords

CAT, CATALOGUE, DOG, OTHER, LOGUE, END = range(6)
PIECES = {" cats": [CAT], " catalogue": [CAT, LOGUE, END], " doggy": [DOG, END]}


def encode(text: str) -> list[int]:
    return PIECES[text.casefold()]


@pytest.fixture
def wanted() -> WantedWords:
    return WantedWords(
        ["cats", "doggy", "an ox"], lambda text: PIECES.get(text.casefold(), [9]), 10
    )


@pytest.fixture
def longer() -> WantedWords:
    return WantedWords(["catalogue"], encode, 10)


def gain(wanted: WantedWords, tokens: Sequence[int]) -> float:
    """What a text gains as a whole."""
    return sum(float(wanted.bonus(tokens[:n])[token]) for n, token in enumerate(tokens))


def test_a_wanted_word_gains_as_much_whatever_its_pieces(
    wanted: WantedWords, longer: WantedWords
) -> None:
    whole = gain(wanted, [CAT])
    assert whole > 0
    assert gain(wanted, [DOG, END]) == pytest.approx(whole)
    assert gain(longer, [OTHER, CAT, LOGUE, END]) == pytest.approx(whole)


def test_what_turns_out_to_be_another_word_pays_back(longer: WantedWords) -> None:
    assert gain(longer, [CAT]) > 0
    assert gain(longer, [CAT, LOGUE, OTHER]) == pytest.approx(0)
    assert gain(longer, [CAT, OTHER, OTHER]) == pytest.approx(0)


def test_a_word_said_again_and_again_gains_once(wanted: WantedWords) -> None:
    assert gain(wanted, [CAT, OTHER, CAT, CAT]) == gain(wanted, [CAT])
    assert gain(wanted, [DOG, END, DOG, END]) == gain(wanted, [DOG, END])


def test_the_share_of_wanted_words_counts_each_once(wanted: WantedWords) -> None:
    assert wanted.share("Cats, an ox and a doggy!") == pytest.approx(2 / 6)
    assert wanted.share("cats cats cats cats") == pytest.approx(1 / 4)
    assert wanted.share("... 4") == 0


def test_no_words_gain_nothing() -> None:
    assert not WantedWords([], encode, 10).bonus([CAT]).any()
