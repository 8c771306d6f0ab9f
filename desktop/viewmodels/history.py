"""What was there before, and again: moments of the song, to go back to."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from engine import Piece, RenderOptions, Take, Waveform

__all__ = ["History", "Moment", "SoundShelf", "have_same_notes"]

MOST_UNDONE = 50
"""Moments to go back to: without their sound they are small."""

MOST_SOUND = 48_000_000
"""Bytes of sound that is kept though it isn't heard: two songs of a minute, to compare takes."""


@dataclass(frozen=True)
class Moment:
    """A song as it was.

    Attributes
    ----------
    take
        As which it is kept; None where it could not be.
    bars
        Those that were chosen when it was left.
    """

    piece: Piece
    take: Take | None = None
    bars: range | None = None

    def is_remix_of(self, other: Moment) -> bool:
        """Whether both are one take, played or mixed in different ways."""
        if self.take is None or other.take is None or self.take.file != other.take.file:
            return False
        return self.piece.render_options != other.piece.render_options

    def silent(self, bars: range | None) -> Moment:
        """Give it as it is left, without its sound."""
        return Moment(self.piece.silent, self.take, bars)


class History:
    """Moments before and after the present one."""

    def __init__(self) -> None:
        self._past: list[Moment] = []
        self._future: list[Moment] = []

    @property
    def can_undo(self) -> bool:
        """Whether there was a moment before."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether a moment was left by going back."""
        return bool(self._future)

    def leave(self, moment: Moment) -> None:
        """Put a moment into the past; another future begins."""
        self._past = [*self._past, moment][-MOST_UNDONE:]
        self._future.clear()

    def back(self, present: Moment) -> Moment:
        """Leave the present for the moment before."""
        self._future.append(present)
        return self._past.pop()

    def forth(self, present: Moment) -> Moment:
        """Leave the present for the moment after."""
        self._past.append(present)
        return self._future.pop()


class SoundShelf:
    """Sounds of pieces that may be heard again soon; the oldest make room."""

    def __init__(self) -> None:
        self._sounds: list[tuple[Piece, Waveform]] = []

    def put(self, piece: Piece) -> None:
        """Keep a piece's sound, if it has one."""
        if piece.waveform is not None:
            kept = [entry for entry in self._sounds if not _sound_alike(entry[0], piece)]
            self._sounds = [*kept, (piece.silent, piece.waveform)]
            self._make_room()

    def find(self, piece: Piece, render_options: RenderOptions) -> Waveform | None:
        """Give the sound of a piece's notes, played by what the options name."""
        asked = dataclasses.replace(piece, render_options=render_options)
        return next((sound for known, sound in self._sounds if _sound_alike(known, asked)), None)

    def _make_room(self) -> None:
        """Keep the two last ones, which are compared, and as many more as there is room for."""
        room = MOST_SOUND
        for index in range(len(self._sounds) - 1, -1, -1):
            room -= self._sounds[index][1].samples.nbytes
            if room < 0 and index < len(self._sounds) - 2:
                del self._sounds[: index + 1]
                return


def have_same_notes(one: Piece, other: Piece) -> bool:
    """Whether two pieces differ in their sound alone."""
    return one.score is other.score or one.score == other.score


def _sound_alike(one: Piece, other: Piece) -> bool:
    return one.render_options == other.render_options and have_same_notes(one, other)
