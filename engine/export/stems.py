"""Every part of a piece as a sound file of its own, to be mixed elsewhere."""

from __future__ import annotations

from pathlib import Path

from engine import files
from engine.composition.score import Role
from engine.errors import ExportError
from engine.export import audio
from engine.export.facts import part_name, title_of
from engine.options import ExportOptions
from engine.piece import Piece
from engine.progress import Progress

__all__ = ["check_stems", "encode_stems", "export_stems"]


def check_stems(piece: Piece, folder: Path, *, overwrite: bool = False) -> None:
    """Find out before any work whether the parts of a piece could be written into a folder.

    Raises
    ------
    ExportError
        If a file of one of the names is there, or the folder is none.
    """
    if folder.exists() and not folder.is_dir():
        raise ExportError(f"{folder} is a file", hint="Choose another folder.")
    taken = next((path for path in _names(piece, folder).values() if path.exists()), None)
    if taken and not overwrite:
        raise ExportError(
            f"{taken} exists already", hint="Choose another folder, or replace it with --force."
        )


def export_stems(
    piece: Piece,
    folder: Path,
    *,
    overwrite: bool = False,
    options: ExportOptions | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Write a WAV file for each part of `Piece.stems`; all are there, or none.

    Parameters
    ----------
    folder
        Made if it is not there.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    ExportError
        If a file is there already and ``overwrite`` is False, or they cannot be written.
    JobCancelledError
        If the user asked to stop.
    """
    check_stems(piece, folder, overwrite=overwrite)
    progress = progress or Progress()
    paths = _names(piece, folder)
    contents = encode_stems(piece, options, progress)
    progress.check()
    files.write_folder(folder, {paths[role].name: content for role, content in contents.items()})
    return [paths[role] for role in contents]


def encode_stems(
    piece: Piece, options: ExportOptions | None, progress: Progress
) -> dict[Role, bytes]:
    """Give the content of a WAV file for each part that has a sound; muted ones have none."""
    contents: dict[Role, bytes] = {}
    for role, path in _names(piece, Path()).items():
        if role in piece.stems:
            tags = {"title": f"{title_of(piece)}: {path.stem}", "artist": "Affetto"}
            share = progress.share(len(contents) / len(piece.stems), 1 / len(piece.stems))
            contents[role] = audio.encode(piece.stems[role], ".wav", tags, options, share)
    return contents


def _names(piece: Piece, folder: Path) -> dict[Role, Path]:
    return {
        track.role: folder / f"{part_name(track)}.wav"
        for track in piece.played.tracks
        if track.notes
    }
