from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.composition.score import Key, Metre
from engine.training.corpora.rock_corpus import read_rock

MELODY = """% Song

[G] [OCT=4] R*2 | ..5. 1... | 3.b3. v5 ^1 7 | | 1111 |
. | 1 | 1 | _ _ 1 _ |
"""
HARMONY = "[G] I | IV V7/ii | | bVII . vi7 . | iih7 | i | V | I | I |"


def write(folder: Path, melody: str = MELODY, metre: object = "4/4") -> None:
    corpus = folder / "rock_corpus"
    for name in ("rs200_melody", "rs200_harmony_exp"):
        (corpus / name).mkdir(parents=True)
    (corpus / "songs.json").write_text(json.dumps({"Song": {"key": "G", "meter": metre}}))
    (corpus / "files.json").write_text(json.dumps({"Song": "song"}))
    (corpus / "rs200_melody" / "song_dt.mel").write_text(melody)
    (corpus / "rs200_harmony_exp" / "song_dt.txt").write_text(HARMONY)


def test_degrees_become_pitches_the_nearer_way(tmp_path: Path) -> None:
    write(tmp_path)
    (song,) = read_rock(tmp_path)
    assert (song.name, song.style, song.is_full) == ("rock_corpus/song", "pop", False)
    assert (song.score.key, song.score.metre) == (Key(7, "major"), Metre(4, 4))
    notes = [(note.start, note.pitch) for note in song.score.tracks[0].notes]
    assert notes[:9] == [
        (24, 62), (48, 67), (96, 71), (108, 70), (120, 62), (144, 79), (168, 78), (288, 79),
        (312, 79),
    ]  # fmt: skip


def test_a_note_lasts_to_the_next_but_two_beats_at_most(tmp_path: Path) -> None:
    write(tmp_path)
    (song,) = read_rock(tmp_path)
    assert [note.duration for note in song.score.tracks[0].notes][:8] == [
        24, 48, 12, 12, 24, 24, 48, 24,
    ]  # fmt: skip


def test_harmony_lies_under_the_melody(tmp_path: Path) -> None:
    write(tmp_path)
    (song,) = read_rock(tmp_path)
    assert [(c.start, c.root, c.quality) for c in song.score.chords][:4] == [
        (0, 4, "7"), (96, 5, ""), (144, 4, "m7"), (192, 9, "m7♭5"),
    ]  # fmt: skip


def test_a_signature_alters_degrees_until_a_natural(tmp_path: Path) -> None:
    write(tmp_path, MELODY.replace("[OCT=4]", "[OCT=4] [..b...b]").replace("7 |", "n7 |"))
    (song,) = read_rock(tmp_path)
    pitches = [note.pitch for note in song.score.tracks[0].notes]
    assert pitches[2:7] == [70, 70, 62, 79, 78]


@pytest.mark.parametrize(
    ("melody", "metre"),
    [
        (MELODY.replace("[G]", "[A]"), "4/4"),
        (MELODY.replace("1111", "[2/4] 11 | [4/4] 1111"), "4/4"),
        (MELODY, ["4/4", "2/4"]),
        (MELODY, "5/4"),
        ("[G] R*12 |", "4/4"),
    ],
)
def test_what_changes_key_or_metre_or_has_no_melody_is_left_out(
    tmp_path: Path, melody: str, metre: object
) -> None:
    write(tmp_path, melody, metre=metre)
    assert not list(read_rock(tmp_path))
