from __future__ import annotations

import pytest

from engine.speech.doubt import (
    is_agreed,
    is_doubtful,
    is_echo,
    is_heard,
    is_silence,
    is_too_little,
    is_wanted,
    loops,
    may_be_searched,
    may_be_silence,
    without_echo,
    without_loop,
)
from engine.speech.spoken_language import LanguageGuess
from engine.speech.transcript import SpokenWord

PROMPT = "A wish for music in D minor or C major, happy or sad."


def words(*probabilities: float) -> list[SpokenWord]:
    return [SpokenWord("word", 0, 1, probability) for probability in probabilities]


@pytest.mark.parametrize(
    ("text", "once"),
    [
        ("Peaceful. Peaceful. Peaceful. Peaceful.", "Peaceful."),
        ("I want a sad sad sad sad sad", "I want a sad"),
        ("Play it in 3-4 time. Play it in 3-4 time. Play it in 3-4 time.", "Play it in 3-4 time."),
        (
            "Una canción triste sobre la lluvia en la noche. " * 3,
            "Una canción triste sobre la lluvia en la noche.",
        ),
        ("lalala" * 20, ""),
    ],
)
def test_what_goes_round_in_circles_is_noticed(text: str, once: str) -> None:
    assert loops(text)
    assert without_loop(text) == once


@pytest.mark.parametrize(
    "text",
    [
        "",
        "happy",
        "a very, very sad song",
        "happy, happy, then calm, calm and slow",
        "Donaudampfschifffahrt und Geschwindigkeit",
    ],
)
def test_a_wish_may_say_a_word_twice(text: str) -> None:
    assert not loops(text)


def test_words_that_only_the_prompt_suggests_are_doubtful() -> None:
    assert is_doubtful(words(0.0, 0.1, 0.0, 0.9), -0.3, LanguageGuess("en"))
    assert not is_doubtful(words(0.3, 0.9, 0.8), -0.3, LanguageGuess("en"))
    assert is_doubtful([], -0.3, LanguageGuess("en"))


def test_words_as_likely_as_a_wishs_are_doubtful_where_their_tokens_were_guessed() -> None:
    assert is_doubtful(words(0.5, 0.6, 0.5), -0.85, LanguageGuess("en"))
    assert is_doubtful(words(0.5, 0.4, 0.5), -0.62, LanguageGuess("en"))
    assert not is_doubtful(words(0.5, 0.6, 0.5), -0.5, LanguageGuess("en"))
    assert not is_doubtful(words(0.5, 0.4, 0.5), -0.85, LanguageGuess("de"))
    assert is_doubtful(words(0.5, 0.4, 0.5), -0.85, LanguageGuess("de", "nl"))
    assert is_doubtful(words(0.5, 0.4, 0.5), -0.85, LanguageGuess("de", is_new=True))


def test_a_single_word_must_be_heard_whatever_the_prompt_suggests() -> None:
    assert is_heard(-0.4, 4.2)
    assert not is_heard(-0.2, 0.5)
    assert not is_heard(-1.4, 8.0)


def test_the_pieces_of_a_long_word_follow_from_its_first() -> None:
    assert is_wanted(-0.5, 2.6, 4)
    assert not is_wanted(-0.5, 2.6, 2)
    assert not is_wanted(-0.5, 1.6, 8)  # as much as a repeated prompt has


def test_a_single_word_of_a_wish_may_be_spelt_anew_by_each_version() -> None:
    assert is_wanted(-1.05, 7.9, 2)
    assert not is_wanted(-1.3, 7.9, 2)
    assert not is_wanted(-0.6, 1.7, 3)  # the prompt suggests it, the sound does not


@pytest.mark.parametrize(
    "text",
    [
        "A wish for music, in D minor or C major, happy!",
        "some wish for music in D minor or C major",
    ],
)
def test_whoever_repeats_the_prompt_said_nothing(text: str) -> None:
    assert is_echo(text, PROMPT)


@pytest.mark.parametrize("text", ["music in D minor, happy or sad", "a waltz", ""])
def test_a_wish_may_name_what_the_prompt_names(text: str) -> None:
    assert not is_echo(text, PROMPT)


def test_what_is_made_up_differs_from_version_to_version() -> None:
    assert is_agreed(0.6, -0.5, 5.0)
    assert not is_agreed(0.3, -0.5, 5.0)
    assert not is_agreed(0.9, -0.5, 0.5)  # all repeat the prompt
    assert is_agreed(0.3, -0.3, 5.0)  # surely heard, in one of them
    assert not is_agreed(0.3, -0.3, 1.0)


def test_few_words_do_not_fill_many_seconds() -> None:
    assert is_too_little("Tenor", 5.2)
    assert is_too_little("ten of four", 6.7)
    assert not is_too_little("Melancholy", 2.4)
    assert not is_too_little("slow and sad", 5.0)


def test_nothing_is_searched_in_what_is_no_language_of_ours_or_no_words() -> None:
    assert may_be_searched(-0.7, LanguageGuess("en", probability=0.28))
    assert not may_be_searched(-0.7, LanguageGuess("en", probability=0.1))
    assert not may_be_searched(-1.8, LanguageGuess("en", probability=0.9))


def test_a_word_alone_that_no_wish_has_must_be_surer() -> None:
    assert is_heard(-0.7, 5.0, wish=1.0)
    assert not is_heard(-0.7, 5.0, wish=0.0)
    assert is_heard(-0.4, 5.0, wish=0.0)


def test_what_is_spelt_alike_without_a_word_of_a_wish_is_another_language() -> None:
    assert not is_agreed(0.7, -0.67, 7.0)
    assert is_agreed(0.7, -0.67, 7.0, wish=0.3)
    assert is_agreed(0.7, -0.55, 7.0)


def test_a_wish_may_be_a_little_less_sure() -> None:
    assert is_agreed(0.6, -0.75, 5.0, wish=0.5)
    assert not is_agreed(0.6, -0.75, 5.0)
    assert not is_agreed(0.3, -0.5, 5.0, wish=1.0)  # however much it is one


def test_a_word_that_is_said_again_is_one_word() -> None:
    assert without_echo("Tender, tender,") == "Tender"
    assert without_echo("very, very calm") == "very, very calm"
    assert without_echo("") == ""


def test_twenty_voices_at_once_are_nobodys() -> None:
    assert is_silence(0.2, -0.7, "a new video", "en")
    assert not is_silence(0.05, -0.7, "a new video", "en")
    assert not is_silence(0.5, -0.7, "Epic", "en")


def test_where_it_is_open_whether_anybody_speaks_it_is_heard_again() -> None:
    assert may_be_silence(0.3, -0.3, "en")
    assert not is_silence(0.3, -0.3, "make it faster", "en")
    assert not may_be_silence(0.3, -0.1, "en")


def test_a_text_that_is_sure_was_said_by_somebody() -> None:
    assert not is_silence(0.2, -0.05, "make it faster", "en")


def test_other_languages_are_doubted_less() -> None:
    assert not is_silence(0.3, -0.5, "ein trauriges Lied", "de")
    assert is_silence(0.7, -0.7, "ein trauriges Lied", "de")
