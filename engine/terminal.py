"""Answers, remarks and questions: what goes out of and comes into the command.

A terminal may know other characters than we write, an answer may end on a full disk, and bytes that
come in may be no text. None of that is a reason to stop with a traceback.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import json
import logging
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from engine.errors import ExportError, OptionError

__all__ = [
    "RemarkHandler",
    "as_typed",
    "decode",
    "prepare_streams",
    "read_lines",
    "read_stdin",
    "remark",
    "settle_streams",
    "tell",
    "tell_json",
]

_PLAIN = str.maketrans({
    "♯": "#", "♭": "b", "♮": "", "–": "-", "—": "-", "−": "-", "×": "x", "…": "...", "·": ".",
    "“": '"', "”": '"', "„": '"', "’": "'", "█": "#", "→": "->", "ß": "ss",
})  # fmt: skip
"""What stands for a character that a terminal lacks, where its letter does not."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What could move the cursor or worse: names in files are a stranger's."""
_HANDLER = "affetto.plain"


def prepare_streams() -> None:
    """Let every terminal be written to, whatever characters it knows."""
    codecs.register_error(_HANDLER, _replace)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)


def settle_streams() -> None:
    """Write what waits to be written; what cannot be is dropped, or Python would complain last.

    Raises
    ------
    BrokenPipeError
        If whoever read the answers has gone.
    ExportError
        If an answer cannot be written.
    """
    if sys.stderr is not None:
        try:
            sys.stderr.flush()
        except OSError:
            _drop(sys.stderr)
    if sys.stdout is not None:
        _write(sys.stdout.flush)


def tell(text: str) -> None:
    """Print a part of the answer.

    Raises
    ------
    ExportError
        If it cannot be written.
    """
    clean = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
    _write(lambda: print(clean, flush=True))


def tell_json(value: Any) -> None:
    """Print an object on a line of its own, in ASCII."""
    line = json.dumps(value)
    _write(lambda: print(line, flush=True))


def remark(text: str = "", *, end: str = "\n") -> None:
    """Say something besides the answer; where nobody can hear it, it is not said."""
    clean = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.removeprefix("\r"))
    with contextlib.suppress(OSError, ValueError):
        print("\r" * text.startswith("\r") + clean, end=end, file=sys.stderr, flush=True)


class RemarkHandler(logging.Handler):
    """Says what the engine logs as a remark; of the libraries below it only errors."""

    def emit(self, record: logging.LogRecord) -> None:
        """Say one entry."""
        if record.name.startswith("engine.") or record.levelno >= logging.ERROR:
            remark(self.format(record))


def read_stdin() -> str:
    """Read all of the standard input.

    Raises
    ------
    OptionError
        If it is no text.
    """
    stream = sys.stdin
    if stream is None:
        return ""
    if not hasattr(stream, "buffer"):
        return str(stream.read())
    return decode(stream.buffer.read(), "what was given on stdin")


def read_lines() -> Iterator[str]:
    """Read the standard input a line at a time, as the lines come."""
    stream = sys.stdin
    if stream is None:
        return
    for number, line in enumerate(getattr(stream, "buffer", stream)):
        text = line if isinstance(line, str) else _decode_line(line, is_first=number == 0)
        yield text.rstrip("\r\n")


def decode(content: bytes, what: str) -> str:
    """Give bytes as text, in UTF-8 or what their mark says, without that mark.

    Raises
    ------
    OptionError
        If they are no text.
    """
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise OptionError(
            f"{what} is no text in UTF-8: byte {content[error.start]:#04x} in line {line}",
            hint="Save it as UTF-8, then try again.",
        ) from error


def as_typed(text: str) -> str:
    """Give an argument as it was meant: in UTF-8, or else in the letters of western Europe."""
    if text.isascii() or not _is_garbled(text):
        return text
    content = os.fsencode(text)
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _is_garbled(text: str) -> bool:
    """Whether Python could not make characters of the bytes that were typed."""
    return any("\udc80" <= character <= "\udcff" for character in text)


def _decode_line(line: bytes, *, is_first: bool) -> str:
    try:
        return line.decode("utf-8-sig" if is_first else "utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _write(write: Callable[[], None]) -> None:
    try:
        write()
    except BrokenPipeError:
        _drop(sys.stdout)
        raise
    except OSError as error:
        _drop(sys.stdout)
        raise ExportError(
            f"the answer cannot be written: {error.strerror}",
            hint="Files named in it are there; send the answer elsewhere.",
        ) from error


def _drop(stream: Any) -> None:
    """Let what still waits to be written go nowhere."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _replace(error: UnicodeError) -> tuple[str | bytes, int]:
    """Write something like the characters that a terminal lacks."""
    assert isinstance(error, UnicodeEncodeError)
    missing = error.object[error.start : error.end]
    plain = "".join(map(_likeness, missing))
    return plain.encode("ascii", "replace").decode(), error.end


def _likeness(character: str) -> str:
    replaced = character.translate(_PLAIN)
    if replaced != character:
        return replaced
    letters = unicodedata.normalize("NFKD", character)
    return "".join(c for c in letters if c.isascii()) or "?"
