"""Who joins in where the music rises, and what they play."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.planning.briefing import brief_piece
from engine.composition.playing.joining_parts import join_in
from engine.composition.score import Chord, Key, Metre, Note, Role, Score, TempoChange, Track
from engine.composition.scoring import Joining, Scoring

C = Key(0, "major")
FORM = (("introduction", 2), ("A", 4), ("B", 4), ("A", 4), ("ending", 2))
N_BARS = sum(n for _, n in FORM)


def plan_of(*joining: Joining, arousal: float = 0.5, **more: object) -> Plan:
    expression = Expression(100, 4, 70, 70, 0.6)
    sections = tuple(PlannedSection(n, bars, C, 0.5, arousal, expression) for n, bars in FORM)
    scoring = Scoring(joining=joining, **more)  # type: ignore[arg-type]
    return Plan(C, Metre(4, 4), sections, 1, scoring=scoring)


def score_of(plan: Plan) -> Score:
    tune = tuple(Note(24 * n, 24, 72 + (0, 2, 4, 5)[n % 4], 80) for n in range(8, 4 * N_BARS))
    chords = tuple(Chord(96 * bar, 96, (0, 5, 7, 0)[bar % 4]) for bar in range(N_BARS))
    return Score(C, plan.metre, N_BARS, (TempoChange(0, 100),), plan.score_sections, chords,
                 (Track("melody", 0, tune),))  # fmt: skip


def played(role: Role, low: int = 48, high: int = 76, enters: float = 0.0) -> list[Note]:
    plan = plan_of(Joining(role, 48, low, high, enters))
    track = join_in(score_of(plan), brief_piece(plan)).track(role)
    return list(track.notes) if track else []


def test_a_part_plays_where_the_music_is_strong_enough() -> None:
    plan = plan_of(Joining("pad", 48, 48, 72, 0.6))
    brief = brief_piece(plan)
    track = join_in(score_of(plan), brief).track("pad")
    assert track is not None
    bars = {note.start // 96 for note in track.notes}
    heard = [s.intensity for s in brief.sections if bars & {*range(s.first_bar, s.end_bar)}]
    silent = [s.intensity for s in brief.sections if not bars & {*range(s.first_bar, s.end_bar)}]
    assert heard
    assert silent
    assert min(heard) > max(silent)


def test_fewer_parts_join_in_calm_music_than_in_lively() -> None:
    layers = [Joining("pad", 48, 48, 72, enters / 20) for enters in range(20)]

    def n_bars(arousal: float) -> int:
        heard = 0
        for layer in layers:
            plan = plan_of(layer, arousal=arousal)
            track = join_in(score_of(plan), brief_piece(plan)).track("pad")
            heard += len({n.start // 96 for n in track.notes}) if track else 0
        return heard

    assert n_bars(-0.7) < 0.9 * n_bars(0.7)


def test_broken_chords_are_no_busier_than_the_music() -> None:
    plan = plan_of(Joining("arpeggio", 48, 48, 76, 0.0))
    slow = Expression(66, 3, 70, 70, 0.6)
    plan = replace(plan, sections=tuple(replace(s, expression=slow) for s in plan.sections))
    brief = brief_piece(plan)
    track = join_in(score_of(plan), brief).track("arpeggio")
    assert track is not None
    onsets = len({note.start for note in track.notes})
    assert onsets / (4 * N_BARS) <= brief.sections[0].manner.density


@pytest.mark.parametrize("role", ["second", "counter", "pad", "arpeggio"])
def test_pitched_parts_keep_to_their_compass_and_the_key(role: Role) -> None:
    notes = played(role)
    assert notes
    assert all(48 <= note.pitch <= 76 for note in notes)
    assert all(note.pitch % 12 in C.scale for note in notes)


def test_a_second_voice_goes_with_the_tune_in_thirds_and_sixths() -> None:
    tune = {note.start: note.pitch for note in score_of(plan_of()).tracks[0].notes}
    notes = played("second")
    assert {note.start for note in notes} <= set(tune)
    below = [tune[note.start] - note.pitch for note in notes]
    assert sum(interval in (3, 4, 8, 9) for interval in below) > 0.7 * len(below)


def test_a_counter_melody_does_not_say_what_the_tune_says() -> None:
    tune = {note.start: note.pitch % 12 for note in score_of(plan_of()).tracks[0].notes}
    notes = played("counter")
    same = sum(tune.get(note.start) == note.pitch % 12 for note in notes)
    assert same < 0.25 * len(notes)


def test_a_bed_of_chords_holds_their_tones() -> None:
    score = score_of(plan_of())
    for note in played("pad"):
        chord = next(c for c in score.chords if c.start <= note.start < c.end)
        assert note.pitch % 12 in chord.pitch_classes
    held = [note.duration >= 96 for note in played("pad")]
    assert sum(held) > 0.7 * len(held)  # a few end early, where the tune would rub


def test_the_last_bar_comes_to_rest() -> None:
    for role in ("arpeggio", "percussion"):
        assert all(note.start < 96 * (N_BARS - 1) for note in played(role))  # type: ignore[arg-type]


def test_parts_are_louder_where_the_music_rises() -> None:
    notes = played("pad")
    climax = [n.velocity for n in notes if 6 <= n.start // 96 < 14]
    begin = [n.velocity for n in notes if n.start // 96 < 2]
    assert sum(climax) / len(climax) > sum(begin) / len(begin) + 5


def test_a_beginning_stays_when_the_rest_is_there() -> None:
    plan = plan_of(*(Joining(role, 48, 48, 76, 0.0) for role in ("second", "counter", "pad")))
    whole, brief = score_of(plan), brief_piece(plan)
    first = replace(
        whole,
        n_bars=6,
        sections=whole.sections[:2],
        chords=whole.chords[:6],
        tracks=tuple(
            replace(t, notes=tuple(n for n in t.notes if n.start < 576)) for t in whole.tracks
        ),
    )
    early, late = join_in(first, brief), join_in(whole, brief)
    for track in early.tracks:
        other = late.track(track.role)
        assert other is not None
        assert track.notes == tuple(n for n in other.notes if n.start < 576)


def test_who_is_silent_stays_so() -> None:
    plan = plan_of(Joining("pad", 48, 48, 72, 0.0), silent=("pad",))
    assert join_in(score_of(plan), brief_piece(plan)).track("pad") is None
