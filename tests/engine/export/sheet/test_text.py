from __future__ import annotations

import re

import music21

from engine.export import export_piece


def test_another_reader_finds_the_tune_in_abc(song, written, tmp_path):
    export_piece(song, tmp_path / "song.abc")
    parsed = music21.converter.parse(tmp_path / "song.abc", format="abc")
    pitches = [
        note.pitch.midi
        for note in parsed.flatten().notes
        if note.isNote and (note.tie is None or note.tie.type == "start")
    ]
    assert pitches == [note.pitch for note in written.tracks[0].notes]
    assert parsed.duration.quarterLength == 24
    assert parsed.metadata.title == song.reading.text


def test_abc_has_the_chords_where_they_sound(song, tmp_path):
    export_piece(song, tmp_path / "song.abc")
    text = (tmp_path / "song.abc").read_text()
    assert re.findall(r'"([^"]+)"', text) == [
        "Dm",
        "A7/C#",
        "Em7b5",
        "Bbmaj7",
        "Dm",
        "Ab",
        "Dbm6/Ab",
    ]
    assert "(3:2:3" in text


def test_chordpro_has_sections_bars_and_chords(song, tmp_path):
    (sentence,) = export_piece(song, tmp_path / "song.cho")
    assert "no notes" in sentence
    text = (tmp_path / "song.cho").read_text()
    assert re.findall(r'label="(\w+)"', text) == ["A", "B"]
    grids = re.findall(r"^\|(.*)\|$", text, re.MULTILINE)
    bars = [bar.split() for grid in grids for bar in grid.split("|")]
    assert [len(bar) for bar in bars] == [4] * 6
    assert bars[0] == ["Dm", ".", "A7/C#", "."]
    assert bars[3] == ["Dm", ".", ".", "."]  # it goes on over the bar line
    assert bars[5][0] == "Dbm6/Ab"
