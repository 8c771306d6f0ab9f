"""Words out of the pieces that Whisper writes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from engine.speech.transcript import SpokenWord

__all__ = ["join_pieces"]


def join_pieces(pieces: Iterable[SpokenWord]) -> list[SpokenWord]:
    """Put together what Whisper's tokenizer parts: a word begins where there is a space."""
    words: list[SpokenWord] = []
    for piece in pieces:
        if not piece.text.strip():
            continue
        if words and not piece.text.startswith(" "):
            words[-1] = _append(words[-1], piece)
        else:
            words.append(dataclasses.replace(piece, text=piece.text.strip()))
    return words


def _append(word: SpokenWord, piece: SpokenWord) -> SpokenWord:
    text = word.text + piece.text.strip()
    if not any(character.isalnum() for character in piece.text):  # takes no time to say
        return dataclasses.replace(word, text=text)
    return SpokenWord(text, word.start, piece.end, min(word.probability, piece.probability))
