"""Opens MusicXML, plain or compressed (.mxl), if it is no larger than scores are."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable
from xml.etree import ElementTree as ET

from engine.composition.score import TICKS_PER_BEAT, Note
from engine.errors import ResourceError

__all__ = ["LARGEST_FILE", "check_length", "open_score"]

LARGEST_FILE = 16_000_000
"""Bytes, plain or compressed; the longest string quartet of OpenScore takes 11.5 million, plain."""

_LONGEST = 5000 * 4 * TICKS_PER_BEAT
"""Ticks: five thousand bars, more than an act of Wagner's has."""
_MOST_TAGS = 800_000
"""Each takes a hundred bytes of memory and some microseconds; that quartet has 604,313."""
_MOST_MEASURES = 100_000
"""Of all parts: an opera has half as many."""
_LEAVE_OUT = "Leave the file out."


def open_score(content: bytes) -> ET.Element:
    """Parse the content of a .mxl or .musicxml file with at least one part.

    Raises
    ------
    ResourceError
        If it is none, or larger than any score.
    """
    try:
        text = _unpack(content)
        # Entities stand for text, and a few lines of them for gigabytes; no score needs any.
        if len(text) > LARGEST_FILE or text.count(b"<") > _MOST_TAGS or b"<!ENTITY" in text:
            raise ResourceError("larger than any score", hint=_LEAVE_OUT)
        root = ET.fromstring(text)  # noqa: S314 - without entities XML is what it says
    except (ET.ParseError, ValueError, LookupError) as error:
        raise ResourceError(f"not a MusicXML file: {error}", hint=_LEAVE_OUT) from error
    if root.find("part") is None:
        raise ResourceError("a MusicXML file without a part", hint=_LEAVE_OUT)
    if sum(1 for _ in root.iter("measure")) > _MOST_MEASURES:
        raise ResourceError("longer than any score", hint=_LEAVE_OUT)
    return root


def check_length(n_ticks: int, notes: Iterable[Note]) -> None:
    """Refuse a score that is longer, or whose notes are, than any can be.

    Raises
    ------
    ResourceError
        If it is.
    """
    if max((note.end for note in notes), default=n_ticks) > _LONGEST or n_ticks > _LONGEST:
        raise ResourceError("longer than any score", hint=_LEAVE_OUT)


def _unpack(content: bytes) -> bytes:
    """Give the text of a score, one byte more than is allowed at most.

    Raises
    ------
    ValueError
        If the archive is damaged or holds nothing.
    """
    if not content.startswith(b"PK"):
        return content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                if not name.startswith("META-INF"):
                    with archive.open(name) as file:
                        return file.read(LARGEST_FILE + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise ValueError(str(error) or "it ends too soon") from error
    raise ValueError("the archive is empty")
