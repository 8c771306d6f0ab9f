"""Making a song for each wish of a list."""

from __future__ import annotations

import argparse
import functools
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from engine.batch.attempts import work_here
from engine.batch.processes import n_cores, work_in_processes
from engine.batch.run import BatchRun, BatchStanding, Work
from engine.batch.task import Order
from engine.batch.worker_reading import read_by_workers
from engine.commands.console import render_options
from engine.commands.making import compose_options
from engine.commands.outputs import export_options
from engine.composition.composers import load_composer
from engine.errors import ExportError, OptionError
from engine.export import FORMATS
from engine.synthesis.soundfont_file import find_soundfont
from engine.synthesis.synthesizer import load_synthesizer
from engine.terminal import decode, read_stdin, remark, tell_json

if TYPE_CHECKING:
    from engine.training.many_files import ReadAll

__all__ = ["batch", "who_reads"]

_MANY = 1000
"""Tasks that nobody has counted."""

_SELDOM = 60.0
"""Seconds between lines of progress in a log."""
_OFTEN = 0.2
"""Seconds between changes of the line of progress in a terminal."""


def batch(options: argparse.Namespace) -> int:
    """Compose one song per line; a wish that fails does not stop the others."""
    wishes = _read_wishes(options.file)
    chosen = compose_options(options, seed=0)
    order = Order(
        chosen,
        render_options(options),
        _suffixes(options.formats),
        export_options(options, is_dated=False),
    )
    _check_parts(order)
    work = _work(options, len(wishes), n_cores())
    made = BatchRun(options.output, wishes, order, seed=options.seed, force=options.force)
    show = _Progress()
    for answer in made.run(work, show.tell):
        tell_json(answer)
    show.close(len(wishes))
    return 1 if made.failures else 0


def who_reads(options: argparse.Namespace) -> ReadAll | None:
    """Choose who reads many files: the workers that are asked for, None for nobody but us."""
    if options.cluster is None and options.jobs is None:
        return None
    return functools.partial(read_by_workers, _work(options, _MANY, 1))


def _work(options: argparse.Namespace, n_tasks: int, usual: int) -> Work:
    """Choose where the work is done; ``usual`` is the number of processes if nobody says."""
    if options.cluster is not None:
        from engine.batch.cluster import Cluster  # noqa: PLC0415 - an extra that few install

        return Cluster(options.cluster).work
    n_workers = min(usual if options.jobs is None else options.jobs, n_tasks)
    if options.jobs is not None and not 1 <= options.jobs <= 1000:
        raise OptionError(f"{options.jobs} processes are no number of them", hint="Choose 2, say.")
    if n_workers == 1:
        return work_here
    return functools.partial(work_in_processes, n_workers=n_workers)


def _check_parts(order: Order) -> None:
    """Find out once, not in every song, whether composer and sound are there."""
    load_composer(order.compose_options.composer)
    find_soundfont(order.render_options.soundfont)
    if any(FORMATS[suffix].is_rendered for suffix in order.suffixes):
        load_synthesizer(order.render_options)


def _suffixes(formats: list[str] | None) -> tuple[str, ...]:
    suffixes = dict.fromkeys(f".{name.lstrip('.').lower()}" for name in formats or ["mid"])
    for suffix in suffixes.keys() - FORMATS.keys():
        raise ExportError(
            f"the format {suffix.lstrip('.')!r} is not known",
            hint=f"Choose from: {', '.join(name.lstrip('.') for name in FORMATS)}.",
        )
    return tuple(suffixes)


def _read_wishes(file: Path) -> list[str]:
    try:
        text = read_stdin() if str(file) == "-" else decode(file.read_bytes(), str(file))
    except OSError as error:
        raise OptionError(
            f"the wishes in {file} cannot be read: {error.strerror}",
            hint="Name a text file with one wish a line.",
        ) from error
    wishes = [line.strip() for line in text.splitlines() if line.strip()]
    if not wishes:
        raise OptionError(f"{file} holds no wish", hint="Write one wish a line.")
    return wishes


class _Progress:
    """One line that says how far it is: drawn anew for a person, now and then for a log."""

    def __init__(self) -> None:
        self._is_person = sys.stderr is not None and sys.stderr.isatty()
        self._next = time.monotonic() + (0.0 if self._is_person else _SELDOM)
        self._last: BatchStanding | None = None

    def tell(self, standing: BatchStanding) -> None:
        self._last = standing
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + (_OFTEN if self._is_person else _SELDOM)
        self._say(_describe(standing), end="" if self._is_person else "\n")

    def close(self, n_songs: int) -> None:
        """Say how it ended."""
        if self._last is None:
            self._say(f"all {n_songs} songs were done already")
            return
        self._say(_describe(self._last))
        if self._last.n_failed:
            remark("what failed is listed in failed.jsonl")

    def _say(self, text: str, end: str = "\n") -> None:
        """Write over the line before, for a person."""
        remark(f"\r{text:<70}" if self._is_person else text, end=end)


def _describe(standing: BatchStanding) -> str:
    n_there = standing.n_before + standing.n_done
    parts = [f"{n_there} of {standing.n_songs} songs"]
    if standing.n_failed:
        parts.append(f"{standing.n_failed} failed")
    if left := standing.seconds_left:
        parts.append(f"{_duration(left)} left")
    else:
        parts.append(f"{_duration(standing.seconds)} taken")
    return ", ".join(parts)


def _duration(seconds: float) -> str:
    if seconds < 99:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5940 else f"{seconds / 3600:.1f} h"
