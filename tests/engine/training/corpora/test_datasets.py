from __future__ import annotations

from pathlib import Path

import mido
import pytest

from engine.composition.score import Chord, Key, Metre
from engine.errors import ResourceError
from engine.training.corpora.datasets import LEAD_SHEETS, read_lead_sheets, read_textures

XML = """<score-partwise><part id="P1">{}</part></score-partwise>"""
MEASURE = """<measure number="{n}">{attributes}
<harmony><root><root-step>{root}</root-step></root><kind>major</kind></harmony>
<note><pitch><step>{root}</step><octave>4</octave></pitch><duration>4</duration>
<lyric><text>la</text></lyric></note></measure>"""
ATTRIBUTES = """<attributes><divisions>1</divisions>
<time><beats>4</beats><beat-type>4</beat-type></time></attributes>"""


def write_midi(path: Path, tracks: dict[str, list[tuple[int, int, int]]], metre: int = 4) -> None:
    """Tracks of (start, end, pitch) in beats at 120 a minute."""
    file = mido.MidiFile(ticks_per_beat=480)
    for name, notes in tracks.items():
        track = mido.MidiTrack([mido.MetaMessage("track_name", name=name)])
        track.append(mido.MetaMessage("time_signature", numerator=metre, denominator=4))
        events = sorted(
            [(s * 480, 1, p) for s, _, p in notes] + [(e * 480, 0, p) for _, e, p in notes]
        )
        now = 0
        for tick, on, pitch in events:
            kind = "note_on" if on else "note_off"
            track.append(mido.Message(kind, note=pitch, velocity=64, time=tick - now))
            now = tick
        file.tracks.append(track)
    path.parent.mkdir(parents=True, exist_ok=True)
    file.save(path)


def write_xml(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    measures = [
        MEASURE.format(n=n, root=root, attributes=ATTRIBUTES if n == 1 else "")
        for n, root in enumerate("CFGC", 1)
    ]
    path.write_text(XML.format("".join(measures)))


def test_pop909_is_read_on_its_annotated_beats(tmp_path: Path) -> None:
    song = tmp_path / "pop909" / "001"
    # two beats before the first bar line; a beat lasts half a second
    write_midi(song / "001.mid", {"MELODY": [(n, n + 1, 60 + n % 5) for n in range(2, 40)]})
    beats = [f"{n / 2} 1.0 {float(n % 4 == 2)}" for n in range(44)]
    (song / "beat_midi.txt").write_text("\n".join(beats))
    (song / "chord_midi.txt").write_text("0 1 N\n1 3 C:maj\n3 5 G:7/3\n5 7 A:min7\n7 9 C:maj\n")
    (sheet,) = read_lead_sheets(tmp_path, ["pop909"])
    assert (sheet.name, sheet.metre, sheet.key) == ("pop909/001", Metre(4, 4), Key(0, "major"))
    assert sheet.melody[0].start == 0
    assert sheet.chords[:3] == (
        Chord(0, 96, 0, "", 0),
        Chord(96, 96, 7, "7", 11),
        Chord(192, 96, 9, "m7", 9),
    )


def test_nottingham_chords_are_named(tmp_path: Path) -> None:
    melody = [(n, n + 1, 67) for n in range(8)]
    chords = [(0, 4, 48), (0, 4, 52), (0, 4, 55), (4, 8, 43), (4, 8, 47), (4, 8, 50)]
    write_midi(tmp_path / "nottingham" / "MIDI" / "jigs1.mid", {"": melody, "chords": chords})
    write_midi(tmp_path / "nottingham" / "MIDI" / "solo.mid", {"": melody})
    (sheet,) = read_lead_sheets(tmp_path, ["nottingham"])
    assert sheet.name == "nottingham/jigs1"
    assert sheet.chords == (Chord(0, 96, 0), Chord(96, 96, 7))


def test_openewld_lead_sheets(tmp_path: Path) -> None:
    write_xml(tmp_path / "openewld" / "Writer" / "Song" / "Song.mxl")
    (tmp_path / "openewld" / "Writer" / "Song" / "broken.mxl").write_text("<score")
    (sheet,) = read_lead_sheets(tmp_path, ["openewld"])
    assert sheet.name == "openewld/Song"
    assert [chord.root for chord in sheet.chords] == [0, 5, 7, 0]
    assert [note.pitch for note in sheet.melody] == [60, 65, 67, 60]


def test_lieder_take_their_chords_from_the_analysis(tmp_path: Path) -> None:
    folder = tmp_path / "openscore_lieder" / "scores" / "Composer" / "Set" / "Song"
    write_xml(folder / "lc1.mxl")
    (folder / "analysis_automatic.rntxt").write_text("m1 C: I b3 V6\nm2 IV\nm4 I\n")
    (sheet,) = read_lead_sheets(tmp_path, ["openscore_lieder"])
    assert sheet.name == "lieder/Composer/Set/Song"
    assert sheet.chords == (
        Chord(0, 48, 0, "", 0),
        Chord(48, 48, 7, "", 11),
        Chord(96, 192, 5, "", 5),
        Chord(288, 96, 0, "", 0),
    )


def test_whole_textures_are_read_for_comparison(tmp_path: Path) -> None:
    notes = [(0, 2, 60), (0, 2, 64), (2, 4, 62)]
    write_midi(tmp_path / "pop909_cl" / "001.mid", {"piano": notes, "chords": []})
    ((found, ticks_per_bar),) = read_textures(tmp_path, 5)
    assert ticks_per_bar == 96
    assert [(note.start, note.duration, note.pitch) for note in found] == [
        (0, 48, 60),
        (0, 48, 64),
        (48, 48, 62),
    ]


@pytest.mark.parametrize("bad", [b"no music", b"", b"\xff" * 99])
def test_a_bad_file_is_named_and_the_rest_is_read(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, bad: bytes
) -> None:
    notes = [(n, n + 1, 60 + n % 5) for n in range(40)]
    chords = [(0, 4, 48), (0, 4, 52), (0, 4, 55)]
    folder = tmp_path / "nottingham" / "MIDI"
    write_midi(folder / "good.mid", {"": notes, "chords": chords})
    (folder / "bad.mid").write_bytes(bad)
    write_xml(tmp_path / "openewld" / "good" / "a.mxl")
    (tmp_path / "openewld" / "bad.mxl").write_bytes(b"PK" + bad)
    for name in ("001", "002"):
        song = tmp_path / "pop909" / name
        write_midi(song / f"{name}.mid", {"MELODY": notes})
        (song / "beat_midi.txt").write_text(
            "\n".join(f"{n / 2} 1 {n % 4 == 0:d}" for n in range(44))
        )
        (song / "chord_midi.txt").write_text("0 2 C:maj\n")
    (song / "beat_midi.txt").write_bytes(bad)
    names = ["nottingham", "openewld", "pop909"]
    sheets = list(read_lead_sheets(tmp_path, names))
    assert [sheet.name for sheet in sheets] == ["nottingham/good", "openewld/good", "pop909/001"]
    for name in ("bad.mid", "bad.mxl", "002.mid"):
        assert name in caplog.text


@pytest.mark.parametrize("name", LEAD_SHEETS)
def test_a_missing_set_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(ResourceError, match=name):
        list(read_lead_sheets(tmp_path, [name]))
