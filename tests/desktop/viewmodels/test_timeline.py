from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from desktop.viewmodels.timeline import Timeline
from engine import ComposeJob, ComposeOptions, Piece, RenderOptions
from engine.composition.score import Chord, TempoChange

JOB = ComposeJob("joy", ComposeOptions(seed=1), RenderOptions())


@pytest.fixture
def piece(piece_of: Callable[[ComposeJob], Piece]) -> Piece:
    return piece_of(JOB)


def with_score(piece: Piece, **changes: Any) -> Piece:
    return dataclasses.replace(piece, score=dataclasses.replace(piece.score, **changes))


def test_every_note_has_its_place(piece: Piece) -> None:
    timeline = Timeline.of(piece)
    assert len(timeline.notes) == sum(len(track.notes) for track in piece.score.tracks)
    assert all(0 <= note.start < note.end <= timeline.duration for note in timeline.notes)
    assert {note.role for note in timeline.notes} == {"melody", "chords", "bass", "drums"}


def test_the_tail_of_the_sound_counts(piece: Piece) -> None:
    assert Timeline.of(piece).duration == pytest.approx(piece.score.duration + 2, abs=0.01)


def test_a_tempo_change_moves_what_comes_after(piece: Piece) -> None:
    half = piece.score.n_ticks // 2
    slower = with_score(piece, tempos=(TempoChange(0, 92.0), TempoChange(half, 46.0)))
    assert Timeline.of(slower).bars[12] == pytest.approx(Timeline.of(piece).bars[12])
    assert Timeline.of(slower).bars[18] > Timeline.of(piece).bars[18] + 10


def test_a_chord_that_is_struck_again_is_one_chord(piece: Piece) -> None:
    chords = (Chord(0, 96, 2, "m"), Chord(96, 96, 2, "m"), Chord(192, 96, 7))
    timeline = Timeline.of(with_score(piece, chords=chords))
    assert [chord.symbol for chord in timeline.chords] == ["Dm", "G"]
    assert timeline.chords[0].end == timeline.chords[1].start


def test_the_chord_that_sounds_is_found(piece: Piece) -> None:
    chords = (Chord(96, 96, 2, "m"), Chord(192, 96, 7))
    timeline = Timeline.of(with_score(piece, chords=chords))
    bar = timeline.bars[1]
    found = [timeline.chord_at(seconds) for seconds in (0.0, bar, 1.9 * bar, 2 * bar, 3.1 * bar)]
    assert found == [None, 0, 0, 1, 1]


def test_a_chord_goes_on_until_another_is_written(piece: Piece) -> None:
    chords = (Chord(0, 48, 2, "m"), Chord(96, 96, 2, "m"), Chord(192, 96, 7))
    timeline = Timeline.of(with_score(piece, chords=chords))
    assert [chord.symbol for chord in timeline.chords] == ["Dm", "G"]
    assert timeline.chords[0].ticks == range(192)
    assert timeline.chord_at(0.75 * timeline.bars[1]) == 0
    assert timeline.chord_at(timeline.duration) is None, "only echoes are left"


def test_sections_carry_the_plans_feelings(piece: Piece) -> None:
    timeline = Timeline.of(piece)
    assert [section.name for section in timeline.sections] == ["introduction", "A", "B", "ending"]
    assert timeline.sections[2].valence == piece.plan.sections[2].valence
    assert timeline.section_at(0.0) == 0
    assert timeline.section_at(timeline.duration) == 3


def test_sections_without_a_plan_feel_like_the_whole(piece: Piece) -> None:
    plan = dataclasses.replace(piece.plan, sections=piece.plan.sections[:1])
    timeline = Timeline.of(dataclasses.replace(piece, plan=plan))
    assert timeline.sections[1].valence == piece.reading.valence


def test_bars_are_found_and_have_their_place(piece: Piece) -> None:
    timeline = Timeline.of(piece)
    bars = timeline.bars
    assert [timeline.bar_at(s) for s in (-1.0, bars[3], bars[4] - 0.01, 1e6)] == [0, 3, 3, 23]
    assert timeline.span_of(range(2, 4)) == (bars[2], bars[4])
    assert timeline.span_of(range(22, 24)) == (bars[22], pytest.approx(piece.score.duration))
