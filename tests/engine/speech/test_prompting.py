from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.demands.words import read_words
from engine.options import LANGUAGES
from engine.speech.prompting import write_prompt

NAMES = [row["name"] for row in read_words("styles")]
MUSIC = {*"a and for in music time three four d c minor major or of".split()}  # noqa: SIM905


@pytest.fixture(scope="module")
def count() -> Callable[[str], int]:
    """Count the tokens of a text, as Whisper does."""
    tokenizer = pytest.importorskip("whisper.tokenizer")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves its file open
        encode = tokenizer.get_tokenizer(multilingual=True).encode
    return lambda text: len(encode(f" {text}"))


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def test_names_that_have_to_be_spelt_stand_in_the_prompt(count: Callable[[str], int]) -> None:
    words = words_of(write_prompt("en", NAMES, count))
    assert {"lullaby", "waltz"} <= words
    assert not {"jazz", "rock"} & words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_prompt_is_short(count: Callable[[str], int], language: str) -> None:
    """Whisper looks back at 223 tokens, and each takes its time."""
    assert count(write_prompt(language, NAMES, count)) <= 90


def test_only_english_is_prompted_with_english_names() -> None:
    assert "lullaby" in write_prompt("en", NAMES, len)
    assert "lullaby" not in write_prompt("de", NAMES, len)


def test_what_hearing_is_measured_by_is_not_in_the_prompt(
    count: Callable[[str], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or it would be heard, whatever was said."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[3] / "benchmarks"))
    monkeypatch.delitem(sys.modules, "hearing_clips", raising=False)
    import hearing_clips  # noqa: PLC0415

    said = words_of(" ".join((*hearing_clips.WISHES, *hearing_clips.ONE_WORD)))
    assert not said & words_of(write_prompt("en", NAMES, count)) - MUSIC
