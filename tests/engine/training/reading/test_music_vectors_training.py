from __future__ import annotations

import numpy as np
import pytest
import torch

from engine.emotion.music_features import FEATURES
from engine.progress import Progress
from engine.training.reading.music_vectors import Clip, JudgeSettings, cross_predict, fit

TINY = JudgeSettings(n_hidden=16, n_members=1, n_steps=60, learning_rate=0.03)


@pytest.fixture(autouse=True)
def _keep_chance() -> object:
    """Training seeds torch; leave its state as it was."""
    with torch.random.fork_rng():
        yield


def make_clips(n_songs: int = 160) -> list[Clip]:
    """Three clips a song, told apart by two features; a quarter of them without loudness."""
    random = np.random.default_rng(0)
    clips = []
    for song in range(n_songs):
        for part in range(3):
            features = random.normal(size=len(FEATURES))
            features[0] += (4, 4, -4, -4)[song % 4]
            features[20] += (4, -4, -4, 4)[song % 4]
            if part == 0:
                features[[n for n, f in enumerate(FEATURES) if f.startswith("velocity")]] = np.nan
            clips.append(Clip(f"{song}_{part}", song % 4, str(song), "train", features, {}))
    return clips


def test_unheard_songs_are_judged_well() -> None:
    clips = make_clips()
    said = cross_predict(clips, TINY, Progress())
    assert said.sum(axis=1) == pytest.approx(np.ones(len(clips)))
    assert (said.argmax(axis=1) == [clip.quadrant for clip in clips]).mean() > 0.85


def test_training_twice_gives_the_same_judge() -> None:
    clips = make_clips(12)
    features = np.array([clip.features for clip in clips])
    first, second = (fit(clips, TINY).probabilities(features) for _ in range(2))
    assert np.array_equal(first, second)
