from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desktop.widgets.emotion_highlighter import EmotionHighlighter, realign
from desktop.widgets.wish_edit import WishEdit
from engine import EmotionReading

Reader = Callable[[str], EmotionReading]


@pytest.fixture
def edit(qtbot: Any) -> WishEdit:
    edit = WishEdit()
    qtbot.addWidget(edit)
    return edit


def coloured(edit: WishEdit) -> list[str]:
    """Give the stretches of text that are drawn in a colour of their own."""
    found: list[str] = []
    block = edit.document().begin()
    while block.isValid():
        text = block.text().encode("utf-16-le")
        for part in block.layout().formats():
            if part.format.hasProperty(part.format.Property.ForegroundBrush):
                piece = text[2 * part.start : 2 * (part.start + part.length)]
                found.append(piece.decode("utf-16-le"))
        block = block.next()
    return found


def test_words_with_feeling_are_coloured(edit: WishEdit, reading_of: Reader) -> None:
    edit.set_text("only joy and hope count")
    edit.set_reading(reading_of("only joy and hope count"))
    assert coloured(edit) == ["joy", "hope"]


def test_each_feeling_has_its_colour(edit: WishEdit, reading_of: Reader) -> None:
    edit.set_text("joy rain")
    edit.set_reading(reading_of("joy rain"))
    formats = edit.document().begin().layout().formats()
    colours = {part.format.foreground().color().name() for part in formats}
    assert len(colours) == 2


def test_emoji_and_new_lines_do_not_shift_the_colours(edit: WishEdit, reading_of: Reader) -> None:
    text = "🙂🙂 joy\nand 🎉 hope"
    edit.set_text(text)
    edit.set_reading(reading_of(text))
    assert coloured(edit) == ["joy", "hope"]


def test_an_edit_keeps_the_colours_around_it(edit: WishEdit, reading_of: Reader) -> None:
    edit.set_text("joy and hope")
    edit.set_reading(reading_of("joy and hope"))
    edit.set_text("joy, not fear, and hope")
    assert coloured(edit) == ["joy", "hope"]
    edit.set_text("joyful, not fear, and hope")
    assert "hope" in coloured(edit)


def test_no_reading_no_colour(edit: WishEdit, reading_of: Reader) -> None:
    edit.set_text("joy")
    edit.set_reading(reading_of("joy"))
    edit.set_reading(None)
    assert coloured(edit) == []


def test_colouring_cannot_be_undone(edit: WishEdit, reading_of: Reader) -> None:
    edit.set_text("joy")
    steps = edit.document().availableUndoSteps()
    edit.set_reading(reading_of("joy"))
    assert edit.document().availableUndoSteps() == steps


def test_a_place_tells_its_word(edit: WishEdit, reading_of: Reader) -> None:
    edit.set_text("🙂 joy ride")
    edit.set_reading(reading_of("🙂 joy ride"))
    word = edit.highlighter.word_at(4)
    assert word is not None
    assert word.text == "joy"
    assert edit.highlighter.word_at(100) is None


@pytest.mark.parametrize(
    ("new", "kept"),
    [
        ("joy and hope", ["joy", "and", "hope"]),
        ("joy and", ["joy", "and"]),
        ("hope", ["hope"]),
        ("big joy and hope", ["joy", "and", "hope"]),
        ("joy or hope", ["joy", "hope"]),
        ("", []),
        ("joy joy and hope", ["joy", "and", "hope"]),
    ],
)
def test_words_are_found_again(reading_of: Reader, new: str, kept: list[str]) -> None:
    old = "joy and hope"
    words = realign(reading_of(old).words, old, new)
    assert [word.text for word in words] == kept
    assert all(new[word.start : word.end] == word.text for word in words)


def test_a_dark_ground_gives_other_colours(edit: WishEdit, reading_of: Reader) -> None:
    edit.set_text("joy")
    edit.set_reading(reading_of("joy"))
    highlighter: EmotionHighlighter = edit.highlighter

    def colour() -> str:
        part = edit.document().begin().layout().formats()[0]
        return str(part.format.foreground().color().name())

    highlighter.set_dark(dark=False)
    light = colour()
    highlighter.set_dark(dark=True)
    assert colour() != light


def test_ten_thousand_words_are_coloured(edit: WishEdit, reading_of: Reader) -> None:
    text = "joy and 🙂 hope " * 2500
    edit.set_text(text)
    edit.set_reading(reading_of(text))
    assert len(edit.highlighter._spans) == 10_000


def test_a_lit_word_is_underlined_until_its_music_is_over(
    qtbot: Any, reading_of: Callable[[str], EmotionReading]
) -> None:
    edit = WishEdit()
    qtbot.addWidget(edit)
    reading = reading_of("furious then joy")
    edit.set_text("furious then joy")
    edit.set_reading(reading)

    def underlined() -> list[str]:
        layout = edit.document().firstBlock().layout()
        text = edit.toPlainText()
        return [
            text[part.start : part.start + part.length]
            for part in layout.formats()
            if part.format.fontUnderline()
        ]

    edit.light(tuple(word for word in reading.words if word.text == "joy"))
    assert underlined() == ["joy"]
    edit.light(())
    assert not underlined()
