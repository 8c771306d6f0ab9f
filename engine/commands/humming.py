"""Making a song of a tune: one that is hummed, or one that lies in a file."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from engine.audio.files import read_audio
from engine.audio.waveform import Waveform
from engine.commands.console import console_progress, render_options, say_remarks
from engine.commands.making import finish, seed_of
from engine.commands.opening import open_tune
from engine.commands.outputs import check_outputs, needs_sound
from engine.commands.recording import show_level
from engine.commands.sounding import play_waveform
from engine.composition.score import Score
from engine.export import AUDIO_FORMATS
from engine.humming.ending import TuneEndpointer
from engine.humming.tune import hear_tune
from engine.options import ComposeOptions, HumOptions
from engine.pipeline import Pipeline
from engine.terminal import remark

__all__ = ["hum"]


def hum(options: argparse.Namespace) -> int:
    """Hear a tune, and write a song to it."""
    check_outputs(options)
    tune = _tune(options)
    remark(_describe(tune))
    pipeline = Pipeline()
    seed = seed_of(options)
    chosen = ComposeOptions(seed=seed, composer=options.composer)
    editor = pipeline.editor
    write = editor.harmonise if options.as_hummed else editor.retell
    piece = write(
        tune, options.wish, chosen, render_options(options), console_progress(), say_remarks
    )
    told = piece.score
    if (told.metre, told.key) != (tune.metre, tune.key):
        remark(f"told in {told.key}, {told.metre}; --as-hummed leaves it as it was")
    if options.play or needs_sound(options):
        piece = pipeline.render(piece, console_progress(), say_remarks)
    finish(piece, options, pipeline)
    if options.play and piece.waveform is not None:
        play_waveform(piece.waveform)
    return 0


def _tune(options: argparse.Namespace) -> Score:
    if options.file is None:
        return hear_tune(_record(options.device))
    path: Path = options.file
    is_sound = path.suffix.lower() in AUDIO_FORMATS
    return hear_tune(read_audio(path)) if is_sound else open_tune(path)


def _describe(tune: Score) -> str:
    (track,) = tune.tracks
    return (
        f"heard {len(track.notes)} notes in {tune.key}, {tune.metre}, "
        f"{tune.tempo:.0f} beats a minute, {tune.n_bars} bars"
    )


def _record(device: str | None) -> Waveform:
    """Record until nothing sounds for a while.

    Raises
    ------
    DeviceError
        If there is no microphone, or it was lost before anything was recorded.
    """
    from engine.speech.recorder import Recorder  # noqa: PLC0415 - needs the sound library

    recorder = Recorder(HumOptions(device), TuneEndpointer)
    recorder.start()
    remark("hum or sing now; stop with silence or Ctrl+C")
    try:
        while not recorder.is_finished:
            show_level(recorder.level_db)
            time.sleep(1 / 30)
    except KeyboardInterrupt:
        pass
    remark()
    waveform = recorder.stop()
    if recorder.error is not None and not waveform.duration:
        raise recorder.error
    return waveform
