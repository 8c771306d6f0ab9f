"""One part of a piece with a FluidSynth to itself: what it sounds like depends on nobody else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.composition.score import Role
from engine.options import RenderOptions
from engine.progress import Progress
from engine.synthesis.desk import Strip
from engine.synthesis.fluidsynth_library import FluidSynth
from engine.synthesis.orchestra import Orchestra
from engine.synthesis.rendition import Rendition
from engine.synthesis.soundfont_file import find_soundfont
from engine.synthesis.spaces import reverb_of
from engine.synthesis.timed_performance import Part, Performance

__all__ = ["PartPlayer"]


class PartPlayer:
    """Plays the part of a role, whole or as it grows; parts without roles play together.

    Parameters
    ----------
    role
        None for somebody else's mix.
    options
        The soundfont and the sample rate.
    space
        One of `engine.options.SPACES`.
    strip
        Of the mixing desk; None for the role's own.

    Raises
    ------
    SynthesisError
        If there is no FluidSynth, or the soundfont is bad.
    """

    def __init__(
        self, role: Role | None, options: RenderOptions, space: str, strip: Strip | None = None
    ) -> None:
        soundfont = find_soundfont(options.soundfont)
        reverb = reverb_of(space)
        synth = FluidSynth(None, options.sample_rate, options.library, reverb)
        self._orchestra = Orchestra(synth, soundfont)
        strip = strip or Strip(role, options.sample_rate)
        self._rendition = Rendition(synth, strip, options.sample_rate)
        self._n_seated = 0

    @property
    def stem(self) -> NDArray[np.float32]:
        """All that is computed, shape (2, n_frames); not a copy."""
        return self._rendition.stem

    def play_until(self, parts: Sequence[Part], seconds: float, progress: Progress) -> None:
        """Go on to a moment, which is where the notes that are known end.

        Parameters
        ----------
        parts
            One for each player, with the notes that were there before, and more of them.
        """
        self._seat(parts)
        self._rendition.play_until(Performance(tuple(parts)), seconds, progress)

    def finish(self, parts: Sequence[Part], progress: Progress) -> NDArray[np.float32]:
        """Play to the end, until the sound has died away; give all of it, shape (2, n_frames)."""
        if self._n_seated:
            self._seat(parts)
        else:
            self._orchestra.seat_all(parts)
        return self._rendition.finish(Performance(tuple(parts)), progress)

    def _seat(self, parts: Sequence[Part]) -> None:
        """Seat who takes over on the next channel: who played before may still ring."""
        for channel, part in enumerate(parts):
            self._orchestra.seat(channel, part)
            if channel >= self._n_seated:
                self._rendition.place(channel, part)
        self._n_seated = max(self._n_seated, len(parts))
