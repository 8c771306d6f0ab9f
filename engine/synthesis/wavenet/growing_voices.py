"""What a voice writes for the parts of a song, as far as their notes are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.composition.score import Role
from engine.progress import Progress
from engine.synthesis.band import Parts
from engine.synthesis.part_cache import PartCache
from engine.synthesis.timed_performance import Part
from engine.synthesis.wavenet.lanes import CROSS_FADE, LaneStretch, LaneWriter, cut
from engine.synthesis.wavenet.source import FRAME, PartialBank
from engine.synthesis.wavenet.stems import FRAME_RATE, STRETCH, stem_of
from engine.synthesis.wavenet.voicing import pedalled

__all__ = ["LATE", "GrowingVoices"]

_AHEAD = 12
"""Frames, 60 ms, that the network and the level it keeps to look ahead."""
LATE = (_AHEAD + 4) / FRAME_RATE
"""Seconds, at most, between the notes that are known and what is written of them."""

_Key = tuple[Role | None, int]


@dataclass
class _Written:
    """Samples of a part: those of its whole stretches, and all that are known."""

    whole: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    n_whole: int = 0
    sound: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))

    def add(self, written: Sequence[tuple[LaneStretch, NDArray[np.float32]]], n: int) -> None:
        """Put stretches where they belong; ``n`` frames are known now."""
        self.whole = _longer(self.whole, n * FRAME)
        for stretch, samples in written:
            if stretch.is_whole:
                _mix(self.whole, stretch, samples)
        self.sound = self.whole.copy()
        for stretch, samples in written:
            if not stretch.is_whole:
                _mix(self.sound, stretch, samples)
        self.n_whole = max(n - CROSS_FADE, 0) // STRETCH


class GrowingVoices:
    """Writes, in stretches, all parts whose instruments a voice has learned.

    Parameters
    ----------
    kept
        Of parts that were written to their ends.
    """

    def __init__(self, writer: LaneWriter, bank: PartialBank, kept: PartCache) -> None:
        self._writer, self._bank, self._kept = writer, bank, kept
        self._written: dict[_Key, _Written] = {}

    def knows(self, part: Part) -> bool:
        """Whether the voice has learned what plays a part."""
        return not part.is_drum and part.program in self._bank.programs

    def sound(self, role: Role | None, number: int) -> NDArray[np.float32]:
        """Give what is written for a player of a role: shape (n,), mono and dry at 16 kHz."""
        return self._written[role, number].sound

    def learned(self, parts: Parts) -> dict[_Key, Part]:
        """Find the parts that the voice has to write."""
        return {
            (role, number): part
            for role, players in parts.items()
            for number, part in enumerate(players)
            if part.notes and self.knows(part)
        }

    def write_until(self, parts: Parts, seconds: float, progress: Progress) -> None:
        """Write on to some 60 ms before a moment up to which all notes are known."""
        n = max(int(seconds * FRAME_RATE) - _AHEAD, 0)
        self._write(self.learned(parts), n, seconds, progress)

    def finish(self, parts: Parts, progress: Progress) -> None:
        """Write all parts to their ends."""
        learned = self.learned(parts)
        for key, part in learned.items():
            if (sound := self._kept.get(part)) is not None:
                self._written[key] = _Written(sound=sound)
        lacking = {key: part for key, part in learned.items() if self._kept.get(part) is None}
        self._write(lacking, None, 0.0, progress)
        for key, part in lacking.items():
            self._kept.put(part, self._written[key].sound)

    def _write(
        self, parts: Mapping[_Key, Part], n: int | None, known: float, progress: Progress
    ) -> None:
        """Write ``n`` frames of parts, or all that they have."""
        stems = [stem_of(pedalled(part, known), self._bank) for part in parts.values()]
        states = [self._written.setdefault(key, _Written()) for key in parts]
        n_known = [stem.n_frames if n is None else n for stem in stems]
        stretches = cut(stems, n_known, [state.n_whole for state in states])
        written = list(self._writer.write(stems, stretches, progress)) if stretches else []
        for index, state in enumerate(states):
            own = [pair for pair in written if pair[0].stem == index]
            state.add(own, n_known[index])


def _longer(samples: NDArray[np.float32], n: int) -> NDArray[np.float32]:
    longer = np.zeros(max(n, len(samples)), np.float32)
    longer[: len(samples)] = samples
    return longer


def _mix(sound: NDArray[np.float32], stretch: LaneStretch, samples: NDArray[np.float32]) -> None:
    place = sound[stretch.first * FRAME :][: len(samples)]
    place += samples[: len(place)]
