"""From a piece to files."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import textwrap
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from engine import files
from engine.errors import ExportError
from engine.export import audio, midi
from engine.export.audio import AUDIO_FORMATS
from engine.library import piece_file

if TYPE_CHECKING:
    from engine.audio.waveform import Waveform
    from engine.piece import Piece

__all__ = ["AUDIO_FORMATS", "FORMATS", "check_target", "export_piece", "write_audio"]


def _midi_of(piece: Piece, _suffix: str) -> bytes:
    texts = [f"wish: {piece.reading.text}", *_facts(piece)]
    return midi.score_to_midi_bytes(piece.score, title=_title(piece), texts=texts)


def _audio_of(piece: Piece, suffix: str) -> bytes:
    if piece.waveform is None:
        raise ExportError("the piece has no sound yet", hint="Wait until it is rendered.")
    tags = {"title": piece.reading.text, "software": "Affetto", "comment": "; ".join(_facts(piece))}
    return audio.encode(piece.waveform, suffix, tags)


def _record_of(piece: Piece, _suffix: str) -> bytes:
    return piece_file.piece_to_bytes(piece)


FORMATS: dict[str, Callable[[Piece, str], bytes]] = {
    **dict.fromkeys(AUDIO_FORMATS, _audio_of),
    ".mid": _midi_of,
    piece_file.SUFFIX: _record_of,
}
"""What a piece can be written as: the file's ending, and what makes the file's content."""


def check_target(
    path: Path, *, overwrite: bool = False, formats: Collection[str] = FORMATS.keys()
) -> None:
    """Find out before any work whether a file could be written to ``path``.

    Parameters
    ----------
    formats
        The endings that will do: `FORMATS` for a piece, `AUDIO_FORMATS` for sound alone.

    Raises
    ------
    ExportError
        If the ending is unknown, the folder missing, or the name taken.
    """
    if path.suffix.lower() not in formats:
        ending = f"the ending {path.suffix!r}" if path.suffix else "no ending"
        raise ExportError(
            f"{path} has {ending}, so its format is not known",
            hint=f"End the file's name in one of: {', '.join(formats)}.",
        )
    files.check_place(path, overwrite=overwrite)


def export_piece(piece: Piece, path: Path, *, overwrite: bool = False) -> None:
    """Write a piece to a file, in the format that the file's ending names.

    The file is there as a whole or not at all.

    Raises
    ------
    ExportError
        If the ending is unknown, the piece has no sound yet, the file exists and ``overwrite`` is
        False, or it cannot be written.
    """
    check_target(path, overwrite=overwrite)
    suffix = path.suffix.lower()
    files.write_whole(path, FORMATS[suffix](piece, suffix), overwrite=overwrite)


def write_audio(waveform: Waveform, path: Path, *, overwrite: bool = False) -> None:
    """Write sound to a file, in the format that the file's ending names.

    Raises
    ------
    ExportError
        As `export_piece` does.
    """
    check_target(path, overwrite=overwrite, formats=AUDIO_FORMATS)
    content = audio.encode(waveform, path.suffix.lower())
    files.write_whole(path, content, overwrite=overwrite)


def _title(piece: Piece) -> str:
    """Give the first words of the wish."""
    return textwrap.shorten(piece.reading.text, 60, placeholder=" …")


def _facts(piece: Piece) -> list[str]:
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
