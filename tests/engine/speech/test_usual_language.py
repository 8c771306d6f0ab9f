from __future__ import annotations

from pathlib import Path

import pytest

from engine.speech.usual_language import language_file, remember_language, usual_language


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path))
    return tmp_path


def test_english_is_expected_until_another_language_was_spoken() -> None:
    assert usual_language() == "en"
    remember_language("en")
    assert not language_file().exists()
    remember_language("de")
    assert usual_language() == "de"
    remember_language("en")
    assert usual_language() == "en"


@pytest.mark.parametrize("content", ["", "[]", '{"language": "xx"}', '{"language": []}', "\0" * 99])
def test_a_damaged_file_is_kept_aside_and_stops_nothing(content: str) -> None:
    language_file().write_text(content)
    assert usual_language() == "en"
    assert not language_file().exists()
    remember_language("fr")
    assert usual_language() == "fr"


def test_a_folder_that_cannot_be_written_stops_nothing(home: Path) -> None:
    (home / "language.json").mkdir()
    remember_language("de")
    assert usual_language() == "en"
