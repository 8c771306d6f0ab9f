"""Every part of a piece as a sound file of its own, to be mixed elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine import files
from engine.audio.waveform import Waveform
from engine.composition.score import Role
from engine.errors import ExportError
from engine.export import audio
from engine.export.facts import part_name, title_of
from engine.options import ExportOptions
from engine.piece import Piece
from engine.progress import Progress

__all__ = ["check_stems", "export_stems"]


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


def export_stems(  # noqa: PLR0913 - those of export_piece, and the sounds
    piece: Piece,
    sounds: Mapping[Role, Waveform],
    folder: Path,
    *,
    overwrite: bool = False,
    options: ExportOptions | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Write a WAV file for each part; all are there, or none.

    Parameters
    ----------
    sounds
        As `Pipeline.render_apart` gives them.
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
    contents: dict[str, bytes] = {}
    paths = [path for role, path in _names(piece, folder).items() if role in sounds]
    for number, (role, path) in enumerate(_names(piece, folder).items()):
        if role not in sounds:  # muted
            continue
        tags = {"title": f"{title_of(piece)}: {path.stem}", "artist": "Affetto"}
        share = progress.share(number / len(sounds), 1 / len(sounds))
        contents[path.name] = audio.encode(sounds[role], ".wav", tags, options, share)
    progress.check()
    files.write_folder(folder, contents)
    return paths


def _names(piece: Piece, folder: Path) -> dict[Role, Path]:
    return {
        track.role: folder / f"{part_name(track)}.wav"
        for track in piece.played.tracks
        if track.notes
    }
