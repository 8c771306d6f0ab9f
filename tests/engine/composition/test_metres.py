"""Music turned into metres that nobody composes in."""

from __future__ import annotations

import pytest

from engine.composition.draft import Draft
from engine.composition.metres import BASES, bars_made, plan_in_metre, score_in_metre
from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.planning.briefing import brief_piece
from engine.composition.playing.arrangement import arrange
from engine.composition.score import Chord, Key, Metre, Note, Score
from engine.composition.scoring import Scoring

C_MAJOR = Key(0, "major")
N_BARS = 6


def planned(metre: Metre) -> Plan:
    sections = (
        PlannedSection("A", 4, C_MAJOR, 0.5, 0.5, Expression(120, 3.0, 67, 80, 0.8)),
        PlannedSection("B", 2, C_MAJOR, 0.5, 0.5, Expression(120, 3.0, 67, 80, 0.8)),
    )
    return Plan(C_MAJOR, BASES[metre], sections, 1, Scoring(metre=metre))


def written(plan: Plan) -> Score:
    bar = plan.metre.ticks_per_bar
    chords = [Chord(n * bar, bar, (0, 5, 7, 0)[n % 4]) for n in range(N_BARS)]
    melody = [
        Note(n * bar + place, 12, 72 + place // 24, 64)
        for n in range(N_BARS)
        for place in range(0, bar, 12)
    ]
    return arrange(brief_piece(plan), Draft(N_BARS, chords, melody))


@pytest.mark.parametrize("metre", BASES, ids=str)
def test_plan_and_score_have_the_metre_and_fit(metre: Metre) -> None:
    plan = planned(metre)
    turned, score = plan_in_metre(plan), score_in_metre(written(plan), plan.scoring.metre)
    assert score.metre == turned.metre == metre
    assert score.n_bars == turned.n_bars == N_BARS * bars_made(metre)
    assert turned.score_sections == score.sections
    assert score.tempo == turned.tempo
    last = max(note.end for track in score.tracks for note in track.notes)
    assert last <= score.n_ticks
    assert sum(chord.duration for chord in score.chords) == score.n_ticks


def places(metre: Metre) -> set[int]:
    plan = planned(metre)
    melody = score_in_metre(written(plan), plan.scoring.metre).track("melody")
    assert melody is not None
    return {note.start % metre.ticks_per_bar for note in melody.notes}


def test_seven_eight_lacks_the_last_quaver() -> None:
    assert places(Metre(7, 8)) == set(range(0, 84, 12))


def test_twelve_eight_swings_the_quavers() -> None:
    assert places(Metre(12, 8)) == {36 * beat + off for beat in range(4) for off in (0, 24)}


def test_five_four_has_an_accompaniment_in_its_last_beat() -> None:
    plan = planned(Metre(5, 4))
    score = score_in_metre(written(plan), plan.scoring.metre)
    late = [n for t in score.tracks if t.role != "melody" for n in t.notes if n.start % 120 >= 96]
    assert late


def test_a_metre_that_is_composed_in_stays() -> None:
    plan = planned(Metre(7, 8))
    plain = written(plan)
    assert score_in_metre(plain, None) is plain
    as_it_is = Plan(plan.key, plan.metre, plan.sections, 1)
    assert plan_in_metre(as_it_is) is as_it_is
