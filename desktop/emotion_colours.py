"""A colour for each place on the emotion plane."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtGui import QColor

__all__ = ["emotion_colour", "emotion_ground", "oklch"]

_ANGLES = (0.0, 90.0, 180.0, 270.0, 360.0)
"""Degrees from the middle of the happy quadrant, against the clock."""

_HUES = (66.0, 18.0, -98.0, -200.0, -294.0)
"""Amber for happy, red for tense, blue for sad, green for calm; once round the colour wheel."""

FULL = 0.55
"""At this distance from the middle a colour is as strong as it gets."""


def emotion_colour(valence: float, arousal: float, *, dark: bool) -> QColor:
    """Give the colour of a feeling; the middle is grey.

    Parameters
    ----------
    valence, arousal
        −1 to 1.
    dark
        Whether it is to be read on a dark ground.
    """
    strength = min(math.hypot(valence, arousal) / FULL, 1.0) ** 0.6
    if dark:
        return oklch(0.82, 0.02 + 0.115 * strength, _hue(valence, arousal))
    return oklch(0.485, 0.02 + 0.13 * strength, _hue(valence, arousal))


def emotion_ground(valence: float, arousal: float, *, dark: bool) -> QColor:
    """Give the same feeling's colour as a ground to write on, pale or deep."""
    strength = min(math.hypot(valence, arousal), 1.0)
    if dark:
        return oklch(0.24 + 0.09 * strength, 0.008 + 0.042 * strength, _hue(valence, arousal))
    return oklch(0.965 - 0.055 * strength, 0.004 + 0.046 * strength, _hue(valence, arousal))


def _hue(valence: float, arousal: float) -> float:
    """Give the hue, in degrees, that a direction on the emotion plane has."""
    angle = (math.degrees(math.atan2(arousal, valence)) - 45.0) % 360.0
    return float(np.interp(angle, _ANGLES, _HUES)) % 360.0


def oklch(lightness: float, chroma: float, hue: float) -> QColor:
    """Turn an OKLCH colour into one for the screen.

    Parameters
    ----------
    lightness, chroma
        0 to 1, and 0 to about 0.3.
    hue
        In degrees.

    References
    ----------
    Ottosson, "A perceptual color space for image processing", 2020.
    """
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return QColor.fromRgbF(
        _gamma(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        _gamma(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        _gamma(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
    )


def _gamma(linear: float) -> float:
    """Encode a linear colour component for the screen, clipped to what it can show."""
    linear = min(max(linear, 0.0), 1.0)
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
