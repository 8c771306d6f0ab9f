from __future__ import annotations

from dataclasses import replace
from statistics import mean, median
from typing import Any

import pytest

from engine.composition.draft import Draft
from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.planning.briefing import brief_piece
from engine.composition.playing.arrangement import arrange
from engine.composition.playing.orchestration import name_chords, orchestrate
from engine.composition.score import Chord, Key, Metre, Note, Score
from engine.composition.scoring import Scoring
from engine.composition.styles.cards import list_styles

BAR, BEAT = 96, 24
C_MAJOR = Key(0, "major")
FORM = (("A", 8), ("B", 4), ("A", 8), ("ending", 4))


COMMON = Metre(4, 4)


def plan_of(metre: Metre = COMMON, **scoring: Any) -> Plan:
    expression = Expression(120, 3.0, 67, 80, 0.8)
    sections = tuple(PlannedSection(n, b, C_MAJOR, 0.5, 0.5, expression) for n, b in FORM)
    return Plan(C_MAJOR, metre, sections, 1, Scoring(**scoring))


def written(plan: Plan) -> Score:
    bar, roots = plan.metre.ticks_per_bar, (0, 9, 5, 7)
    qualities = ("", "m", "", "")
    chords = [
        Chord(n * bar, bar, roots[n % 4], qualities[n % 4]) for n in range(plan.n_bars - 1)
    ] + [Chord((plan.n_bars - 1) * bar, bar, 0)]
    tune = (72, 74, 76, 77, 79, 76)
    melody = [
        Note(n * bar + place, 12, tune[(n + k) % 6], 64)
        for n in range(plan.n_bars)
        for k, place in enumerate(range(0, bar, 12))
    ]
    return arrange(
        brief_piece(replace(plan, scoring=Scoring())), Draft(plan.n_bars, chords, melody)
    )


def played(**scoring: Any) -> Score:
    plan = plan_of(**scoring)
    return orchestrate(written(plan), brief_piece(plan))


def velocities(score: Score, first: float, last: float) -> float:
    low, high = first * score.n_ticks, last * score.n_ticks
    return mean(n.velocity for t in score.tracks for n in t.notes if low <= n.start < high)


def test_a_plan_that_asks_for_nothing_leaves_the_score_alone() -> None:
    plan = plan_of()
    assert orchestrate(written(plan), brief_piece(plan)) == written(plan)


def test_parts_go_to_the_instruments_that_are_asked_for() -> None:
    score = played(melody=42, chords=48, bass=43, drums="no")
    assert [(t.role, t.program) for t in score.tracks] == [
        ("melody", 42), ("chords", 48), ("bass", 43),
    ]  # fmt: skip
    melody = score.track("melody")
    assert melody is not None
    assert max(note.pitch for note in melody.notes) <= 74  # as high as a cello sings


def test_banned_instruments_are_replaced() -> None:
    plain = written(plan_of())
    banned = tuple({track.program for track in plain.tracks if not track.is_drum})
    score = played(banned=banned)
    assert not {track.program for track in score.tracks if not track.is_drum} & set(banned)


def test_a_second_instrument_stays_below_the_tune() -> None:
    score = played(melody=73, second=40)
    second = score.track("second")
    assert second is not None
    assert len(second.notes) >= 4


def test_drums_that_are_wanted_play_in_quiet_music_too() -> None:
    plan = plan_of(drums="yes")
    quiet = replace(plan, sections=tuple(replace(s, arousal=-0.6) for s in plan.sections))
    assert written(quiet).track("drums") is None
    assert orchestrate(written(quiet), brief_piece(quiet)).track("drums") is not None


def test_swing_puts_the_off_beat_late() -> None:
    melody = played(swing=0.66).track("melody")
    assert melody is not None
    assert {note.start % BEAT for note in melody.notes} == {0, 16}


@pytest.mark.parametrize(("touch", "low", "high"), [("staccato", 0, 0.6), ("legato", 0.85, 1.1)])
def test_touch_changes_how_long_notes_sound(touch: str, low: float, high: float) -> None:
    melody = played(touch=touch).track("melody")
    assert melody is not None
    assert low <= median(note.duration / 12 for note in melody.notes) <= high


def test_loudness_is_as_asked_and_goes_its_course() -> None:
    assert velocities(played(loudness=54.0), 0, 1) == pytest.approx(54, abs=4)
    rising = played(course="builds up")
    assert velocities(rising, 2 / 3, 1) >= velocities(rising, 0, 1 / 3) + 8
    dying = played(course="dies down")
    assert velocities(dying, 2 / 3, 1) <= velocities(dying, 0, 1 / 3) - 8
    in_turn = played(course="contrasts")
    eighths = [velocities(in_turn, n / 8, (n + 1) / 8) for n in range(8)]
    assert min(eighths[1::2]) > max(eighths[::2]) + 10
    fading = played(ending="fade out")
    assert velocities(fading, 5 / 6, 1) <= velocities(fading, 1 / 3, 2 / 3) - 12


