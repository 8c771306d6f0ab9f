"""Places music without labels among feelings: ``affetto train open-vectors``.

Clips of POP909 lie where the published cues of emotion put them (`music_cues`) and are named by the
mood tags of progressions that sound like theirs (`mood_tags`).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.emotion.embeddings import Embeddings
from engine.emotion.music_features import (
    ATTRIBUTES,
    FEATURES,
    articulation_of,
    cut,
    measure_attributes,
    measure_features,
    read_notes,
)
from engine.emotion.music_vectors import CORNERS
from engine.emotion.reading import QUADRANTS
from engine.errors import EmotionError
from engine.files import write_folder
from engine.training.contents import of_array, of_record, of_rows
from engine.training.corpora.archives import open_data
from engine.training.reading.mood_tags import MoodTags
from engine.training.reading.music_cues import CUES, fit_cues, match

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from engine.progress import Progress

__all__ = ["OpenClip", "choose", "read_clips", "train"]

_log = logging.getLogger(__name__)
_OF_EACH_QUADRANT = 250
_OF_EACH_SONG = 2  # in a quadrant
_CERTAIN = 0.4  # towards its corner; nearer to the origin a clip says little
_MOST_OF_A_SONG = 12


@dataclass(frozen=True, eq=False)
class OpenClip:
    """Half a minute of music, measured as in `engine.emotion.music_features`."""

    key: str
    song: str
    features: NDArray[np.float64]
    attributes: dict[str, float]


def read_clips(data: Path, progress: Progress) -> list[OpenClip]:
    """Cut POP909 (Wang et al., ISMIR 2020) into clips."""
    with open_data(data, "pop909") as folder:
        files = sorted(folder.glob("*/*.mid"))
        clips: list[OpenClip] = []
        for done, file in enumerate(files):
            progress.update("music", done / len(files))
            clips += _measure(file)
    return clips


def _measure(file: Path) -> Iterator[OpenClip]:
    try:
        notes = read_notes(file)
    except EmotionError as error:
        _log.warning("left out: %s", error)
        return
    for index, part in enumerate(cut(notes)[:_MOST_OF_A_SONG]):
        features = np.array(list(measure_features(part).values()))
        yield OpenClip(f"{file.stem}_{index}", file.stem, features, measure_attributes(part))


def choose(
    points: NDArray[np.float64], songs: list[str], random: np.random.Generator
) -> NDArray[np.int64]:
    """Choose equally many clips of each quadrant, few of one song, none that is unsure."""
    chosen: list[int] = []
    towards = points @ CORNERS.T
    for quadrant in range(len(QUADRANTS)):
        sure = (towards.argmax(axis=1) == quadrant) & (towards[:, quadrant] > _CERTAIN)
        taken: dict[str, int] = {}
        own = []
        for row in random.permutation(np.flatnonzero(sure)).tolist():
            if taken.setdefault(songs[row], 0) < _OF_EACH_SONG:
                taken[songs[row]] += 1
                own.append(row)
        chosen += own[:_OF_EACH_QUADRANT]
    return np.sort(chosen)


def train(data: Path, output: Path, progress: Progress) -> None:
    """Write ``vectors.npy`` and ``clips.csv``, and the judge beside them.

    Parameters
    ----------
    data
        Holds ``pop909`` and ``free_midi_chords``, packed or not.
    output
        The folder to write to.
    """
    from safetensors.torch import save  # noqa: PLC0415 - heavy import

    clips = read_clips(data, progress)
    measured = np.array([clip.features for clip in clips])
    judge, matched = fit_cues(measured), match(measured)
    points = judge.probabilities(matched) @ CORNERS
    labels = MoodTags(data, Embeddings()).name(points, measured)
    rows = choose(points, [clip.song for clip in clips], np.random.default_rng(0))
    table = _table(
        [_matched(clips[row], matched[row]) for row in rows],
        [labels[row] for row in rows],
        points[rows],
    )
    contents = {
        "vectors.npy": of_array(points[rows].astype(np.float32)),
        "clips.csv": of_rows(table),
        "judge.safetensors": save(judge.state_dict()),
        "judge.json": of_record({"features": CUES}),
    }
    write_folder(output, contents)
    progress.update("music", 1.0)


def _matched(clip: OpenClip, matched: NDArray[np.float64]) -> OpenClip:
    """Say of the clip as matched what was measured of it: a plan goes by these."""
    cues = dict(zip(FEATURES, matched.tolist(), strict=True))
    density = float(np.exp(cues["log_onsets"]))
    tempo = clip.attributes["tempo"] * density / clip.attributes["density"]
    attributes = clip.attributes | {
        "tempo": float(np.clip(tempo, 40, 200)),
        "density": density,
        "register": cues["melody"],
        "velocity": float(np.clip(cues["velocity"], 1, 127)),
        "articulation": articulation_of(cues["log_length"]),
    }
    return replace(clip, attributes=attributes)


def _table(
    clips: list[OpenClip], labels: list[str], points: NDArray[np.float64]
) -> Iterator[tuple[str, ...]]:
    yield "clip", "label", "quadrant", *ATTRIBUTES
    for clip, label, point in zip(clips, labels, points, strict=True):
        quadrant = QUADRANTS[int(np.argmax(CORNERS @ point))]
        values = (f"{clip.attributes[name]:.4g}" for name in ATTRIBUTES)
        yield clip.key, label, quadrant, *values
