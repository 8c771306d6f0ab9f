"""Pieces as ``.affetto`` files: JSON that holds everything but the sound."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from engine.composition.plan import Plan
from engine.composition.score import Score
from engine.emotion.reading import EmotionReading
from engine.errors import CompositionError, EngineError
from engine.library.records import restore, to_plain
from engine.options import ComposeOptions, RenderOptions
from engine.piece import Piece

__all__ = ["SUFFIX", "open_piece", "piece_to_bytes"]

SUFFIX = ".affetto"
VERSION = 1
"""Of the files that we write; a change that older programs would misread makes it one more."""

_FORMAT = "affetto piece"
_LARGEST = 50_000_000  # bytes; five minutes of music take under two million
_MOST_BARS = 2_000
_TEMPOS = (5.0, 1_000.0)


@dataclass(frozen=True)
class _Contents:
    """A piece without its sound, nor the times of its making: the same piece, the same bytes."""

    reading: EmotionReading
    plan: Plan
    score: Score
    compose_options: ComposeOptions
    render_options: RenderOptions
    edits: tuple[str, ...] = ()


def piece_to_bytes(piece: Piece) -> bytes:
    """Write a piece as JSON in UTF-8 with sorted keys; the same piece gives the same bytes."""
    names = [field.name for field in dataclasses.fields(_Contents)]
    contents = _Contents(**{name: getattr(piece, name) for name in names})
    record = {"format": _FORMAT, "version": VERSION, "piece": to_plain(contents)}
    text = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode() + b"\n"


def open_piece(path: Path) -> Piece:
    """Read a piece that `piece_to_bytes` wrote; it has no sound yet.

    Raises
    ------
    CompositionError
        If the file cannot be read, is none of ours, newer than this program, or damaged.
    """
    record = _parse(path)
    if not isinstance(record, dict) or record.get("format") != _FORMAT:
        raise CompositionError(
            f"{path} is not a piece of Affetto",
            hint=f"Choose a file that was saved with the ending {SUFFIX}.",
        )
    version = record.get("version")
    if type(version) is int and version > VERSION:
        raise CompositionError(
            f"{path} was saved by a newer Affetto (version {version} of the format, ours is "
            f"{VERSION})",
            hint="Update Affetto, or open the file where it was made and export it as MIDI.",
        )
    try:
        contents = restore(_Contents, record.get("piece"))
        _check(contents)
    except (ValueError, ArithmeticError, EngineError) as error:
        _refuse(path, error)
    return Piece(
        **{field.name: getattr(contents, field.name) for field in dataclasses.fields(contents)}
    )


def _parse(path: Path) -> Any:
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= _LARGEST else b""
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CompositionError(
            f"cannot read {path}: {reason}", hint="Check the file's name and place."
        ) from error
    if size > _LARGEST:
        raise CompositionError(
            f"{path} is too large for a piece ({size / 1e6:.0f} MB)", hint="Choose another file."
        )
    if not content.lstrip().startswith(b"{"):
        what = "is not a piece of Affetto" if content.strip() else "is empty"
        raise CompositionError(
            f"{path} {what}", hint=f"Choose a file that was saved with the ending {SUFFIX}."
        )
    try:
        return json.loads(content, parse_constant=_reject_constant)
    except (ValueError, RecursionError) as error:
        _refuse(path, error)


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _refuse(path: Path, error: Exception) -> NoReturn:
    raise CompositionError(
        f"{path} is damaged or cut short ({error})",
        hint="Take an earlier copy of it, or compose the wish again.",
    ) from error


def _check(contents: _Contents) -> None:
    """Find what the values do not refuse by themselves, so that nothing later stumbles over it."""
    plan, score = contents.plan, contents.score
    if score.n_bars > _MOST_BARS or not plan.sections:
        raise ValueError(f"the score has {score.n_bars} bars, the plan {len(plan.sections)} parts")
    if (plan.n_bars, plan.metre) != (score.n_bars, score.metre):
        raise ValueError("the plan does not fit the score")
    if score.metre.denominator not in (2, 4, 8, 16) or not 1 <= score.metre.numerator <= 32:
        raise ValueError(f"the metre is {score.metre}")
    tempos = [change.tempo for change in score.tempos]
    tempos += [section.expression.tempo for section in plan.sections]
    if not _TEMPOS[0] <= min(tempos) <= max(tempos) <= _TEMPOS[1]:
        raise ValueError(f"a tempo lies outside {_TEMPOS[0]:g} to {_TEMPOS[1]:g}")
    if any(not 0 <= track.program <= 127 for track in score.tracks):
        raise ValueError("a program lies outside 0 to 127")
