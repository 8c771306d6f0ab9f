from __future__ import annotations

import numpy as np
import pytest

from engine.training.reading.word_affect import RidgeSettings, fit


def test_the_regression_learns_a_smooth_map() -> None:
    random = np.random.default_rng(0)
    vectors = random.normal(size=(400, 5))
    ratings = np.stack([np.sin(vectors[:, 0]), vectors[:, 1]], axis=1) * 0.5
    moments = (vectors.mean(axis=0), vectors.std(axis=0))
    learned = fit(vectors[:300], ratings[:300], moments, RidgeSettings())
    found = learned.predict(vectors[300:])
    for column in range(2):
        assert np.corrcoef(found[:, column], ratings[300:, column])[0, 1] > 0.95


def test_a_strong_ridge_falls_back_to_the_mean() -> None:
    vectors, ratings = np.eye(4), np.array([[1.0], [0.0], [0.0], [1.0]])
    moments = (np.zeros(4), np.ones(4))
    learned = fit(vectors, ratings, moments, RidgeSettings(ridge=1e9))
    assert learned.predict(vectors) == pytest.approx(np.full((4, 1), 0.5), abs=1e-6)
