"""What a soundfont can play: its presets, and the samples that each plays at a key and velocity.

Read from the "hydra" at the end of the file, without its samples (SoundFont Technical
Specification 2.04, section 7).
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from engine.errors import SynthesisError
from engine.synthesis.instruments import DRUM_BANK, NAMES, relatives
from engine.synthesis.soundfont_file import TRY_ANOTHER
from engine.synthesis.timed_performance import Part, Performance

__all__ = [
    "INSTRUMENT",
    "SAMPLE",
    "VORBIS",
    "Presets",
    "chunks_of",
    "describe_missing",
    "read_presets",
]

Sounding = NDArray[np.bool_]
"""Shape (128, 128): whether a pitch at a velocity makes a sound."""

_BAG = [("generator", "<u2"), ("modulator", "<u2")]
_GENERATOR = [("kind", "<u2"), ("low", "u1"), ("high", "u1")]
_MODULATOR = [("all", "V10")]
_LAYOUTS: dict[bytes, list[Any]] = {
    b"phdr": [("name", "S20"), ("program", "<u2"), ("bank", "<u2"), ("bag", "<u2"), ("_", "S12")],
    b"pbag": _BAG,
    b"pgen": _GENERATOR,
    b"pmod": _MODULATOR,
    b"inst": [("name", "S20"), ("bag", "<u2")],
    b"ibag": _BAG,
    b"igen": _GENERATOR,
    b"imod": _MODULATOR,
    b"shdr": [
        ("name", "S20"), ("start", "<u4"), ("end", "<u4"), ("loop", "<u4", 2), ("rate", "<u4"),
        ("pitch", "u1"), ("correction", "i1"), ("link", "<u2"), ("kind", "<u2"),
    ],
}  # fmt: skip
_KEYS, _VELOCITIES = 43, 44  # generators: a zone's ranges
INSTRUMENT, SAMPLE = 41, 53
"""Generators: what a zone leads to (specification 8.1.2)."""
VORBIS = 16
"""The bit in a sample's kind that says it is packed."""
_LARGEST = 64 * 2**20
"""Bytes of the hydra; the fonts that we know have one or two million."""


class Presets:
    """The presets of a soundfont.

    Parameters
    ----------
    hydra
        The tables by their names in the file.

    Attributes
    ----------
    hydra
        As given.
    samples
        The headers of all samples: where each one lies.
    is_packed
        Whether samples have to be decoded, which takes a piano more than a second.
    """

    def __init__(self, hydra: dict[bytes, NDArray[Any]]) -> None:
        self.hydra = hydra
        self.samples = hydra[b"shdr"]
        self.is_packed = bool((self.samples["kind"] & VORBIS).any())
        headers = hydra[b"phdr"][["bank", "program"]][:-1]  # the last one only ends the list
        self._places = {header: place for place, header in enumerate(headers.tolist())}

    def find(self, program: int, *, is_drum: bool) -> int | None:
        """Give the program that plays where another is wanted; None if the bank is empty."""
        bank = DRUM_BANK if is_drum else 0
        return next((other for other in relatives(program) if (bank, other) in self._places), None)

    def place(self, program: int, *, is_drum: bool) -> int | None:
        """Give the number of the preset that plays a program; None if the bank is empty."""
        player = self.find(program, is_drum=is_drum)
        return None if player is None else self._places[DRUM_BANK if is_drum else 0, player]

    def sounding(self, program: int, *, is_drum: bool) -> Sounding:
        """Say at which pitches and velocities one of its presets sounds."""
        sounds = np.zeros((128, 128), dtype=bool)
        for low, high, soft, loud, _ in self._reach(program, is_drum=is_drum):
            sounds[low : high + 1, soft : loud + 1] = True
        return sounds

    def samples_of(self, part: Part) -> frozenset[int]:
        """Name the samples that a part's notes need, by their numbers."""
        program = self.find(part.program, is_drum=part.is_drum)
        if program is None:
            return frozenset()
        zones = np.array(list(self._reach(program, is_drum=part.is_drum)), int).reshape(-1, 5)
        low, high, soft, loud, numbers = zones.T
        found: set[int] = set()
        for pitch, velocity in {(note.pitch, note.velocity) for note in part.notes}:
            sounds = (low <= pitch) & (pitch <= high) & (soft <= velocity) & (velocity <= loud)
            found.update(numbers[sounds].tolist())
        return frozenset(found)

    def _reach(self, program: int, *, is_drum: bool) -> Iterator[tuple[int, int, int, int, int]]:
        """Give lowest and highest key and velocity of each sample of a preset, and its number."""
        place = self._places[DRUM_BANK if is_drum else 0, program]
        for keys, velocities, instrument in self._zones(b"phdr", b"pbag", b"pgen", place):
            for own_keys, own_velocities, sample in self._zones(
                b"inst", b"ibag", b"igen", instrument
            ):
                low, high = max(keys[0], own_keys[0]), min(keys[1], own_keys[1])
                soft = max(velocities[0], own_velocities[0])
                yield low, high, soft, min(velocities[1], own_velocities[1]), sample

    def _zones(
        self, heads: bytes, bags: bytes, generators: bytes, place: int
    ) -> Iterator[tuple[tuple[int, int], tuple[int, int], int]]:
        """Give keys, velocities and content of each zone; the first one may speak for all."""
        first, *rest = self.hydra[heads]["bag"][place : place + 2].tolist() or (0,)
        last = rest[0] if rest else first
        edges = self.hydra[bags]["generator"][first : last + 1]
        content = INSTRUMENT if generators == b"pgen" else SAMPLE
        usual: dict[int, tuple[int, int]] = {}
        for start, end in itertools.pairwise(edges.tolist()):
            rows = self.hydra[generators][start:end].tolist()
            said = {kind: (low, high) for kind, low, high in rows}
            if content in said:
                said = usual | said
                low, high = said[content]
                whole = (0, 127)
                yield said.get(_KEYS, whole), said.get(_VELOCITIES, whole), low + 256 * high
            elif start == int(edges[0]):
                usual = said


