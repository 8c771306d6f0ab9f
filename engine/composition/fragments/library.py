"""A library of fragments: half bars of real music, with their cues and their sources.

Three files in a folder, the large ones mapped into memory: ``fragments.npy``, ``notes.npy``, and
``config.json`` with the sources. A fragment's neighbour in the file is its neighbour in its source,
where `FOLLOWS` says so. Everything is written as if its tonic were C.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.composition.fragments.cues import N_CUES
from engine.composition.harmony import Degree
from engine.composition.score import QUALITIES, Metre, Mode, Role
from engine.errors import ResourceError
from engine.model_files import map_array, read_config

__all__ = [
    "FRAGMENT",
    "KIND",
    "NOTE",
    "PARTS",
    "QUALITY_NAMES",
    "FragmentLibrary",
    "Source",
    "group_name",
]

KIND = "concatenative"
_FORMAT = 1  # of the files: raised when older ones can be read no more

FRAGMENT = np.dtype(
    [
        ("first_note", "<u4"),
        ("n_notes", "<u2"),
        ("source", "<u4"),
        ("bar", "<u2"),  # in the source, as printed there
        ("half", "u1"),  # 0 or 1
        ("follows", "u1"),  # whether the fragment before it precedes it in the source as well
        ("root", "u1"),
        ("quality", "u1"),  # index into QUALITY_NAMES
        ("first_pitch", "u1"),  # of the melody, 0 while it is silent
        ("last_pitch", "u1"),
        ("bass", "u1"),  # lowest pitch, 0 without an accompaniment
        ("upper", "u1"),  # mean pitch of the accompaniment
        ("texture", "<u2"),  # a bit for every eighth or triplet at which the accompaniment strikes
        ("carried", "u1"),  # ticks for which the melody still holds a note from before
        ("entry", "u1"),  # ticks before anything begins
        ("cues", "u1", (N_CUES,)),
    ]
)
"""A half bar; pitches as if the tonic were C."""

NOTE = np.dtype([("start", "u1"), ("duration", "u1"), ("pitch", "u1"), ("part", "u1")])
"""A note: ticks from the fragment's start, ticks, pitch, index into `PARTS`."""

PARTS: tuple[Role, ...] = ("melody", "chords", "bass")
QUALITY_NAMES = tuple(QUALITIES)

_AGAIN = "Make the library again with: affetto train concatenative"


@dataclass(frozen=True)
class Source:
    """Where fragments come from."""

    work: str
    composer: str
    collection: str


class FragmentLibrary:
    """Fragments by number.

    Parameters
    ----------
    fragments
        Of type `FRAGMENT`.
    notes
        Of type `NOTE`, those of each fragment together.
    sources
        What `FRAGMENT`'s ``source`` counts.
    groups
        For each metre, mode and manner (see `group_name`) the first number and the one after the
        last.
    folder
        Where it was read from, if it was.
    """

    def __init__(
        self,
        fragments: NDArray[np.void],
        notes: NDArray[np.void],
        sources: tuple[Source, ...],
        groups: Mapping[str, tuple[int, int]],
        folder: Path | None = None,
    ) -> None:
        self.fragments, self.notes, self.sources = fragments, notes, sources
        self.groups, self.folder = dict(groups), folder

    def __len__(self) -> int:
        return len(self.fragments)

    def degree(self, number: int) -> Degree:
        """Give a fragment's chord, relative to the tonic."""
        fragment = self.fragments[number]
        return Degree(int(fragment["root"]), QUALITY_NAMES[int(fragment["quality"])])

    def notes_of(self, number: int) -> NDArray[np.void]:
        """Give a fragment's notes."""
        fragment = self.fragments[number]
        first = int(fragment["first_note"])
        return self.notes[first : first + int(fragment["n_notes"])]

    def source_of(self, number: int) -> Source:
        """Give the work that a fragment is from."""
        return self.sources[int(self.fragments[number]["source"])]

    def files(self) -> Iterator[tuple[str, Any]]:
        """Give what is written: names and arrays, the description last."""
        yield "fragments.npy", self.fragments
        yield "notes.npy", self.notes
        yield (
            "config.json",
            {
                "kind": KIND,
                "format": _FORMAT,
                "n_fragments": len(self.fragments),
                "n_notes": len(self.notes),
                "groups": {name: list(span) for name, span in self.groups.items()},
                "sources": [list(asdict(source).values()) for source in self.sources],
            },
        )

    @classmethod
    def open(cls, folder: Path) -> FragmentLibrary:
        """Open a library, leaving its arrays on the disk until they are used.

        Raises
        ------
        ResourceError
            If a file is missing, cut short, or does not belong to the others.
        """
        try:
            config = read_config(folder)
            fragments = map_array(folder / "fragments.npy", FRAGMENT)
            notes = map_array(folder / "notes.npy", NOTE)
            groups = {
                name: (int(first), int(end)) for name, (first, end) in config["groups"].items()
            }
            library = cls(
                fragments, notes, tuple(Source(*line) for line in config["sources"]), groups, folder
            )
            library._check(config)
        except (OSError, ValueError, ArithmeticError, KeyError, TypeError, AttributeError) as error:
            raise ResourceError(
                f"the library of fragments in {folder} cannot be read: {error}", hint=_AGAIN
            ) from error
        return library

    def _check(self, config: Mapping[str, Any]) -> None:
        """Find what would lead outside the files, or is no music.

        Raises
        ------
        ValueError
            If anything does.
        """
        if config["kind"] != KIND or config["format"] != _FORMAT:
            raise ValueError(f"it is of kind {config['kind']}, format {config['format']}")
        if (len(self.fragments), len(self.notes)) != (config["n_fragments"], config["n_notes"]):
            raise ValueError("its files do not belong together")
        ends = self.fragments["first_note"].astype(np.int64) + self.fragments["n_notes"]
        bounds = (ends.max(initial=0) <= len(self.notes), *self._bounds())
        if not len(self.fragments) or not all(bounds):
            raise ValueError("its entries point outside of it")

    def _bounds(self) -> Iterator[bool]:
        yield bool((self.fragments["source"] < len(self.sources)).all())
        yield bool((self.fragments["quality"] < len(QUALITY_NAMES)).all())
        yield bool((self.fragments["root"] < 12).all())
        yield bool((self.notes["part"] < len(PARTS)).all())
        yield bool((self.notes["pitch"] < 128).all())
        yield all(isinstance(name, str) for source in self.sources for name in astuple(source))
        for first, end in self.groups.values():
            yield 0 <= first < end <= len(self.fragments)


def group_name(metre: Metre, mode: Mode, *, is_accompanied: bool) -> str:
    """Name what fragments must have in common to be joined, such as ``"3/4 minor"``."""
    return f"{metre} {mode}{'' if is_accompanied else ' alone'}"
