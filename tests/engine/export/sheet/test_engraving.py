from __future__ import annotations

import dataclasses
import itertools
import sys
import xml.etree.ElementTree as ET

import numpy as np
import pypdfium2
import pytest

from engine.composition.score import Chord
from engine.errors import ExportError
from engine.export import export_piece
from engine.export.sheet import engraving
from engine.options import ExportOptions

FULL = ExportOptions(is_full=True)


def test_a_pdf_is_pages_of_a4_with_title_and_music(song, tmp_path):
    export_piece(song, tmp_path / "song.pdf")
    (page,) = pypdfium2.PdfDocument(tmp_path / "song.pdf")
    assert page.get_size() == pytest.approx((595.3, 841.9), abs=0.5)
    text = page.get_textpage()
    said = text.get_text_range()
    assert "Violin" in said
    assert "= 96" in said
    first, last = (text.search(word).get_next()[0] for word in ("hope", "beans"))
    left, right = text.get_charbox(first)[0], text.get_charbox(last + 4)[2]
    assert (left + right) / 2 == pytest.approx(595 / 2, abs=10)
    ink = np.asarray(page.render(scale=1).to_pil().convert("L")) < 128
    assert 0.005 < ink.mean() < 0.2


def test_chord_symbols_do_not_touch(song, tmp_path):
    roots = itertools.cycle((6, 1, 8, 3))
    crowd = tuple(
        Chord(tick, 24, root, "m7♭5", bass=(root + 3) % 12)
        for tick, root in zip(range(0, 576, 24), roots, strict=False)
    )
    score = dataclasses.replace(song.score, chords=crowd)
    export_piece(dataclasses.replace(song, score=score), tmp_path / "song.pdf")
    (page,) = pypdfium2.PdfDocument(tmp_path / "song.pdf")
    text = page.get_textpage()
    rows: dict[int, list[tuple[float, float]]] = {}
    for index in range(text.count_chars()):
        left, bottom, right, _ = text.get_charbox(index)
        if right > left:
            rows.setdefault(round(bottom), []).append((left, right))
    for row in rows.values():
        for (_, right), (left, _) in itertools.pairwise(sorted(row)):
            assert left > right - 0.6  # points; letters of a word are as near


def test_signs_are_drawn_and_no_boxes(song, tmp_path):
    """The flat of a chord symbol is a character that the fonts have."""
    export_piece(song, tmp_path / "song.pdf")
    (page,) = pypdfium2.PdfDocument(tmp_path / "song.pdf")
    said = page.get_textpage().get_text_range()
    assert "\ufffd" not in said
    assert any(0xE260 <= ord(char) <= 0xECB7 for char in said)


def test_an_svg_shows_every_note_on_one_page(song, written, tmp_path):
    export_piece(song, tmp_path / "song.svg", options=FULL)
    root = ET.parse(tmp_path / "song.svg").getroot()
    notes = [e for e in root.iter("{http://www.w3.org/2000/svg}g") if e.get("class") == "note"]
    assert len(notes) >= sum(len(track.notes) for track in written.tracks)
    assert float(root.get("viewBox").split()[3]) < 60_000


def test_a_long_score_goes_on_to_other_pages(song, tmp_path):
    export_piece(song, tmp_path / "song.pdf", options=FULL)
    bars = 30 * song.score.n_bars
    section = dataclasses.replace(song.score.sections[0], n_bars=bars)
    long = dataclasses.replace(song.score, n_bars=bars, sections=(section,))
    export_piece(dataclasses.replace(song, score=long), tmp_path / "long.pdf", options=FULL)
    assert len(pypdfium2.PdfDocument(tmp_path / "long.pdf")) > 3


def test_where_pdf_cannot_be_written_it_is_said(song, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "svg2pdf_py", None)
    with pytest.raises(ExportError, match="PDF cannot be written here") as caught:
        export_piece(song, tmp_path / "song.pdf")
    assert ".svg" in caught.value.hint


def test_pages_look_as_verovio_drew_them(song, tmp_path, monkeypatch):
    export_piece(song, tmp_path / "plain.pdf", options=FULL)
    monkeypatch.setattr(engraving, "_plain", lambda svg: svg)
    export_piece(song, tmp_path / "drawn.pdf", options=FULL)
    plain, drawn = (
        np.asarray(pypdfium2.PdfDocument(tmp_path / name)[0].render(scale=6).to_pil().convert("L"))
        for name in ("plain.pdf", "drawn.pdf")
    )
    ink = [(255.0 - page).sum() for page in (plain, drawn)]
    # but for the hairlines that a style sheet draws around filled shapes
    assert ink[0] == pytest.approx(ink[1], rel=0.1)
    differs = np.abs(plain.astype(float) - drawn) > 200
    assert differs.sum() < 0.02 * (drawn < 128).sum()


def test_many_parts_are_engraved_smaller_so_that_two_systems_share_a_page(song, tmp_path):
    (tune,) = (track for track in song.score.tracks if track.role == "melody")
    roles = ("second", "counter", "arpeggio", "pad")
    others = tuple(dataclasses.replace(tune, role=role) for role in roles)
    tracks = tuple(track for track in song.score.tracks if track.role not in roles)
    crowd = dataclasses.replace(song.score, tracks=(*tracks, *others), n_bars=song.score.n_bars)
    export_piece(dataclasses.replace(song, score=crowd), tmp_path / "crowd.pdf", options=FULL)
    export_piece(song, tmp_path / "few.pdf", options=FULL)

    def widest(name: str) -> float:
        page = pypdfium2.PdfDocument(tmp_path / name)[0]
        ink = np.asarray(page.render(scale=2).to_pil().convert("L")) < 128
        rows = np.flatnonzero(ink[:, ink.shape[1] // 2 :].mean(axis=1) > 0.5)
        lines = rows[np.insert(np.diff(rows) > 1, 0, True)]
        return float(np.diff(lines)[:4].mean())  # between the lines of the first staff

    assert widest("crowd.pdf") < 0.95 * widest("few.pdf")
