"""Sound as audio files."""

from __future__ import annotations

import io
from collections.abc import Mapping

from engine.audio.waveform import Waveform

__all__ = ["AUDIO_FORMATS", "encode"]

AUDIO_FORMATS: dict[str, tuple[str, str]] = {
    ".wav": ("WAV", "PCM_24"),
}
"""libsndfile's names of the container and the coding for each ending."""

_FRAMES_AT_A_TIME = 65_536  # some codecs of libsndfile crash on millions at once


def encode(waveform: Waveform, suffix: str, tags: Mapping[str, str] | None = None) -> bytes:
    """Write sound as the content of an audio file.

    Parameters
    ----------
    suffix
        One of `AUDIO_FORMATS`.
    tags
        Any of ``title``, ``artist``, ``comment`` and ``software``.
    """
    import soundfile  # noqa: PLC0415

    container, coding = AUDIO_FORMATS[suffix]
    buffer = io.BytesIO()
    with soundfile.SoundFile(
        buffer,
        "w",
        samplerate=waveform.sample_rate,
        channels=waveform.n_channels,
        format=container,
        subtype=coding,
    ) as file:
        for name, value in (tags or {}).items():
            setattr(file, name, value)
        for start in range(0, len(waveform.samples), _FRAMES_AT_A_TIME):
            file.write(waveform.samples[start : start + _FRAMES_AT_A_TIME])
    return buffer.getvalue()
