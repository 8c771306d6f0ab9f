"""Moods that the user taught with music of their own, kept in one file of the user's folder."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from engine.emotion.music_features import ATTRIBUTES
from engine.errors import EmotionError
from engine.files import keep_aside, read_json
from engine.user_folder import user_folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = [
    "LearnedClip",
    "as_text",
    "known_moods",
    "mood_words",
    "moods_file",
    "moods_stamp",
    "read_moods",
]

_log = logging.getLogger(__name__)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_VERSION = 1  # of the file
_BEYOND = 1_000.0  # no tempo, density, pitch or loudness comes near it
_LARGEST = 20_000_000  # bytes; ten thousand pieces of music take four million


@dataclass(frozen=True)
class LearnedClip:
    """A piece of the user's music.

    Attributes
    ----------
    key
        Mood and file name, such as ``"boss fight/march.mid"``.
    label
        The mood's name.
    valence, arousal
        −1 to 1.
    attributes
        In the order of `ATTRIBUTES`.
    source
        The folder it was learned from.
    digest
        SHA-256 of the file.
    """

    key: str
    label: str
    valence: float
    arousal: float
    attributes: tuple[float, ...]
    source: str
    digest: str


@dataclass(frozen=True)
class _Document:
    """What the file holds."""

    clips: tuple[LearnedClip, ...]
    version: int = _VERSION


def moods_file() -> Path:
    """Give the file, which may not exist yet."""
    return user_folder() / "moods.json"


def moods_stamp() -> tuple[int, int] | None:
    """Give a value that changes with the file; None where there is none."""
    try:
        state = moods_file().stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size


def read_moods() -> tuple[LearnedClip, ...]:
    """Read what was learned; nothing where there is no file, or a damaged one, which is kept aside.

    Raises
    ------
    EmotionError
        If the file cannot be read.
    """
    path = moods_file()
    try:
        return _read_clips(read_json(path, _LARGEST))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise EmotionError(
            f"the learned moods in {path} cannot be read: {error.strerror}",
            hint="Move that file away, then learn the folders again.",
        ) from error
    except ValueError as error:
        keep_aside(path, error)
        return ()


def known_moods() -> tuple[LearnedClip, ...]:
    """Read what was learned; a file that cannot be read is told in the log and stops no wish."""
    try:
        return read_moods()
    except EmotionError as error:
        _log.warning("%s", error)
        return ()


def as_text(clips: Iterable[LearnedClip]) -> str:
    """Write clips as the file holds them."""
    entries = [asdict(clip) for clip in clips]
    return json.dumps({"version": _VERSION, "clips": entries}, ensure_ascii=False, indent=1) + "\n"


def mood_words(label: str) -> tuple[str, ...]:
    """Split a mood's name into the words by which a wish may name it."""
    return tuple(match[0].lower().replace("’", "'") for match in _WORD.finditer(label))


def _read_clips(plain: object) -> tuple[LearnedClip, ...]:
    """Read what the file holds.

    Raises
    ------
    ValueError
        If it is not what `as_text` writes.
    """
    import msgspec  # noqa: PLC0415 - only a user who taught moods need wait for it

    document = msgspec.convert(plain, _Document)
    for clip in document.clips:
        if len(clip.attributes) != len(ATTRIBUTES):
            raise ValueError(f"{clip.key} has {len(clip.attributes)} attributes")
        if max(abs(clip.valence), abs(clip.arousal)) > 1:
            raise ValueError(f"{clip.key} lies outside the plane of feelings")
        if max(map(abs, clip.attributes)) > _BEYOND:
            raise ValueError(f"{clip.key} is like no music")
    return document.clips
