"""Learns moods from the user's own music: a folder of MIDI files in a folder for each mood."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.emotion.learned_moods import LearnedClip, as_text, mood_words, moods_file, read_moods
from engine.emotion.music_features import (
    ATTRIBUTES,
    cut,
    measure_attributes,
    measure_features,
    read_notes,
)
from engine.emotion.music_vectors import CORNERS
from engine.errors import EmotionError, EngineError
from engine.files import hold, read_limited, write_whole
from engine.midi.parsing import SUFFIXES, Tell
from engine.user_folder import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.emotion.reading import EmotionReading
    from engine.progress import Progress
    from engine.training.reading.judges import MusicJudge

__all__ = ["LearnedFolder", "LeftOut", "Teacher", "forget", "save"]

_LARGEST = 2_000_000  # bytes; a long sonata has a tenth of it
_MOST_NOTES = 3_000  # in half a minute
_MOST_CLIPS = 8  # of one file, spread over its length


@dataclass(frozen=True)
class LeftOut:
    """A file or folder that could not be learned, or not all of it, and why."""

    path: Path
    reason: str


@dataclass(frozen=True)
class LearnedFolder:
    """What was learned from a folder, what was not, and what of files had to be mended."""

    clips: tuple[LearnedClip, ...]
    left_out: tuple[LeftOut, ...]
    mended: tuple[LeftOut, ...] = ()


class _Unfit(Exception):  # noqa: N818 - a reason, caught where the file is known
    """Why a file cannot be learned."""


class Teacher:
    """Places music by how it sounds and by what its mood's name says.

    Parameters
    ----------
    judge
        Says how music sounds.
    read
        Says what the name of a mood feels like.
    """

    def __init__(self, judge: MusicJudge, read: Callable[[str], EmotionReading]) -> None:
        self._judge = judge
        self._read = read

    def learn(self, folder: Path, progress: Progress) -> LearnedFolder:
        """Learn the MIDI files below ``folder``, by the name of the sub-folder they lie in.

        Raises
        ------
        EmotionError
            If the folder cannot be looked into.
        """
        clips: list[LearnedClip] = []
        left_out, mended = list(_find_strays(folder)), list[LeftOut]()
        for mood in _find_moods(folder):
            files, unreadable = _find_files(mood)
            left_out += unreadable
            if not files and not unreadable:
                left_out.append(LeftOut(mood, "holds no file"))
            seen: dict[str, Path] = {}
            for done, file in enumerate(files):
                progress.update("learn", done / len(files))
                remarks: list[str] = []
                try:
                    clips.append(self._learn_file(file, mood, seen, remarks.append))
                except _Unfit as unfit:
                    left_out.append(LeftOut(file, str(unfit)))
                else:
                    mended += [LeftOut(file, remark) for remark in remarks]
        progress.update("learn", 1.0)
        return LearnedFolder(tuple(clips), tuple(left_out), tuple(mended))

    def _learn_file(self, file: Path, mood: Path, seen: dict[str, Path], tell: Tell) -> LearnedClip:
        digest = _check(file)
        if digest in seen:
            raise _Unfit(f"is the same as {seen[digest]}")
        features, attributes = _measure(file, tell)
        seen[digest] = file
        label = _label(mood)
        sounds = self._judge.probabilities(features).mean(axis=0) @ CORNERS
        reading = self._read(label)
        said = np.array([reading.valence, reading.arousal])
        valence, arousal = sounds if reading.quadrant is None else (sounds + said) / 2
        return LearnedClip(
            key=f"{label}/{_printable(file.relative_to(mood).as_posix())}",
            label=label,
            valence=round(float(valence), 4),
            arousal=round(float(arousal), 4),
            attributes=tuple(round(value, 4) for value in attributes.tolist()),
            source=_printable(str(mood.parent.resolve())),
            digest=digest,
        )


def save(lesson: LearnedFolder) -> tuple[LearnedClip, ...]:
    """Keep what was learned, in place of what the same folder taught before, and give all.

    Raises
    ------
    EmotionError
        If the moods learned so far cannot be read; they stay as they are.
    ExportError
        If nothing can be written; what was there stays.
    """
    sources = {clip.source for clip in lesson.clips}
    taught = {(clip.label, clip.digest) for clip in lesson.clips}
    with hold(moods_file(), hint=ELSEWHERE):
        others = [
            clip
            for clip in read_moods()
            if clip.source not in sources and (clip.label, clip.digest) not in taught
        ]
        clips = _with_own_keys([*others, *lesson.clips])
        _write(clips)
    return clips


def forget(mood: str) -> int:
    """Forget a learned mood by its name and say how many clips it had.

    Raises
    ------
    EmotionError
        If no such mood was learned.
    ExportError
        If the change cannot be written.
    """
    with hold(moods_file(), hint=ELSEWHERE):
        clips = read_moods()
        kept = [clip for clip in clips if clip.label.casefold() != mood.strip().casefold()]
        if len(kept) == len(clips):
            names = ", ".join(sorted({clip.label for clip in clips}))
            raise EmotionError(
                f"no mood called {mood!r} was learned",
                hint=f"Choose one of: {names}." if names else "Nothing was learned so far.",
            )
        _write(kept)
    return len(clips) - len(kept)


def _write(clips: Iterable[LearnedClip]) -> None:
    write_whole(moods_file(), as_text(clips).encode(), overwrite=True)


def _with_own_keys(clips: list[LearnedClip]) -> tuple[LearnedClip, ...]:
    """Tell clips of the same mood and file name apart, from different folders."""
    seen: dict[str, int] = {}
    kept = []
    for clip in clips:
        count = seen[clip.key] = seen.get(clip.key, 0) + 1
        kept.append(clip if count == 1 else replace(clip, key=f"{clip.key} ({count})"))
    return tuple(kept)


def _printable(name: str) -> str:
    """Give a file's name as text, also where its bytes are none."""
    return name.encode("utf-8", "replace").decode()


