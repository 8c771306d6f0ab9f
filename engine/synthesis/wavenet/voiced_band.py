"""Players with a voice: who plays which role of a song that may still grow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from engine.composition.score import Role
from engine.options import RenderOptions
from engine.progress import Progress
from engine.synthesis.band import Parts
from engine.synthesis.fluidsynth_library import BLOCK
from engine.synthesis.part_player import PartPlayer
from engine.synthesis.timed_performance import Part
from engine.synthesis.wavenet.growing_voices import LATE, GrowingVoices
from engine.synthesis.wavenet.voicing import VoicedStrip

__all__ = ["VoicedBand"]

_RESAMPLED = 0.08
"""Seconds by which a resampler, which works in blocks, is late at most."""

FindSides = Callable[[Part, Progress], NDArray[np.float32]]


class VoicedBand:
    """Lets a voice play what it has learned, and the soundfont the rest; see `Band`.

    Parameters
    ----------
    find_sides
        Finds the factors of left and right for a part; see `engine.synthesis.wavenet.tuning`.
    """

    share = 0.8
    """Of the time that goes into what the voice writes."""

    def __init__(
        self, voices: GrowingVoices, find_sides: FindSides, options: RenderOptions
    ) -> None:
        self._voices, self._find_sides, self._options = voices, find_sides, options

    def ready(self, parts: Parts, seconds: float | None, progress: Progress) -> None:
        """Write what the voice has to play, up to a moment or to the end."""
        if seconds is None:
            self._voices.finish(parts, progress)
        else:
            self._voices.write_until(parts, seconds, progress)

    def seat(self, role: Role | None, space: str) -> VoicedPlayer:
        """Find somebody to play a role."""
        return VoicedPlayer(role, self._voices, self._find_sides, self._options, space)


class VoicedPlayer:
    """Plays the part of a role as `PartPlayer` does, partly with a voice."""

    def __init__(
        self,
        role: Role | None,
        voices: GrowingVoices,
        find_sides: FindSides,
        options: RenderOptions,
        space: str,
    ) -> None:
        self._role, self._voices, self._find_sides = role, voices, find_sides
        self._options, self._space = options, space
        self._players: dict[int | None, PartPlayer] = {}
        """By the number of a part that a voice plays; None for all others."""

    @property
    def stem(self) -> NDArray[np.float32]:
        """All that is computed, shape (2, n_frames)."""
        return _sum([player.stem for player in self._players.values()])

    def play_until(self, parts: Sequence[Part], seconds: float, progress: Progress) -> None:
        """Go on to shortly before a moment: the voice hears a little ahead."""
        until = max(seconds - LATE - _RESAMPLED, 0.0)
        for number, own in self._shared(parts).items():
            self._player(number, own, progress).play_until(own, until, progress)

    def finish(self, parts: Sequence[Part], progress: Progress) -> NDArray[np.float32]:
        """Play to the end; give all of it, shape (2, n_frames)."""
        shared = self._shared(parts)
        shares = progress.shares(len(shared))
        return _sum(
            [
                self._player(number, own, share).finish(own, share)
                for (number, own), share in zip(shared.items(), shares, strict=True)
            ]
        )

    def _shared(self, parts: Sequence[Part]) -> dict[int | None, list[Part]]:
        """Say who plays which parts."""
        voiced: dict[int | None, list[Part]] = {
            number: [part]
            for number, part in enumerate(parts)
            if part.notes and self._voices.knows(part)
        }
        others = [part for part in parts if not self._voices.knows(part)]
        return voiced | ({None: others} if any(part.notes for part in others) else {})

    def _player(self, number: int | None, parts: Sequence[Part], progress: Progress) -> PartPlayer:
        if number not in self._players:
            strip = None if number is None else self._strip(number, parts[0], progress)
            self._players[number] = PartPlayer(self._role, self._options, self._space, strip)
        return self._players[number]

    def _strip(self, number: int, part: Part, progress: Progress) -> VoicedStrip:
        rate = self._options.sample_rate
        # FluidSynth computes nothing before its first note, and that in whole blocks
        first = round(min(note.start for note in part.notes) * rate / BLOCK) * BLOCK
        sides = self._find_sides(part, progress)
        take = partial(self._voices.sound, self._role, number)
        return VoicedStrip(self._role, rate, take, first, sides)


def _sum(sounds: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Add sounds of shape (2, n) up; what has ended is silent."""
    total = np.zeros((2, max(sound.shape[1] for sound in sounds)), np.float32)
    for sound in sounds:
        total[:, : sound.shape[1]] += sound
    return total
