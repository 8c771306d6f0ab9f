from __future__ import annotations

import numpy as np
import pytest

from engine.emotion.music_features import ATTRIBUTES
from engine.emotion.music_vectors import CORNERS, LABELS, MusicVectors


@pytest.fixture(scope="module")
def music() -> MusicVectors:
    return MusicVectors()


def test_clips_are_gensim_vectors_inside_the_circle(music: MusicVectors) -> None:
    assert len(music.vectors) == len(music.labels) == len(music.attributes) == 971
    vector = music.vectors[music.vectors.index_to_key[0]]
    assert vector.shape == (2,)
    lengths = np.linalg.norm(music.vectors.vectors, axis=1)
    assert lengths.max() <= 1 + 1e-6
    assert set(music.labels) == set(LABELS.values())


@pytest.mark.parametrize("corner", range(4))
def test_the_corners_are_nearest_to_their_own_label(music: MusicVectors, corner: int) -> None:
    matches = music.nearest(CORNERS[corner][None])[0]
    assert matches[0].label == list(LABELS.values())[corner]
    assert matches[0].key.startswith(f"Q{corner + 1}")
    assert [match.similarity for match in matches] == sorted(
        (match.similarity for match in matches), reverse=True
    )
    assert len({match.label for match in matches}) == 3


def test_similarity_stays_within_one(music: MusicVectors) -> None:
    similarities = music.similarities(np.array([[5.0, -5.0], [0.0, 0.0]]))
    assert np.abs(similarities).max() <= 1 + 1e-6
    assert np.all(similarities[1] == 0)


def test_neighbours_differ_as_listeners_hear_it(music: MusicVectors) -> None:
    happy, tense, sad, calm = (music.neighbours(*corner).mean for corner in CORNERS.tolist())
    assert min(happy["tempo"], tense["tempo"]) > max(sad["tempo"], calm["tempo"]) + 15
    assert min(happy["velocity"], tense["velocity"]) > max(sad["velocity"], calm["velocity"]) + 15
    assert min(happy["major"], calm["major"]) > 0 > max(tense["major"], sad["major"])
    assert max(happy["articulation"], tense["articulation"]) < min(
        sad["articulation"], calm["articulation"]
    )


def test_neighbours_are_weighted(music: MusicVectors) -> None:
    near = music.neighbours(0.5, 0.5, n=10)
    assert near.weights.sum() == pytest.approx(1)
    assert near.attributes.shape == (10, len(ATTRIBUTES))
