from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest

from engine.errors import ResourceError
from engine.musicxml.container import LARGEST_FILE, open_score
from engine.musicxml.full_scores import read_full_score
from engine.musicxml.lead_part import read_part

MEASURE = (
    "<measure number='{}'><attributes><divisions>{}</divisions></attributes><note><pitch>"
    "<step>{}</step><octave>4</octave></pitch><duration>{}</duration></note></measure>"
)


def score(*measures: str) -> bytes:
    return f"<score-partwise><part>{''.join(measures)}</part></score-partwise>".encode()


def packed(text: bytes, name: str = "score.xml") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return buffer.getvalue()


def test_a_bomb_is_refused_before_it_takes_memory() -> None:
    bomb = packed(b"<score-partwise>" + b" " * 100_000_000)
    assert len(bomb) < 200_000
    tracemalloc.start()
    try:
        with pytest.raises(ResourceError, match="larger than any score"):
            open_score(bomb)
        assert tracemalloc.get_traced_memory()[1] < 4 * LARGEST_FILE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<part/>" * 2_000_000, "larger than any score"),
        (
            b'<!DOCTYPE a [<!ENTITY b "c">]><score-partwise><part>&b;</part></score-partwise>',
            "larg",
        ),
        (score("<measure/>" * 200_000), "longer than any score"),
        (packed(score())[:60], "not a MusicXML file"),
        (packed(score(), "META-INF/container.xml"), "the archive is empty"),
        (b"PK\3\4" + bytes(200), "not a MusicXML file"),
        (b"<score-partwise/>", "without a part"),
    ],
)
def test_what_is_no_score_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(ResourceError, match=words) as caught:
        open_score(content)
    assert caught.value.hint


@pytest.mark.parametrize(
    "measure",
    [
        MEASURE.format(1, 0, "C", 4),
        MEASURE.format(1, "x", "C", 4),
        MEASURE.format(1, 1, "H", 4),
        MEASURE.format(1, 1, "C", "long"),
        MEASURE.format(1, 1, "C", 10**12),
    ],
)
def test_a_damaged_score_is_a_clear_error(measure: str) -> None:
    for read in (read_part, read_full_score):
        with pytest.raises(ResourceError) as caught:
            read(score(measure))
        assert caught.value.hint
