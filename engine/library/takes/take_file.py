"""The files of takes: pieces as anyone can open them, that also say what they are takes of."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from engine.errors import EngineError
from engine.files import parse_json, read_limited, write_whole
from engine.library.piece_file import LARGEST, open_piece, piece_to_bytes
from engine.library.takes.take import About, Take
from engine.options import MAX_SEED
from engine.piece import Piece

__all__ = ["NoTakeError", "about_of", "change_about", "copy_with", "read_take", "take_to_bytes"]

_ABOUT = "about"  # older programs pass it over


class NoTakeError(ValueError):
    """What lies in the folder of takes and is none: it is left alone."""


class _Reading(msgspec.Struct):
    text: str


class _Options(msgspec.Struct):
    seed: Annotated[int, Meta(ge=0, le=MAX_SEED)]
    composer: str


class _Piece(msgspec.Struct):
    reading: _Reading
    compose_options: _Options


class _Record(msgspec.Struct):
    piece: _Piece
    about: msgspec.Raw = msgspec.Raw(b"null")


def take_to_bytes(piece: Piece, about: About) -> bytes:
    """Write a piece and what it is a take of."""
    return _put_about(piece_to_bytes(piece), about)


def read_take(path: Path) -> Take:
    """Read what the list shows of a file; one that says nothing of itself is a song of its own.

    Raises
    ------
    OSError
        If it cannot be read.
    NoTakeError
        If it is no piece.
    """
    content = read_limited(path, LARGEST)
    try:
        record = msgspec.json.decode(content, type=_Record)
        about = _about_in(record, path)
    except (ValueError, RecursionError, EngineError) as error:
        raise NoTakeError(str(error)) from error
    return Take(
        file=path.name,
        wish=record.piece.reading.text,
        seed=record.piece.compose_options.seed,
        composer=record.piece.compose_options.composer,
        **msgspec.structs.asdict(about),
    )


def about_of(take: Take) -> About:
    """Give what a take's file says of it."""
    return About(**{name: getattr(take, name) for name in About.__struct_fields__})


def change_about(path: Path, **changed: Any) -> None:
    """Change what a file says of itself; its piece stays byte for byte.

    Raises
    ------
    OSError, ValueError
        If it cannot be read.
    ExportError
        If it cannot be written.
    """
    about = msgspec.structs.replace(about_of(read_take(path)), **changed)
    write_whole(path, copy_with(path, about), overwrite=True)


def copy_with(path: Path, about: About) -> bytes:
    """Give the content of a file that says ``about`` of itself.

    Raises
    ------
    OSError, ValueError
        If it cannot be read.
    """
    content = read_limited(path, LARGEST)
    parse_json(content)  # refuses what would take too much memory
    return _put_about(content, about)


def _put_about(content: bytes, about: About) -> bytes:
    record = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
    record[_ABOUT] = msgspec.Raw(msgspec.json.encode(about, order="sorted"))
    return msgspec.json.encode(record, order="sorted") + b"\n"


def _about_in(record: _Record, path: Path) -> About:
    """Read what a file says of itself; where that is nothing, those of one wish are one song."""
    with contextlib.suppress(ValueError):
        return msgspec.json.decode(record.about, type=About)
    song = hashlib.sha256(record.piece.reading.text.encode(errors="replace")).hexdigest()[:8]
    return About(song, kept=path.stat().st_mtime, seconds=open_piece(path).score.duration)
