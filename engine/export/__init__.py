"""From a piece to files."""

from __future__ import annotations

import importlib.metadata
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import ExportError
from engine.export import audio, files, midi

if TYPE_CHECKING:
    from engine.audio.waveform import Waveform
    from engine.piece import Piece

__all__ = ["FORMATS", "check_target", "export_piece", "write_audio"]


def _midi_of(piece: Piece, _suffix: str) -> bytes:
    texts = [f"wish: {piece.reading.text}", *_facts(piece)]
    return midi.score_to_midi_bytes(piece.score, title=_title(piece), texts=texts)


def _audio_of(piece: Piece, suffix: str) -> bytes:
    if piece.waveform is None:
        raise ExportError("the piece has no sound yet", hint="Wait until it is rendered.")
    tags = {"title": piece.reading.text, "software": "Affetto", "comment": "; ".join(_facts(piece))}
    return audio.encode(piece.waveform, suffix, tags)


FORMATS: dict[str, Callable[[Piece, str], bytes]] = {
    **dict.fromkeys(audio.AUDIO_FORMATS, _audio_of),
    ".mid": _midi_of,
}
"""What a piece can be written as: the file's ending, and what makes the file's content."""


def check_target(path: Path, *, overwrite: bool = False) -> None:
    """Find out before a piece is made whether it could be exported to ``path``.

    Raises
    ------
    ExportError
        If the ending is unknown, the folder missing, or the name taken.
    """
    _known_suffix(path, FORMATS)
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
    suffix = _known_suffix(path, audio.AUDIO_FORMATS)
    files.check_place(path, overwrite=overwrite)
    files.write_whole(path, audio.encode(waveform, suffix), overwrite=overwrite)


def _known_suffix(path: Path, formats: dict[str, Any]) -> str:
    suffix = path.suffix.lower()
    if suffix in formats:
        return suffix
    ending = f"the ending {suffix!r}" if suffix else "no ending"
    raise ExportError(
        f"{path} has {ending}, so its format is not known",
        hint=f"End the file's name in one of: {', '.join(formats)}.",
    )


def _title(piece: Piece) -> str:
    """Give the first words of the wish."""
    return textwrap.shorten(piece.reading.text, 60, placeholder=" …")


def _facts(piece: Piece) -> list[str]:
    """Say what gives the same notes again."""
    return [
        f"seed: {piece.seed}",
        f"composer: {piece.compose_options.composer}",
        f"seconds: {piece.compose_options.seconds:g}",
        f"Affetto {importlib.metadata.version('affetto')}",
    ]
