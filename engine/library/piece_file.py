"""Pieces as ``.affetto`` files: JSON that holds everything but the sound."""

from __future__ import annotations

import contextlib
import errno
import itertools
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Any, NoReturn, TypeVar

import msgspec

from engine.composition.changing.editing import (
    Alter,
    Bend,
    Bring,
    Cut,
    Edit,
    Extend,
    Feel,
    Mute,
    Rearrange,
    Recast,
    Recompose,
    Rekey,
    Retempo,
    Rewrite,
    Shorten,
)
from engine.composition.changing.rechording import Rechord
from engine.composition.composers import composer_called
from engine.composition.grid import METRES
from engine.composition.plan import Plan
from engine.composition.score import Score
from engine.emotion.reading import EmotionReading
from engine.errors import CompositionError, EngineError
from engine.files import parse_json, read_limited
from engine.options import ComposeOptions, RenderOptions
from engine.piece import Piece
from engine.synthesis.kept_sound import KeptSound, describe_sound, find_sound

__all__ = ["LARGEST", "SUFFIX", "open_piece", "piece_to_bytes"]

SUFFIX = ".affetto"
VERSION = 2
"""Of the files that we write; a change that older programs would misread makes it one more."""
LARGEST = 10_000_000
"""Bytes of a file; five minutes of music take under two million."""

T = TypeVar("T")

_FORMAT = "affetto piece"
_SHIPPED = RenderOptions()
_MOST_BARS = 2_000  # far beyond what can be composed
_TEMPOS = (5.0, 1_000.0)  # as sheets have them, see `engine.musicxml.playing`
_EDITS: dict[str, type[Edit]] = {
    "alter": Alter, "extend": Extend, "rekey": Rekey, "retempo": Retempo, "rewrite": Rewrite,
    "recast": Recast, "mute": Mute, "bring": Bring, "shorten": Shorten, "cut": Cut, "bend": Bend,
    "feel": Feel, "recompose": Recompose, "rechord": Rechord, "rearrange": Rearrange,
}  # fmt: skip


@dataclass(frozen=True)
class _Contents:
    """A piece without its sound, nor the times of its making: the same piece, the same bytes."""

    reading: EmotionReading
    plan: Plan
    score: Score
    compose_options: ComposeOptions
    sound: KeptSound
    edits: tuple[dict[str, Any], ...] = ()  # each with the "kind" that `_EDITS` names
    told_edits: tuple[str, ...] = ()
    tune: Score | None = None


def piece_to_bytes(piece: Piece) -> bytes:
    """Write a piece as JSON in UTF-8 with sorted keys; the same piece gives the same bytes."""
    contents = _Contents(
        piece.reading,
        piece.plan,
        piece.score,
        piece.compose_options,
        describe_sound(piece.render_options),
        tuple(map(_edit_to_plain, piece.edits)),
        piece.told_edits,
        piece.tune,
    )
    plain = msgspec.to_builtins(_as_annotated(contents))
    if piece.tune is None:  # most songs have none, and their bytes are what they always were
        del plain["tune"]
    record = {"format": _FORMAT, "version": VERSION, "piece": plain}
    return msgspec.json.encode(record, order="sorted") + b"\n"


def open_piece(path: Path, at_hand: RenderOptions = _SHIPPED) -> Piece:
    """Read a piece that `piece_to_bytes` wrote; it has no sound yet.

    Parameters
    ----------
    at_hand
        Holds the user's own soundfont, which plays the piece if it did when it was kept.

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
        contents = msgspec.convert(_brought_up_to_date(record.get("piece")), _Contents)
        _check(contents)
        edits = tuple(map(_edit_from_plain, contents.edits))
        render_options, missing = find_sound(contents.sound, at_hand)
    except (ValueError, TypeError, ArithmeticError, EngineError) as error:
        _refuse(path, error)
    return Piece(
        contents.reading,
        contents.plan,
        contents.score,
        contents.compose_options,
        render_options,
        edits=edits,
        told_edits=contents.told_edits,
        tune=contents.tune,
        remarks=(*missing, *_remark_on_composer(contents.compose_options.composer)),
    )


def _remark_on_composer(name: str) -> tuple[str, ...]:
    """Say that whoever composed a piece is not here, if so; it can be heard and changed anyway."""
    if composer_called(name) is not None:
        return ()
    return (f"{name!r}, who composed this, is not here: changes are written by another composer",)


def _as_annotated(record: T) -> T:
    """Give the same record with numbers as annotated: tempos of 90 and 90.0 are written alike."""
    plain = msgspec.to_builtins(record, enc_hook=_to_plain)
    return msgspec.convert(plain, type(record), dec_hook=_from_plain)


def _edit_to_plain(edit: Edit) -> dict[str, Any]:
    fields = msgspec.to_builtins(_as_annotated(edit), order="sorted", enc_hook=_to_plain)
    return {"kind": type(edit).__name__.lower(), **fields}


def _edit_from_plain(plain: dict[str, Any]) -> Edit:
    kind = _EDITS.get(plain.get("kind", ""))
    if kind is None:
        raise ValueError(f"an edit is of the unknown kind {plain.get('kind')!r}")
    return msgspec.convert(plain, kind, dec_hook=_from_plain)


def _to_plain(value: Any) -> Any:
    """Give what JSON can hold of values that msgspec does not know: bars, NumPy's numbers."""
    if isinstance(value, range):
        return [value.start, value.stop]
    return value.item()


