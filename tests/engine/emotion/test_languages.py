from __future__ import annotations

import pytest

from engine.emotion.languages import LANGUAGES, name_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("something calm for a walk in the rain", "English"),
        ("melancholia", "English"),
        ("etwas Ruhiges für mich", "German"),
        ("una canción para mi madre", "Spanish"),
        ("een rustig liedje voor mijn dochter", "Dutch"),
        ("piosenka dla mojej mamy na urodziny", "Polish"),
        ("музыка для прогулки", "Russian"),
        ("музика для моєї мами", "Ukrainian"),
        ("wesoła kołysanka", "Polish"),
        ("Wals voor gitaar", "Dutch"),
        ("lugn vaggvisa", "Swedish"),
        ("a sad waltz for piano", "English"),
        ("静かな夜の歌", "Japanese"),
        ("安静的夜晚", "Chinese"),
        ("조용한 노래", "Korean"),
        ("rauhallinen laulu joka on minun", "Finnish"),
        ("", "English"),
        ("🎵", "English"),
    ],
)
def test_a_language_is_named_by_its_script_and_little_words(text: str, language: str) -> None:
    assert name_language(text) == language


def test_english_is_read_and_twelve_languages_in_all() -> None:
    assert LANGUAGES[0] == "English"
    assert len(set(LANGUAGES)) == 12
