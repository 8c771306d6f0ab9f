from __future__ import annotations

import pytest

from engine.composition.score import (
    Chord,
    Key,
    Metre,
    Note,
    Score,
    ScoreSection,
    TempoChange,
    Track,
)
from engine.composition.transposing import follow_chords, to_keys

C_MAJOR, C_MINOR = Key(0, "major"), Key(0, "minor")
D_MAJOR, A_MINOR = Key(2, "major"), Key(9, "minor")


def in_key(key: Key, chords: list[tuple[int, str]], line: list[int], low: list[int] = []) -> Score:  # noqa: B006
    """A bar for each chord, a quarter for each note."""
    return Score(
        key, Metre(), len(chords), (TempoChange(0, 100.0),),
        (ScoreSection("A", 0, len(chords), key),),
        tuple(Chord(96 * n, 96, root, quality) for n, (root, quality) in enumerate(chords)),
        (
            Track("melody", 0, tuple(Note(24 * n, 24, pitch, 80) for n, pitch in enumerate(line))),
            Track("bass", 33, tuple(Note(96 * n, 96, pitch, 80) for n, pitch in enumerate(low))),
            Track("drums", 0, (Note(0, 6, 36, 100),)),
        ),
    )  # fmt: skip


def told(score: Score) -> tuple[list[str], list[int]]:
    return (
        [chord.symbol(score.key) for chord in score.chords],
        [note.pitch for note in score.track("melody").notes],
    )


TUNE = [60, 64, 69, 71, 72, 74, 76, 66]


def test_minor_darkens_the_scale_and_keeps_the_dominant() -> None:
    major = in_key(C_MAJOR, [(0, ""), (9, "m"), (7, "7"), (5, "maj7")], TUNE)
    chords, line = told(to_keys(major, lambda _: C_MINOR))
    assert chords == ["Cm", "A♭", "G7", "Fm7"]
    assert line == [60, 63, 68, 70, 72, 74, 75, 66]


def test_a_leading_tone_over_its_chord_stays_one() -> None:
    major = in_key(C_MAJOR, [(7, "")], [71, 74, 67, 71])
    assert told(to_keys(major, lambda _: C_MINOR))[1] == [71, 74, 67, 71]


def test_minor_and_back_is_the_same_tune() -> None:
    major = in_key(C_MAJOR, [(0, ""), (5, "")], [*TUNE[:7], 67])
    there = to_keys(major, lambda _: C_MINOR)
    assert to_keys(there, lambda _: C_MAJOR) == major


def test_another_tonic_moves_everything_alike_the_shorter_way() -> None:
    score = in_key(C_MAJOR, [(0, "")], [60, 66, 67, 72], [36])
    up = to_keys(score, lambda _: D_MAJOR)
    assert told(up) == (["D"], [62, 68, 69, 74])
    assert up.track("bass").notes[0].pitch == 38
    assert up.track("drums") == score.track("drums")
    down = to_keys(score, lambda _: A_MINOR)
    assert (told(down)[0], told(down)[1][0]) == (["Am"], 57)
    assert str(down.sections[0].key) == "A minor"


@pytest.mark.parametrize(
    ("old", "new", "pitch", "moved"),
    [
        (Chord(0, 96, 0), Chord(0, 96, 5), 48, 53),  # root to root
        (Chord(0, 96, 0), Chord(0, 96, 0, "m"), 52, 51),  # third to third
        (Chord(0, 96, 7, "7"), Chord(0, 96, 0), 65, 60),  # a seventh that is not there: the root
        (Chord(0, 96, 0), Chord(0, 96, 7), 50, 50),  # a stranger that fits now
        (Chord(0, 96, 0), Chord(0, 96, 5), 50, 48),  # one that does not
    ],
)
def test_an_accompaniment_plays_the_same_tone_of_its_chord(
    old: Chord, new: Chord, pitch: int, moved: int
) -> None:
    assert [n.pitch for n in follow_chords([Note(0, 24, pitch, 80)], [old], [new])] == [moved]


def test_two_notes_never_meet_in_one() -> None:
    notes = [Note(0, 24, 48, 80), Note(0, 24, 50, 70)]
    followed = follow_chords(notes, [Chord(0, 96, 0)], [Chord(0, 96, 0)])
    assert [note.pitch for note in followed] == [48, 52] or len(followed) == 1


def test_notes_without_a_chord_stay() -> None:
    assert follow_chords([Note(0, 24, 50, 80)], [], [Chord(0, 96, 5)]) == [Note(0, 24, 50, 80)]
