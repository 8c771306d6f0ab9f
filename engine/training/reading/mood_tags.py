"""Chord progressions that musicians tagged with moods: free labels for music without any.

The progressions of the Free MIDI Chords collection (Ludovic Drolez, MIT licence).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from engine.composition.score import SCALES
from engine.emotion.music_features import FEATURES, measure_features
from engine.emotion.word_affect import WordAffect
from engine.training.corpora.archives import open_data

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from engine.emotion.embeddings import Embeddings

__all__ = ["MoodTags"]

_NUMERAL = re.compile(r"([b#]?)(VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i)(.*)")
_DEGREES = ("I", "II", "III", "IV", "V", "VI", "VII")
_NO_MOOD = {"Cadence"}
_HARMONY = [
    FEATURES.index(name)
    for name in (
        *("local_majorness", "major_triads", "minor_triads", "diminished_triads"),
        *("flat_second", "tritone", "raised_seventh", "class_entropy"),
    )
]


class MoodTags:
    """The tags, where their words lie in the plane, and how their chords sound.

    Attributes
    ----------
    names
        Such as ``"hopeful"``.
    points
        Valence and arousal of each as a word, shape (n_tags, 2).
    """

    def __init__(self, data: Path, embeddings: Embeddings) -> None:
        harmonies = _read(data)
        self.names = sorted(harmonies)
        self.points = WordAffect(embeddings).look_up(self.names)[:, :2]
        means = np.array([np.mean(harmonies[name], axis=0) for name in self.names])
        self._chords = _standardise(means)

    def name(self, points: NDArray[np.float64], features: NDArray[np.float64]) -> list[str]:
        """Name clips: the quadrant follows from the place, which of its tags from the chords.

        Parameters
        ----------
        points
            Valence and arousal, shape (n, 2).
        features
            As measured, shape (n, n_features).
        """
        chords = _standardise(features[:, _HARMONY])
        likeness = chords @ (self._chords / np.linalg.norm(self._chords, axis=1)[:, None]).T
        elsewhere = (points[:, None] > 0) != (self.points > 0)
        likeness[elsewhere.any(axis=2)] = -np.inf
        return [self.names[tag] for tag in likeness.argmax(axis=1)]


def _standardise(values: NDArray[np.float64]) -> NDArray[np.float64]:
    spread = np.maximum(values.std(axis=0), 1e-9)
    standardised: NDArray[np.float64] = (values - values.mean(axis=0)) / spread
    return standardised


def _read(data: Path) -> dict[str, list[NDArray[np.float64]]]:
    """Measure the harmony of each tag's progressions."""
    with open_data(data, "free_midi_chords") as folder:
        entries = json.loads((folder / "progressions.json").read_text(encoding="utf-8"))
    harmonies: defaultdict[str, list[NDArray[np.float64]]] = defaultdict(list)
    for entry in entries:
        notes = _play([_chord(numeral, entry["mode"]) for numeral in entry["numerals"]])
        measured = np.array(list(measure_features(notes).values()))[_HARMONY]
        for tag in set(entry["tags"]) - _NO_MOOD:
            harmonies[tag.lower()].append(measured)
    return harmonies


def _chord(numeral: str, mode: str) -> tuple[int, tuple[int, ...]]:
    """Give root and intervals; modal progressions count from the major scale."""
    match = _NUMERAL.match(numeral)
    assert match is not None, numeral
    accidental, letters, figures = match.groups()
    scale = SCALES["minor" if mode == "minor" else "major"]
    shift = {"b": -1, "#": 1}.get(accidental, 0)
    root = (scale[_DEGREES.index(letters.upper())] + shift) % 12
    is_minor = letters.islower() or figures.startswith("m")
    third = {"sus4": 5, "sus2": 2}.get(figures, 3 if is_minor else 4)
    fifth = 6 if "dim" in figures or "-5" in figures else 7
    return root, (0, third, fifth, *((10,) if "7" in figures else ()))


def _play(chords: list[tuple[int, tuple[int, ...]]]) -> NDArray[np.float64]:
    """Strike each chord for a second over its bass, three times round."""
    rounds = 3 * chords
    notes = [
        (start, start + 1.0, pitch, 64.0)
        for start, (root, tones) in enumerate(rounds)
        for pitch in (36 + root, *sorted(60 + (root + tone) % 12 for tone in tones))
    ]
    return np.array(notes, dtype=np.float64)
