"""One song of a batch, made wherever a worker runs: a wish and a seed become files."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import ExportError
from engine.export import FORMATS
from engine.files import write_whole
from engine.options import ComposeOptions, ExportOptions, RenderOptions
from engine.pipeline import Pipeline
from engine.progress import Progress

__all__ = ["Order", "Task", "make_song"]

_one_song = threading.Lock()
"""A pipeline works on one song at a time, however many threads a worker has."""


_EXPORT = ExportOptions()


@dataclass(frozen=True)
class Order:
    """What is asked of every song alike.

    Attributes
    ----------
    compose_options
        Without a seed of its own.
    suffixes
        Of the files of each song, such as ``".mid"``.
    export_options
        Without a date: the same song has the same bytes on another day.
    """

    compose_options: ComposeOptions
    render_options: RenderOptions
    suffixes: tuple[str, ...]
    export_options: ExportOptions = _EXPORT


@dataclass(frozen=True)
class Task:
    """One song to make.

    Attributes
    ----------
    number
        Of the wish, from 1; names the files.
    """

    number: int
    text: str
    seed: int

    def file_names(self, order: Order) -> list[str]:
        """Name the song's files."""
        return [f"{self.number:04}{suffix}" for suffix in order.suffixes]

    def key(self, order: Order, version: str) -> str:
        """Give the SHA-256 of all that decides the song's notes and sound."""
        own = json.dumps([self.text, self.seed])
        return hashlib.sha256((own + _common(order, version)).encode()).hexdigest()


@functools.cache
def _common(order: Order, version: str) -> str:
    """Give what is decided for all songs: a list may have a million."""
    return json.dumps([dataclasses.asdict(order), version], sort_keys=True)


def make_song(order: Order, folder: Path, task: Task, *, overwrite: bool = False) -> dict[str, Any]:
    """Compose a song, write its files, and give what ``affetto compose --json`` prints.

    Raises
    ------
    EngineError
        If the wish cannot be composed for, or a file cannot be written.
    """
    with _one_song:
        pipeline = _pipeline()
        chosen = dataclasses.replace(order.compose_options, seed=task.seed)
        piece = pipeline.compose(task.text, chosen, order.render_options, Progress())
        formats = [FORMATS[suffix] for suffix in order.suffixes]
        piece = pipeline.furnish(piece, formats, Progress())
    files = [folder / name for name in task.file_names(order)]
    for file in files:
        written = FORMATS[file.suffix].write(piece, order.export_options, Progress())
        _write(written.content, file, overwrite=overwrite)
    return {**piece.to_json(), "number": task.number, "files": [str(file) for file in files]}


@functools.cache
def _pipeline() -> Pipeline:
    return Pipeline()


def _write(content: bytes, file: Path, *, overwrite: bool) -> None:
    """Write a file; one that is there already and is the same was ours, from a run cut short."""
    try:
        write_whole(file, content, overwrite=overwrite)
    except ExportError:
        if not file.is_file() or file.read_bytes() != content:
            raise
