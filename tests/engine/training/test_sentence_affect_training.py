from __future__ import annotations

import numpy as np
import pytest

from engine.training.musical_moods import MUSICAL_MOODS
from engine.training.sentence_affect import Examples, Settings, fit
from engine.training.word_affect import place_as_music


def test_few_centres_learn_a_smooth_map_and_leave_out_what_has_no_rating() -> None:
    random = np.random.default_rng(0)
    vectors = random.normal(size=(400, 4))
    points = np.stack([np.sin(vectors[:, 0]), np.full(400, 9.0)], axis=1)
    weights = np.stack([np.ones(400), np.zeros(400)], axis=1)
    settings = Settings(gamma=0.3, ridge=0.01)
    examples = Examples([""] * 400, points, weights)
    learned = fit(vectors, examples, vectors[:80], settings)
    assert learned.shape == (80, 2)
    assert learned[:, 1] == pytest.approx(np.zeros(80))
    assert np.abs(learned[:, 0]).max() > 0.1


def test_words_that_studies_of_music_place_are_moved_there() -> None:
    placed = place_as_music(["table", "love"], np.full((2, 3), 0.9))
    assert placed[0].tolist() == [0.9, 0.9, 0.9]
    assert tuple(placed[1, :2]) == MUSICAL_MOODS["love"]
