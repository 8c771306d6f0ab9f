"""What is learned from the user's music, in plain words."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication

from desktop.viewmodels.lesson import LessonKind
from desktop.viewmodels.wording import feeling
from engine import CurvePoint, FoundMusic, Insight, LearnedMood

__all__ = [
    "curve_text",
    "filter_text",
    "found_text",
    "learned_text",
    "left_out_text",
    "mood_text",
    "sureness",
    "time_left",
    "walk_text",
]

_MOST_NAMED = 5
_SCALE = {0, 2, 4, 5, 7, 9, 11}  # of C major, in which chains are let settle
_NAMES = ("C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B")


def _tr(text: str) -> str:
    return QCoreApplication.translate("lesson", text)


def found_text(found: FoundMusic) -> str:
    """Say what a folder holds."""
    if found.n_songs == 1:
        return _tr("One song with {bars} bars").format(bars=found.n_bars)
    return _tr("{songs} songs with {bars} bars").format(songs=found.n_songs, bars=found.n_bars)


def left_out_text(found: FoundMusic) -> str:
    """Name the files that cannot be used, with the reasons; nothing if all can."""
    if not found.left_out:
        return ""
    named = "; ".join(f"{name}: {reason}" for name, reason in found.left_out[:_MOST_NAMED])
    n_more = len(found.left_out) - _MOST_NAMED
    if n_more > 0:
        named = _tr("{files}; and {n} more").format(files=named, n=n_more)
    return _tr("Left out: {files}").format(files=named)


def learned_text(kind: LessonKind, name: str, found: FoundMusic) -> tuple[str, str]:
    """Say what was learned, and what is to be known about it."""
    is_one = found.n_songs == 1
    if kind is LessonKind.MOOD and is_one:
        message = _tr("“{name}” was learned from one piece. Say it in a wish.")
    elif kind is LessonKind.MOOD:
        message = _tr("“{name}” was learned from {n} pieces. Say it in a wish.")
    elif is_one:
        message = _tr("{name} has learned from one song.")
    else:
        message = _tr("{name} has learned from {n} songs.")
    return message.format(name=name, n=found.n_songs), left_out_text(found)


def mood_text(mood: LearnedMood) -> str:
    """Say what a mood was learned from, and what it feels like."""
    felt = feeling(mood.valence, mood.arousal)
    if mood.n_clips == 1:
        return _tr("one piece, {feeling}").format(feeling=felt)
    return _tr("{n} pieces, {feeling}").format(n=mood.n_clips, feeling=felt)


def time_left(seconds: float | None) -> str:
    """Say how long it will go on, as roughly as it is known."""
    if seconds is None:
        return _tr("Beginning …")
    if seconds < 60:
        return _tr("About {n} s left").format(n=max(5, 5 * math.ceil(seconds / 5)))
    return _tr("About {n} min left").format(n=math.ceil(seconds / 60))


def sureness(likelihood: float) -> float:
    """Give how surely the right note is guessed: the mean likelihood as a share, 0 to 1."""
    return math.exp(min(likelihood, 0.0))


def curve_text(points: Sequence[CurvePoint]) -> str:
    """Say what the curve shows, for who cannot see it."""
    told = []
    for machine, name in (("harmony", _tr("Chords")), ("melody", _tr("Melody"))):
        own = [point for point in points if point.machine == machine]
        if own:
            told.append(
                _tr(
                    "{what}: {now} % guessed, at first {first} %; songs held back {other} %"
                ).format(
                    what=name,
                    now=round(100 * sureness(own[-1].likelihood)),
                    first=round(100 * sureness(own[0].likelihood)),
                    other=round(100 * sureness(own[-1].held_out)),
                )
            )
    return ". ".join(told) or _tr("Nothing is learned yet")


def filter_text(insight: Insight, index: int) -> str:
    """Say what a unit calls for most, and what it speaks against."""
    weights = insight.filters[index]
    n_pitches = len(weights) - 2
    return _tr("Unit {n} of {all} calls for {wanted}, speaks against {unwanted}").format(
        n=index + 1,
        all=len(insight.filters),
        wanted=_place(insight, int(weights.argmax()), weights.shape[1], n_pitches),
        unwanted=_place(insight, int(weights.argmin()), weights.shape[1], n_pitches),
    )


def _place(insight: Insight, cell: int, n_columns: int, n_pitches: int) -> str:
    """Name a cell of a roll: a pitch, and where in the bar."""
    row, column = divmod(cell, n_columns)
    where = f"{column // 4 + 1}.{column % 4 + 1}"
    if row < n_pitches:
        return _tr("{note} at {place}").format(note=_note(insight.highest - row), place=where)
    return (_tr("holding on at {place}") if row == n_pitches else _tr("silence at {place}")).format(
        place=where
    )


def _note(pitch: int) -> str:
    return f"{_NAMES[pitch % 12]}{pitch // 12 - 1}"


def walk_text(insight: Insight, step: int, chain: int = 0) -> str:
    """Say what a chain has become after so many steps."""
    when = {0: _tr("At first"), 1: _tr("After one step")}.get(step, _tr("After {n} steps"))
    rows, _ = np.nonzero(insight.steps[step, chain] == 2)
    pitches = sorted(insight.highest - int(row) for row in rows)
    if not pitches:
        what = _tr("silence")
    elif len(pitches) == 1:
        what = _tr("one note, {low}")
    else:
        what = _tr("{notes} notes from {low} to {high}, {strange} of them off the scale")
    return _tr("{when}: {what}").format(
        when=when.format(n=step),
        what=what.format(
            notes=len(pitches),
            low=_note(pitches[0]) if pitches else "",
            high=_note(pitches[-1]) if pitches else "",
            strange=sum(pitch % 12 not in _SCALE for pitch in pitches),
        ),
    )