def _label(mood: Path) -> str:
    return " ".join(_printable(mood.name).replace("_", " ").replace("-", " ").split())


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # of a folder whose entries may not be looked at
        return False


def _list(folder: Path) -> list[Path]:
    """List what is not hidden.

    Raises
    ------
    EmotionError
        If the folder cannot be looked into.
    """
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise EmotionError(
            f"the folder {folder} cannot be looked into: {error.strerror}",
            hint="Name a folder that holds one folder of MIDI files for each mood.",
        ) from error


def _find_moods(folder: Path) -> list[Path]:
    return [path for path in _list(folder) if _is_folder(path) and mood_words(_label(path))]


def _find_strays(folder: Path) -> Iterator[LeftOut]:
    for path in _list(folder):
        if not _is_folder(path):
            yield LeftOut(path, "lies in no folder with the name of a mood")
        elif not mood_words(_label(path)):
            yield LeftOut(path, "has a name without a word")


def _find_files(mood: Path) -> tuple[list[Path], list[LeftOut]]:
    """Find all files below a folder that are not hidden, and the folders that stay closed."""
    errors: list[OSError] = []
    found = [
        Path(folder, name)
        for folder, _, names in os.walk(mood, onerror=errors.append)
        for name in names
        if not name.startswith(".")
    ]
    closed = [LeftOut(Path(e.filename), f"cannot be looked into: {e.strerror}") for e in errors]
    return sorted(found), closed


def _check(file: Path) -> str:
    """Give a file's digest, if it may be music.

    Raises
    ------
    _Unfit
        If it is no MIDI file by name or size, or cannot be read.
    """
    if file.suffix.lower() not in SUFFIXES:
        raise _Unfit("is no MIDI file")
    try:
        if not file.is_file() and file.exists():
            raise _Unfit("is no plain file")
        content = read_limited(file, _LARGEST)
    except OSError as error:
        raise _Unfit(f"cannot be read: {error.strerror}") from error
    if not content:
        raise _Unfit("is empty")
    return hashlib.sha256(content).hexdigest()


def _measure(file: Path, tell: Tell) -> tuple[np.ndarray, np.ndarray]:
    """Measure a file: features (n_clips, n_features), mean attributes (n_attributes,)."""
    try:
        clips = cut(read_notes(file, tell))
    except EngineError as error:
        raise _Unfit(str(error).removeprefix(f"{file} ")) from error
    chosen = [clips[n] for n in np.unique(np.linspace(0, len(clips) - 1, _MOST_CLIPS).astype(int))]
    if max(map(len, chosen)) > _MOST_NOTES:
        raise _Unfit(f"holds more than {_MOST_NOTES} notes in half a minute")
    features = np.array([list(measure_features(clip).values()) for clip in chosen])
    attributes = np.array([[measure_attributes(c)[name] for name in ATTRIBUTES] for c in chosen])
    return features, attributes.mean(axis=0)
