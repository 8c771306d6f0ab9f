"""Who joins in where the music rises, and what they play."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.planning.briefing import brief_piece
from engine.composition.playing.joining_parts import join_in, joining_in
from engine.composition.score import Chord, Key, Metre, Note, Role, Score, TempoChange, Track
from engine.composition.scoring import Joining, Scoring

C = Key(0, "major")
FORM = (("introduction", 2), ("A", 4), ("B", 4), ("A", 4), ("ending", 2))
N_BARS = sum(n for _, n in FORM)
METRE = Metre(4, 4)
USUAL = Expression(100, 4, 70, 70, 0.6)


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


def joined(*parts: Joining, metre: Metre = METRE, expression: Expression = USUAL) -> Score:
    """What joins in a piece in which nothing else plays."""
    plan = replace(plan_of(*parts), metre=metre)
    sections = tuple(replace(s, expression=expression) for s in plan.sections)
    plan = replace(plan, sections=sections)
    bar = metre.ticks_per_bar
    chords = tuple(Chord(bar * n, bar, (0, 5, 7, 0)[n % 4]) for n in range(N_BARS))
    bare = Score(C, metre, N_BARS, (TempoChange(0, 100),), plan.score_sections, chords, ())
    return join_in(bare, brief_piece(plan))


def line_of(score: Score, role: Role) -> list[Note]:
    return [note for track in score.tracks if track.role == role for note in track.notes]


def test_a_shaker_plays_every_quaver_and_a_tambourine_the_back_beats() -> None:
    strokes = line_of(joined(Joining("percussion", 0, 0, 127, 0.0)), "percussion")
    shaker = [n for n in strokes if n.pitch == 70]
    tambourine = [n for n in strokes if n.pitch == 54]
    assert [n.start for n in shaker] == list(range(0, 96 * (N_BARS - 1), 12))
    assert {n.start % 96 for n in tambourine} == {24, 72}
    assert {n.duration for n in strokes} == {6}
    first_bar = [n.velocity for n in shaker[:8]]
    assert min(first_bar[::2]) >= max(first_bar[1::2]) + 8


@pytest.mark.parametrize("metre", [Metre(3, 4), Metre(6, 8)])
def test_no_back_beat_where_there_is_none(metre: Metre) -> None:
    strokes = line_of(joined(Joining("percussion", 0, 0, 127, 0.0), metre=metre), "percussion")
    assert {note.pitch for note in strokes} == {70}


def test_percussion_needs_drums_beside_it() -> None:
    part = Joining("percussion", 0, 0, 127, 0.0)
    for drums, plays in (("as felt", False), ("yes", True)):
        plan = plan_of(part, arousal=-0.5, drums=drums)
        assert bool(line_of(join_in(score_of(plan), brief_piece(plan)), "percussion")) is plays


def test_a_swell_fills_the_bar_before_the_music_grows_and_no_other() -> None:
    swells = line_of(joined(Joining("effects", 119, 0, 127, 0.0)), "effects")
    sections = brief_piece(plan_of()).sections
    grows = [
        after.first_bar
        for before, after in itertools.pairwise(sections)
        if after.intensity >= before.intensity + 0.12
    ]
    assert grows
    assert len(grows) < len(sections) - 1
    assert [(n.start, n.end) for n in swells] == [(96 * bar - 96, 96 * bar) for bar in grows]


def test_broken_chords_climb_and_come_back_within_each_chord() -> None:
    asked = replace(USUAL, density=9.0)
    notes = line_of(joined(Joining("arpeggio", 48, 48, 84, 0.0), expression=asked), "arpeggio")
    first = [n for n in notes if n.start < 96]
    assert [n.pitch for n in first[:9]] == [48, 52, 55, 60, 64, 60, 55, 52, 48]
    step = first[1].start - first[0].start
    assert all(b.start - a.start == step for a, b in itertools.pairwise(first))
    assert all(n.duration == 2 * step for n in first[:-1])  # they ring into each other
    assert first[-1].end == 96
    assert [n.velocity for n in first[1:5]] == [first[1].velocity, first[1].velocity + 4] * 2


@pytest.mark.parametrize(("density", "step"), [(1.0, 24), (5.0, 12), (9.0, 6)])
def test_broken_chords_move_in_the_values_of_the_music(density: float, step: int) -> None:
    asked = replace(USUAL, density=density)
    notes = line_of(joined(Joining("arpeggio", 48, 48, 84, 0.0), expression=asked), "arpeggio")
    assert {b.start - a.start for a, b in itertools.pairwise(notes[:4])} == {step}


def test_chords_without_a_tone_in_reach_are_left_out() -> None:
    notes = line_of(joined(Joining("arpeggio", 48, 60, 60, 0.0)), "arpeggio")
    assert {note.start // 96 % 4 for note in notes} == {0, 1, 3}  # G has no C
    assert {note.pitch for note in notes} == {60}


def test_a_bed_holds_what_chords_share_for_two_bars_at_most() -> None:
    notes = line_of(joined(Joining("pad", 48, 55, 72, 0.0)), "pad")
    lengths = {note.duration // 96 for note in notes}
    assert lengths == {1, 2}
    shared = [n for n in notes if n.pitch % 12 == 0]  # C sounds in C and F, not in G
    assert not any(n.start <= 96 * 2 < n.end for n in shared)
    for bar in range(N_BARS):
        assert len([n for n in notes if n.start <= 96 * bar < n.end]) == 3


def test_a_part_lies_below_the_tune_in_loudness_and_marks_the_bar_lines() -> None:
    section = brief_piece(plan_of()).sections[1]
    for role, below in (("pad", 16), ("arpeggio", 16)):
        notes = line_of(joined(Joining(role, 48, 48, 72, 0.0)), role)  # type: ignore[arg-type]
        own = [n for n in notes if n.start == 96 * section.first_bar]
        wanted = section.expression.velocity + section.louder(section.first_bar) - below
        assert own
        assert all(wanted <= n.velocity <= wanted + 4 for n in own)


@pytest.mark.parametrize(("velocity", "softest", "loudest"), [(20, 12, 30), (140, 90, 118)])
def test_parts_keep_to_what_can_be_played(velocity: float, softest: int, loudest: int) -> None:
    asked = replace(USUAL, velocity=velocity)
    notes = line_of(joined(Joining("arpeggio", 48, 48, 72, 0.0), expression=asked), "arpeggio")
    heard = {note.velocity for note in notes}
    assert softest <= min(heard)
    assert max(heard) <= loudest
    assert {12, 118} & heard


@pytest.mark.parametrize(("low", "high"), [(60, 71), (48, 59), (72, 90)])
def test_a_second_voice_comes_into_its_compass_by_octaves(low: int, high: int) -> None:
    tune = {note.start: note.pitch for note in score_of(plan_of()).tracks[0].notes}
    notes = played("second", low, high)
    assert len(notes) > 0.5 * len(tune)
    assert all(low <= note.pitch <= high for note in notes)
    apart = [(tune[n.start] - n.pitch) % 12 for n in notes]
    assert sum(step in (3, 4, 8, 9) for step in apart) > 0.7 * len(apart)
    assert all(tune[note.start] != note.pitch for note in notes)


def test_a_second_voice_without_room_is_silent() -> None:
    assert {note.pitch for note in played("second", 31, 31)} == {31}
    assert not played("second", 30, 30)  # no tone of the key


def test_what_joins_in_is_written_anew_each_time() -> None:
    plan = plan_of(*(Joining(role, 48, 48, 76, 0.0) for role in ("second", "pad", "arpeggio")))
    once = join_in(score_of(plan), brief_piece(plan))
    assert join_in(once, brief_piece(plan)) == once


def test_who_joins_in_a_section_is_who_is_heard_there() -> None:
    parts = (Joining("pad", 48, 48, 72, 0.5), Joining("percussion", 0, 0, 127, 0.0),
             Joining("second", 40, 48, 76, 0.9))  # fmt: skip
    plan = plan_of(*parts)
    brief = brief_piece(plan)
    score = join_in(score_of(plan), brief)
    for section in brief.sections:
        joining = {part.role for part in joining_in(section, brief)}
        bars = range(section.first_bar, section.end_bar)
        heard = {t.role for t in score.tracks if any(n.start // 96 in bars for n in t.notes)}
        assert heard - {"melody"} == joining
