from __future__ import annotations

from pathlib import Path

import pytest

from engine.emotion import learned_moods
from engine.emotion.learned_moods import LearnedClip, as_text, known_moods, mood_words, read_moods
from engine.emotion.music_vectors import MusicVectors
from engine.emotion.reader import Reader
from engine.errors import EmotionError

CLIP = LearnedClip("hygge/1.mid", "hygge", 0.5, -0.4, (70.0, 2.0, 64.0, 45.0, 0.9, 0.6), "/m", "ab")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(MusicVectors(learned=[CLIP]))


def test_clips_come_back_as_they_were_written(home: Path) -> None:
    assert read_moods() == ()
    assert learned_moods.moods_stamp() is None
    (home / "moods.json").write_text(as_text([CLIP]), encoding="utf-8")
    assert read_moods() == (CLIP,)
    assert learned_moods.moods_stamp() is not None


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "[" * 100_000,
        '{"clips": ' + "[" * 100_000,
        '{"clips": [1]}',
        '{"clips": [{"key": "a"}]}',
        "\udcff",
        as_text([CLIP]).replace("0.5", "NaN"),
        as_text([CLIP]).replace("0.5", "1e999"),
        as_text([CLIP]).replace("0.5", "7"),
        as_text([CLIP]).replace("70.0", "1e300"),
        as_text([CLIP]).replace("   70.0,\n", ""),
        as_text([CLIP]).replace('"hygge"', "[]"),
        as_text([CLIP]).replace('"hygge"', '"\\ud83c"'),
    ],
)
def test_a_damaged_file_is_kept_aside_and_stops_no_wish(
    home: Path, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    (home / "moods.json").write_text(content, encoding="utf-8", errors="surrogateescape")
    kept = (home / "moods.json").read_bytes()
    assert known_moods() == ()
    assert not (home / "moods.json").exists()
    assert (home / "moods.json.damaged").read_bytes() == kept
    assert "it is kept as moods.json.damaged" in caplog.text
    caplog.clear()
    assert known_moods() == ()
    assert caplog.text == ""


def test_damaged_files_are_all_kept(home: Path) -> None:
    for number in range(3):
        (home / "moods.json").write_text(str(number))
        assert read_moods() == ()
    names = {path.name: path.read_text() for path in home.iterdir()}
    assert names == {
        "moods.json.damaged": "0", "moods.json.damaged1": "1", "moods.json.damaged2": "2",
    }  # fmt: skip


def test_a_file_that_cannot_be_read_stays_and_stops_no_wish(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (home / "moods.json").mkdir()
    with pytest.raises(EmotionError, match=r"moods\.json cannot be read"):
        read_moods()
    assert known_moods() == ()
    assert "moods.json" in caplog.text
    assert (home / "moods.json").is_dir()


def test_a_name_is_split_into_words() -> None:
    assert mood_words("Rainy Sunday, at Mum’s 2") == ("rainy", "sunday", "at", "mum's")


def test_a_word_without_an_embedding_is_read_by_its_music(reader: Reader) -> None:
    reading = reader.read("Hygge, please")
    assert reading.quadrant == "Q4"
    assert reading.unknown == ()
    assert reading.words[0].nearest[0].label == "hygge"
    assert reading.segments[0].moods == ("hygge",)


def test_a_refused_mood_is_turned_round_and_does_not_answer(reader: Reader) -> None:
    reading = reader.read("no hygge, please")
    assert reading.valence < 0
    assert [segment.moods for segment in reading.segments] == [()]


def test_a_mood_taken_back_is_not_read(reader: Reader) -> None:
    reading = reader.read("make it hygge, wait, no, furious")
    assert reading.quadrant == "Q2"
    assert all(segment.moods == () for segment in reading.segments)