def _from_plain(_kind: type, plain: Any) -> range:
    """Give the bars: the one type in an edit that msgspec does not know."""
    start, stop = plain
    return range(start, stop)


def _brought_up_to_date(plain: Any) -> Any:
    """Give what version 1 held as we hold it now.

    A path in it is read as a name at most; edits were told in words alone.
    """
    _put_tempos_in_order(plain)
    options = plain.get("render_options") if isinstance(plain, dict) else None
    if not isinstance(options, dict):
        return plain
    sound = {name: options[name] for name in ("synthesizer", "sample_rate") if name in options}
    if path := options.get("soundfont"):
        sound["soundfont"] = PureWindowsPath(str(path)).name  # knows both kinds of stroke
    kept = {name: value for name, value in plain.items() if name != "render_options"}
    return kept | {"sound": sound, "edits": (), "told_edits": plain.get("edits", ())}


def _put_tempos_in_order(plain: Any) -> None:
    """Mend songs of 0.1.0 whose last section was one bar, which began behind the slowing down."""
    with contextlib.suppress(KeyError, TypeError):  # `msgspec` says what is wrong with others
        plain["score"]["tempos"].sort(key=lambda change: change["tick"])


def _parse(path: Path) -> Any:
    try:
        content = read_limited(path, LARGEST)
    except OSError as error:
        is_large = error.errno == errno.EFBIG
        raise CompositionError(
            f"cannot read {path}: {error.strerror}",
            hint="Choose another file." if is_large else "Check the file's name and place.",
        ) from error
    if not content.lstrip().startswith(b"{"):
        what = "is not a piece of Affetto" if content.strip() else "is empty"
        raise CompositionError(
            f"{path} {what}", hint=f"Choose a file that was saved with the ending {SUFFIX}."
        )
    try:
        return parse_json(content)
    except ValueError as error:
        _refuse(path, error)


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
    _check_order(score)
    if contents.tune is not None:
        _check_tune(contents.tune)
    tempos = [change.tempo for change in score.tempos]
    tempos += [section.expression.tempo for section in plan.sections]
    if not _TEMPOS[0] <= min(tempos) <= max(tempos) <= _TEMPOS[1]:
        raise ValueError(f"a tempo lies outside {_TEMPOS[0]:g} to {_TEMPOS[1]:g}")
    if any(not 0 <= track.program <= 127 for track in score.tracks):
        raise ValueError("a program lies outside 0 to 127")


def _check_tune(tune: Score) -> None:
    if tune.n_bars > _MOST_BARS or tune.metre not in METRES or len(tune.tracks) != 1:
        raise ValueError(f"the tune has {tune.n_bars} bars in {tune.metre}")
    if not tune.tracks[0].notes or not _TEMPOS[0] <= tune.tempo <= _TEMPOS[1]:
        raise ValueError("the tune has no notes, or no tempo")
    _check_order(tune)


def _check_order(score: Score) -> None:
    """Find tempos, sections and excerpts that do not follow each other inside the piece."""
    ticks = [change.tick for change in score.tempos]
    if ticks != sorted(ticks) or ticks[-1] > score.n_ticks:
        raise ValueError("the tempos are out of order")
    first_bars = [section.first_bar for section in score.sections]
    lengths = [section.n_bars for section in score.sections]
    if first_bars != list(itertools.accumulate(lengths, initial=0))[:-1] or min(lengths) < 1:
        raise ValueError("the sections are out of order")
    for excerpt in score.excerpts:
        if not 0 <= excerpt.start <= excerpt.start + excerpt.duration <= score.n_ticks:
            raise ValueError("an excerpt lies outside the piece")
