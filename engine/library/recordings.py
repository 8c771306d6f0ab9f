"""Recordings of wishes, kept only where the user asks for it."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

from engine.audio.waveform import Waveform
from engine.files import make_folder, write_whole
from engine.user_folder import user_folder

__all__ = ["keep_recording", "recordings_folder"]


def recordings_folder() -> Path:
    """Give the folder, which may not exist yet."""
    return user_folder() / "recordings"


def keep_recording(waveform: Waveform) -> Path:
    """Write a recording as FLAC, named by the time of now, and give its place.

    Raises
    ------
    ExportError
        If it cannot be written.
    """
    import soundfile  # noqa: PLC0415 - only who keeps recordings need load it

    content = io.BytesIO()
    soundfile.write(content, waveform.samples, waveform.sample_rate, format="FLAC")
    make_folder(recordings_folder())
    now = dt.datetime.now().astimezone()
    path = recordings_folder() / f"{now:%Y-%m-%d %H.%M.%S.%f}.flac"
    write_whole(path, content.getvalue())
    return path
