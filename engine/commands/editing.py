"""Changing a saved song: the answer is always a new one, the old file stays."""

from __future__ import annotations

import argparse
import dataclasses
import re
import secrets
from collections.abc import Iterator

from engine.commands.console import (
    console_progress,
    open_song,
    render_options,
)
from engine.commands.making import check_outputs, finish, with_sound
from engine.composition.changing.editing import (
    KEEPS,
    REWRITES,
    Alter,
    Edit,
    Extend,
    Rekey,
    Retempo,
    Rewrite,
)
from engine.composition.changing.moves import find_move
from engine.composition.revision import PARTS
from engine.errors import OptionError
from engine.library.melody_file import read_melody
from engine.options import MAX_SEED, ComposeOptions
from engine.piece import Piece
from engine.pipeline import Pipeline
from engine.terminal import remark

__all__ = ["edit", "harmonise"]

_BARS = re.compile(r"(\d+)(?:\s*[-–:]\s*(\d+))?")


def edit(options: argparse.Namespace) -> int:
    """Change a saved song and write the new one."""
    check_outputs(options)
    piece = open_song(options.file, options)
    for sentence in piece.remarks:
        remark(sentence)
    seed = _seed(options)
    edits = list(_edits(options, seed))
    if not edits and not options.again and not options.metre:
        raise OptionError(
            "nothing is to be changed", hint="Say what, such as --move sadder or --bars 5-8."
        )
    pipeline = Pipeline()
    if options.again or options.metre:
        piece = _compose_again(pipeline, piece, options, seed)
    for change in edits:
        piece = pipeline.edit(piece, change, console_progress())
    finish(with_sound(pipeline, piece, options), options)
    return 0


def harmonise(options: argparse.Namespace) -> int:
    """Write chords, bass and accompaniment to a melody."""
    check_outputs(options)
    melody, remarks = read_melody(options.file)
    for sentence in remarks:
        remark(sentence)
    pipeline = Pipeline()
    chosen = ComposeOptions(seed=_seed(options), composer=options.composer)
    piece = pipeline.harmonise(
        melody, options.mood, chosen, render_options(options), console_progress()
    )
    finish(with_sound(pipeline, piece, options), options)
    return 0


def _seed(options: argparse.Namespace) -> int:
    return secrets.randbelow(MAX_SEED + 1) if options.seed is None else int(options.seed)


def _compose_again(
    pipeline: Pipeline, piece: Piece, options: argparse.Namespace, seed: int
) -> Piece:
    """Compose the same wish with another seed, or in another metre."""
    chosen = dataclasses.replace(
        piece.compose_options,
        seed=seed if options.again else piece.seed,
        metre=options.metre or piece.compose_options.metre,
    )
    return pipeline.compose(piece.reading.text, chosen, piece.render_options, console_progress())


def _edits(options: argparse.Namespace, seed: int) -> Iterator[Edit]:
    """List the changes in the order in which they make sense, whatever the order typed."""
    if options.key:
        yield Rekey(options.key)
    if options.tempo is not None:
        yield Retempo(options.tempo)
    for name in options.moves:
        yield Alter(find_move(name), seed)
    if options.extend is not None:
        yield Extend(options.extend, seed)
    if options.bars or options.parts or options.keep:
        yield _rewrite(options, seed)


def _rewrite(options: argparse.Namespace, seed: int) -> Rewrite:
    if options.keep and options.parts:
        raise OptionError(
            "--keep and --part say the same thing twice",
            hint="Name what is to change with --part, or what is to stay with --keep.",
        )
    bars = _parse_bars(options.bars) if options.bars else None
    if options.keep:
        return Rewrite(bars, KEEPS[options.keep], options.keep == "rhythm", seed)
    named = frozenset(part for name in options.parts for part in REWRITES[name])
    return Rewrite(bars, named or frozenset(PARTS), seed=seed)


def _parse_bars(text: str) -> range:
    """Read ``"5-8"`` or ``"5"``, counted from 1, both ends included."""
    found = _BARS.fullmatch(text.strip())
    if found is None:
        raise OptionError(f"{text!r} names no bars", hint="Write bars such as 5-8, or 5.")
    first, last = int(found[1]), int(found[2] or found[1])
    return range(first - 1, last)
