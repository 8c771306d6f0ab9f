"""From a piece to files.

`formats` lists what a piece can be written as, `writers` and `sheet` hold the writers. `audio` and
`ogg` write sound, `midi` and `dawproject` notes, `stems` every part by itself; `facts` is what all
of them say of the piece.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from engine import files
from engine.errors import ExportError
from engine.export import audio
from engine.export.audio import AUDIO_FORMATS
from engine.export.formats import FORMATS, Format, Written, list_formats
from engine.options import ExportOptions
from engine.progress import Progress

if TYPE_CHECKING:
    from engine.audio.waveform import Waveform
    from engine.piece import Piece

__all__ = [
    "AUDIO_FORMATS",
    "FORMATS",
    "Format",
    "Written",
    "check_target",
    "export_piece",
    "list_formats",
    "write_audio",
]


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


def export_piece(
    piece: Piece,
    path: Path,
    *,
    overwrite: bool = False,
    options: ExportOptions | None = None,
    progress: Progress | None = None,
) -> tuple[str, ...]:
    """Write a piece to a file, in the format that the file's ending names.

    The file is there as a whole or not at all.

    Parameters
    ----------
    options
        None for the usual ones, with today's date.

    Returns
    -------
    tuple of str
        What of the piece the format cannot hold, in sentences.

    Raises
    ------
    ExportError
        If the ending is unknown, the format cannot hold the piece, the piece has no sound yet, the
        file exists and ``overwrite`` is False, or it cannot be written.
    JobCancelledError
        If the user asked to stop; nothing is written.
    """
    check_target(path, overwrite=overwrite)
    progress = progress or Progress()
    options = options or ExportOptions(date=dt.date.today().isoformat())  # noqa: DTZ011 - theirs
    written = FORMATS[path.suffix.lower()].write(piece, options, progress)
    progress.check()
    files.write_whole(path, written.content, overwrite=overwrite)
    return written.left_out


def write_audio(
    waveform: Waveform,
    path: Path,
    *,
    overwrite: bool = False,
    options: ExportOptions | None = None,
    progress: Progress | None = None,
) -> None:
    """Write sound to a file, in the format that the file's ending names.

    Raises
    ------
    ExportError, JobCancelledError
        As `export_piece` does.
    """
    check_target(path, overwrite=overwrite, formats=AUDIO_FORMATS)
    content = audio.encode(waveform, path.suffix.lower(), None, options, progress)
    files.write_whole(path, content, overwrite=overwrite)
