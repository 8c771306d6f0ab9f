"""Moods that the user taught with music of their own, kept in one file of the user's folder."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from engine.emotion.music_features import ATTRIBUTES
from engine.errors import EmotionError
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
_VERSION = 1


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
    """Read what was learned; nothing where there is no file.

    Raises
    ------
    EmotionError
        If the file cannot be read or is not one of ours.
    """
    path = moods_file()
    try:
        if not path.exists():
            return ()
        document = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_read_clip(entry) for entry in document["clips"])
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise EmotionError(
            f"the learned moods in {path} cannot be read: {error or type(error).__name__}",
            hint="Move that file away, then learn the folders again.",
        ) from error


def known_moods() -> tuple[LearnedClip, ...]:
    """Read what was learned; a damaged file is told in the log and stops no wish."""
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


def _read_clip(entry: dict[str, object]) -> LearnedClip:
    clip = LearnedClip(**entry)  # type: ignore[arg-type]
    attributes = tuple(float(value) for value in clip.attributes)
    if len(attributes) != len(ATTRIBUTES):
        raise ValueError(f"{clip.key} has {len(attributes)} attributes, not {len(ATTRIBUTES)}")
    place = float(clip.valence), float(clip.arousal)
    return LearnedClip(clip.key, clip.label, *place, attributes, clip.source, clip.digest)
