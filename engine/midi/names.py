"""Text in MIDI files, which is in whatever encoding its writer had."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["read_text"]

_LONGEST = 80
_PAIRS = re.compile(rb"[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]|[\xa1-\xdf]")
"""Characters of Shift-JIS that ASCII does not have: of two bytes, or one for narrow katakana."""
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
"""Categories of Unicode that command a terminal, turn the writing around, or show nothing."""


def read_text(content: bytes) -> str:
    """Read a name in UTF-8, Shift-JIS or Latin-1; what cannot be shown is left out."""
    text = "".join(
        letter if unicodedata.category(letter) not in _UNSEEN else " "
        for letter in _decode(content[: 4 * _LONGEST])
    )
    return " ".join(text.split())[:_LONGEST]


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if _is_japanese(content):
        return content.decode("cp932", "ignore")
    return content.decode("cp1252", "ignore")  # Latin-1 with Windows's quotation marks


def _is_japanese(content: bytes) -> bool:
    """Tell Shift-JIS, where most letters are pairs, from Latin-1, where few have an accent."""
    try:
        content.decode("shift_jis")
    except UnicodeDecodeError:
        return False
    letters = len(re.sub(rb"[\s\d]", b"", content))
    return sum(map(len, _PAIRS.findall(content))) > letters / 2
