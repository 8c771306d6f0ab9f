"""What the music feels like just now, and which words of the wish asked for it."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, Signal, Slot

from desktop.viewmodels.playback import PlaybackViewModel
from desktop.viewmodels.song import SongViewModel
from desktop.viewmodels.timeline import TimedSection, Timeline
from engine import EmotionReading, Piece, ReadWord

__all__ = ["FeelingNow"]

GLIDE = 2.0
"""Seconds on either side of a border between sections in which one feeling becomes the next."""

A_STEP = 0.01
"""On a plane from −1 to 1: smaller ways are not told."""

Place = tuple[float, float]


class FeelingNow(QObject):
    """Walks over the plane of feelings with the music; at rest it is nowhere."""

    moved = Signal(object)  # (valence, arousal), or None while nothing sounds
    words_lit = Signal(object)  # tuple[ReadWord, ...]: those whose music sounds

    def __init__(
        self, song: SongViewModel, playback: PlaybackViewModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._playback = playback
        self._reading: EmotionReading | None = None
        self._timeline = Timeline(0.0)
        self._place: Place | None = None
        self._words: tuple[ReadWord, ...] = ()
        for there in (song.piece_changed, song.making.grew):
            there.connect(self._on_piece)
        playback.position_changed.connect(self._follow)
        playback.playing_changed.connect(self._follow)

    @Slot(object)
    def _on_piece(self, piece: Piece) -> None:
        self._reading, self._timeline = piece.reading, Timeline.of(piece)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        place: Place | None = None
        words: tuple[ReadWord, ...] = ()
        if self._playback.is_playing and self._reading is not None and self._timeline.sections:
            place = _place_at(self._timeline.sections, self._playback.position)
            words = _words_of(self._reading, place)
        if words != self._words:
            self._words = words
            self.words_lit.emit(words)
        is_near = place and self._place and math.dist(place, self._place) < A_STEP
        if place != self._place and not is_near:
            self._place = place
            self.moved.emit(place)


def _place_at(sections: tuple[TimedSection, ...], seconds: float) -> Place:
    """Give the section's feeling, on its way from the one before or to the one behind."""
    index = max((n for n, s in enumerate(sections) if s.start <= seconds), default=0)
    here = sections[index]
    glide = min(GLIDE, (here.end - here.start) / 2)
    if index > 0 and seconds - here.start < glide:
        return _between(sections[index - 1], here, 0.5 + (seconds - here.start) / glide / 2)
    if index + 1 < len(sections) and here.end - seconds < glide:
        return _between(here, sections[index + 1], 0.5 - (here.end - seconds) / glide / 2)
    return here.valence, here.arousal


def _between(one: TimedSection, other: TimedSection, share: float) -> Place:
    return (
        one.valence + share * (other.valence - one.valence),
        one.arousal + share * (other.arousal - one.arousal),
    )


def _words_of(reading: EmotionReading, place: Place) -> tuple[ReadWord, ...]:
    """Give the words that carry the feeling of the segment that lies nearest to a place."""
    felt = [segment for segment in reading.segments if segment.quadrant is not None]
    words = reading.words
    if felt:
        nearest = min(felt, key=lambda s: math.dist((s.valence, s.arousal), place))
        words = words[nearest.first_word : nearest.last_word + 1]
    return tuple(word for word in words if word.weight > 0)
