"""Fits what a WaveNet does not learn: a linear predictor for each instrument, and its fineness."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.synthesis.wavenet.model import WaveNet
from engine.training.wavenet.excerpts import TensorExcerpt

__all__ = ["fit_manners", "fit_predictor"]


def fit_predictor(lessons: Iterable[TensorExcerpt], n_taps: int) -> tuple[Tensor, float]:
    """Predict one instrument's residuals, in units of the level, from those before.

    Twice by the autocorrelation method, whose predictor is always stable when it runs on by
    itself; the second time each stretch counts by how well it can be predicted, since otherwise
    the attacks alone would decide.

    Returns
    -------
    tuple[Tensor, float]
        The taps, the newest residual's first, and the typical (median) error that is left.
    """
    residuals = [
        ((lesson.sound - lesson.source) / lesson.level).numpy().astype(np.float64)
        for lesson in lessons
    ]
    errors = residuals
    for _ in range(3):
        taps = _autoregression(
            [x / (_local_size(e) + 1e-4) for x, e in zip(residuals, errors, strict=True)], n_taps
        )
        errors = [_prediction_error(residual, taps) for residual in residuals]
    left = float(np.median(np.concatenate([_local_size(error)[::100] for error in errors])))
    return torch.from_numpy(taps).float(), left


def _autoregression(signals: list[NDArray[np.float64]], n_taps: int) -> NDArray[np.float64]:
    correlation = np.zeros(n_taps + 1)
    for signal in signals:
        spectrum = np.abs(np.fft.rfft(signal, 2 * len(signal))) ** 2
        correlation += np.fft.irfft(spectrum)[: n_taps + 1]
    correlation[0] *= 1 + 1e-7
    lags = np.abs(np.subtract.outer(np.arange(n_taps), np.arange(n_taps)))
    return np.asarray(np.linalg.solve(correlation[lags], correlation[1:]), dtype=np.float64)


def _prediction_error(
    signal: NDArray[np.float64], taps: NDArray[np.float64]
) -> NDArray[np.float64]:
    n = len(signal) + len(taps)
    spectrum = np.fft.rfft(signal, n) * np.fft.rfft(np.concatenate([[1.0], -taps]), n)
    return np.asarray(np.fft.irfft(spectrum, n)[: len(signal)])


def _local_size(signal: NDArray[np.float64], width: int = 1_600) -> NDArray[np.float64]:
    """Root of the mean square over 100 ms around each sample."""
    power = np.concatenate([[0.0], np.cumsum(signal**2)])
    here = np.arange(len(signal))
    first, last = np.maximum(here - width // 2, 0), np.minimum(here + width // 2, len(signal))
    return np.asarray(np.sqrt(np.maximum(power[last] - power[first], 0) / (last - first)))


def fit_manners(model: WaveNet, lessons: list[TensorExcerpt]) -> None:
    """Give each instrument its predictor and fineness, and the output its first scales."""
    d = model.dimensions
    errors = []
    for index in range(d.n_instruments):
        column = d.n_features + index
        played = [x for x in lessons if d.n_instruments == 1 or x.features[0, column] == 1]
        taps, error = fit_predictor(played or lessons, d.n_taps)
        model.predictor[index] = taps
        errors.append(error)
    model.fineness.copy_(torch.tensor(errors) / errors[0])
    model.spread_output(math.log(errors[0]) - 0.6)  # a logistic's scale is 0.55 deviations
