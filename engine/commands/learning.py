"""Teaching moods with music of one's own."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.commands.batching import who_reads
from engine.commands.console import console_progress
from engine.emotion.learned_moods import LearnedClip, read_moods
from engine.emotion.music_vectors import CORNERS, LABELS
from engine.errors import EmotionError, OptionError
from engine.speech.speaker import forget_speaker
from engine.terminal import remark, tell, tell_json

if TYPE_CHECKING:
    from engine.training.reading.learning import LeftOut

__all__ = ["learn"]


def learn(options: argparse.Namespace) -> int:
    """Learn a folder of music, list what was learned, or forget a mood."""
    wanted = (options.folder is not None, options.list, options.forget is not None)
    if sum((*wanted, options.forget_voice)) != 1:
        raise OptionError(
            "it is not clear what to do",
            hint="Give one of: a folder, --list, --forget with a mood's name, --forget-voice.",
        )
    if options.forget_voice:
        forget_speaker()
        return 0
    if options.forget is not None:
        return _forget(options)
    if options.list:
        _tell(_describe(read_moods()), (), as_json=options.json)
        return 0
    return _learn(options)


def _learn(options: argparse.Namespace) -> int:
    from engine.emotion.reader import Reader  # noqa: PLC0415 - loads models
    from engine.options import VECTOR_SETS  # noqa: PLC0415
    from engine.training.many_files import read_here  # noqa: PLC0415
    from engine.training.reading.judges import load_judge  # noqa: PLC0415 - loads torch
    from engine.training.reading.learning import Teacher, save  # noqa: PLC0415

    read_moods()  # a file that cannot be read stops us before any work
    read_all = who_reads(options) or read_here
    teacher = Teacher(load_judge(VECTOR_SETS[0]), Reader().read, read_all)
    lesson = teacher.learn(options.folder, console_progress())
    for missed in lesson.left_out:
        remark(f"left out: {missed.path} {missed.reason}")
    for mended in lesson.mended:
        remark(f"mended: {mended.path} ({mended.reason})")
    if not lesson.clips:
        raise EmotionError(
            f"nothing could be learned from {options.folder}",
            hint='Put MIDI files into folders named by moods, such as "rainy sunday".',
        )
    save(lesson)
    _tell(_describe(lesson.clips), lesson.left_out, as_json=options.json)
    return 0


def _forget(options: argparse.Namespace) -> int:
    from engine.emotion.kept_moods import forget_mood  # noqa: PLC0415 - loads more than listing needs

    n_clips = len(forget_mood(options.forget))
    answer = {"forgotten": options.forget, "clips": n_clips}
    if options.json:
        tell_json(answer)
    else:
        tell(f"{n_clips} clips forgotten")
    return 0


def _describe(clips: Iterable[LearnedClip]) -> list[dict[str, Any]]:
    """Sum up each mood."""
    moods: dict[str, list[LearnedClip]] = {}
    for clip in clips:
        moods.setdefault(clip.label, []).append(clip)
    return [_describe_mood(label, own) for label, own in sorted(moods.items())]


def _describe_mood(label: str, clips: Sequence[LearnedClip]) -> dict[str, Any]:
    valence, arousal = np.mean([(clip.valence, clip.arousal) for clip in clips], axis=0).tolist()
    return {
        "mood": label,
        "clips": len(clips),
        "valence": round(valence, 4),
        "arousal": round(arousal, 4),
        "quadrant": list(LABELS)[int(np.argmax(CORNERS @ (valence, arousal)))],
        "folders": sorted(Counter(clip.source for clip in clips)),
    }


def _tell(moods: list[dict[str, Any]], left_out: Sequence[LeftOut], *, as_json: bool) -> None:
    if as_json:
        missed = [{"file": str(one.path), "reason": one.reason} for one in left_out]
        tell_json({"moods": moods, "left_out": missed})
        return
    for mood in moods:
        clips = "1 clip" if mood["clips"] == 1 else f"{mood['clips']} clips"
        tell(f"{mood['mood']}: {clips}, {LABELS[mood['quadrant']]}, from {mood['folders'][0]}")
    if not moods:
        tell('nothing learned yet: affetto learn FOLDER, with folders such as "rainy sunday"')
