from __future__ import annotations

import itertools
import logging
from collections.abc import Callable
from pathlib import Path

import mido
import pytest

from engine.composition.score import Key, Metre
from engine.errors import JobCancelledError, ResourceError
from engine.progress import Progress
from engine.training.corpora.midi_songs import read_song, read_songs

Voice = tuple[str, int, list[tuple[float, float, int]]]
"""Name, channel, and notes of (start, end, pitch) in beats."""

TUNE = [(float(n), n + 1.0, (72, 74, 76, 77, 79, 77, 76, 74)[n % 8]) for n in range(16)]
CHORDS = [
    (4.0 * n, 4.0 * n + 4, pitch)
    for n, chord in enumerate([(48, 60, 64, 67), (43, 59, 62, 67), (48, 60, 64, 67)] * 2)
    for pitch in chord
]


def write_midi(path: Path, voices: list[Voice], *metres: tuple[int, int, int]) -> Path:
    """Metres are (beat, numerator, denominator)."""
    file = mido.MidiFile(ticks_per_beat=96)
    first = mido.MidiTrack()
    now = 0
    for beat, numerator, denominator in metres:
        first.append(
            mido.MetaMessage(
                "time_signature",
                numerator=numerator,
                denominator=denominator,
                time=96 * beat - now,
            )
        )
        now = 96 * beat
    file.tracks.append(first)
    for name, channel, notes in voices:
        track = mido.MidiTrack([mido.MetaMessage("track_name", name=name)])
        events = sorted([(s, 1, p) for s, _, p in notes] + [(e, 0, p) for _, e, p in notes])
        now = 0
        for beat, on, pitch in events:
            tick = round(96 * beat)
            track.append(
                mido.Message(
                    "note_on", channel=channel, note=pitch, velocity=64 * on, time=tick - now
                )
            )
            now = tick
        file.tracks.append(track)
    file.save(path)
    return path


def test_melody_chords_key_and_metre_are_found(tmp_path: Path) -> None:
    path = write_midi(tmp_path / "song.mid", [("", 1, CHORDS), ("", 0, TUNE)])
    sheet = read_song(path, "song.mid")
    assert sheet.name == "own/song.mid"
    assert (sheet.key, sheet.metre) == (Key(0, "major"), Metre(4, 4))
    assert [note.pitch for note in sheet.melody[:4]] == [72, 74, 76, 77]
    assert [(chord.start, chord.root, chord.quality) for chord in sheet.chords[:3]] == [
        (0, 0, ""), (96, 7, ""), (192, 0, ""),
    ]  # fmt: skip


def test_a_voice_that_is_called_the_melody_is_taken(tmp_path: Path) -> None:
    low = [(start, end, pitch - 24) for start, end, pitch in TUNE]
    path = write_midi(tmp_path / "song.mid", [("Strings", 0, TUNE), ("Vocals", 1, low)])
    assert read_song(path, "").melody[0].pitch == 48


def test_of_one_hand_the_upper_line_is_taken(tmp_path: Path) -> None:
    long = [(4.0 * n, 4.0 * n + 4, 72 + n) for n in range(10)]
    below = [(n + 0.5, n + 1.0, 60) for n in range(40)]
    path = write_midi(tmp_path / "song.mid", [("Piano", 0, long + below)])
    assert [note.pitch for note in read_song(path, "").melody] == [72 + n for n in range(10)]


@pytest.mark.parametrize(
    ("metres", "found"),
    [
        ([(0, 3, 4)], Metre(3, 4)),
        ([(0, 12, 8)], Metre(6, 8)),
        ([(0, 6, 4)], Metre(3, 4)),
        ([(0, 2, 2)], Metre(4, 4)),
        ([(0, 4, 4), (4, 4, 4), (12, 3, 4)], Metre(4, 4)),
        ([(0, 4, 4), (2, 3, 4)], Metre(3, 4)),
    ],
)
def test_the_metre_that_holds_longest_counts(
    tmp_path: Path, metres: list[tuple[int, int, int]], found: Metre
) -> None:
    path = write_midi(tmp_path / "song.mid", [("", 0, TUNE)], *metres)
    assert read_song(path, "").metre == found


def test_music_begins_where_its_metre_does(tmp_path: Path) -> None:
    path = write_midi(tmp_path / "song.mid", [("", 0, TUNE)], (0, 4, 4), (2, 3, 4))
    assert (read_song(path, "").melody[0].start, read_song(path, "").melody[0].pitch) == (0, 76)


def broken(path: Path) -> None:
    path.write_bytes(b"not music at all")


