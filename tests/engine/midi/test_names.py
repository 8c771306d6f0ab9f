from __future__ import annotations

import pytest

from engine.midi.names import read_text


@pytest.mark.parametrize("name", ["Скрипка", "ピアノ右手", "Flöte", "🎻", "Piano", ""])
def test_utf_8_is_read(name: str) -> None:
    assert read_text(name.encode()) == name
    assert read_text(b"\xef\xbb\xbf" + name.encode()) == name


@pytest.mark.parametrize("name", ["ピアノ右手", "前奏", "ドラム 2", "ﾋﾟｱﾉ", "ギター(L)", "弦楽器"])
def test_shift_jis_is_read(name: str) -> None:
    assert read_text(name.encode("shift_jis")) == name


@pytest.mark.parametrize(
    "name", ["Flöte", "Séance", "Été", "Größe", "Übung", "violín", "Don’t", "Nägel", "Ärger"]
)
def test_latin_1_is_read(name: str) -> None:
    assert read_text(name.encode("cp1252")) == name


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (b"\x1b[31mred\x1b[0m\7", "[31mred [0m"),
        (b"two\r\nlines\0", "two lines"),
        ("a\u202egnp.\u2066b\x9b2J".encode(), "a gnp. b 2J"),
        (b"x" * 500, "x" * 80),
    ],
)
def test_what_commands_a_terminal_is_left_out(content: bytes, shown: str) -> None:
    assert read_text(content) == shown


def test_any_bytes_give_something_to_show() -> None:
    for first in range(256):
        for second in range(256):
            assert read_text(bytes([first, second])).isprintable()
