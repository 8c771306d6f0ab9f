"""The instruments of a piece, loaded as far as its notes need them."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.synthesis.excerpt import cut, decode
from engine.synthesis.fluidsynth_library import FluidSynth
from engine.synthesis.presets import read_presets
from engine.synthesis.timed_performance import Part

__all__ = ["Orchestra"]


class Orchestra:
    """Seats parts on the channels of a synthesizer.

    Parameters
    ----------
    synth
        Without a soundfont.
    soundfont
        The path of the one to play.

    Raises
    ------
    SynthesisError
        If the soundfont cannot be read.
    """

    def __init__(self, synth: FluidSynth, soundfont: Path) -> None:
        self._synth, self._soundfont = synth, soundfont
        self._presets = read_presets(soundfont)
        self._whole: int | None = None
        self._loaded: dict[int, frozenset[int]] = {}

    def seat_all(self, parts: Sequence[Part]) -> None:
        """Put the instruments of parts whose notes are all known on the channels from 0 on."""
        samples = frozenset[int]().union(*map(self._presets.samples_of, parts))
        with self._opened(parts, samples) as font:
            for channel, part in enumerate(parts):
                if part.notes:
                    self._choose(channel, part, font, samples)

    def seat(self, channel: int, part: Part) -> None:
        """Put a part's instrument on a channel; again, when more of its notes are known."""
        needed, loaded = self._presets.samples_of(part), self._loaded.get(channel)
        if loaded is None or not needed <= loaded:
            samples = needed | (loaded or frozenset())
            with self._opened([part], samples) as font:
                self._choose(channel, part, font, samples)

    def _choose(self, channel: int, part: Part, font: int, samples: frozenset[int]) -> None:
        self._loaded[channel] = samples
        self._synth.choose(channel, part.program, is_drum=part.is_drum, font=font)

    @contextlib.contextmanager
    def _opened(self, parts: Sequence[Part], samples: frozenset[int]) -> Iterator[int]:
        """Open the soundfont, or what parts need of it, while instruments are chosen from it."""
        with contextlib.ExitStack() as stack:
            if self._presets.is_packed:
                # no room for the file, or tables that make no sense to us: it only takes longer
                with contextlib.suppress(OSError, IndexError, ValueError):
                    content = self._excerpt(parts, samples)
                    folder = tempfile.TemporaryDirectory(
                        prefix="affetto-", ignore_cleanup_errors=True
                    )
                    path = Path(stack.enter_context(folder), self._soundfont.name)
                    path.write_bytes(content)
                    yield self._synth.add(path)
                    return
            if self._whole is None:
                self._whole = self._synth.add(self._soundfont)
            yield self._whole

    def _excerpt(self, parts: Sequence[Part], samples: frozenset[int]) -> bytes:
        found = (self._presets.place(part.program, is_drum=part.is_drum) for part in parts)
        places = {place for place in found if place is not None}
        return cut(self._presets, places, decode(self._soundfont, self._presets, samples))
