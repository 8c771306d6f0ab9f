from __future__ import annotations

import math

import pytest

from engine.composition.score import (
    Chord,
    Key,
    Metre,
    Mode,
    Note,
    Role,
    Score,
    ScoreSection,
    TempoChange,
    Track,
)
from engine.composition.transformer.controls import (
    CONTROL_SIZES,
    EDGES,
    Control,
    bin_of,
    measure_bars,
)
from engine.composition.transformer.vocabulary import encode_score

FOUR = Metre(4, 4)


def measure(
    parts: dict[Role, list[Note]],
    chords: tuple[Chord, ...] = (),
    mode: Mode = "major",
    n_bars: int = 4,
    tempo: float | None = None,
):
    key = Key(0, mode)
    tracks = tuple(Track(role, 0, tuple(notes)) for role, notes in parts.items())
    sections = (ScoreSection("A", 0, n_bars, key),)
    score = Score(key, FOUR, n_bars, (TempoChange(0, 90.0),), sections, chords, tracks)
    return measure_bars(encode_score(score), [key] * n_bars, FOUR, tempo)


def every(step: int, pitch: int, n_bars: int = 4) -> list[Note]:
    return [Note(tick, step, pitch, 64) for tick in range(0, n_bars * 96, step)]


def test_what_cannot_be_measured_is_not_said() -> None:
    row = measure({"melody": every(24, 72)})[0]
    assert row[Control.TEMPO] == row[Control.POLYPHONY] == row[Control.DARK] == 0
    assert row[Control.PARTS] == row[Control.STYLE] == 0


@pytest.mark.parametrize(("step", "per_beat"), [(48, 0.5), (24, 1.0), (12, 2.0)])
def test_density_counts_onsets_a_quarter(step: int, per_beat: float) -> None:
    rows = measure({"melody": every(step, 72), "bass": every(96, 40)})
    assert set(rows[:, Control.MELODY_DENSITY]) == {bin_of(Control.MELODY_DENSITY, per_beat)}
    assert set(rows[:, Control.DENSITY]) == {bin_of(Control.DENSITY, per_beat)}


def test_registers_are_means() -> None:
    row = measure({"melody": every(24, 71), "bass": every(96, 40), "chords": every(96, 60)})[1]
    assert row[Control.MELODY_REGISTER] == bin_of(Control.MELODY_REGISTER, 71)
    assert row[Control.TEXTURE_REGISTER] == bin_of(Control.TEXTURE_REGISTER, 50)
    assert row[Control.POLYPHONY] == bin_of(Control.POLYPHONY, 2)


def test_the_raised_seventh_of_minor_is_not_chromatic() -> None:
    tense = {"melody": every(24, 71)}
    assert measure(tense, mode="minor")[0, Control.CHROMATIC] == 1
    assert (
        measure({"melody": every(24, 73)})[0, Control.CHROMATIC]
        == len(EDGES[Control.CHROMATIC]) + 1
    )


def test_dark_is_the_share_of_time_with_a_minor_third() -> None:
    chords = (Chord(0, 192, 0, "m"), Chord(192, 192, 5, ""))
    rows = measure({"melody": every(24, 72)}, chords)
    assert rows[0, Control.DARK] == bin_of(Control.DARK, 2 / 3)  # bars 1 to 3
    assert rows[3, Control.DARK] == bin_of(Control.DARK, 0.0)


def test_closes_are_rests_of_the_melody_named_by_their_chord() -> None:
    places = ((0, 24, 72), (24, 72, 71), (96, 24, 72), (192, 96, 74), (288, 96, 72))
    melody = [Note(*place, 64) for place in places]
    chords = (Chord(0, 96, 7), Chord(96, 96, 0), Chord(192, 96, 2, "m"), Chord(288, 96, 0))
    rows = measure({"melody": melody}, chords)
    assert rows[:, Control.CLOSE].tolist() == [2, 3, 4, 3]
    assert rows[:, Control.COUNTDOWN].tolist() == [1, 1, 1, 1]


def test_the_countdown_runs_to_the_next_close() -> None:
    rows = measure({"melody": [*every(12, 72, 3), Note(288, 96, 72, 64)]}, (Chord(0, 384, 0),))
    assert rows[:, Control.CLOSE].tolist() == [1, 1, 1, 3]
    assert rows[:, Control.COUNTDOWN].tolist() == [4, 3, 2, 1]


def test_beginning_ending_and_silence_are_said_bar_by_bar() -> None:
    rows = measure({"melody": [Note(96, 24, 72, 64)], "bass": every(96, 40, 8)}, n_bars=8)
    assert rows[:, Control.BEGINNING].tolist() == [1, 2, 3, 3, 3, 3, 3, 3]
    assert rows[:, Control.ENDING].tolist() == [5, 5, 5, 5, 4, 3, 2, 1]
    assert rows[:3, Control.SINGS].tolist() == [1, 2, 1]


def test_every_control_stays_in_its_range() -> None:
    rows = measure({"melody": every(6, 100), "chords": every(6, 30)}, tempo=500.0)
    assert (rows < CONTROL_SIZES).all()
    assert rows[0, Control.TEMPO] == len(EDGES[Control.TEMPO]) + 1


def test_a_value_that_is_none_has_no_number() -> None:
    assert bin_of(Control.TEMPO, math.nan) == 0
    assert bin_of(Control.TEMPO, 0.0) == 1
