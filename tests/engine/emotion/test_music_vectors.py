from __future__ import annotations

import numpy as np
import pytest

from engine.emotion.learned_moods import LearnedClip
from engine.emotion.music_features import ATTRIBUTES
from engine.emotion.music_vectors import CORNERS, LABELS, MusicVectors
from engine.emotion.reading import QUADRANTS
from engine.options import VECTOR_SETS


@pytest.fixture(scope="module", params=VECTOR_SETS)
def music(request: pytest.FixtureRequest) -> MusicVectors:
    return MusicVectors(request.param)


def teach(label: str, valence: float, arousal: float, tempo: float = 60.0) -> LearnedClip:
    attributes = (tempo, 2.0, 66.0, 50.0, 0.8, 0.0)
    return LearnedClip(f"{label}/1.mid", label, valence, arousal, attributes, "/music", "0")


def test_clips_are_gensim_vectors_inside_the_circle(music: MusicVectors) -> None:
    vectors = music.vectors.keyed_vectors
    assert len(vectors) == len(music.labels) == len(music.attributes) > 900
    vector = vectors[vectors.index_to_key[0]]
    assert vector.shape == (2,)
    lengths = np.linalg.norm(vectors.vectors, axis=1)
    assert lengths.max() <= 1 + 1e-6


def test_emopia_has_the_labels_of_its_listeners_and_the_open_set_free_ones() -> None:
    emopia, free = (MusicVectors(name) for name in ("emopia", "open"))
    assert set(emopia.labels) == set(LABELS.values())
    assert {"hopeful", "mysterious", "nostalgic", "relaxed"} < set(free.labels)


@pytest.mark.parametrize("corner", range(4))
def test_the_corners_are_nearest_to_their_own_music(music: MusicVectors, corner: int) -> None:
    matches = music.nearest(CORNERS[corner][None])[0]
    assert music.quadrant(matches[0].key) == QUADRANTS[corner]
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
    assert min(happy["tempo"], tense["tempo"]) > max(sad["tempo"], calm["tempo"]) + 10
    assert min(happy["velocity"], tense["velocity"]) > max(sad["velocity"], calm["velocity"]) + 15
    assert min(happy["major"], calm["major"]) > 0 > max(tense["major"], sad["major"])
    assert max(happy["articulation"], tense["articulation"]) < min(
        sad["articulation"], calm["articulation"]
    )


def test_neighbours_are_weighted(music: MusicVectors) -> None:
    near = music.neighbours(0.5, 0.5, n=10)
    assert near.weights.sum() == pytest.approx(1)
    assert near.attributes.shape == (10, len(ATTRIBUTES))


def test_a_learned_mood_answers_beside_the_music_that_ships() -> None:
    plain, taught = MusicVectors(), MusicVectors(learned=[teach("rainy sunday", -0.1, -0.2)])
    assert len(taught.vectors.keys) == len(taught.labels) == len(plain.vectors.keys) + 1
    assert taught.usual == plain.usual
    (found,) = taught.find_moods(["a", "rainy", "sunday", "again"])
    assert (found.value, found.first, found.end) == ("rainy sunday", 1, 3)
    assert taught.place("rainy sunday") == pytest.approx([-0.1, -0.2])
    matches = taught.nearest(np.array([[0.5, 0.5]]), [["rainy sunday"]])[0]
    assert (matches[0].label, matches[0].similarity) == ("rainy sunday", 1.0)


def test_music_of_the_mood_that_is_named_outweighs_all_other() -> None:
    music = MusicVectors(learned=[teach("boss fight", -0.5, 0.5, tempo=40.0)])
    plain, named = (
        music.neighbours(-0.5, 0.5, moods=moods).mean["tempo"] for moods in ((), ("boss fight",))
    )
    assert named < plain - 50
