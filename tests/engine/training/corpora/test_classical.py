from __future__ import annotations

import json
from pathlib import Path

import mido
import pytest

from engine.composition.score import Key, Metre
from engine.training.corpora.classical import (
    read_analysed_lieder,
    read_chorales,
    read_mutopia,
    read_other_lieder,
    read_quartets,
)

LYRIC = "<lyric><text>la</text></lyric>"


def part(step: str, octave: int, metres: list[int], extra: str = "") -> str:
    """One note a bar; bars are as many quarters long as ``metres`` says."""
    measures = []
    for number, beats in enumerate(metres):
        time = (
            f"<time><beats>{beats}</beats><beat-type>4</beat-type></time>"
            if number == 0 or metres[number - 1] != beats
            else ""
        )
        measures.append(
            f'<measure number="{number + 1}">'
            f"<attributes><divisions>1</divisions>{time}</attributes>"
            f"<note><pitch><step>{step}</step><octave>{octave}</octave></pitch>"
            f"<duration>{beats}</duration>{extra}</note></measure>"
        )
    return f"<part>{''.join(measures)}</part>"


def write_score(file: Path, *parts: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"<score-partwise>{''.join(parts)}</score-partwise>")


def write_lied(folder: Path, metres: list[int], *, analysis: bool = True) -> None:
    song = folder / "openscore_lieder" / "scores" / "Nobody" / "_" / "Song"
    voice, left, right = part("E", 5, metres, LYRIC), part("C", 3, metres), part("G", 4, metres)
    write_score(song / "lc1.mxl", voice, left, right)
    if analysis:
        (song / "analysis_automatic.rntxt").write_text(
            f"Time Signature: {metres[0]}/4\n\nm1 b1 C: I\nm5 b1 V\nm8 b1 I\n"
        )


def test_a_lied_has_voice_bass_and_piano(tmp_path: Path) -> None:
    write_lied(tmp_path, [3] * 8)
    (song,) = read_analysed_lieder(tmp_path)
    assert (song.name, song.style, song.is_full) == ("lieder/Nobody/_/Song", "lied", True)
    assert song.score.key == Key(0, "major")
    assert {track.role: track.notes[0].pitch for track in song.score.tracks} == {
        "melody": 76, "bass": 48, "chords": 67,
    }  # fmt: skip
    assert [(c.start, c.root) for c in song.score.chords] == [(0, 0), (288, 7), (504, 0)]
    assert not list(read_other_lieder(tmp_path))


def test_a_lied_in_a_metre_that_is_not_known_is_left_out(tmp_path: Path) -> None:
    write_lied(tmp_path, [5] * 8)
    assert not list(read_analysed_lieder(tmp_path))


@pytest.mark.parametrize(
    ("metres", "analysis"), [([4] * 3 + [3] * 9 + [4], True), ([3] * 9, False)]
)
def test_of_other_lieder_the_longest_stretch_in_one_metre_is_read(
    tmp_path: Path, metres: list[int], *, analysis: bool
) -> None:
    write_lied(tmp_path, metres, analysis=analysis)
    assert not list(read_analysed_lieder(tmp_path))
    (song,) = read_other_lieder(tmp_path)
    assert (song.name, song.style, song.score.metre, song.score.n_bars) == (
        "lieder/Nobody/_/Song", "lied", Metre(3, 4), 9,
    )  # fmt: skip
    assert [(c.start, c.duration, c.root, c.quality) for c in song.score.chords] == [
        (0, 648, 0, "")
    ]


def test_every_long_stretch_of_a_quartet_is_a_song_of_its_name(tmp_path: Path) -> None:
    metres = [4] * 16 + [3] * 15 + [4] * 17
    write_score(
        tmp_path / "openscore_quartets" / "Quartet.mxl",
        *(part(step, octave, metres) for step, octave in zip("EGCC", (5, 4, 4, 3), strict=True)),
    )
    songs = list(read_quartets(tmp_path))
    assert [(s.name, s.style, s.score.n_bars) for s in songs] == [
        ("quartets/Quartet", None, 16), ("quartets/Quartet", None, 17),
    ]  # fmt: skip
    assert {track.role: len(track.notes) for track in songs[0].score.tracks} == {
        "melody": 16, "bass": 16, "chords": 32,
    }  # fmt: skip


def write_mutopia(folder: Path, rows: list[tuple[str, str, int]]) -> None:
    """Write pieces: their instrument, style and tempo."""
    pieces = folder / "mutopia"
    (pieces / "midi").mkdir(parents=True)
    lines = ["file\tsource\tinstrument\tstyle"]
    for number, (instrument, style, tempo) in enumerate(rows):
        lines.append(f"{number}.mid\tBy/{number}\t{instrument}\t{style}")
        track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(tempo))])
        for pitch in [72, 74, 76, 77] * 8:
            track.append(mido.Message("note_on", note=pitch, velocity=64))
            track.append(mido.Message("note_on", note=pitch, velocity=0, time=480))
        mido.MidiFile(tracks=[track]).save(pieces / "midi" / f"{number}.mid")
    (pieces / "pieces.tsv").write_text("\n".join([*lines, "no.mid\tBy/no\tPiano\tBaroque"]))


def test_mutopia_tells_songs_from_other_music_and_says_no_tempo_that_nobody_chose(
    tmp_path: Path,
) -> None:
    rows = [
        ("Voice and Piano", "Romantic", 90), ("Voice (SATB)", "Hymn", 80), ("Piano", "Baroque", 60),
        ("", "Song", 100),
    ]  # fmt: skip
    write_mutopia(tmp_path, rows)
    songs = list(read_mutopia(tmp_path))
    assert [(s.name, s.style) for s in songs] == [
        ("mutopia/By/0", "lied"), ("mutopia/By/1", None), ("mutopia/By/2", None),
        ("mutopia/By/3", "lied"),
    ]  # fmt: skip
    assert [s.tempo and round(s.tempo) for s in songs] == [90, 80, None, 100]


def test_a_chorale_strikes_anew_on_each_beat(tmp_path: Path) -> None:
    folder = tmp_path / "jsb_chorales"
    folder.mkdir()
    steps = [[72, 67, 64, 48]] * 60 + [[74, 67, -1, 48]] * 2 + [[76, 67, -1, 48]] * 66
    (folder / "Jsb16thSeparated.json").write_text(json.dumps({"train": [steps]}))
    (song,) = read_chorales(tmp_path)
    assert (song.name, song.is_full, song.score.metre) == (
        "jsb_chorales/train/000", True, Metre(4, 4),
    )  # fmt: skip
    soprano = [n for n in song.score.tracks[0].notes if 336 <= n.start < 400]
    assert [(n.start, n.duration, n.pitch) for n in soprano] == [
        (336, 24, 72), (360, 12, 74), (372, 12, 76), (384, 24, 76),
    ]  # fmt: skip
    lower = [note for track in song.score.tracks[1:] for note in track.notes]
    assert all(note.start < 360 for note in lower if note.pitch == 64)
