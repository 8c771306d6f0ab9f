"""The last touch: clean edges, and the loudness that was asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.audio.loudness import integrated_loudness, normalise
from engine.audio.waveform import Waveform
from engine.errors import SynthesisError
from engine.progress import Progress
from engine.synthesis.soundfont_file import TRY_ANOTHER

__all__ = ["fade_in", "fade_out", "finish", "level", "level_together"]

_FAINTEST = 1e-6  # a note of velocity 1 reaches 7e-6, an idle reverberation 4e-8
_FADE_IN, _FADE_OUT = 0.005, 0.5  # seconds
_HEADROOM = 0.98  # of full scale: where nobody limits the sum, none of the sounds shall be clipped


def finish(
    mixed: NDArray[np.float32], sample_rate: int, loudness: float, progress: Progress
) -> Waveform:
    """Take the edges off a mix, shape (n, 2), in place, and level it; see `level`."""
    fade_in(mixed, sample_rate)
    fade_out(mixed, sample_rate)
    return level(mixed, sample_rate, loudness, progress)


def level(
    mixed: NDArray[np.float32], sample_rate: int, loudness: float, progress: Progress
) -> Waveform:
    """Make a mix, shape (n, 2), as loud as asked.

    Raises
    ------
    SynthesisError
        If nothing can be heard.
    """
    if np.abs(mixed).max(initial=0) < _FAINTEST:
        raise SynthesisError("the soundfont has no sound for these notes", hint=TRY_ANOTHER)
    progress.update("render", 0.95)
    waveform = normalise(Waveform(mixed, sample_rate), loudness, progress)
    progress.update("render", 1.0)
    return waveform


def level_together(
    sounds: list[NDArray[np.float32]],
    sample_rate: int,
    loudness: float,
    progress: Progress,
    *,
    is_limited: bool = False,
) -> list[NDArray[np.float32]]:
    """Give sounds of one length, shape (n, 2), one gain: together as loud as asked.

    Parameters
    ----------
    is_limited
        Whether somebody will limit them; if nobody does, none of them is clipped.

    Raises
    ------
    SynthesisError
        If nothing can be heard.
    """
    together = np.sum(sounds, axis=0)
    for sound in (*sounds, together):
        fade_in(sound, sample_rate)
        fade_out(sound, sample_rate)
    peak = max(float(np.abs(sound).max(initial=0)) for sound in (*sounds, together))
    if peak < _FAINTEST:
        raise SynthesisError("the soundfont has no sound for these notes", hint=TRY_ANOTHER)
    # at full scale, since the meter takes anything below -70 LUFS for silence
    heard = integrated_loudness(Waveform(together / np.float32(peak), sample_rate), progress)
    wanted = 10 ** ((loudness - heard) / 20)
    gain = np.float32((wanted if is_limited else min(wanted, _HEADROOM)) / peak)
    return [sound * gain for sound in sounds]


def fade_in(samples: NDArray[np.float32], sample_rate: int) -> None:
    """Take the edge off the start, in place."""
    n = min(int(_FADE_IN * sample_rate), len(samples))
    samples[:n] *= np.linspace(0, 1, n, dtype=np.float32)[:, None]


def fade_out(samples: NDArray[np.float32], sample_rate: int) -> None:
    """Take the edge off the end, in place."""
    n = min(int(_FADE_OUT * sample_rate), len(samples))
    fall = np.cos(np.linspace(0, np.pi / 2, n)) ** 2
    # rounded, since processors differ in the last digit of a cosine
    samples[len(samples) - n :] *= fall.round(6).astype(np.float32)[:, None]
