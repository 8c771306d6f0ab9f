"""From a melody that is given to a plan for everything else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.composition.changing.harmonising import (
    fix_by_melody,
    mood_of,
    plan_around,
    what_is_missing,
)
from engine.composition.plan import Plan
from engine.composition.score import Key, Metre, Mode, Note, Score, ScoreSection, TempoChange, Track
from engine.options import ComposeOptions


def melody_of(mode: Mode, tempo: float, n_bars: int = 16) -> Score:
    notes = tuple(Note(24 * n, 24, 60 + n % 5, 70) for n in range(4 * n_bars))
    key = Key(2, mode)
    whole = (ScoreSection("melody", 0, n_bars, key),)
    tracks = (Track("melody", 0, notes),)
    return Score(key, Metre(), n_bars, (TempoChange(0, tempo),), whole, (), tracks)


@pytest.mark.parametrize(
    ("mode", "tempo", "quadrant"),
    [("major", 150, "Q1"), ("minor", 150, "Q2"), ("minor", 60, "Q3"), ("major", 60, "Q4")],
)
def test_mode_and_tempo_tell_the_mood(mode: Mode, tempo: float, quadrant: str) -> None:
    reading = mood_of(melody_of(mode, tempo))
    assert reading.quadrant == reading.segments[0].quadrant == quadrant
    assert (reading.segments[0].first_word, reading.segments[0].last_word) == (0, 0)
    assert abs(reading.arousal) <= 0.7
    assert (reading.valence, reading.arousal) == (
        reading.segments[0].valence,
        reading.segments[0].arousal,
    )


def test_the_faster_the_livelier() -> None:
    arousals = [mood_of(melody_of("major", tempo)).arousal for tempo in (40, 80, 110, 130, 200)]
    assert arousals == sorted(arousals)
    assert arousals[0] < arousals[1] < 0 < arousals[2] < arousals[3]


def test_key_tempo_metre_and_length_are_the_melody_s() -> None:
    options = fix_by_melody(ComposeOptions(seconds=90, seed=1), melody_of("minor", 300))
    assert (options.key, options.metre, options.n_bars) == ("D minor", "4/4", 16)
    assert options.seconds is None
    assert options.tempo == 200  # as fast as anything is planned


def test_the_melody_sounds_in_every_section_at_its_own_height(
    make_plan: Callable[..., Plan],
) -> None:
    melody = melody_of("major", 100)
    plan, placed = plan_around(make_plan("Q4"), melody)
    assert all(plan.sings(number) for number in range(len(plan.sections)))
    mean = sum(note.pitch for note in melody.tracks[0].notes) / 64
    for section in plan.sections:
        assert section.expression.register == pytest.approx(mean)
    assert {section.expression.tempo for section in plan.sections} == {100}
    assert placed.sections == plan.score_sections
    assert placed.tracks == melody.tracks


def test_all_but_the_melody_is_missing() -> None:
    revision = what_is_missing(melody_of("major", 100), 7)
    assert revision.parts == {"harmony", "chords", "bass", "drums"}
    assert (revision.bars, revision.seed) == (range(16), 7)
