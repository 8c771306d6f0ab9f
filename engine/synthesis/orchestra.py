"""The instruments of a piece, loaded as far as its notes need them.

FluidSynth decodes every sample of an instrument before the first note: 144 of the shipped piano,
1.7 s and 95 MB, of which a piece needs a quarter. So it gets a soundfont that holds the others as
empty. Sounds are the same to the last bit.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from engine.synthesis.fluidsynth_library import FluidSynth
from engine.synthesis.presets import Presets, chunks_of, read_presets
from engine.synthesis.timed_performance import Part

__all__ = ["Orchestra"]


class Orchestra:
    """Seats parts on the channels of a synthesizer.

    Parameters
    ----------
    synth
        With the whole soundfont.
    soundfont
        Its path.

    Raises
    ------
    SynthesisError
        If the soundfont cannot be read.
    """

    def __init__(self, synth: FluidSynth, soundfont: Path) -> None:
        self._synth, self._soundfont = synth, soundfont
        self._presets = read_presets(soundfont)
        self._loaded: dict[int, frozenset[int]] = {}

    def seat_all(self, parts: Sequence[Part]) -> None:
        """Put the instruments of parts whose notes are all known on the channels from 0 on."""
        samples = frozenset[int]().union(*map(self._presets.samples_of, parts))
        with self._excerpt(samples) as font:
            for channel, part in enumerate(parts):
                if part.notes:
                    self._choose(channel, part, font, samples)

    def seat(self, channel: int, part: Part) -> None:
        """Put a part's instrument on a channel; again, when more of its notes are known."""
        needed, loaded = self._presets.samples_of(part), self._loaded.get(channel)
        if loaded is None:
            with self._excerpt(needed) as font:
                self._choose(channel, part, font, needed)
        elif not needed <= loaded:
            # as a whole the second time, not for every note anew
            everything = frozenset(range(len(self._presets.samples)))
            self._choose(channel, part, None, everything)

    def _choose(self, channel: int, part: Part, font: int | None, samples: frozenset[int]) -> None:
        self._loaded[channel] = samples
        self._synth.choose(channel, part.program, is_drum=part.is_drum, font=font)

    @contextlib.contextmanager
    def _excerpt(self, samples: Collection[int]) -> Iterator[int | None]:
        """Open the soundfont with some samples alone, while instruments are chosen from it.

        Yields
        ------
        int or None
            None where there is nothing to decode, or no room for the file: it only takes longer.
        """
        if not self._presets.is_packed:
            yield None
            return
        with tempfile.TemporaryDirectory(prefix="affetto-", ignore_cleanup_errors=True) as folder:
            path = Path(folder, "excerpt.sf3")
            try:
                path.write_bytes(_cut(self._soundfont, self._presets, samples))
            except OSError:
                yield None
            else:
                yield self._synth.add(path)


def _cut(soundfont: Path, presets: Presets, needed: Collection[int]) -> bytes:
    """Write a soundfont anew, with the samples that are needed and the others empty."""
    headers = presets.samples.copy()
    kept = io.BytesIO()
    lists: list[bytes] = []
    with soundfont.open("rb") as file:
        file.seek(12)
        for _, size in chunks_of(file):
            kind = file.read(4)
            if kind == b"sdta":
                first = file.tell() + 8
                for number, header in enumerate(headers):
                    start, length = header["start"], header["end"] - header["start"]
                    header["start"] = header["end"] = 0
                    if number in needed:
                        file.seek(first + int(start))
                        header["start"] = kept.tell()
                        header["end"] = header["start"] + kept.write(file.read(int(length)))
                lists.append(b"sdta" + _chunk(b"smpl", kept.getvalue()))
            elif kind == b"pdta":
                tables = [(name, file.read(length)) for name, length in chunks_of(file, size - 4)]
                changed = {b"shdr": headers.tobytes()}
                lists.append(
                    b"pdta" + b"".join(_chunk(name, changed.get(name, t)) for name, t in tables)
                )
            else:
                lists.append(kind + file.read(size - 4))
    return _chunk(b"RIFF", b"sfbk" + b"".join(_chunk(b"LIST", content) for content in lists))


def _chunk(name: bytes, content: bytes) -> bytes:
    content += b"\0" * (len(content) % 2)
    return name + len(content).to_bytes(4, "little") + content
