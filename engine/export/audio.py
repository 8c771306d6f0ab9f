"""Sound as audio files, all written by libsndfile."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.audio.waveform import Waveform
from engine.export.ogg import with_fixed_serial
from engine.options import ExportOptions
from engine.progress import Progress

__all__ = ["AUDIO_FORMATS", "encode"]


@dataclass(frozen=True)
class _Codec:
    """libsndfile's names of a container and its coding, by the bits of a sample.

    Attributes
    ----------
    rate
        The one sample rate it has; 0 where any will do.
    """

    container: str
    codings: Mapping[int, str]
    rate: int = 0

    def coding(self, bits: int) -> str:
        return self.codings.get(bits) or next(iter(self.codings.values()))


AUDIO_FORMATS: dict[str, _Codec] = {
    ".wav": _Codec("WAV", {24: "PCM_24", 16: "PCM_16", 32: "FLOAT"}),
    ".flac": _Codec("FLAC", {24: "PCM_24", 16: "PCM_16"}),
    ".mp3": _Codec("MP3", {24: "MPEG_LAYER_III"}),
    ".ogg": _Codec("OGG", {24: "VORBIS"}),
    ".opus": _Codec("OGG", {24: "OPUS"}, rate=48_000),
}
"""How sound is written, by the file's ending."""

_FRAMES_AT_A_TIME = 65_536  # some codecs of libsndfile crash on millions at once
_EVERYTHING: dict[str, Any] = {"bitrate_mode": "CONSTANT", "compression_level": 0.0}  # 320 kbit/s
_TRANSPARENT: dict[str, Any] = {"bitrate_mode": "VARIABLE", "compression_level": 0.2}  # LAME's V2


def encode(
    waveform: Waveform,
    suffix: str,
    tags: Mapping[str, str] | None = None,
    options: ExportOptions | None = None,
    progress: Progress | None = None,
) -> bytes:
    """Write sound as the content of an audio file; the same sound gives the same bytes.

    Parameters
    ----------
    suffix
        One of `AUDIO_FORMATS`.
    tags
        Any of ``title``, ``artist``, ``comment``, ``date`` and ``software``.

    Raises
    ------
    JobCancelledError
        If the user asked to stop.
    """
    import soundfile  # noqa: PLC0415

    options, progress = options or ExportOptions(), progress or Progress()
    codec = AUDIO_FORMATS[suffix]
    if codec.rate:
        from engine.audio.resampling import resample  # noqa: PLC0415 - 30 ms, and only for some

        waveform = resample(waveform, codec.rate)
    buffer = io.BytesIO()
    with soundfile.SoundFile(
        buffer,
        "w",
        samplerate=waveform.sample_rate,
        channels=waveform.n_channels,
        format=codec.container,
        subtype=codec.coding(options.bits),
        **(_mp3(options) if suffix == ".mp3" else {}),
    ) as file:
        for name, value in (tags or {}).items():
            setattr(file, name, value)
        for start in range(0, len(waveform.samples), _FRAMES_AT_A_TIME):
            progress.update("write", start / len(waveform.samples))
            file.write(waveform.samples[start : start + _FRAMES_AT_A_TIME])
    progress.update("write", 1.0)
    content = buffer.getvalue()
    return with_fixed_serial(content) if codec.container == "OGG" else content


def _mp3(options: ExportOptions) -> dict[str, Any]:
    return _EVERYTHING if options.is_constant else _TRANSPARENT
