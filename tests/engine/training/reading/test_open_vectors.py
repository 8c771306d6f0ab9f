from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine import resources
from engine.emotion.embeddings import Embeddings
from engine.emotion.music_features import FEATURES, measure_features
from engine.emotion.music_vectors import CORNERS
from engine.options import VECTOR_SETS
from engine.training.reading.judges import load_judge
from engine.training.reading.mood_tags import MoodTags
from engine.training.reading.music_cues import CUES, fit_cues, match
from engine.training.reading.open_vectors import choose


def make_features(n: int = 400) -> np.ndarray:
    """Music that is louder and wider than any that the cues are known of."""
    features = np.random.default_rng(0).normal(size=(n, len(FEATURES)))
    features[:, FEATURES.index("velocity")] = 90 + 5 * features[:, FEATURES.index("velocity")]
    return features


def place(**cues: float) -> np.ndarray:
    """Give a clip that is as usual but for some cues."""
    matched = match(make_features())
    clip = matched.mean(axis=0)
    for name, deviation in cues.items():
        clip[FEATURES.index(name)] += deviation * matched[:, FEATURES.index(name)].std()
    return clip


def test_a_matched_corpus_has_the_usual_mean_and_fills_all_quadrants() -> None:
    matched = match(make_features())
    assert matched[:, FEATURES.index("velocity")].mean() == pytest.approx(65.75)
    said = fit_cues(matched).probabilities(matched)
    assert np.bincount(said.argmax(axis=1), minlength=4).min() > 40


def test_cues_speak_as_they_are_known_to() -> None:
    judge = fit_cues(match(make_features()))
    loud = judge.probabilities(place(velocity=2, log_notes=1)[None]) @ CORNERS
    minor = judge.probabilities(place(local_majorness=-2, minor_triads=2)[None]) @ CORNERS
    assert loud[0, 1] > 0.3
    assert minor[0, 0] < -0.3


def test_what_could_not_be_measured_says_nothing() -> None:
    judge = fit_cues(match(make_features()))
    silent = np.full((1, len(FEATURES)), np.nan)
    assert judge.probabilities(silent).sum() == pytest.approx(1)
    assert np.linalg.norm(judge.probabilities(silent) @ CORNERS) < 0.3


def test_clips_are_chosen_from_all_quadrants_few_of_one_song() -> None:
    points = np.repeat(CORNERS, 6, axis=0) * np.tile([0.9, 0.9, 0.9, 0.9, 0.9, 0.2], 4)[:, None]
    songs = ["a", "a", "a", "b", "c", "d"] * 4
    rows = choose(points, songs, np.random.default_rng(0))
    for quadrant in range(4):
        own = [songs[row] for row in rows if row // 6 == quadrant]
        assert sorted(own) == ["a", "a", "b", "c"]


def test_clips_are_named_by_tags_of_their_own_quadrant(tmp_path: Path) -> None:
    folder = tmp_path / "free_midi_chords"
    folder.mkdir()
    entries = [
        {"mode": "major", "numerals": ["I", "IV", "V7", "Isus4"], "tags": ["Joyful", "Cadence"]},
        {"mode": "major", "numerals": ["I", "bVIIM", "IV", "I"], "tags": ["Triumphant"]},
        {"mode": "minor", "numerals": ["i", "iv", "vdim", "i"], "tags": ["Sad"]},
    ]
    (folder / "progressions.json").write_text(json.dumps(entries))
    tags = MoodTags(tmp_path, Embeddings())
    assert tags.names == ["joyful", "sad", "triumphant"]
    names = tags.name(np.array([[0.5, 0.5], [-0.5, -0.5]]), make_features(2))
    assert names[0] in {"joyful", "triumphant"}
    assert names[1] == "sad"


def play(gap: float, velocity: float) -> list[float]:
    """Measure a scale in chords at an even pace."""
    notes = [
        (gap * n, gap * (n + 0.9), pitch + (0, 2, 4, 5, 7, 9, 11)[n % 7], velocity + n % 3)
        for n in range(60)
        for pitch in (48.0, 60.0, 64.0)
    ]
    return list(measure_features(np.array(notes)).values())


@pytest.mark.parametrize("name", VECTOR_SETS)
def test_the_judges_that_ship_hear_what_is_loud_and_fast(name: str) -> None:
    features = np.array([play(0.15, 95), play(0.9, 40)])
    arousal = (load_judge(name).probabilities(features) @ CORNERS)[:, 1]
    assert arousal[0] > 0 > arousal[1]


def test_the_open_judge_looks_at_the_cues_that_are_documented() -> None:
    config = json.loads(resources.path("vectors/open/judge.json").read_text(encoding="utf-8"))
    assert config == {"features": list(CUES)}
