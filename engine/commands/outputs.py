"""Writing a song in every format that was asked for."""

from __future__ import annotations

import argparse
import datetime as dt
from dataclasses import replace
from pathlib import Path

from engine.audio.waveform import Waveform
from engine.commands.console import console_progress, remark_all, say_remarks
from engine.export import (
    AUDIO_FORMATS,
    FORMATS,
    Format,
    check_target,
    export_piece,
    write_audio,
)
from engine.export.stems import export_stems
from engine.options import ExportOptions
from engine.piece import Piece
from engine.pipeline import Pipeline

__all__ = [
    "check_outputs",
    "export_options",
    "needs_sound",
    "only_sound",
    "with_sound",
    "write_files",
    "write_sounds",
]


def check_outputs(options: argparse.Namespace) -> None:
    """Refuse a target before the work, not after it."""
    for name in options.outputs:
        check_target(Path(name), overwrite=options.force)


def needs_sound(options: argparse.Namespace) -> bool:
    """Whether a file that was asked for has sound in it."""
    return any(kind.has_sound for kind in _formats(options))


def _formats(options: argparse.Namespace) -> list[Format]:
    return [FORMATS[Path(name).suffix.lower()] for name in options.outputs]


def only_sound(options: argparse.Namespace) -> bool:
    """Whether all files that were asked for hold sound alone."""
    names = [Path(name) for name in options.outputs]
    return options.stems is None and all(name.suffix.lower() in AUDIO_FORMATS for name in names)


def export_options(options: argparse.Namespace, *, is_dated: bool = True) -> ExportOptions:
    """Take from the command line how files are written."""
    return ExportOptions(
        bits=options.bits,
        is_constant=options.mp3 == "320",
        is_quantised=options.quantised,
        is_full=options.full,
        date=dt.date.today().isoformat() if is_dated else "",  # noqa: DTZ011 - theirs
    )


def with_sound(pipeline: Pipeline, piece: Piece, options: argparse.Namespace) -> Piece:
    """Give the piece its sound if a file that was asked for needs it."""
    return (
        pipeline.render(piece, console_progress(), say_remarks) if needs_sound(options) else piece
    )


def write_files(piece: Piece, options: argparse.Namespace, pipeline: Pipeline) -> list[str]:
    """Write the piece to every file asked for, say what one cannot hold, and name the files."""
    chosen = export_options(options)
    piece = pipeline.furnish(piece, _formats(options), console_progress(), say_remarks)
    if options.stems is not None and not piece.stems:
        piece = replace(piece, stems=pipeline.render_apart(piece, console_progress()))
    for name in options.outputs:
        target = Path(name)
        left_out = export_piece(
            piece, target, overwrite=options.force, options=chosen, progress=console_progress()
        )
        remark_all(f"{target.name}: {sentence}" for sentence in left_out)
    stems: list[Path] = []
    if options.stems is not None:
        stems = export_stems(
            piece,
            options.stems,
            overwrite=options.force,
            options=chosen,
            progress=console_progress(),
        )
    return list(map(str, [*options.outputs, *stems]))


def write_sounds(waveform: Waveform, options: argparse.Namespace) -> list[str]:
    """Write sound that belongs to no piece to every file asked for, and name the files."""
    for name in options.outputs:
        write_audio(
            waveform,
            Path(name),
            overwrite=options.force,
            options=export_options(options),
            progress=console_progress(),
        )
    return list(map(str, options.outputs))
