"""The song: what it is like in plain words, its chords, its notes."""

from __future__ import annotations

import textwrap

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.viewmodels.edit_wording import name_bars
from desktop.viewmodels.session import SessionViewModel
from desktop.viewmodels.timeline import TimedChord, Timeline
from desktop.viewmodels.wording import origins, sentence
from desktop.views.chord_offers_view import ChordOffersView
from desktop.views.sections_view import SectionsView
from desktop.widgets.chord_strip import ChordStrip
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.naming import named
from desktop.widgets.piano_roll import PianoRoll
from desktop.widgets.time_camera import TimeCamera
from engine import Piece

__all__ = ["ScoreView"]

ROOMY = (100, 300)
"""Letters of width and pixels of height from which on there is room for sentences."""

LONGEST = 400
"""Characters of a wish that are shown above its song, and in the tool tip there."""


class ScoreView(QWidget):
    """Shows a piece and moves with the sound."""

    def __init__(self, session: SessionViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        playback, choice = session.playback, session.choice
        self._wish = named(ElidedLabel(), "song_wish", role="heading")
        self._sentence = named(QLabel(), "song_sentence", role="muted")
        self.sections = SectionsView(choice)
        self._camera = camera = TimeCamera(self)
        self.chords = named(ChordStrip(camera), "chords")
        self.roll = named(PianoRoll(camera), "piano_roll")
        playback.sought.connect(camera.follow)
        self._hint = named(QLabel(), "bars_hint", role="caption")
        self._hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._lay_out()
        self._on_choice(choice.bars)
        choice.changed.connect(self._on_choice)
        choice.changed.connect(self.roll.set_bars)
        self.roll.bars_wanted.connect(choice.take)
        playback.position_changed.connect(self.chords.set_position)
        playback.position_changed.connect(self.roll.set_position)
        self._offers = ChordOffersView(session.chords, self)
        self.chords.reached.connect(self._on_chord)
        self.chords.others_wanted.connect(self._offers.offer)
        self.roll.seek_wanted.connect(playback.seek)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self._wish, 1)
        head.addWidget(self._sentence)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addSpacing(4)
        layout.addWidget(self.sections)
        layout.addWidget(self.chords)
        layout.addWidget(self.roll, 1)
        layout.addWidget(self._hint)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what can be done without where there is little room."""
        super().resizeEvent(event)
        in_letters = self.fontMetrics().averageCharWidth()
        self._sentence.setVisible(self.width() >= ROOMY[0] * in_letters)
        self._hint.setVisible(self.height() >= ROOMY[1])

    @Slot(object)
    def _on_choice(self, bars: range | None) -> None:
        """Say how bars are chosen, or what can be done with those that are."""
        if bars is None:
            text = self.tr("Drag over the notes to choose bars (or press Shift and an arrow key).")
        else:
            text = self.tr("Chosen: {bars}. Changes act there alone. Esc lets go.").format(
                bars=name_bars(bars)
            )
        self._hint.setText(text)

    @Slot(object)
    def _on_chord(self, chord: TimedChord) -> None:
        """Go to a chord, and let it be heard."""
        self._session.playback.seek(chord.start)
        if not self._session.playback.is_playing:
            self._session.chords.sound(chord.chord)

    def show_piece(self, piece: Piece, timeline: Timeline) -> None:
        """Show another piece, laid out in seconds."""
        self._camera.follow()
        self.chords.set_timeline(timeline)
        self.roll.set_timeline(timeline)
        self.sections.show_piece(piece)
        wish = textwrap.shorten(piece.reading.text, LONGEST, placeholder=" …")
        self._wish.setText(self.tr("“{wish}”").format(wish=wish) if wish else "")
        self._sentence.setText(sentence(piece))
        self._sentence.setToolTip(origins(piece))
        self._sentence.setAccessibleDescription(origins(piece))
