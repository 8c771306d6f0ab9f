"""Finding the sound of a file, and playing it."""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.audio.files import read_audio
from engine.audio.waveform import Waveform
from engine.commands.console import (
    console_progress,
    open_song,
    remark_all,
    render_options,
    say_remarks,
)
from engine.commands.outputs import needs_sound, with_sound
from engine.errors import DeviceError
from engine.export import AUDIO_FORMATS
from engine.library.piece_file import SUFFIX
from engine.synthesis.synthesizer import load_synthesizer
from engine.synthesis.timed_performance import perform
from engine.terminal import remark

if TYPE_CHECKING:
    from engine.piece import Piece
    from engine.pipeline import Pipeline
    from engine.playback.player import Player

__all__ = ["LivePlayer", "play_waveform", "sound_of", "sounding"]


def sound_of(path: Path, options: argparse.Namespace) -> Waveform:
    """Read a sound file, or let the synthesizer that was asked for play notes.

    Raises
    ------
    EngineError
        If the file cannot be read, or its notes cannot be played.
    """
    suffix = path.suffix.lower()
    if suffix in AUDIO_FORMATS:
        return read_audio(path)
    chosen = render_options(options)
    if suffix == SUFFIX:
        piece = open_song(path, options)
        remark_all(piece.remarks)
        chosen, performance = piece.render_options, perform(piece.played)
    else:
        from engine.synthesis.midi_file import read_performance  # noqa: PLC0415 - a sound needs none

        performance = read_performance(path, tell=remark)
    synthesizer = load_synthesizer(chosen)
    remark_all(synthesizer.missing(performance))
    return synthesizer.play(performance, console_progress())


def sounding(piece: Piece, pipeline: Pipeline, options: argparse.Namespace) -> Piece:
    """Give the song of a file its sound, if a file that was asked for needs it.

    What others wrote sounds as it was played, not as it stands on our grid.
    """
    if options.file.suffix.lower() == SUFFIX or not needs_sound(options):
        return with_sound(pipeline, piece, options)
    return replace(piece, waveform=sound_of(options.file, options))


def play_waveform(waveform: Waveform) -> None:
    """Play to the end.

    Raises
    ------
    DeviceError
        If there is no loudspeaker that works, or it was lost.
    """
    from engine.playback.player import Player  # noqa: PLC0415 - needs the sound library

    player = Player()
    player.load(waveform)
    player.play()
    _hear_out(player)


def _hear_out(player: Player) -> None:
    while player.is_playing:
        time.sleep(0.1)
    if player.error is not None:
        raise player.error


class LivePlayer:
    """Plays a song while it is composed; a loudspeaker that fails does not stop the composing."""

    def __init__(self) -> None:
        self._player: Player | None = None
        self._error: DeviceError | None = None

    def watch(self, stage: str, value: Any) -> None:
        """Take what `Pipeline.make` tells: play what of it is sound, say what are remarks."""
        say_remarks(stage, value)
        if stage != "sound" or self._error is not None:
            return
        try:
            self._play(value)
        except DeviceError as error:
            self._error = error

    def hear_out(self, piece: Piece) -> None:
        """Play to the end.

        Raises
        ------
        DeviceError
            If there is no loudspeaker that works, or it was lost.
        """
        assert piece.waveform is not None
        if self._error is not None:
            raise self._error
        if self._player is None:  # its synthesizer cannot begin early
            play_waveform(piece.waveform)
            return
        end = Waveform(np.zeros((0, 2), np.float32), piece.waveform.sample_rate)
        self._player.append(end, is_last=True)
        _hear_out(self._player)

    def _play(self, sound: Waveform) -> None:
        from engine.playback.player import Player  # noqa: PLC0415

        if self._player is None:
            player = Player()
            player.load(sound, is_whole=False)
            player.play()
            self._player = player
        else:
            self._player.append(sound)
