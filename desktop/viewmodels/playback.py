"""The playback step: what sounds and where it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from desktop.worker import Worker
from engine import EngineError, Faders, Failure, LivePart, Waveform

__all__ = ["Loudspeaker", "PlaybackViewModel"]

FRAME_MS = 25
"""40 pictures a second: smooth, and half a core is left to whoever composes the next song."""

AT_END = 0.05
"""Seconds before the end that count as the end."""


class Loudspeaker(Protocol):
    """What we need of `engine.Player`."""

    def load(self, waveform: Waveform, *, is_whole: bool = True) -> None:
        """Put a waveform in, at its start."""
        ...

    def append(self, waveform: Waveform, *, is_last: bool = False) -> None:
        """Put more of a waveform in that was not whole."""
        ...

    def take_apart(self, parts: Mapping[str, LivePart], faders: Faders) -> None:
        """Take what was loaded in its parts, too."""
        ...

    def move_faders(self, faders: Faders) -> None:
        """Turn parts up or down, while they sound."""
        ...

    def set_loop(self, loop: tuple[float, float] | None) -> None:
        """Go back from one moment to an earlier one, over and over."""
        ...

    def set_volume(self, volume: float) -> None:
        """Play at a share of the full loudness."""
        ...

    def play(self) -> None:
        """Go on from where it is."""
        ...

    def pause(self) -> None:
        """Be silent and stay where it is."""
        ...

    def seek(self, seconds: float) -> None:
        """Go to a place."""
        ...

    def stop(self) -> None:
        """Be silent and close the loudspeaker."""
        ...

    @property
    def position(self) -> float:
        """Seconds from the start that are heard now."""
        ...

    @property
    def is_playing(self) -> bool:
        """Whether it sounds."""
        ...

    @property
    def error(self) -> EngineError | None:
        """Why it has stopped by itself, None if it played to the end."""
        ...


class PlaybackViewModel(QObject):
    """Plays one waveform. The loudspeaker is opened and closed away from the window's thread."""

    position_changed = Signal(float)
    duration_changed = Signal(float)
    playing_changed = Signal(bool)
    volume_changed = Signal(float)  # 0 to 1
    sought = Signal()  # the user has gone to another place, or has begun to listen
    failed = Signal(object)  # Failure

    def __init__(
        self,
        make_player: Callable[[str | None], Loudspeaker],
        worker: Worker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._make_player = make_player
        self._player: Loudspeaker | None = None
        self._worker = worker
        self._duration = 0.0
        self._is_whole = True
        self._position = 0.0
        self._is_playing = False
        self._loop: tuple[float, float] | None = None
        self._volume = 1.0
        self._timer = QTimer(self, interval=FRAME_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._poll)

    def beside(self) -> PlaybackViewModel:
        """Make another one for the same loudspeakers, which is closed with this one."""
        return PlaybackViewModel(self._make_player, self._worker, self)

    @property
    def is_loaded(self) -> bool:
        """Whether there is something to play."""
        return self._duration > 0

    @property
    def is_playing(self) -> bool:
        """Whether it sounds, or is about to."""
        return self._is_playing

    @property
    def duration(self) -> float:
        """Length in seconds; 0 if nothing is loaded."""
        return self._duration

    @property
    def position(self) -> float:
        """Seconds from the start, as told last."""
        return self._position

    def load(
        self, waveform: Waveform, loudspeaker: str | None = None, *, is_whole: bool = True
    ) -> None:
        """Put a waveform in, at its start, silent, for the loudspeaker of that name.

        One that is not whole goes on with what is given to `append`.
        """
        self.pause()
        self._is_whole = is_whole

        loop, volume = self._loop, self._volume

        # A player of its own, since the user may have chosen another loudspeaker meanwhile.
        def replace_player() -> None:
            if self._player is not None:
                self._player.stop()
            self._player = self._make_player(loudspeaker)
            self._player.set_loop(loop)
            self._player.set_volume(volume)
            self._player.load(waveform, is_whole=is_whole)

        self._worker.run(replace_player, failed=self._on_failed)
        self._duration = waveform.duration
        self.duration_changed.emit(self._duration)
        self._set_position(0.0)

    def unload(self, duration: float, place: float) -> None:
        """Take the waveform out; another one of that length is on its way, to be at that place."""
        self.pause()
        self._duration = 0.0
        self.duration_changed.emit(duration)
        self._set_position(place)

    def exchange(self, waveform: Waveform, loudspeaker: str | None = None) -> None:
        """Put another sound of the same music in, and go on where the one before was."""
        place, was_playing = self._position, self._is_playing
        self.load(waveform, loudspeaker)
        self.seek(place)
        if was_playing:
            self.play()

    def append(self, waveform: Waveform, *, is_last: bool = False) -> None:
        """Put more of the waveform in; what sounds goes on into it."""
        self._is_whole = is_last
        self._command(lambda player: player.append(waveform, is_last=is_last))
        self._duration += waveform.duration
        self.duration_changed.emit(self._duration)

    def take_apart(self, parts: Mapping[str, LivePart], faders: Faders) -> None:
        """Have the parts of what is loaded, so that `move_faders` is heard at once."""
        self._command(lambda player: player.take_apart(parts, faders))

    def move_faders(self, faders: Faders) -> None:
        """Turn parts up or down, while they sound."""
        self._command(lambda player: player.move_faders(faders))

    def set_loop(self, loop: tuple[float, float] | None) -> None:
        """Go back from the second moment to the first, in seconds, over and over; None ends it."""
        if loop != self._loop:
            self._loop = loop
            self._command(lambda player: player.set_loop(loop))

    @property
    def volume(self) -> float:
        """The share of the full loudness, 0 to 1."""
        return self._volume

    @volume.setter
    def volume(self, volume: float) -> None:
        volume = min(max(volume, 0.0), 1.0)
        if volume != self._volume:
            self._volume = volume
            self._command(lambda player: player.set_volume(volume))
            for other in self.findChildren(PlaybackViewModel):
                other.volume = volume
            self.volume_changed.emit(volume)

    @Slot()
    def play(self) -> None:
        """Go on; from the start if the end was reached."""
        if self.is_loaded and not self._is_playing:
            self._set_playing(playing=True)
            self.sought.emit()
            self._worker.run(self._start, self._on_started, self._on_failed)

    @Slot()
    def pause(self) -> None:
        """Be silent and stay where it is."""
        if self._is_playing:
            self._set_playing(playing=False)
            self._command(lambda player: player.pause())

    @Slot()
    def toggle(self) -> None:
        """Play or pause."""
        if self._is_playing:
            self.pause()
        else:
            self.play()

    @Slot(float)
    def seek(self, seconds: float) -> None:
        """Go to a place, sounding or not."""
        if self.is_loaded:
            seconds = min(max(seconds, 0.0), self._duration)
            self._command(lambda player: player.seek(seconds))
            self._set_position(seconds)
            self.sought.emit()

    def close(self) -> None:
        """Be silent for good."""
        for other in self.findChildren(PlaybackViewModel):
            other.close()
        self._timer.stop()
        self._command(lambda player: player.stop())

    def _command(self, command: Callable[[Loudspeaker], None]) -> None:
        def run() -> None:
            if self._player is not None:
                command(self._player)

        self._worker.run(run, failed=self._on_failed)

    def _start(self) -> None:
        """Open the loudspeaker; runs in the worker."""
        if self._player is None:
            return
        if self._is_whole and self._player.position >= self._duration - AT_END:
            self._player.seek(0.0)
        self._player.play()

    def _on_started(self, _nothing: None) -> None:
        if self._is_playing:
            self._timer.start()

    def _on_failed(self, failure: Failure) -> None:
        self._set_playing(playing=False)
        self.failed.emit(failure)

    @Slot()
    def _poll(self) -> None:
        """Follow the player; a seek on its way counts as playing still."""
        # The player is not for two threads at once: the worker may be about to seek.
        if self._player is None or not self._worker.is_idle:
            return
        self._set_position(self._player.position)
        if self._player.is_playing:
            return
        self._set_playing(playing=False)
        if self._player.error is not None:
            self.failed.emit(Failure.of(self._player.error))

    def _set_position(self, seconds: float) -> None:
        self._position = seconds
        self.position_changed.emit(seconds)

    def _set_playing(self, *, playing: bool) -> None:
        if not playing:
            self._timer.stop()
        if playing != self._is_playing:
            self._is_playing = playing
            self.playing_changed.emit(playing)
