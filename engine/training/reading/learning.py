"""Learns moods from the user's own music: a folder of MIDI files in a folder for each mood."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.emotion.kept_moods import change_moods
from engine.emotion.learned_moods import LearnedClip, mood_words
from engine.emotion.music_features import (
    ATTRIBUTES,
    cut,
    measure_attributes,
    measure_features,
    read_notes,
)
from engine.emotion.music_vectors import CORNERS
from engine.errors import EmotionError, EngineError
from engine.files import read_limited
from engine.midi.parsing import SUFFIXES, Tell
from engine.training.many_files import ReadAll, read_here

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.emotion.reading import EmotionReading
    from engine.progress import Progress
    from engine.training.reading.judges import MusicJudge

__all__ = ["LearnedFolder", "LeftOut", "Teacher", "save"]

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


@dataclass(frozen=True)
class _Mood:
    """What a mood is called, and the folder that teaches it."""

    label: str
    source: Path


@dataclass(frozen=True)
class _Studied:
    """What is known of a file: features (n_clips, n_features), mean attributes (n_attributes,)."""

    digest: str
    features: np.ndarray
    attributes: np.ndarray
    remarks: tuple[str, ...]


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
    read_all
        Who has files measured.
    """

    def __init__(
        self,
        judge: MusicJudge,
        read: Callable[[str], EmotionReading],
        read_all: ReadAll = read_here,
    ) -> None:
        self._judge, self._read, self._read_all = judge, read, read_all

    def learn(self, folder: Path, progress: Progress) -> LearnedFolder:
        """Learn the MIDI files below ``folder``, by the name of the sub-folder they lie in.

        Raises
        ------
        EmotionError
            If the folder cannot be looked into.
        """
        lessons = [
            self._learn_mood(mood, _Mood(_label(mood.name), mood.parent), progress)
            for mood in _find_moods(folder)
        ]
        progress.update("learn", 1.0)
        return LearnedFolder(
            tuple(clip for lesson in lessons for clip in lesson.clips),
            (*_find_strays(folder), *(one for lesson in lessons for one in lesson.left_out)),
            tuple(one for lesson in lessons for one in lesson.mended),
        )

    def learn_as(self, name: str, folder: Path, progress: Progress) -> LearnedFolder:
        """Learn all MIDI files below ``folder`` as one mood, whatever the folder is called.

        Raises
        ------
        EmotionError
            If the folder cannot be looked into, or no wish could name the mood.
        """
        label = _label(name)
        if not mood_words(label):
            raise EmotionError(
                f"no mood can be called {name!r}", hint="Choose a name with a word in it."
            )
        _list(folder)
        lesson = self._learn_mood(folder, _Mood(label, folder), progress)
        progress.update("learn", 1.0)
        return lesson

    def _learn_mood(self, folder: Path, mood: _Mood, progress: Progress) -> LearnedFolder:
        clips, mended = list[LearnedClip](), list[LeftOut]()
        files, left_out = _find_files(folder)
        if not files and not left_out:
            left_out.append(LeftOut(folder, "holds no file"))
        seen: dict[str, Path] = {}
        tell = functools.partial(progress.update, "learn")
        found = self._read_all(_study, folder, files, tell)
        for file, studied in zip(files, found, strict=True):
            if isinstance(studied, str):
                left_out.append(LeftOut(file, studied))
            elif studied.digest in seen:
                left_out.append(LeftOut(file, f"is the same as {seen[studied.digest]}"))
            else:
                seen[studied.digest] = file
                clips.append(self._place(file, folder, mood, studied))
                mended += [LeftOut(file, remark) for remark in studied.remarks]
        return LearnedFolder(tuple(clips), tuple(left_out), tuple(mended))

    def _place(self, file: Path, folder: Path, mood: _Mood, studied: _Studied) -> LearnedClip:
        label = mood.label
        sounds = self._judge.probabilities(studied.features).mean(axis=0) @ CORNERS
        reading = self._read(label)
        said = np.array([reading.valence, reading.arousal])
        valence, arousal = sounds if reading.quadrant is None else (sounds + said) / 2
        return LearnedClip(
            key=f"{label}/{_printable(file.relative_to(folder).as_posix())}",
            label=label,
            valence=round(float(valence), 4),
            arousal=round(float(arousal), 4),
            attributes=tuple(round(value, 4) for value in studied.attributes.tolist()),
            source=_printable(str(mood.source.resolve())),
            digest=studied.digest,
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
    return change_moods(
        lambda clips: [
            *(
                clip
                for clip in clips
                if clip.source not in sources and (clip.label, clip.digest) not in taught
            ),
            *lesson.clips,
        ]
    )


def _printable(name: str) -> str:
    """Give a file's name as text, also where its bytes are none."""
    return name.encode("utf-8", "replace").decode()


def _label(name: str) -> str:
    return " ".join(_printable(name).replace("_", " ").replace("-", " ").split())


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
    return [path for path in _list(folder) if _is_folder(path) and mood_words(_label(path.name))]


def _find_strays(folder: Path) -> Iterator[LeftOut]:
    for path in _list(folder):
        if not _is_folder(path):
            yield LeftOut(path, "lies in no folder with the name of a mood")
        elif not mood_words(_label(path.name)):
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


def _study(_folder: Path, file: Path) -> _Studied | str:
    """Measure a file; or say why it cannot be learned."""
    remarks: list[str] = []
    try:
        return _Studied(_check(file), *_measure(file, remarks.append), tuple(remarks))
    except _Unfit as unfit:
        return str(unfit)


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
