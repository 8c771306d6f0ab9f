"""The song: what it is like in plain words, its chords, its notes."""

from __future__ import annotations

import textwrap

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from desktop.viewmodels.bar_choice import BarChoice
from desktop.viewmodels.playback import PlaybackViewModel
from desktop.viewmodels.timeline import Timeline
from desktop.viewmodels.wording import facts, name_bars, origins, sentence
from desktop.widgets.chord_strip import ChordStrip
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.naming import named
from desktop.widgets.piano_roll import PianoRoll
from engine import Piece

__all__ = ["ScoreView"]

LONGEST = 400
"""Characters of a wish that are shown above its song, and in the tool tip there."""


class ScoreView(QWidget):
    """Shows a piece and moves with the sound."""

    def __init__(
        self, playback: PlaybackViewModel, choice: BarChoice, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._wish = named(ElidedLabel(), "song_wish", role="heading")
        self._sentence = named(QLabel(wordWrap=True), "song_sentence", role="muted")
        self._facts = [_Fact(name) for name in ("key", "tempo", "beat", "mood_of_song")]
        self.chords = named(ChordStrip(), "chords")
        self.roll = named(PianoRoll(), "piano_roll")
        self._hint = named(QLabel(), "bars_hint", role="caption")
        self._hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._lay_out()
        self._on_choice(choice.bars)
        choice.changed.connect(self._on_choice)
        choice.changed.connect(self.roll.set_bars)
        self.roll.bars_wanted.connect(choice.take)
        playback.position_changed.connect(self.chords.set_position)
        playback.position_changed.connect(self.roll.set_position)
        self.chords.seek_wanted.connect(playback.seek)
        self.roll.seek_wanted.connect(playback.seek)

    def _lay_out(self) -> None:
        facts_row = QHBoxLayout()
        facts_row.setSpacing(6)
        for fact in self._facts:
            facts_row.addWidget(fact)
            facts_row.addSpacerItem(QSpacerItem(16, 0, QSizePolicy.Policy.Maximum))
        facts_row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._wish)
        layout.addWidget(self._sentence)
        layout.addSpacing(4)
        layout.addLayout(facts_row)
        layout.addSpacing(6)
        layout.addWidget(self.chords)
        layout.setSpacing(6)
        layout.addWidget(self.roll, 1)
        layout.addWidget(self._hint)

    @Slot(object)
    def _on_choice(self, bars: range | None) -> None:
        """Say how bars are chosen, or what can be done with those that are."""
        if bars is None:
            text = self.tr("Drag over the notes to choose bars (or press Shift and an arrow key).")
        else:
            text = self.tr(
                "Chosen: {bars}. Regenerate and Change act there alone. Esc lets go."
            ).format(bars=name_bars(bars))
        self._hint.setText(text)

    def show_piece(self, piece: Piece, timeline: Timeline) -> None:
        """Show another piece, laid out in seconds."""
        self.chords.set_timeline(timeline)
        self.roll.set_timeline(timeline)
        self._wish.setText(f"“{textwrap.shorten(piece.reading.text, LONGEST, placeholder=' …')}”")
        self._sentence.setText(sentence(piece))
        self._sentence.setToolTip(origins(piece))
        self._sentence.setAccessibleDescription(origins(piece))
        for fact, (name, value, meaning) in zip(self._facts, facts(piece), strict=True):
            fact.show_fact(name, value, meaning)


class _Fact(QFrame):
    """One property of the piece: its name, its value, what that means."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = named(QLabel(), f"{name}_name", role="caption")
        self._value = named(QLabel(), name, role="value")
        self._meaning = named(QLabel(), f"{name}_meaning", role="caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        for label in (self._name, self._value, self._meaning):
            label.setTextFormat(Qt.TextFormat.PlainText)
            layout.addWidget(label)

    def show_fact(self, name: str, value: str, meaning: str) -> None:
        """Show another piece's value."""
        self._name.setText(name)
        self._value.setText(value)
        self._meaning.setText(meaning)
