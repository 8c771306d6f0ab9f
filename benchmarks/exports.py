"""What writing a song costs in every format, in CPU seconds beside the limit.

    python benchmarks/exports.py [--seconds 60] [--styles pop jazz …] [--purposes sheet …]

Each song is composed and rendered once; every format is written twice and the second time counts,
so that loading Verovio and the encoders is left out: *start* says what that costs. Sheets are
written as lead sheets and *full*; their limit is for a minute of music.
"""

from __future__ import annotations

import argparse
import statistics
import time

from engine.export import FORMATS
from engine.options import ComposeOptions, ExportOptions, RenderOptions
from engine.piece import Piece
from engine.pipeline import Pipeline
from engine.progress import Progress

STYLES = ("pop", "jazz", "orchestra", "waltz", "techno", "ballad")
WISHES = ("a happy dance", "calm sea at sunset")
SHEET, SOUND = 0.3, 3.0
"""CPU seconds: of a sheet for a minute of music, and of an MP3."""


def written(piece: Piece, suffix: str, *, is_full: bool) -> float:
    """Give the CPU seconds of writing once."""
    options = ExportOptions(is_full=is_full, date="2026-01-01")
    began = time.process_time()
    FORMATS[suffix].write(piece, options, Progress())
    return time.process_time() - began


def main() -> None:
    """Print a row for each format."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--styles", nargs="+", default=STYLES)
    purposes = sorted({entry.purpose for entry in FORMATS.values()})
    parser.add_argument("--purposes", nargs="+", choices=purposes, default=purposes)
    options = parser.parse_args()
    asked = {s: entry for s, entry in FORMATS.items() if entry.purpose in options.purposes}
    pipeline, songs = Pipeline(), []
    for seed, style in enumerate(options.styles):
        chosen = ComposeOptions(options.seconds, seed, style=style)
        wish = WISHES[seed % len(WISHES)]
        piece = pipeline.compose(wish, chosen, RenderOptions(), Progress())
        songs.append(pipeline.furnish(piece, asked.values(), Progress()))
    print(f"{'CPU seconds':18} start  median  most  limit")
    for suffix, entry in asked.items():
        for is_full in (False, True) if entry.purpose == "sheet" else (False,):
            first = written(songs[0], suffix, is_full=is_full)
            taken = [written(song, suffix, is_full=is_full) for song in songs]
            limit = SHEET * options.seconds / 60 if entry.purpose == "sheet" else SOUND
            name = f"{suffix} {'full' if is_full else ''}"
            print(
                f"{name:18} {max(first - taken[0], 0):5.2f}  {statistics.median(taken):6.3f}"
                f" {max(taken):6.3f}  {limit:5.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
