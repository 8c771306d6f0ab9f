"""Reading sound files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from engine.audio.waveform import Waveform
from engine.errors import SpeechError

__all__ = ["LONGEST", "read_audio"]

LONGEST = 600.0
"""Seconds of sound that are read; a spoken wish is never longer."""

_MOST_SAMPLES = 60_000_000
"""Of all channels: ten minutes in stereo at 48 kHz, 240 MB."""
_BLOCK = 1 << 18  # frames; a file is believed to hold more only as more is found in it

_CONVERT = "Save it as WAV, FLAC, OGG or MP3, and try again."
_AGAIN = "Record or copy it again."


def read_audio(path: Path) -> Waveform:
    """Read a sound file in any format of libsndfile (WAV, FLAC, OGG, MP3, AIFF, …).

    Samples that are no numbers become 0; infinite ones, full scale.

    Raises
    ------
    SpeechError
        If the file is missing, unreadable, empty, no sound file, breaks off before its end,
        is longer than `LONGEST`, or says that it holds more samples than are ever needed.
    """
    _check_file(path)
    try:
        file = soundfile.SoundFile(path)
    except (soundfile.LibsndfileError, OSError) as error:
        raise SpeechError(f"{path} is not a sound file that can be read", hint=_CONVERT) from error
    with file:
        _check_length(path, file.frames / file.samplerate)
        _check_size(path, file)
        samples = _read_all(path, file)
    return Waveform(
        np.nan_to_num(samples, copy=False, posinf=1.0, neginf=-1.0), int(file.samplerate)
    )


def _read_all(path: Path, file: soundfile.SoundFile) -> NDArray[np.float32]:
    samples = np.empty((file.frames, file.channels), np.float32)
    n_read = 0
    try:
        while n_read < len(samples):
            found = file.read(out=samples[n_read : n_read + _BLOCK])
            if not len(found):
                break
            n_read += len(found)
    except soundfile.LibsndfileError as error:
        raise SpeechError(f"{path} is damaged or breaks off", hint=_AGAIN) from error
    samples = samples[:n_read]
    # An MP3 without an index only estimates its length, so a little may be missing.
    if len(samples) < 0.95 * file.frames or _is_cut(path):
        raise SpeechError(
            f"{path} breaks off after {len(samples) / file.samplerate:.1f} s", hint=_AGAIN
        )
    if not len(samples):
        raise SpeechError(f"{path} holds no sound", hint=_AGAIN)
    return samples


def _check_file(path: Path) -> None:
    if not path.exists():
        raise SpeechError(f"there is no file {path}", hint="Check the name.")
    if not path.is_file():
        raise SpeechError(f"{path} is not a file", hint="Name a sound file.")
    try:
        with path.open("rb") as file:
            is_empty = not file.read(1)
    except OSError as error:
        raise SpeechError(
            f"{path} cannot be read: {error.strerror}", hint="Check who may read it."
        ) from error
    if is_empty:
        raise SpeechError(f"{path} is empty (0 bytes)", hint=_AGAIN)


def _check_length(path: Path, seconds: float) -> None:
    if seconds > LONGEST:
        raise SpeechError(
            f"{path} lasts {seconds / 60:.0f} minutes, a wish at most {LONGEST / 60:.0f}",
            hint="Cut out the part with the wish, and try again.",
        )


def _check_size(path: Path, file: soundfile.SoundFile) -> None:
    """Refuse what a header claims before any memory is taken for it."""
    if file.frames * file.channels > _MOST_SAMPLES:
        raise SpeechError(
            f"{path} is said to hold {file.frames / 1e6:.0f} million samples in {file.channels} "
            f"channels at {file.samplerate} Hz, more than a recording needs",
            hint="Save it in one or two channels at 48000 Hz, and try again.",
        )


def _is_cut(path: Path) -> bool:
    """Whether a RIFF or AIFF file is shorter than it says; libsndfile reads on as if it were not.

    A program that was stopped while it recorded leaves a size of 0 or of 2 GB and more: such a
    file says nothing about its length.
    """
    with path.open("rb") as file:
        header = file.read(8)
    byte_orders = {b"RIFF": "little", b"FORM": "big"}
    if header[:4] not in byte_orders:
        return False
    size = int.from_bytes(header[4:], "little" if header[:4] == b"RIFF" else "big")
    return 0 < size < 2**31 - 2**16 and size + 8 > path.stat().st_size
