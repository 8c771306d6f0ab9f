from __future__ import annotations

import pytest

from engine.options import LANGUAGES
from engine.speech.completeness import patience

WHOLE = [
    ("en", "A slow waltz for piano and strings."),
    ("en", "happy"),
    ("en", "Make it faster, and let the drums come in now"),
    ("de", "Ein trauriges Lied über den Regen in der Nacht, langsam und leise."),
    ("es", "Una canción alegre para bailar."),
    ("fr", "Une valse lente et triste."),
    ("it", "Una musica dolce per dormire."),
    ("pt", "Uma canção calma para dormir."),
]
BEGUN = [
    ("en", "A slow waltz with a"),
    ("en", "A slow waltz for piano and."),
    ("en", "I want a song that feels like..."),
    ("en", "And so, my fellow Americans,"),
    ("en", "Make it"),
    ("en", "I’m"),
    ("en", ""),
    ("de", "Ein trauriges Lied über den"),
    ("es", "Una canción para"),
    ("fr", "Une valse lente et"),
    ("it", "Una musica con il"),
    ("pt", "Uma canção com muito"),
]


@pytest.mark.parametrize(("language", "text"), WHOLE)
def test_a_wish_that_could_end_here_waits_but_shortly(language: str, text: str) -> None:
    assert patience(text, language, 2.0) == 0.7


@pytest.mark.parametrize(("language", "text"), BEGUN)
def test_a_wish_that_leads_on_is_waited_for(language: str, text: str) -> None:
    assert patience(text, language, 2.0) == 2.0


def test_nobody_waits_longer_than_the_user_wants() -> None:
    assert patience("a slow waltz with a", "en", 1.2) == 1.2
    assert patience("a slow waltz", "en", 0.5) == 0.5


def test_who_speaks_slowly_is_given_more_time_between_sentences_too() -> None:
    assert patience("a slow waltz with a", "en", 6.0) == 6.0
    assert patience("a slow waltz", "en", 6.0) == pytest.approx(2.1)


def test_while_nothing_is_known_the_wait_lies_between() -> None:
    assert patience("a waltz", "en", 2.0) < patience(None, "en", 2.0) < patience("a", "en", 2.0)


def test_every_language_that_is_understood_has_its_words() -> None:
    for language in LANGUAGES:
        assert patience("", language, 2.0) == 2.0
