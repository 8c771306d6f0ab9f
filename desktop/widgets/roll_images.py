"""Turns what a machine has learned into pictures, a pixel a cell, in the theme's colours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from desktop.theme import Colours

__all__ = ["bar_image", "filter_image"]


def bar_image(roll: NDArray[np.uint8], colours: Colours) -> QImage:
    """Paint a bar, shape (pitches, columns): where a note begins it is darker than where it holds.

    Parameters
    ----------
    roll
        As in `engine.Insight`.
    """
    begins, goes_on = _rgb(colours.text), _mixed(colours.surface, colours.accent, 0.55)
    pixels = np.array([_rgb(colours.surface), goes_on, begins])[roll]
    return _image(pixels)


def filter_image(weights: NDArray[np.float32], colours: Colours) -> QImage:
    """Paint a filter, shape (rows, columns): warm is what is called for, cool what is not."""
    ground = _rgb(colours.surface)
    ink = np.where(weights[..., None] > 0, _rgb(colours.record), _rgb(colours.accent))
    # the square root shows what is faint: most weights are small beside the greatest
    strength = np.sqrt(np.abs(weights[..., None]))
    return _image(ground + (ink - ground) * strength)


def _image(pixels: NDArray[np.float64]) -> QImage:
    height, width, _ = pixels.shape
    content = np.ascontiguousarray(pixels.round().astype(np.uint8))
    image = QImage(content.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return image.copy()  # the array does not outlive this function


def _rgb(colour: str) -> NDArray[np.float64]:
    painted = QColor(colour)
    return np.array([painted.red(), painted.green(), painted.blue()], np.float64)


def _mixed(colour: str, other: str, share: float) -> NDArray[np.float64]:
    return _rgb(colour) + (_rgb(other) - _rgb(colour)) * share
