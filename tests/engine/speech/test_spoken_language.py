from __future__ import annotations

from engine.speech.spoken_language import guess_language

ALL = dict.fromkeys(("en", "de", "es", "fr", "it", "pt", "nl", "cy", "th"), 0.0)


def test_the_likeliest_language_of_ours_is_taken() -> None:
    guess = guess_language({**ALL, "de": 0.7, "nl": 0.2}, "en", 4)
    assert (guess.language, guess.foreign) == ("de", None)


def test_the_language_spoken_last_is_likelier() -> None:
    heard = {**ALL, "en": 0.3, "de": 0.5}
    assert guess_language(heard, "en", 4).language == "en"
    assert guess_language(heard, "de", 4).language == "de"


def test_a_language_that_was_not_spoken_before_must_be_certain() -> None:
    heard = {**ALL, "it": 0.53, "la": 0.25, "es": 0.2}
    assert guess_language(heard, "en", 4).is_new
    assert not guess_language(heard, "it", 4).is_new
    assert not guess_language({**ALL, "it": 0.9}, "en", 4).is_new


def test_a_foreign_language_is_named() -> None:
    guess = guess_language({**ALL, "nl": 0.9, "de": 0.02}, "en", 4)
    assert guess.is_plain
    error = guess.refuse()
    assert str(error) == "this sounds like Dutch, which is not understood"
    assert "Speak English, German, Spanish, French, Italian or Portuguese, or type" in error.hint


def test_what_may_be_foreign_is_heard_and_must_be_sure() -> None:
    guess = guess_language({**ALL, "th": 0.7, "en": 0.2}, "en", 4)
    assert (guess.language, guess.foreign, guess.is_plain) == ("en", "th", False)
    assert guess.least > guess_language({**ALL, "en": 0.9}, "en", 4).least


def test_a_single_word_tells_no_language() -> None:
    guess = guess_language({**ALL, "th": 0.7, "en": 0.02}, "en", 1.5)
    assert (guess.language, guess.foreign) == ("en", None)
    assert guess_language({**ALL, "fr": 0.18, "en": 0.04}, "en", 1.7).language == "en"
    assert guess_language({**ALL, "fr": 0.98, "en": 0.001}, "en", 1.7).language == "fr"


def test_a_voice_like_a_foreign_one_need_not_have_half_its_words_likely() -> None:
    """A robotic voice may sound Thai, though English is next."""
    guess = guess_language({**ALL, "th": 0.58, "en": 0.3}, "en", 4)
    assert guess.least < 0.5
