"""The field that holds the wish."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHelpEvent, QKeyEvent, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QToolTip, QWidget

from desktop.theme import is_dark
from desktop.viewmodels.wording import feeling
from desktop.widgets.emotion_highlighter import EmotionHighlighter
from desktop.widgets.motion import is_calm
from engine import EmotionReading, ReadWord

__all__ = ["WishEdit"]

WORD_MS = 70
"""Time between two words of a transcript that appears: quick reading pace."""

LONGEST_MS = 4000
"""Time that a whole transcript takes at most."""


class WishEdit(QTextEdit):
    """A text field: Enter composes, Shift+Enter begins a line, a transcript comes word by word."""

    submitted = Signal()
    edited = Signal(str)  # by the user

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self._coming: list[str] = []
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._reveal_word)
        self.highlighter = EmotionHighlighter(self.document(), dark=is_dark(self.palette()))
        self.textChanged.connect(self._on_text_changed)
        self._is_ours = False
        self._space_lines()

    @property
    def is_revealing(self) -> bool:
        """Whether words are still to come."""
        return bool(self._coming)

    @Slot(str)
    def set_text(self, text: str) -> None:
        """Put a text in at once; it can be undone."""
        self._timer.stop()
        self._coming = []
        self._is_ours = True
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self._is_ours = False

    def reveal(self, text: str) -> None:
        """Let a text appear word by word, behind the words that stand there already."""
        words = text.split()
        pairs = zip(self.toPlainText().split(), words, strict=False)
        n_same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))
        there, coming = words[:n_same], words[n_same:]
        self.set_text("".join(f"{word} " for word in there) if coming else " ".join(there))
        self._coming = coming
        if is_calm():
            self.finish_reveal()
        if not self._coming:
            return
        self._timer.start(min(WORD_MS, LONGEST_MS // max(len(self._coming), 1)))
        self._reveal_word()

    def finish_reveal(self) -> None:
        """Show at once what is still to come."""
        while self._coming:
            self._reveal_word()

    @Slot(object)
    def set_reading(self, reading: EmotionReading | None) -> None:
        """Colour the words."""
        self.highlighter.set_reading(reading)

    @Slot(object)
    def light(self, words: tuple[ReadWord, ...]) -> None:
        """Light words up whose music sounds."""
        self.highlighter.light(words)

    def _space_lines(self) -> None:
        """Give coloured words room; every later paragraph inherits it."""
        spacing = QTextBlockFormat()
        proportional = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        spacing.setLineHeight(130, proportional)
        QTextCursor(self.document()).setBlockFormat(spacing)
        self.document().clearUndoRedoStacks()

    @Slot()
    def _reveal_word(self) -> None:
        if not self._coming:
            self._timer.stop()
            return
        self._is_ours = True
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.joinPreviousEditBlock()  # one step of undo for the whole transcript
        cursor.insertText(self._coming.pop(0) + (" " if self._coming else ""))
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self._is_ours = False

    @Slot()
    def _on_text_changed(self) -> None:
        # The signal also comes when only colours change, hence the comparison by the receiver.
        if not self._is_ours and not self._coming:
            self.edited.emit(self.toPlainText())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Compose on Enter; a key that is pressed while words appear brings the rest at once."""
        self.finish_reveal()
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.submitted.emit()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say what the word under the mouse feels like."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            position = self.viewport().mapFrom(self, event.pos())
            word = self.highlighter.word_at(self.cursorForPosition(position).position())
            text = ""
            if word is not None and word.weight > 0:
                name = feeling(word.valence, word.arousal)
                share = round(word.weight * 100)
                text = self.tr("{word}: {feeling}, {share} % of the song's feeling").format(
                    word=word.text, feeling=name, share=share
                )
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.highlighter.set_dark(dark=is_dark(self.palette()))
