from __future__ import annotations

from pathlib import Path

import pytest

from engine.composition.score import Chord, Key, Metre
from engine.training.corpora.chord_charts import (
    chords_of_bars,
    key_of,
    read_billboard,
    read_jazz,
)

C, F, G = (0, "", 0), (5, "", 5), (7, "7", 7)


def write_billboard(folder: Path, name: str, metre: str = "4/4", title: str = "Song") -> None:
    song = folder / "mcgill_billboard" / "billboard-2.0-salami_chords" / name
    song.mkdir(parents=True)
    (song / "salami_chords.txt").write_text(
        f"# title: {title}\n# artist: Band\n# metre: {metre}\n# tonic: D\n\n"
        "0.0\tsilence\n"
        "1.0\tA, intro, | D:min | . A:7/3 |, (guitar)\n"
        "5.0\tB, verse, | D:min G:7(#9) | | C:sus4(b7) | N | x2\n"
        "21.0\t| D:min | (2/4) A:7 | D:min |\n"
        "25.0\tsilence\n"
    )


def write_jazz(folder: Path, text: str, name: str = "Tune") -> None:
    songs = folder / "jazz_chords" / "SongDB" / "Songs"
    songs.mkdir(parents=True, exist_ok=True)
    (songs / f"{name}.txt").write_text(text)


def named(chords: tuple[Chord, ...]) -> list[tuple[int, int, int, str, int | None]]:
    return [(c.start, c.duration, c.root, c.quality, c.bass) for c in chords]


def test_the_chords_of_a_bar_share_it_and_equal_ones_go_on() -> None:
    chords = chords_of_bars([[C], [C, F], [None], [G, G, C]], Metre(3, 4))
    assert [(c.start, c.duration, c.root) for c in chords] == [
        (0, 108, 0), (108, 36, 5), (216, 48, 7), (264, 24, 0),
    ]  # fmt: skip


def test_the_mode_is_that_of_the_chords_on_the_tonic() -> None:
    chords = [Chord(0, 96, 0, "m7"), Chord(96, 96, 5), Chord(192, 48, 0)]
    assert key_of(0, chords) == Key(0, "minor")
    assert key_of(5, chords) == Key(5, "major")
    assert key_of(None, [Chord(0, 96, 7), Chord(96, 96, 0)]) == Key(0, "major")


def test_billboard_charts_are_read_with_key_and_tempo(tmp_path: Path) -> None:
    write_billboard(tmp_path, "0001")
    (song,) = read_billboard(tmp_path)
    assert (song.name, song.style, song.is_full) == ("billboard/0001", "pop", False)
    assert (song.score.key, song.score.metre, song.score.n_bars) == (
        Key(2, "minor"), Metre(4, 4), 12,
    )  # fmt: skip
    assert song.tempo == pytest.approx(120)
    assert named(song.score.chords)[:6] == [
        (0, 144, 2, "m", 2), (144, 48, 9, "7", 1), (192, 48, 2, "m", 2), (240, 144, 7, "7", 7),
        (384, 96, 0, "sus4", 0), (576, 48, 2, "m", 2),
    ]  # fmt: skip


def test_a_chart_that_comes_again_is_read_once(tmp_path: Path) -> None:
    for name in ("0001", "0002"):
        write_billboard(tmp_path, name)
    write_billboard(tmp_path, "0003", title="Another")
    assert [song.name for song in read_billboard(tmp_path)] == ["billboard/0001", "billboard/0003"]


def test_a_chart_in_a_metre_that_is_not_known_is_left_out(tmp_path: Path) -> None:
    write_billboard(tmp_path, "0001", metre="5/4")
    assert not list(read_billboard(tmp_path))


BARS = "FM7 | Gm7b5/Db C7#9 | Am7 Abo7 | NC | F6 | F9#11 | Bbsus4 | FmM7 |\n"


def test_jazz_charts_are_read(tmp_path: Path) -> None:
    write_jazz(tmp_path, f"Title = Tune\nDBKeySig = F\nTimeSig = 4 4\nBars = 8\n {BARS}")
    (song,) = read_jazz(tmp_path)
    assert (song.name, song.style, song.score.key) == (
        "jazz_chords/Tune", "standard", Key(5, "major"),
    )  # fmt: skip
    assert [(c.root, c.quality, c.bass) for c in song.score.chords] == [
        (5, "maj7", 5), (7, "m7♭5", 1), (0, "7", 0), (9, "m7", 9), (8, "dim7", 8), (5, "6", 5),
        (5, "7", 5), (10, "sus4", 10), (5, "m", 5),
    ]  # fmt: skip


def test_a_signature_stands_for_the_minor_key_where_its_chords_do(tmp_path: Path) -> None:
    bars = " | ".join(["Dm7", "A7"] * 4)
    write_jazz(tmp_path, f"DBKeySig = F\nTimeSig = 4 4\n {bars} |\n")
    (song,) = read_jazz(tmp_path)
    assert song.score.key == Key(2, "minor")


@pytest.mark.parametrize("head", ["", "TimeSig = 5 4\n", "TimeSig = free\n"])
def test_a_jazz_chart_without_a_known_metre_is_left_out(tmp_path: Path, head: str) -> None:
    write_jazz(tmp_path, f"DBKeySig = F\n{head} {BARS}")
    assert not list(read_jazz(tmp_path))
