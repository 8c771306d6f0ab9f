"""What a kept song says of its sound, in words that mean the same on every machine.

No path stands in it: one would tell who kept the song, and let a stranger's file choose what native
code reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.errors import EngineError
from engine.options import Faders, MixOptions, RenderOptions
from engine.synthesis.fluidsynth_library import version
from engine.synthesis.soundfont_file import identify_soundfont
from engine.synthesis.synthesizer import SYNTHESIZERS

__all__ = ["MIX", "KeptSound", "describe_sound", "find_sound"]

MIX = 5
"""Of the rules by which parts are placed and made as loud as asked; other samples, other number."""


_MIX_OPTIONS = MixOptions()


@dataclass(frozen=True)
class KeptSound:
    """By what a song sounds.

    Attributes
    ----------
    synthesizer, sample_rate
        As in `RenderOptions`.
    soundfont, sha256
        The soundfont's file name, and what its content is known by; empty where it isn't known.
    fluidsynth
        The library's version; empty where it isn't known.
    mix
        See `MIX`; 0 where it isn't known.
    space, faders, loudness
        As in `RenderOptions` and its `MixOptions`.
    """

    synthesizer: str = RenderOptions.synthesizer
    sample_rate: int = RenderOptions.sample_rate
    soundfont: str = ""
    sha256: str = ""
    fluidsynth: str = ""
    mix: int = 0
    space: str | None = None
    faders: Faders = _MIX_OPTIONS.faders
    loudness: float = _MIX_OPTIONS.loudness


def describe_sound(options: RenderOptions) -> KeptSound:
    """Say by what a song sounds that is rendered with these options on this machine."""
    return KeptSound(
        options.synthesizer,
        options.sample_rate,
        *identify_soundfont(options.soundfont),
        _version(options.library),
        MIX,
        options.space,
        options.mix.faders,
        options.mix.loudness,
    )


def find_sound(kept: KeptSound, at_hand: RenderOptions) -> tuple[RenderOptions, tuple[str, ...]]:
    """Find what plays a kept song as it sounded.

    Parameters
    ----------
    at_hand
        Holds the soundfont and the library of the user's own, if they have any; the soundfont
        plays what was played by it, or by one that isn't here.

    Returns
    -------
    RenderOptions, tuple of str
        What is nearest to it here, and what of it is missing, in sentences.

    Raises
    ------
    OptionError
        If the sample rate is none.
    """
    is_known = kept.synthesizer in SYNTHESIZERS
    is_shipped = kept.sha256 == identify_soundfont()[1]
    options = RenderOptions(
        kept.synthesizer if is_known else RenderOptions.synthesizer,
        None if is_shipped else at_hand.soundfont,
        kept.sample_rate,
        at_hand.library,
        kept.space,
        MixOptions(kept.faders, kept.loudness),
    )
    return options, tuple(_differences(kept, describe_sound(options)))


def _differences(kept: KeptSound, here: KeptSound) -> Iterator[str]:
    """Say what is not as it was; what the song doesn't tell cannot differ."""
    if kept.synthesizer != here.synthesizer:
        yield f"it was played by {kept.synthesizer!r}, which isn't here: {here.synthesizer} plays"
    if kept.soundfont and kept.sha256 != here.sha256:
        yield (
            f"it was played with the soundfont {kept.soundfont!r}, which isn't at hand: with "
            f"{here.soundfont} it sounds different; choose the other one to hear it as it was"
        )
    if kept.fluidsynth and kept.fluidsynth != here.fluidsynth:
        yield (
            f"it was played by FluidSynth {kept.fluidsynth!r}: with {here.fluidsynth} it sounds "
            "a little different"
        )
    if kept.mix and kept.mix != here.mix:
        yield "another version of Affetto mixed it, and it sounds a little different"


def _version(library: str | None) -> str:
    try:
        return version(library)
    except EngineError:  # rendering will say so
        return ""
