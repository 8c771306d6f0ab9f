"""Each feeling has its own players, in the same parts."""

from __future__ import annotations

import io
from dataclasses import replace

import mido
import pytest

from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.planning.briefing import brief_piece
from engine.composition.planning.dressing import dress
from engine.composition.playing.handover import change_players
from engine.composition.score import (
    Key,
    Metre,
    Note,
    ProgramChange,
    Score,
    TempoChange,
    Track,
)
from engine.composition.scoring import Scene, Scoring
from engine.export.midi import score_to_midi_bytes
from engine.synthesis.timed_performance import perform

C = Key(0, "major")


def plan_of(*scenes: int, scoring: Scoring) -> Plan:
    expression = Expression(100, 4, 70, 70, 0.6)
    sections = tuple(
        PlannedSection("ABC"[n], 4, C, 0.5, 0.5, expression, scene=scene)
        for n, scene in enumerate(scenes)
    )
    return Plan(C, Metre(4, 4), sections, 1, scoring=scoring)


def score_of(plan: Plan) -> Score:
    notes = tuple(Note(24 * n, 24, 60, 80) for n in range(4 * plan.n_bars))
    return Score(C, plan.metre, plan.n_bars, (TempoChange(0, 100),), plan.score_sections, (),
                 (Track("melody", 73, notes), Track("bass", 32, notes)))  # fmt: skip


@pytest.fixture
def changed() -> Score:
    scene = Scene(melody=57, chords=48, bass=32)
    plan = plan_of(0, 1, 0, scoring=Scoring(melody=73, chords=46, bass=32, scenes=(scene,)))
    return change_players(score_of(plan), brief_piece(plan))


def test_a_part_is_handed_over_and_comes_back(changed: Score) -> None:
    melody, bass = changed.tracks
    assert melody.program == 73
    assert melody.changes == (ProgramChange(4, 57), ProgramChange(8, 73))
    assert [melody.program_at(bar) for bar in (0, 3, 4, 7, 8, 11)] == [73, 73, 57, 57, 73, 73]
    assert bass.changes == ()


def test_midi_keeps_one_track_and_changes_its_program(changed: Score) -> None:
    midi = mido.MidiFile(file=io.BytesIO(score_to_midi_bytes(changed)))
    track = next(t for t in midi.tracks if t.name == "melody")
    assert [m.program for m in track if m.type == "program_change"] == [73, 57, 73]


def test_every_player_plays_his_own_notes(changed: Score) -> None:
    parts = [part for part in perform(changed).parts if part.role == "melody"]
    assert [part.program for part in parts] == [73, 57]
    assert [len(part.notes) for part in parts] == [32, 16]
    assert min(note.start for note in parts[1].notes) == pytest.approx(4 * 2.4)


def test_feelings_that_follow_each_other_get_players_of_their_own() -> None:
    expression = Expression(100, 4, 70, 70, 0.6)
    calm = PlannedSection("A", 8, C, 0.6, -0.6, expression, feelings=(("serenity", 1.0),))
    storm = PlannedSection("B", 8, C, -0.6, 0.7, expression, feelings=(("menace", 1.0),))
    plan = Plan(C, Metre(4, 4), (calm, storm, replace(calm, name="A")), 3)
    dressed = dress(plan, None)
    assert len(dressed.scoring.scenes) == 1
    assert [s.scene for s in dressed.sections] in ([1, 0, 1], [0, 1, 0])
    assert dressed.scoring.melody != dressed.scoring.scenes[0].melody