def test_a_big_finish_is_loud_and_full() -> None:
    score = played(ending="big finish")
    last_two = (score.n_bars - 2) / score.n_bars
    assert velocities(score, last_two, 1) >= velocities(score, 0, 1) + 4
    chords = score.track("chords")
    assert chords is not None
    start = max(note.start for note in chords.notes)
    assert sum(note.start == start for note in chords.notes) >= 4


def test_a_loop_goes_on_in_time_to_its_last_bar_line() -> None:
    score = played(ending="loop")
    assert len({change.tempo for change in score.tempos}) == 1
    last = [n for t in score.tracks for n in t.notes if n.start >= score.n_ticks - BAR]
    assert len({note.start for note in last}) > 1


def test_a_piece_that_gets_faster_ends_faster() -> None:
    score = played(pace="faster")
    assert score.tempos[-1].tempo > 1.08 * score.tempos[0].tempo


def test_named_chords_come_round_in_every_section() -> None:
    chords = name_chords(brief_piece(plan_of(progression=("C", "Am", "F", "G"))))
    assert [c.symbol(C_MAJOR) for c in chords[:5]] == ["C", "Am", "F", "G", "C"]
    numerals = name_chords(brief_piece(plan_of(progression=("ii7", "V7", "Imaj7", "VI7"))))
    assert [c.symbol(C_MAJOR) for c in numerals[:4]] == ["Dm7", "G7", "Cmaj7", "A7"]


@pytest.mark.parametrize("style", list_styles(), ids=lambda style: style.name)
def test_every_style_can_be_played_and_heard(style: Any) -> None:
    plan = plan_of(
        metre=style.metre, style=style.name, drums=style.drums, swing=style.swing,
        melody=style.melody[0], chords=style.chords[0], bass=style.bass[0],
    )  # fmt: skip
    plain = written(plan)
    score = orchestrate(plain, brief_piece(plan))
    assert score != plain
    has_drums = score.track("drums") is not None
    assert has_drums or style.drums != "yes"


def test_a_beginning_that_was_handed_on_stays_when_the_rest_is_there() -> None:
    plan = plan_of(style="jazz", drums="yes", swing=0.66, loudness=70.0, course="builds up")
    whole = written(plan)
    n_bars = 12  # the first two sections
    end = n_bars * BAR
    beginning = replace(
        whole,
        n_bars=n_bars,
        sections=whole.sections[:2],
        tempos=tuple(t for t in whole.tempos if t.tick < end),
        chords=tuple(c for c in whole.chords if c.start < end),
        tracks=tuple(
            replace(t, notes=tuple(n for n in t.notes if n.start < end)) for t in whole.tracks
        ),
    )
    first, all_of_it = (
        orchestrate(beginning, brief_piece(plan)),
        orchestrate(whole, brief_piece(plan)),
    )
    for track in first.tracks:
        later = all_of_it.track(track.role)
        assert later is not None
        assert track.notes == tuple(n for n in later.notes if n.start < end)


def test_chords_fall_between_the_beats_where_that_is_asked_for() -> None:
    for metre in (Metre(4, 4), Metre(3, 4)):
        plan = plan_of(metre=metre, groove="off the beat")
        chords = orchestrate(written(plan), brief_piece(plan)).track("chords")
        assert chords is not None
        last = (plan.n_bars - 1) * metre.ticks_per_bar
        own = [note for note in chords.notes if note.start < last]
        assert {note.start % BEAT for note in own} == {12}
        assert {note.duration for note in own} == {12}


@pytest.mark.parametrize("metre", [Metre(4, 4), Metre(3, 4), Metre(6, 8)])
def test_a_beat_that_is_asked_for_is_played_in_every_metre(metre: Metre) -> None:
    plan = plan_of(metre=metre, groove="four on the floor", drums="yes")
    drums = orchestrate(written(plan), brief_piece(plan)).track("drums")
    assert drums is not None
    beat = 24 if metre.denominator == 4 else 36
    kicks = {note.start % metre.ticks_per_bar for note in drums.notes if note.pitch == 36}
    assert kicks >= set(range(0, metre.ticks_per_bar, beat))
    waltz = plan_of(metre=Metre(3, 4), groove="half time", drums="yes")
    assert orchestrate(written(waltz), brief_piece(waltz)).track("drums") is not None