def cut_short(path: Path) -> None:
    write_midi(path, [("", 0, TUNE)])
    path.write_bytes(path.read_bytes()[:60])


def empty(path: Path) -> None:
    path.touch()


@pytest.mark.parametrize(
    ("write", "reason"),
    [
        (broken, "not a MIDI file"),
        (cut_short, "too few notes"),
        (empty, "is empty"),
        (lambda path: write_midi(path, [("", 9, TUNE)]), "only drums"),
        (lambda path: write_midi(path, [("", 0, [])]), "no note"),
        (lambda path: write_midi(path, [("", 0, [(0, 1, 60)])]), "too few notes: 1"),
        (lambda path: write_midi(path, [("", 0, TUNE)], (0, 5, 4)), "5/4"),
        (lambda path: path.write_bytes(bytes(20_000_000)), "larger than any music"),
    ],
)
def test_a_bad_file_is_named_and_the_rest_goes_on(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    write: Callable[[Path], object],
    reason: str,
) -> None:
    write_midi(tmp_path / "good.MID", [("", 0, TUNE)])
    write(tmp_path / "bad.mid")
    (tmp_path / "readme.txt").write_text("not looked at")
    with caplog.at_level(logging.INFO):
        songs = read_songs(tmp_path, Progress())
    assert [sheet.name for sheet in songs.sheets] == ["own/good.MID"]
    assert list(songs.left_out) == [tmp_path / "bad.mid"]
    assert "bad.mid" in caplog.text
    with pytest.raises(ResourceError, match=reason):
        read_song(tmp_path / "bad.mid", "")


def test_what_was_mended_is_told(tmp_path: Path) -> None:
    write_midi(tmp_path / "whole.mid", [("", 0, TUNE)])
    path = write_midi(tmp_path / "cut.rmi", [("", 0, TUNE)])
    path.write_bytes(path.read_bytes()[:-20])
    songs = read_songs(tmp_path, Progress())
    assert len(songs.sheets) == 2
    assert list(songs.mended) == [path]
    assert f"mended: {path} (a track breaks off" in songs.told


def test_the_beat_of_a_file_that_counts_frames_is_found(tmp_path: Path) -> None:
    bass = [(4.0 * n, 4.0 * n + 1, 40) for n in range(4)]
    path = write_midi(tmp_path / "film.mid", [("", 0, TUNE), ("", 1, bass)])
    content = bytearray(path.read_bytes())
    content[12:14] = b"\xe7\x08"  # 25 frames of 8 ticks a second: a quarter of 96 lasts .48 s
    path.write_bytes(content)
    melody = read_song(path, "").melody
    assert {after.start - before.start for before, after in itertools.pairwise(melody)} == {24}


def test_a_folder_without_midi_files_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="no MIDI files"):
        read_songs(tmp_path, Progress())


def test_a_folder_of_bad_files_is_an_error_that_names_one(tmp_path: Path) -> None:
    broken(tmp_path / "bad.mid")
    with pytest.raises(ResourceError, match=r"none of the 1 .* bad\.mid"):
        read_songs(tmp_path, Progress())


def test_of_very_many_files_the_same_sample_is_read(tmp_path: Path) -> None:
    song = write_midi(tmp_path / "0.mid", [("", 0, TUNE)]).read_bytes()
    for number in range(1, 30):
        (tmp_path / f"{number}.mid").write_bytes(song)
    one, two = (read_songs(tmp_path, Progress(), most=5) for _ in range(2))
    assert one.n_found == 30
    assert len(one.sheets) == 5
    assert [sheet.name for sheet in one.sheets] == [sheet.name for sheet in two.sheets]


def test_reading_can_be_stopped(tmp_path: Path) -> None:
    write_midi(tmp_path / "song.mid", [("", 0, TUNE)])
    progress = Progress()
    progress.cancel()
    with pytest.raises(JobCancelledError):
        read_songs(tmp_path, progress)


def test_what_was_played_freely_is_placed_on_its_own_beats(tmp_path: Path) -> None:
    beat = 1.137  # by the file's clock, which knows nothing of the music's
    tune = [(start * beat + 0.3, end * beat + 0.25, pitch) for start, end, pitch in TUNE]
    bass = [(4 * n * beat + 0.3, 4 * n * beat + 1.2, 40) for n in range(4)]
    path = write_midi(tmp_path / "song.mid", [("", 0, tune), ("", 1, bass)], (0, 3, 4))
    sheet = read_song(path, "")
    assert sheet.metre == Metre(4, 4)
    steps = {after.start - before.start for before, after in itertools.pairwise(sheet.melody)}
    assert steps == {24}
    assert sheet.melody[0].start % 96 == 0
