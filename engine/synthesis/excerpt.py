"""A soundfont cut down to what some parts play: their presets, and the samples of their notes.

FluidSynth reads every zone of every preset, and decodes every sample of an instrument before its
first note: 144 of the shipped piano, 1.7 s and 95 MB, of which a piece needs a quarter. What is cut
has plain samples and a preset or two, and sounds the same (−100 dB apart: two builds of libvorbis).
"""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from engine.errors import SynthesisError
from engine.synthesis.part_cache import PartCache
from engine.synthesis.presets import INSTRUMENT, SAMPLE, VORBIS, Presets, chunks_of
from engine.synthesis.soundfont_file import TRY_ANOTHER

__all__ = ["cut", "decode"]

_APART = 46  # points of silence that the format wants between two samples
_decoded = PartCache(32_000_000)
"""The samples used last, since parts share instruments, and growing parts come back for more."""


def decode(soundfont: Path, presets: Presets, numbers: Collection[int]) -> dict[int, NDArray[Any]]:
    """Read samples of a packed soundfont, int16.

    Raises
    ------
    SynthesisError
        If one cannot be read.
    """
    import soundfile  # noqa: PLC0415 - not for who only asks what there is

    stat = soundfont.stat()
    key = (str(soundfont), stat.st_size, stat.st_mtime_ns)
    found: dict[int, NDArray[Any]] = {}
    with soundfont.open("rb") as file:
        first = _start_of_samples(file)
        for number in sorted(numbers):
            header = presets.samples[number]
            points = _decoded.get((*key, number))
            if points is None:
                file.seek(first + int(header["start"]))
                packed = file.read(int(header["end"]) - int(header["start"]))
                try:
                    points = _full_scale(soundfile.read(io.BytesIO(packed), dtype="float32")[0])
                except (RuntimeError, ValueError) as error:
                    raise SynthesisError(
                        f"the soundfont {soundfont} is damaged", hint=TRY_ANOTHER
                    ) from error
                _decoded.put((*key, number), points)
            found[number] = points
    return found


def _full_scale(sound: NDArray[np.float32]) -> NDArray[np.int16]:
    """Turn what was packed into points as FluidSynth does, which lets libsndfile scale it.

    The loudest point comes near full scale, by SFC_SET_SCALE_FLOAT_INT_READ's arithmetic.
    """
    if not sound.any():
        return np.zeros(len(sound), np.int16)
    loudest = np.float32(32768 / 32767 * float(np.abs(sound).max()))
    scaled = sound * np.float32(1 / float(loudest)) * np.float32(32767)
    points: NDArray[np.int16] = np.rint(scaled).astype(np.int16)
    return points


def _start_of_samples(file: BinaryIO) -> int:
    file.seek(12)
    for _ in chunks_of(file):
        if file.read(4) == b"sdta":
            return file.tell() + 8
    return 0


def cut(presets: Presets, places: Collection[int], samples: Mapping[int, NDArray[Any]]) -> bytes:
    """Write a soundfont with some presets and samples; other samples are silent.

    Parameters
    ----------
    places
        Of the presets.
    samples
        By their numbers, as `decode` gives them.
    """
    hydra = presets.hydra
    tables: dict[bytes, NDArray[Any]] = {}
    _keep(hydra, (b"phdr", b"pbag", b"pgen", b"pmod"), sorted(places), tables)
    instruments = _renumber(tables[b"pgen"], INSTRUMENT)
    _keep(hydra, (b"inst", b"ibag", b"igen", b"imod"), instruments, tables)
    numbers = _renumber(tables[b"igen"], SAMPLE)
    headers, points = _lay_out(presets.samples, numbers, samples)
    tables[b"shdr"] = headers
    order = (b"phdr", b"pbag", b"pmod", b"pgen", b"inst", b"ibag", b"imod", b"igen", b"shdr")
    pdta = b"".join(_chunk(name, tables[name].tobytes()) for name in order)
    lists = (
        b"INFO" + _chunk(b"ifil", b"\x02\0\x01\0") + _chunk(b"INAM", b"excerpt\0"),
        b"sdta" + _chunk(b"smpl", points.tobytes()),
        b"pdta" + pdta,
    )
    return _chunk(b"RIFF", b"sfbk" + b"".join(_chunk(b"LIST", content) for content in lists))


def _keep(
    hydra: Mapping[bytes, NDArray[Any]],
    names: tuple[bytes, bytes, bytes, bytes],
    places: Sequence[int],
    tables: dict[bytes, NDArray[Any]],
) -> None:
    """Keep some presets or instruments, with their zones and what these say."""
    heads, bags, generators, modulators = (hydra[name] for name in names)
    zones = _rows(heads["bag"], places)
    heads, bags = heads[[*places, -1]].copy(), bags[[*zones, -1]].copy()
    contents = []
    for field, content in (("generator", generators), ("modulator", modulators)):
        rows = _rows(hydra[names[1]][field], zones)
        bags[field] = _edges(hydra[names[1]][field], zones)
        contents.append(content[[*rows, -1]].copy())
    heads["bag"] = _edges(hydra[names[0]]["bag"], places)
    tables.update(zip(names, (heads, bags, *contents), strict=True))


def _rows(starts: NDArray[Any], places: Sequence[int]) -> list[int]:
    """Name the rows that belong to places, each of which goes to where the next one starts."""
    return [row for place in places for row in range(int(starts[place]), int(starts[place + 1]))]


def _edges(starts: NDArray[Any], places: Sequence[int]) -> NDArray[np.int64]:
    """Say where each place starts once the others are gone, and where the last one ends."""
    lengths = [int(starts[place + 1]) - int(starts[place]) for place in places]
    return np.cumsum([0, *lengths])


def _renumber(generators: NDArray[Any], kind: int) -> list[int]:
    """Count anew what generators of a kind name; give the old numbers, in the new order."""
    named = generators["kind"][:-1] == kind
    rows = np.flatnonzero(named)
    old = generators["low"][rows] + 256 * generators["high"][rows].astype(int)
    numbers, new = np.unique(old, return_inverse=True)
    generators["low"][rows], generators["high"][rows] = new % 256, new // 256
    return [int(number) for number in numbers]


def _lay_out(
    headers: NDArray[Any], numbers: Sequence[int], samples: Mapping[int, NDArray[Any]]
) -> tuple[NDArray[Any], NDArray[np.int16]]:
    """Put samples behind each other; give their headers and all points."""
    headers = headers[[*numbers, -1]].copy()
    headers["kind"] &= 0xFFFF ^ VORBIS
    headers["link"] = 0
    silence = np.zeros(_APART, np.int16)
    points, end = [silence], _APART
    for header, number in zip(headers[:-1], numbers, strict=True):
        sample = samples.get(number)
        if sample is None:
            header["start"], header["end"], header["loop"] = 0, _APART, (8, _APART - 8)
            continue
        header["start"], header["end"] = end, end + len(sample)
        header["loop"] += end
        points += [sample, silence]
        end += len(sample) + _APART
    return headers, np.concatenate(points)


def _chunk(name: bytes, content: bytes) -> bytes:
    content += b"\0" * (len(content) % 2)
    return name + len(content).to_bytes(4, "little") + content
