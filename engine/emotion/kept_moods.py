"""Changes the file of learned moods: one writer at a time, whole or not at all."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from engine.emotion.learned_moods import LearnedClip, as_text, moods_file, read_moods
from engine.errors import EmotionError
from engine.files import hold, write_whole
from engine.lessons import LearnedMood
from engine.user_folder import ELSEWHERE

__all__ = ["change_moods", "forget_mood", "list_moods", "remember_mood"]


def list_moods() -> list[LearnedMood]:
    """Sum up the learned moods, in order of their names.

    Raises
    ------
    EmotionError
        If they cannot be read.
    """
    clips: dict[str, list[LearnedClip]] = {}
    for clip in read_moods():
        clips.setdefault(clip.label, []).append(clip)
    return [
        LearnedMood(
            label,
            len(own),
            float(np.mean([clip.valence for clip in own])),
            float(np.mean([clip.arousal for clip in own])),
        )
        for label, own in sorted(clips.items())
    ]


def change_moods(
    change: Callable[[Sequence[LearnedClip]], Iterable[LearnedClip]],
) -> tuple[LearnedClip, ...]:
    """Put what ``change`` makes of the learned clips in their place, and give it.

    Raises
    ------
    EmotionError
        If the moods learned so far cannot be read; they stay as they are.
    ExportError
        If nothing can be written; what was there stays.
    """
    with hold(moods_file(), hint=ELSEWHERE):
        clips = _with_own_keys(change(read_moods()))
        write_whole(moods_file(), as_text(clips).encode(), overwrite=True)
    return clips


def forget_mood(name: str) -> tuple[LearnedClip, ...]:
    """Forget a learned mood by its name, and give its clips, which `remember_mood` takes.

    Raises
    ------
    EmotionError
        If no such mood was learned.
    ExportError
        If the change cannot be written.
    """
    gone: list[LearnedClip] = []

    def forget(clips: Sequence[LearnedClip]) -> Iterable[LearnedClip]:
        is_meant = [clip.label.casefold() == name.strip().casefold() for clip in clips]
        gone.extend(itertools.compress(clips, is_meant))
        if not gone:
            names = ", ".join(sorted({clip.label for clip in clips}))
            raise EmotionError(
                f"no mood called {name!r} was learned",
                hint=f"Choose one of: {names}." if names else "Nothing was learned so far.",
            )
        return [clip for clip, is_gone in zip(clips, is_meant, strict=True) if not is_gone]

    change_moods(forget)
    return tuple(gone)


def remember_mood(clips: Iterable[LearnedClip]) -> None:
    """Take back clips that were forgotten, unless the same music taught the mood again.

    Raises
    ------
    EmotionError
        If the moods learned so far cannot be read; they stay as they are.
    ExportError
        If the change cannot be written.
    """

    def remember(known: Sequence[LearnedClip]) -> Iterable[LearnedClip]:
        taught = {(clip.label, clip.digest) for clip in known}
        return [*known, *(clip for clip in clips if (clip.label, clip.digest) not in taught)]

    change_moods(remember)


def _with_own_keys(clips: Iterable[LearnedClip]) -> tuple[LearnedClip, ...]:
    """Tell clips of the same mood and file name apart, from different folders."""
    seen: dict[str, int] = {}
    kept = []
    for clip in clips:
        count = seen[clip.key] = seen.get(clip.key, 0) + 1
        kept.append(clip if count == 1 else replace(clip, key=f"{clip.key} ({count})"))
    return tuple(kept)
