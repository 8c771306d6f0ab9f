"""The error function that sentences are weighed with."""

from __future__ import annotations

import math

import numpy as np

from engine.emotion.error_function import erf


def test_it_is_the_error_function_everywhere() -> None:
    edges = np.array([-1.0, 1.0, 0.0, np.nextafter(1, 0), 6.0, -6.0, 40.0, -40.0, 1e-300])
    x = np.concatenate([np.linspace(-7, 7, 20_001), edges]).reshape(-1, 2)
    wanted = np.array([[math.erf(number) for number in row] for row in x.tolist()])
    np.testing.assert_allclose(erf(x), wanted, rtol=4e-16, atol=0)
