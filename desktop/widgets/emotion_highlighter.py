"""Colours the words of the wish by their emotion."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from desktop.emotion_colours import emotion_colour
from desktop.widgets.painting import faded
from engine import EmotionReading, ReadWord

__all__ = ["EmotionHighlighter", "realign"]


@dataclass(frozen=True)
class _Span:
    """A word's place in the document: Qt counts UTF-16 units, Python whole characters."""

    start: int
    end: int
    word: ReadWord


def realign(words: tuple[ReadWord, ...], old: str, new: str) -> tuple[ReadWord, ...]:
    """Find words of an older text again in an edited one.

    Words before and after the edit keep their feeling, those that it touched are left out.
    """
    head = _n_alike(old, new)
    tail = _n_alike(old[head:][::-1], new[head:][::-1])
    shift = len(new) - len(old)
    kept: list[ReadWord] = []
    for word in words:
        if word.end <= head:
            kept.append(word)
        elif word.start >= len(old) - tail:
            kept.append(replace(word, start=word.start + shift, end=word.end + shift))
    return tuple(word for word in kept if new[word.start : word.end] == word.text)


def _n_alike(one: str, other: str) -> int:
    """Count the characters with which both begin."""
    alike = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return sum(1 for _ in alike)


def _utf16_places(text: str) -> Sequence[int]:
    """Give the place in UTF-16 of each character, and of the end."""
    if not text or max(text) <= "\uffff":
        return range(len(text) + 1)
    widths = (2 if character > "\uffff" else 1 for character in text)
    return list(itertools.accumulate(widths, initial=0))


class EmotionHighlighter(QSyntaxHighlighter):
    """Colours words without touching the text, so that undo knows nothing of it."""

    def __init__(self, document: QTextDocument, *, dark: bool) -> None:
        super().__init__(document)
        self._dark = dark
        self._reading: EmotionReading | None = None
        self._text = ""
        self._spans: list[_Span] = []
        self._lit: tuple[ReadWord, ...] = ()

    def light(self, words: tuple[ReadWord, ...]) -> None:
        """Light words up whose music sounds, and no others."""
        if words != self._lit:
            self._lit = words
            self.rehighlight()

    def set_dark(self, *, dark: bool) -> None:
        """Take the colours for a dark or a light ground."""
        self._dark = dark
        self.rehighlight()

    def set_reading(self, reading: EmotionReading | None) -> None:
        """Colour by this reading from now on."""
        self._reading = reading
        self._text = "\0"  # no text is this one, so that the spans are made anew
        self.rehighlight()

    def word_at(self, position: int) -> ReadWord | None:
        """Give the coloured word at a position of the document."""
        return next((s.word for s in self._spans if s.start <= position <= s.end), None)

    def highlightBlock(self, text: str) -> None:
        """Colour one paragraph."""
        self._follow_text()
        first = self.currentBlock().position()
        last = first + len(text.encode("utf-16-le")) // 2
        for span in self._spans:
            if span.end > first and span.start < last:
                self.setFormat(span.start - first, span.end - span.start, self._format(span.word))

    def _follow_text(self) -> None:
        """Find the words again once the text was edited."""
        text = self.document().toPlainText()
        if text == self._text:
            return
        self._text = text
        self._spans = []
        if self._reading is None:
            return
        places = _utf16_places(text)
        for word in realign(self._reading.words, self._reading.text, text):
            self._spans.append(_Span(places[word.start], places[word.end], word))

    def _format(self, word: ReadWord) -> QTextCharFormat:
        """Give weightless words no colour, and weighty ones a tinted ground as well."""
        style = QTextCharFormat()
        if word.weight <= 0:
            return style
        colour = emotion_colour(word.valence, word.arousal, dark=self._dark)
        style.setForeground(colour)
        style.setFontWeight(QFont.Weight.DemiBold)
        is_lit = any((lit.start, lit.text) == (word.start, word.text) for lit in self._lit)
        tint = 0.06 + 0.16 * min(word.weight * 3, 1.0)
        style.setBackground(faded(colour, min(2 * tint, 0.4) if is_lit else tint))
        style.setFontUnderline(is_lit)  # so that colour is not all that tells
        return style
