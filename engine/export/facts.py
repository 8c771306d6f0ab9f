"""What files say about the piece in them."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import textwrap

from engine.composition.planning.casting import name_program
from engine.composition.score import Track
from engine.performance.played_score import PlayedTrack
from engine.piece import Piece

__all__ = ["facts_of", "part_name", "title_of"]


def title_of(piece: Piece) -> str:
    """Give the first words of the wish; ASCII dots, since not every player reads UTF-8."""
    return textwrap.shorten(piece.reading.text, 60, placeholder=" ...")


def part_name(track: Track | PlayedTrack) -> str:
    """Name a part as a studio shows it, such as ``"Melody (violin)"``."""
    role, player = track.role, name_program(track.program)
    return role.capitalize() + ("" if track.is_drum or player == role else f" ({player})")


def facts_of(piece: Piece) -> list[str]:
    """Say what gives the same notes again."""
    chosen = dataclasses.asdict(piece.compose_options)
    return [
        f"seed: {piece.seed}",
        f"composer: {piece.compose_options.composer}",
        *(
            f"{name.removeprefix('n_')}: {chosen[name]}"
            for name in ("seconds", "n_bars", "key", "tempo", "metre")
            if chosen[name] is not None
        ),
        f"Affetto {importlib.metadata.version('affetto')}",
    ]
