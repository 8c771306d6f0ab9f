"""What a soundfont can play: its presets, and the keys and velocities at which each one sounds.

Read from the "hydra" at the end of the file, without its samples (SoundFont Technical
Specification 2.04, section 7).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from engine.errors import SynthesisError
from engine.synthesis.instruments import DRUM_BANK, relatives
from engine.synthesis.performance import Part, Performance
from engine.synthesis.soundfont_file import TRY_ANOTHER

__all__ = ["Presets", "describe_missing", "read_presets"]

Sounding = NDArray[np.bool_]
"""Shape (128, 128): whether a pitch at a velocity makes a sound."""

_BAG = [("generator", "<u2"), ("modulator", "<u2")]
_GENERATOR = [("kind", "<u2"), ("low", "u1"), ("high", "u1")]
_LAYOUTS: dict[bytes, list[tuple[str, str]]] = {
    b"phdr": [("name", "S20"), ("program", "<u2"), ("bank", "<u2"), ("bag", "<u2"), ("_", "S12")],
    b"pbag": _BAG,
    b"pgen": _GENERATOR,
    b"inst": [("name", "S20"), ("bag", "<u2")],
    b"ibag": _BAG,
    b"igen": _GENERATOR,
}
_KEYS, _VELOCITIES, _INSTRUMENT, _SAMPLE = 43, 44, 41, 53
_LARGEST = 64 * 2**20
"""Bytes of the hydra; the fonts that we know have one or two million."""


class Presets:
    """The presets of a soundfont.

    Parameters
    ----------
    hydra
        The six tables by their names in the file.
    """

    def __init__(self, hydra: dict[bytes, NDArray[Any]]) -> None:
        self._hydra = hydra
        headers = hydra[b"phdr"][["bank", "program"]][:-1]  # the last one only ends the list
        self._places = {header: place for place, header in enumerate(headers.tolist())}

    def find(self, program: int, *, is_drum: bool) -> int | None:
        """Give the program that plays where another is wanted; None if the bank is empty."""
        bank = DRUM_BANK if is_drum else 0
        return next((other for other in relatives(program) if (bank, other) in self._places), None)

    def sounding(self, program: int, *, is_drum: bool) -> Sounding:
        """Say at which pitches and velocities one of its presets sounds."""
        sounds = np.zeros((128, 128), dtype=bool)
        place = self._places[DRUM_BANK if is_drum else 0, program]
        for keys, velocities, instrument in self._zones(b"phdr", b"pbag", b"pgen", place):
            for own_keys, own_velocities, _ in self._zones(b"inst", b"ibag", b"igen", instrument):
                low, high = max(keys[0], own_keys[0]), min(keys[1], own_keys[1])
                soft = max(velocities[0], own_velocities[0])
                loud = min(velocities[1], own_velocities[1])
                sounds[low : high + 1, soft : loud + 1] = True
        return sounds

    def _zones(
        self, heads: bytes, bags: bytes, generators: bytes, place: int
    ) -> Iterator[tuple[tuple[int, int], tuple[int, int], int]]:
        """Give keys, velocities and content of each zone; the first one may speak for all."""
        first, *rest = self._hydra[heads]["bag"][place : place + 2].tolist() or (0,)
        last = rest[0] if rest else first
        edges = self._hydra[bags]["generator"][first : last + 1]
        content = _INSTRUMENT if generators == b"pgen" else _SAMPLE
        usual: dict[int, tuple[int, int]] = {}
        for start, end in itertools.pairwise(edges.tolist()):
            rows = self._hydra[generators][start:end].tolist()
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
    for name, size in _chunks(file):
        if name == b"LIST" and file.read(4) == b"pdta":
            if size > _LARGEST:
                raise ValueError(f"its list of presets has {size} bytes")
            for table, length in _chunks(file, size - 4):
                if layout := _LAYOUTS.get(table):
                    kind = np.dtype(layout)
                    content = file.read(length)
                    yield table, np.frombuffer(content, kind, len(content) // kind.itemsize)
            return


def _chunks(file: BinaryIO, size: int = 2**62) -> Iterator[tuple[bytes, int]]:
    """Give name and length of each chunk, the file standing behind its head."""
    end = file.tell() + size
    while file.tell() < end and len(head := file.read(8)) == 8:
        place, length = file.tell(), int.from_bytes(head[4:], "little")
        yield head[:4], length
        file.seek(place + length + length % 2)


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
    if is_drum:
        return "drums"
    from pretty_midi import program_to_instrument_name  # noqa: PLC0415 - heavy import

    return str(program_to_instrument_name(program))
