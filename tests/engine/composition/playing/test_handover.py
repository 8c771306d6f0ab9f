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
from engine.composition.playing.orchestration import orchestrate
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


def arc() -> Plan:
    """Two quiet bars' worth of feeling, and one that storms, each with its own card."""
    slow, fast = Expression(60, 3, 66, 40, 0.8), Expression(120, 5, 66, 90, 0.4)
    calm = PlannedSection("A", 8, C, 0.6, -0.6, slow, feelings=(("serenity", 1.0),))
    storm = PlannedSection(
        "B", 8, Key(0, "minor"), -0.6, 0.7, fast, feelings=(("menace", 1.0),), scene=1
    )
    scene = Scene(melody=60, chords=48, bass=43, percussion="heroic orchestra")
    scoring = Scoring(melody=73, chords=46, bass=32, percussion="string quartet", scenes=(scene,))
    return Plan(C, Metre(4, 4), (calm, storm, replace(calm, name="A")), 3, scoring=scoring)


def test_the_last_bar_before_another_feeling_leads_to_its_tempo() -> None:
    tempos = {change.tick / 96: change.tempo for change in brief_piece(arc()).tempos}
    rising = [tempos[place] for place in (7.25, 7.5, 7.75, 8.0)]
    assert rising == sorted(rising)
    assert 60 < rising[0] < rising[2] < rising[3] == 120
    assert 120 > tempos[15.25] > tempos[15.75] > tempos[16.0] == 60


def test_the_chord_before_another_feeling_is_common_to_both() -> None:
    phrases = brief_piece(arc()).phrases
    assert [phrase.close for phrase in phrases if phrase.index == 1][:2] == ["half", "half"]


def test_an_orchestra_rolls_into_the_storm_and_nobody_drums_to_a_quartet() -> None:
    brief = brief_piece(arc())
    score = orchestrate(score_of(arc()), brief)
    drums = score.track("drums")
    assert drums is not None
    before = [note for note in drums.notes if note.start < 8 * 96]
    assert {note.start // 96 for note in before} == {7}
    assert before[0].velocity < before[-1].velocity
    assert {note.start // 96 for note in drums.notes if note.start >= 8 * 96} <= set(range(8, 16))


def test_the_bars_between_two_feelings_lead_from_loudness_to_loudness() -> None:
    calm, storm, _ = brief_piece(arc()).sections
    assert calm.louder(7) - calm.louder(6) > 5
    assert storm.louder(15) < storm.louder(12)


def test_nobody_announces_the_joy_of_a_quartet() -> None:
    plan = arc()
    calm, storm, _ = plan.sections
    gay = replace(storm, valence=0.6, feelings=(("joy", 1.0),))
    quartet = replace(plan.scoring.scenes[0], percussion="string quartet")
    scoring = replace(plan.scoring, scenes=(quartet,))
    plan = replace(plan, sections=(calm, gay, replace(calm, name="A")), scoring=scoring)
    assert orchestrate(score_of(plan), brief_piece(plan)).track("drums") is None
