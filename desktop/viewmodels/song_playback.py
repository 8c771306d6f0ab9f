"""What of the song is heard: its first bars while the rest is composed, then all of it."""

from __future__ import annotations

import bisect
from dataclasses import dataclass

from PySide6.QtCore import QObject, Slot

from desktop.viewmodels.bar_choice import BarChoice
from desktop.viewmodels.history import Moment
from desktop.viewmodels.live_parts import LiveParts
from desktop.viewmodels.playback import PlaybackViewModel
from desktop.viewmodels.song import SongViewModel
from desktop.viewmodels.timeline import Timeline
from engine import Piece, Score, Waveform

__all__ = ["SongPlayback"]


@dataclass(frozen=True)
class _Intent:
    """Where to go on once the sound is there, and whether to play."""

    seconds: float
    plays: bool


class SongPlayback(QObject):
    """Lets the playback play what the song becomes.

    Attributes
    ----------
    loudspeaker
        On which the next song is played; None for the system's own choice.
    """

    def __init__(
        self,
        song: SongViewModel,
        playback: PlaybackViewModel,
        choice: BarChoice,
        live: LiveParts,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._song, self._playback, self._choice, self._live = song, playback, choice, live
        self.loudspeaker: str | None = None
        self._is_growing = False  # what sounds is still composed
        self._heard: Piece | None = None  # to whose bars the position belongs
        self._intent: _Intent | None = None  # the sound is still to come
        self._from_tick: int | None = None
        song.making.sounded.connect(self._on_sounded)
        song.dropped.connect(self._on_dropped)
        song.piece_changed.connect(choice.fit)
        song.composed.connect(self._on_composed)
        song.recalled.connect(self._on_recalled)
        song.sound_changed.connect(self._on_sound_changed)
        song.mixed.connect(self._on_mixed)

    @Slot()
    def play(self) -> None:
        """Play, or as soon as there is a sound."""
        if self._intent is None:
            self._playback.play()
        else:
            self._intent = _Intent(self._intent.seconds, plays=True)
            self._song.need_sound()

    @Slot()
    def toggle(self) -> None:
        """Play or pause."""
        if self._playback.is_playing:
            self._playback.pause()
        else:
            self.play()

    def hear_from(self, tick: int) -> None:
        """Let what is made next begin to sound at a place of the score."""
        self._from_tick = tick

    @property
    def bars_here(self) -> range | None:
        """The bars, counted from 0, of the section that sounds now; None without a song."""
        piece = self._song.piece
        if piece is None:
            return None
        here = Timeline.of(piece).section_at(self._playback.position)
        section = piece.score.sections[here or 0]
        return range(section.first_bar, section.first_bar + section.n_bars)

    @Slot(object)
    def _on_sounded(self, waveform: Waveform) -> None:
        """Play what is composed; what comes later is put behind it."""
        if self._is_growing:
            self._playback.append(waveform)
            return
        self._is_growing, self._intent = True, None
        self._playback.load(waveform, self.loudspeaker, is_whole=False)
        self._playback.play()

    @Slot(object)
    def _on_composed(self, piece: Piece) -> None:
        self._heard, self._intent = piece, None
        from_tick, self._from_tick = self._from_tick, None
        if piece.waveform is None:
            return
        if self._is_growing:
            self._is_growing = False
            self._playback.append(_nothing_after(piece.waveform), is_last=True)
            return
        self._playback.load(piece.waveform, self.loudspeaker)
        if from_tick is not None:
            self._playback.seek(piece.score.seconds_at(from_tick))
        elif self._choice.bars is not None:  # that is what was changed
            self._playback.seek(_bar_lines(piece.score)[self._choice.bars.start])
        self._playback.play()

    @Slot(object)
    def _on_recalled(self, moment: Moment) -> None:
        """Go on at the same bar; what was silent stays so."""
        piece, before = moment.piece, self._heard
        if self._is_heard_live(piece):
            self._on_mixed(piece)
            return
        plays = self._playback.is_playing or bool(self._intent and self._intent.plays)
        now = self._intent.seconds if self._intent else self._playback.position
        is_same_song = before is not None and before.reading.text == piece.reading.text
        seconds = _same_bar(before.score, now, piece.score) if before and is_same_song else 0.0
        self._heard, self._intent = piece, _Intent(seconds, plays)
        if piece.waveform is None:
            self._playback.unload(piece.duration, seconds)
            return
        self._go_on(piece.waveform)

    @Slot()
    def _on_dropped(self) -> None:
        """Fall silent, and have the piece ready that was there before."""
        self._from_tick = None
        if self._is_growing:
            self._is_growing = False
            self._playback.pause()
            piece = self._song.piece
            if piece is not None and piece.waveform is not None:
                self._playback.load(piece.waveform, self.loudspeaker)
                self._live.join(piece)

    @Slot(object)
    def _on_sound_changed(self, piece: Piece) -> None:
        is_live = self._is_heard_live(piece)
        self._heard = piece
        if piece.waveform is None or is_live:
            return
        if self._intent is not None:
            self._go_on(piece.waveform)
        else:
            self._playback.exchange(piece.waveform, self.loudspeaker)
            self._live.join(piece)

    @Slot(object)
    def _on_mixed(self, piece: Piece) -> None:
        """Let faders be heard; where they cannot be, the sound that follows is waited for."""
        if self._is_heard_live(piece):
            self._live.move(piece.render_options.mix.faders)
            self._heard = piece
        else:
            self._on_sound_changed(piece)

    def _is_heard_live(self, piece: Piece) -> bool:
        """Whether what is loaded has these notes in their parts."""
        if self._heard is None or self._intent is not None or self._is_growing:
            return False
        return self._live.has(self._heard) and self._live.has(piece)

    def _go_on(self, waveform: Waveform) -> None:
        intent, self._intent = self._intent, None
        assert intent is not None
        self._playback.load(waveform, self.loudspeaker)
        if self._heard is not None:
            self._live.join(self._heard)
        self._playback.seek(intent.seconds)
        if intent.plays:
            self._playback.play()


def _bar_lines(score: Score) -> list[float]:
    """Give where each bar begins and the last one ends, in seconds."""
    return [score.seconds_at(n * score.metre.ticks_per_bar) for n in range(score.n_bars + 1)]


def _same_bar(score: Score, seconds: float, other: Score) -> float:
    """Give the place in another score that a place in this one has, counted in bars."""
    bars, others = _bar_lines(score), _bar_lines(other)
    bar = min(max(bisect.bisect_right(bars, seconds) - 1, 0), len(bars) - 2)
    share = min((seconds - bars[bar]) / (bars[bar + 1] - bars[bar]), 1.0)
    if bar + 1 >= len(others):
        return 0.0
    return others[bar] + share * (others[bar + 1] - others[bar])


def _nothing_after(waveform: Waveform) -> Waveform:
    """Give no more sound of the same kind."""
    return Waveform(waveform.samples[:0], waveform.sample_rate)
