"""Gathers stretches into a library of fragments and writes it, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from engine.composition.fragments.library import FRAGMENT, NOTE, FragmentLibrary, Source, group_name
from engine.errors import ResourceError
from engine.files import write_folder
from engine.training.contents import of_array, of_record
from engine.training.fragments.cutting import KeyStretch

__all__ = ["gather", "write_library"]

Sourced = tuple[Source, KeyStretch]


def gather(stretches: Iterable[Sourced]) -> FragmentLibrary:
    """Sort stretches into groups of one metre, mode and manner, and join them.

    Raises
    ------
    ResourceError
        If there are none.
    """
    groups: dict[str, list[Sourced]] = {}
    for source, stretch in stretches:
        name = group_name(stretch.metre, stretch.key.mode, is_accompanied=stretch.is_accompanied)
        groups.setdefault(name, []).append((source, stretch))
    if not groups:
        raise ResourceError(
            "no fragment could be cut: the music has no two bars in one key",
            hint="Give music in 4/4, 3/4 or 6/8.",
        )
    ordered = [pair for name in sorted(groups) for pair in groups[name]]
    sources = {source: number for number, source in enumerate(dict.fromkeys(s for s, _ in ordered))}
    parts = list(_numbered(ordered, sources))
    notes = np.concatenate([stretch.notes for _, stretch in ordered]).astype(NOTE)
    return FragmentLibrary(
        np.concatenate(parts).astype(FRAGMENT), notes, tuple(sources), dict(_spans(groups))
    )


def _numbered(ordered: Iterable[Sourced], sources: dict[Source, int]) -> Iterator[Any]:
    """Count notes and sources from the library's first."""
    n_notes = 0
    for source, stretch in ordered:
        fragments = stretch.fragments.copy()
        fragments["first_note"] += n_notes
        fragments["source"] = sources[source]
        n_notes += len(stretch.notes)
        yield fragments


def _spans(groups: dict[str, list[Sourced]]) -> Iterator[tuple[str, tuple[int, int]]]:
    first = 0
    for name in sorted(groups):
        end = first + sum(len(stretch.fragments) for _, stretch in groups[name])
        yield name, (first, end)
        first = end


def write_library(library: FragmentLibrary, folder: Path, card: str) -> None:
    """Write a library aside, read it again, and only then put it in the place of an older one.

    Raises
    ------
    ExportError
        If it cannot be written; what the folder held is kept.
    """
    contents = {name: _encode(content) for name, content in library.files()}
    write_folder(folder, {**contents, "MODEL_CARD.md": card.encode()}, FragmentLibrary.open)


def _encode(content: Any) -> bytes:
    return of_array(content) if isinstance(content, np.ndarray) else of_record(content)
