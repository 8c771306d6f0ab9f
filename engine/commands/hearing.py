"""Finding the sound of a file, and playing it."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from engine.audio.files import read_audio
from engine.audio.waveform import Waveform
from engine.commands.console import console_progress, render_options
from engine.export import AUDIO_FORMATS
from engine.library.piece_file import SUFFIX, open_piece
from engine.synthesis.synthesizer import load_synthesizer

__all__ = ["play_waveform", "sound_of"]


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
    if suffix == SUFFIX:
        score = open_piece(path).score
        return load_synthesizer(render_options(options)).render(score, console_progress())
    from engine.synthesis.midi_file import read_performance  # noqa: PLC0415 - loads a MIDI library

    performance = read_performance(path)
    return load_synthesizer(render_options(options)).play(performance, console_progress())


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
    while player.is_playing:
        time.sleep(0.1)
    if player.error is not None:
        raise player.error
