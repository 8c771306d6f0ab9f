"""Writing a song for a purpose: to listen, for a studio, as sheets."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.commands.opening import open_any
from engine.commands.outputs import check_outputs, write_files
from engine.commands.sounding import sounding
from engine.files import make_folder
from engine.pipeline import Pipeline
from engine.terminal import tell, tell_json

__all__ = ["PURPOSES", "export"]

PURPOSES = {
    "listen": (".mp3", ".flac"),
    "studio": (".wav", ".mid", ".dawproject"),
    "sheet": (".pdf", ".musicxml"),
}
"""What each purpose needs, by the endings of files."""


def export(options: argparse.Namespace) -> int:
    """Write all that a purpose needs into a folder, named as the song is."""
    folder = options.output or Path(options.file.stem)
    options.outputs = [folder / (options.file.stem + end) for end in PURPOSES[options.purpose]]
    options.stems = folder / "stems" if options.purpose == "studio" else None
    make_folder(folder)
    check_outputs(options)
    pipeline = Pipeline()
    piece = sounding(open_any(options.file, options, pipeline), pipeline, options)
    files = write_files(piece, options, pipeline)
    if options.json:
        tell_json({"for": options.purpose, "files": files, "seconds": round(piece.duration, 3)})
    else:
        tell("\n".join(f"written: {file}" for file in files))
    return 0