def read_presets(path: Path) -> Presets:
    """Read what a soundfont can play.

    Raises
    ------
    SynthesisError
        If the file cannot be read, or its list of presets is damaged.
    """
    try:
        with path.open("rb") as file:
            file.seek(12)  # RIFF, its size, sfbk
            hydra = dict(_tables(file))
    except (OSError, ValueError) as error:
        raise SynthesisError(
            f"cannot read the soundfont {path}: {error}", hint=TRY_ANOTHER
        ) from error
    if hydra.keys() != _LAYOUTS.keys() or not all(map(len, hydra.values())):
        raise SynthesisError(f"the soundfont {path} is damaged", hint=TRY_ANOTHER)
    return Presets(hydra)


def _tables(file: BinaryIO) -> Iterator[tuple[bytes, NDArray[Any]]]:
    """Find the hydra among the lists of a RIFF file, and give its tables."""
    for name, size in chunks_of(file):
        if name == b"LIST" and file.read(4) == b"pdta":
            if size > _LARGEST:
                raise ValueError(f"its list of presets has {size} bytes")
            for table, length in chunks_of(file, size - 4):
                if layout := _LAYOUTS.get(table):
                    kind = np.dtype(layout)
                    content = file.read(length)
                    yield table, np.frombuffer(content, kind, len(content) // kind.itemsize)
            return


def chunks_of(file: BinaryIO, size: int = 2**62) -> Iterator[tuple[bytes, int]]:
    """Give name and length of each chunk, the file standing behind its head."""
    end = file.tell() + size
    while file.tell() < end and len(head := file.read(8)) == 8:
        place, length = file.tell(), int.from_bytes(head[4:], "little")
        yield head[:4], length
        file.seek(place + length)
        if length % 2 and file.read(1) != b"\0":  # to be filled up, which not everyone does
            file.seek(-1, io.SEEK_CUR)


def describe_missing(presets: Presets, name: str, performance: Performance) -> tuple[str, ...]:
    """Say in sentences which parts a soundfont cannot play as written, if any, and what to do."""
    found = dict.fromkeys(
        sentence
        for part in performance.parts
        if part.notes and (sentence := _missing_of(presets, name, part))
    )
    return (*found, TRY_ANOTHER) if found else ()


def _missing_of(presets: Presets, name: str, part: Part) -> str:
    player = presets.find(part.program, is_drum=part.is_drum)
    wanted = _name_part(part.program, is_drum=part.is_drum)
    if player is None:
        return f"the soundfont {name} has no {wanted}: that part will be silent"
    sounding = presets.sounding(player, is_drum=part.is_drum)
    silent = sum(not sounding[note.pitch, note.velocity] for note in part.notes)
    if silent:
        how_many = "any" if silent == len(part.notes) else f"{silent} of the {len(part.notes)}"
        return f"the soundfont {name} has no sound for {how_many} notes of the {wanted}"
    if player != part.program and not part.is_drum:
        other = _name_part(player, is_drum=False)
        return f"the soundfont {name} has no {wanted}: {other} plays instead"
    return ""


def _name_part(program: int, *, is_drum: bool) -> str:
    return "drums" if is_drum else NAMES[program]
