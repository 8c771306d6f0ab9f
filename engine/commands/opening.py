"""Opening a song, whoever wrote it: one of ours, a MIDI file, or MusicXML."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

from engine.commands.console import open_song, remark_all, render_options
from engine.composition.score import Score
from engine.errors import CompositionError
from engine.library.melody_file import read_melody
from engine.library.piece_file import SUFFIX, open_piece
from engine.library.song_file import read_song
from engine.options import ComposeOptions
from engine.piece import Piece
from engine.pipeline import Pipeline

__all__ = ["open_any", "open_tune"]


def open_any(path: Path, options: argparse.Namespace, pipeline: Pipeline) -> Piece:
    """Open a song, and say what is not as it was.

    Raises
    ------
    EngineError
        If it cannot be read.
    """
    if path.suffix.lower() == SUFFIX:
        piece = open_song(path, options)
        remark_all(piece.remarks)
        return piece
    score, remarks = read_song(path)
    remark_all(remarks)
    return pipeline.editor.adopt(score, path.stem, ComposeOptions(), render_options(options))


def open_tune(path: Path) -> Score:
    """Take the melody out of a song, and say what was left out.

    Raises
    ------
    EngineError
        If it cannot be read, or has none.
    """
    if path.suffix.lower() != SUFFIX:
        score, remarks = read_melody(path)
        remark_all(remarks)
        return score
    score = open_piece(path).score
    melody = score.track("melody")
    if melody is None or not melody.notes:
        raise CompositionError(f"{path} has no melody", hint="Choose a song with one.")
    return dataclasses.replace(score, chords=(), tracks=(melody,), excerpts=())
