from __future__ import annotations

import dataclasses

import pytest

from engine.composition.score import (
    TICKS_PER_BEAT,
    Chord,
    Key,
    Metre,
    Note,
    Score,
    ScoreSection,
    TempoChange,
    Track,
    pitch_class,
    top_line,
)
from engine.errors import CompositionError

C_MAJOR = Key(0, "major")


def make_score(**changes: object) -> Score:
    """Two bars of C major at 120 BPM, one section each, with one note and one chord."""
    score = Score(
        key=C_MAJOR,
        metre=Metre(),
        n_bars=2,
        tempos=(TempoChange(0, 120),),
        sections=(ScoreSection("A", 0, 1, C_MAJOR), ScoreSection("B", 1, 1, Key(9, "minor"))),
        chords=(Chord(0, 192, 0),),
        tracks=(Track("melody", 0, (Note(0, 24, 60, 80),)),),
    )
    return dataclasses.replace(score, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (Key(10, "major"), "B♭"),
        (Key(6, "major"), "F♯"),
        (Key(3, "minor"), "E♭"),
        (Key(6, "minor"), "F♯"),
        (Key(8, "minor"), "G♯"),
    ],
)
def test_a_key_is_written_as_musicians_write_it(key: Key, name: str) -> None:
    assert key.name == name


def test_scales_are_major_and_natural_minor() -> None:
    assert Key(7, "major").scale == (7, 9, 11, 0, 2, 4, 6)
    assert Key(9, "minor").scale == (9, 11, 0, 2, 4, 5, 7)


@pytest.mark.parametrize(
    ("chord", "key", "symbol"),
    [
        (Chord(0, 24, 10, "7"), Key(5, "major"), "B♭7"),
        (Chord(0, 24, 6, "m7", bass=9), Key(2, "major"), "F♯m7/A"),
        (Chord(0, 24, 0, bass=0), C_MAJOR, "C"),
        (Chord(0, 24, 9, "m", bass=0), C_MAJOR, "Am/C"),
    ],
)
def test_chord_symbols_follow_the_key(chord: Chord, key: Key, symbol: str) -> None:
    assert chord.symbol(key) == symbol


def test_a_chord_knows_its_tones() -> None:
    assert Chord(0, 24, 11, "dim7").pitch_classes == (11, 2, 5, 8)
    with pytest.raises(CompositionError, match="m13"):
        Chord(0, 24, 0, "m13")


@pytest.mark.parametrize(("metre", "ticks"), [((4, 4), 96), ((3, 4), 72), ((6, 8), 72)])
def test_bars_are_as_long_as_their_metre(metre: tuple[int, int], ticks: int) -> None:
    assert Metre(*metre).ticks_per_bar == ticks


def test_time_follows_every_tempo_change() -> None:
    score = make_score(tempos=(TempoChange(0, 120), TempoChange(96, 60)))
    assert score.seconds_at(TICKS_PER_BEAT) == pytest.approx(0.5)
    assert score.seconds_at(96) == pytest.approx(2.0)
    assert score.seconds_at(120) == pytest.approx(3.0)
    assert score.duration == pytest.approx(6.0)


def test_each_bar_has_the_key_of_its_section() -> None:
    score = make_score()
    assert score.key_at(0) == C_MAJOR
    assert score.key_at(1) == Key(9, "minor")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tempos": ()}, "tempo at tick 0"),
        ({"tempos": (TempoChange(5, 120),)}, "tempo at tick 0"),
        ({"n_bars": 3}, "3 bars"),
        ({"chords": (Chord(100, 96, 0),)}, "chord lies outside"),
        ({"tracks": (Track("melody", 0, (Note(180, 24, 60, 80),)),)}, "melody lies outside"),
        ({"tracks": (Track("bass", 0, (Note(0, 0, 60, 80),)),)}, "bass lies outside"),
        ({"tracks": (Track("bass", 0, (Note(0, 24, 128, 80),)),)}, "bass lies outside"),
        ({"tracks": (Track("bass", 0, (Note(0, 24, 60, 0),)),)}, "bass lies outside"),
    ],
)
def test_an_impossible_score_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(CompositionError, match=message):
        make_score(**changes)


def test_a_tonic_is_a_pitch_class() -> None:
    with pytest.raises(CompositionError, match="tonic is 12"):
        Key(12, "major")


@pytest.mark.parametrize(
    ("name", "number"),
    [("C", 0), ("b", 11), ("Bb", 10), ("B♭", 10), ("e-", 3), ("F#", 6), ("F♯", 6), ("Cb", 11),
     ("G##", 9), ("Abb", 7)],
)  # fmt: skip
def test_note_names_are_pitch_classes(name: str, number: int) -> None:
    assert pitch_class(name) == number


def test_the_top_line_keeps_the_highest_and_ends_in_time() -> None:
    notes = [Note(0, 96, 60, 64), Note(0, 48, 64, 64), Note(24, 24, 62, 64)]
    assert list(top_line(notes)) == [Note(0, 24, 64, 64), Note(24, 24, 62, 64)]
    assert not list(top_line([]))
