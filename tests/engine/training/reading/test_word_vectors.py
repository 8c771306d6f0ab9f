from __future__ import annotations

import io
import json
import tarfile
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ResourceError
from engine.progress import Progress
from engine.training.reading import word_vectors

ORDERED = ["the", ",", "]", 'a"b', "rain", "42", "beans", "état", "rare", "rated"]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay out an archive like the published one, with ten words of it."""
    vectors = {word: [n + d / 128 for d in range(100)] + [1.0, n] for n, word in enumerate(ORDERED)}
    text = json.dumps({"size": 10, "words": ORDERED, "vectors": vectors}, separators=(",", ":"))
    archive = tmp_path / word_vectors.ARCHIVE
    with tarfile.open(archive, "w:gz") as tar:
        member = tarfile.TarInfo(word_vectors.MEMBER)
        member.size = len(text.encode())
        tar.addfile(member, io.BytesIO(text.encode()))
    monkeypatch.setattr(word_vectors, "ARCHIVE_SHA256", sha256(archive.read_bytes()).hexdigest())
    monkeypatch.setattr(word_vectors, "N_FREQUENT", 2)
    monkeypatch.setattr(word_vectors, "_CHUNK", 100)
    monkeypatch.setattr(word_vectors, "read_vocabulary", lambda _: {"rated", "absent"})
    return tmp_path


def test_frequent_and_wanted_words_are_kept_in_order(data: Path) -> None:
    word_vectors.train(data, data / "out", Progress())
    assert (data / "out" / "words.txt").read_text().split() == ["the", "rain", "rated"]
    vectors = np.load(data / "out" / "vectors.npy")
    assert vectors.dtype == np.float16
    assert np.allclose(vectors, [[n + d / 128 for d in range(100)] for n in (0, 4, 9)], atol=0.005)


def test_another_archive_is_refused(data: Path) -> None:
    archive = data / word_vectors.ARCHIVE
    archive.write_bytes(archive.read_bytes() + b"\0")
    with pytest.raises(ResourceError, match="has checksum"):
        word_vectors.train(data, data / "out", Progress())
    archive.unlink()
    with pytest.raises(ResourceError, match="is missing") as caught:
        word_vectors.train(data, data / "out", Progress())
    assert "npm pack" in caught.value.hint
