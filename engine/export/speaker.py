"""Keeps how the user usually speaks."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from engine.errors import ExportError
from engine.export.files import write_whole
from engine.speech.speaker import speaker_file

if TYPE_CHECKING:
    from engine.speech.speaker import Speaker

__all__ = ["forget_speaker", "remember_speaker"]

_log = logging.getLogger(__name__)


def remember_speaker(speaker: Speaker) -> None:
    """Write what was learned of a voice; a disk that is full stops no wish."""
    path = speaker_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, speaker.as_text().encode(), overwrite=True)
    except (OSError, ExportError) as error:
        _log.warning("how you speak was not learned: %s", error)


def forget_speaker() -> None:
    """Delete what was learned of a voice; nothing happens where there is nothing.

    Raises
    ------
    ExportError
        If the file cannot be deleted.
    """
    path = speaker_file()
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be deleted: {error.strerror}", hint="Delete the file yourself."
        ) from error
