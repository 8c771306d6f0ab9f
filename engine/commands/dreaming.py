"""Letting WaveNet make up music by itself."""

from __future__ import annotations

import argparse

from engine.commands.console import console_progress
from engine.commands.sounding import play_waveform
from engine.errors import EmotionError, OptionError
from engine.export import AUDIO_FORMATS, check_target, write_audio
from engine.listener import Listener
from engine.synthesis.wavenet.dream import (
    INSTRUMENTS,
    DreamOptions,
    dream as dream_freely,
    load_dreamer,
)
from engine.terminal import remark

__all__ = ["dream"]


def dream(options: argparse.Namespace) -> int:
    """Dream, then write the sound or play it."""
    if options.output is not None:
        check_target(options.output, overwrite=options.force, formats=AUDIO_FORMATS)
    chosen = _choose(options)
    waveform = dream_freely(load_dreamer(), chosen, console_progress())
    if options.output is None:
        play_waveform(waveform)
    else:
        write_audio(waveform, options.output, overwrite=options.force)
        remark(f"{options.output}: {waveform.duration:.1f} s")
    return 0


def _choose(options: argparse.Namespace) -> DreamOptions:
    if options.instrument not in INSTRUMENTS:
        raise OptionError(
            f"there is no instrument {options.instrument!r}",
            hint=f"Choose one of: {', '.join(INSTRUMENTS)}.",
        )
    valence, arousal = _feel(options.mood)
    return DreamOptions(
        options.seconds,
        options.seed,
        INSTRUMENTS.index(options.instrument),
        valence,
        arousal,
        options.temperature,
    )


def _feel(mood: str | None) -> tuple[float, float]:
    """Read a mood given in words; neither glad nor sad, neither calm nor wild if there is none."""
    if mood is None:
        return 0.0, 0.0
    reading = Listener().read(mood)
    if reading.quadrant is None:
        raise EmotionError(
            f"{mood!r} does not say what to feel", hint="Name a feeling, such as calm or happy."
        )
    return reading.valence, reading.arousal
