"""How a score is delivered where a wish says so: what is heard of each word, and where."""

from __future__ import annotations

import itertools
from dataclasses import replace
from statistics import mean
from typing import Any

import pytest

from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.planning.brief import PieceBrief
from engine.composition.planning.briefing import brief_piece
from engine.composition.playing.delivery import close, deliver
from engine.composition.score import Chord, Key, Metre, Note, Score, TempoChange, Track
from engine.composition.scoring import Scoring

C = Key(0, "major")
FORM = (("A", 6), ("B", 6), ("ending", 2))
QUAVER, BEAT, BAR = 12, 24, 96
COMMON = Metre(4, 4)
SHORT = (("A", 4),)


def brief_of(
    form: tuple[tuple[str, int], ...] = FORM, metre: Metre = COMMON, **scoring: Any
) -> PieceBrief:
    sections = tuple(
        PlannedSection(name, n_bars, C, 0.5, 0.5, Expression(100 + 20 * n, 4, 67, 80, 0.8))
        for n, (name, n_bars) in enumerate(form)
    )
    return brief_piece(Plan(C, metre, sections, 1, scoring=Scoring(**scoring)))


def score_of(brief: PieceBrief, velocity: int = 70) -> Score:
    """Quavers above held triads in three chords a phrase, and a kick on every beat."""
    bar = brief.metre.ticks_per_bar
    end = brief.n_bars * bar
    tune = (72, 76, 74, 79, 77)
    melody = [Note(t, 9, tune[t // QUAVER % 5], velocity) for t in range(0, end, QUAVER)]
    chords = [Chord(n * bar, bar, (0, 5, 7)[n % 3]) for n in range(brief.n_bars)]
    held = [Note(c.start, bar, 48 + p, velocity) for c in chords for p in sorted(c.pitch_classes)]
    kicks = [Note(t, 6, 36, velocity) for t in range(0, end, BEAT)]
    parts = (Track("melody", 0, tuple(melody)), Track("chords", 4, tuple(held)),
             Track("drums", 0, tuple(kicks)))  # fmt: skip
    return Score(C, brief.metre, brief.n_bars, brief.tempos, brief.score_sections, tuple(chords),
                 parts)  # fmt: skip


def notes_of(score: Score, role: str = "melody") -> tuple[Note, ...]:
    return next(track.notes for track in score.tracks if track.role == role)


def loudness_of_bars(score: Score) -> list[float]:
    bar = score.metre.ticks_per_bar
    return [
        mean(n.velocity for t in score.tracks for n in t.notes if n.start // bar == number)
        for number in range(score.n_bars)
    ]


def delivered(velocity: int = 70, **asked: Any) -> Score:
    brief = brief_of(**asked)
    return deliver(score_of(brief, velocity), brief)


def test_accents_stress_the_beats_alone() -> None:
    melody = notes_of(delivered(touch="accented"))
    beats = {note.velocity for note in melody if note.start % BEAT == 0}
    others = {note.velocity for note in melody if note.start % BEAT}
    assert min(beats) > 70 > max(others)
    assert min(beats) >= max(others) + 10


def test_nothing_is_louder_or_softer_than_an_instrument_can_play() -> None:
    loud, soft = delivered(120, touch="accented"), delivered(16, touch="accented")
    assert {n.velocity for n in notes_of(loud) if n.start % BEAT == 0} == {124}
    assert {n.velocity for n in notes_of(soft) if n.start % BEAT} == {14}


def test_staccato_leaves_silence_before_the_next_note_and_lengthens_none() -> None:
    brief = brief_of(touch="staccato")
    score = score_of(brief)
    last = replace(notes_of(score)[-1], duration=3)
    melody = Track("melody", 0, (*notes_of(score)[:-1], last))
    short = deliver(replace(score, tracks=(melody, *score.tracks[1:])), brief)
    assert all(3 <= note.duration < QUAVER / 2 for note in notes_of(short))
    assert notes_of(short)[-1].duration == 3
    assert {note.duration for note in notes_of(short, "chords")} == {43}  # of the bar to the next
    assert notes_of(short, "drums") == notes_of(score, "drums")


def test_legato_sounds_to_the_next_note_and_not_beyond_the_end() -> None:
    brief = brief_of(touch="legato")
    score = score_of(brief)
    joined = deliver(score, brief)
    assert {note.duration for note in notes_of(joined)} == {QUAVER}
    assert {note.duration for note in notes_of(joined, "chords")} == {92}  # a breath is left
    assert max(note.end for track in joined.tracks for note in track.notes) <= score.n_ticks


def test_each_section_is_as_loud_as_asked_and_keeps_its_own_shades() -> None:
    brief = brief_of(loudness=60.0)
    score = score_of(brief)

    def shaded(note: Note) -> Note:  # the second section is louder, and its beats stand out
        later = 20 if note.start >= 6 * BAR else 0
        return replace(note, velocity=note.velocity + later + (8 if note.start % BEAT == 0 else 0))

    tracks = tuple(replace(t, notes=tuple(map(shaded, t.notes))) for t in score.tracks)
    levelled = deliver(replace(score, tracks=tracks), brief)
    loud = loudness_of_bars(levelled)
    for section in brief.sections:
        assert mean(loud[section.first_bar : section.end_bar]) == pytest.approx(60, abs=0.6)
    on, off = ({n.velocity for n in notes_of(levelled) if (n.start % BEAT > 0) is is_off}
               for is_off in (False, True))  # fmt: skip
    assert min(on) - max(off) == pytest.approx(8, abs=1)


def test_a_section_without_notes_is_passed_over() -> None:
    brief = brief_of(loudness=60.0)
    score = score_of(brief)
    rest = tuple(
        replace(t, notes=tuple(n for n in t.notes if n.start >= 6 * BAR)) for t in score.tracks
    )
    assert {n.velocity for n in notes_of(deliver(replace(score, tracks=rest), brief))} == {60}


@pytest.mark.parametrize(("course", "way"), [("builds up", 1), ("dies down", -1)])
def test_a_course_goes_evenly_through_what_was_written(course: str, way: int) -> None:
    loud = loudness_of_bars(delivered(course=course))
    steps = [way * (later - now) for now, later in itertools.pairwise(loud)]
    assert all(1 <= step <= 4 for step in steps)
    assert way * (loud[-1] - loud[0]) > 25  # from piano to forte
    assert mean(loud) == pytest.approx(70, abs=1.5)


def test_contrasts_are_eight_stretches_soft_and_loud_by_turns() -> None:
    melody = notes_of(delivered(course="contrasts"))
    turns = [n.velocity for n, m in zip(melody, (None, *melody), strict=False)
             if m is None or m.velocity != n.velocity]  # fmt: skip
    assert turns == [56, 84] * 4
    assert sum(note.velocity for note in melody) == 70 * len(melody)


def test_a_fade_in_begins_in_silence_and_is_over_after_four_bars() -> None:
    loud = loudness_of_bars(delivered(beginning="fade in"))
    assert notes_of(delivered(beginning="fade in"))[0].velocity == 14
    assert loud[0] < 30 < loud[1] < loud[2] < loud[3] < 70
    assert set(loud[4:]) == {70}


def test_a_fade_in_is_half_of_a_short_piece() -> None:
    loud = loudness_of_bars(delivered(form=SHORT, beginning="fade in"))
    assert loud[0] < loud[1] < 70
    assert loud[2:] == [70, 70]


def test_a_fade_out_takes_the_last_chorus_and_ends_in_silence() -> None:
    melody = notes_of(delivered(ending="fade out"))
    end = 14 * BAR
    assert {n.velocity for n in melody if n.start < 0.78 * end} == {70}
    fading = [n.velocity for n in melody if n.start >= 0.79 * end]
    assert fading == sorted(fading, reverse=True)
    assert 60 < fading[0] < 70
    assert fading[-1] <= 14


@pytest.mark.parametrize(("ending", "low", "high"), [("big finish", 80, 90),
                                                     ("soft ending", 35, 50)])  # fmt: skip
def test_an_ending_is_heard_in_the_last_two_bars(ending: str, low: float, high: float) -> None:
    loud = loudness_of_bars(delivered(ending=ending))
    assert set(loud[:-2]) == {70}
    assert all(low <= velocity <= high for velocity in loud[-2:])
    assert loud[-2] == loud[-1]


def test_swing_delays_the_offbeat_and_keeps_order_and_joins() -> None:
    brief = brief_of(swing=2 / 3)
    score = score_of(brief)
    sixteenths = tuple(Note(t, 6, 72, 70) for t in range(0, 4 * BEAT, 6))
    score = replace(score, tracks=(Track("melody", 0, sixteenths), *score.tracks[1:]))
    melody = notes_of(deliver(score, brief))
    assert [note.start for note in melody[:5]] == [0, 8, 16, 20, 24]
    assert all(note.end == after.start for note, after in itertools.pairwise(melody))
    assert notes_of(deliver(score, brief), "chords") == notes_of(score, "chords")


def test_the_shortest_note_still_sounds_where_it_swings() -> None:
    brief = brief_of(swing=0.8)
    tick = tuple(Note(t, 1, 72, 70) for t in range(BEAT))
    swung = deliver(replace(score_of(brief), tracks=(Track("melody", 0, tick),)), brief)
    assert min(note.duration for note in notes_of(swung)) == 1


def test_metres_of_three_quavers_do_not_swing() -> None:
    brief = brief_of(metre=Metre(6, 8), swing=2 / 3)
    assert notes_of(deliver(score_of(brief), brief)) == notes_of(score_of(brief))


@pytest.mark.parametrize("ending", ["fade out", "abrupt ending", "loop"])
def test_what_does_not_close_does_not_slow_down(ending: str) -> None:
    slowed, steady = delivered(), delivered(ending=ending)
    assert slowed.tempos[-1].tempo < 0.8 * 140
    # each section keeps the tempo it has of its own
    assert [(c.tick, c.tempo) for c in steady.tempos] == [
        (0, 100), (6 * BAR, 120), (12 * BAR, 140),
    ]  # fmt: skip


@pytest.mark.parametrize(("pace", "low", "high"), [("faster", 1.25, 1.3), ("slower", 0.75, 0.82)])
def test_a_pace_changes_by_and_by_up_to_the_last_bar(pace: str, low: float, high: float) -> None:
    score = delivered(form=(("A", 14),), pace=pace)
    tempos = [change.tempo for change in score.tempos]
    assert [change.tick for change in score.tempos] == [BAR * number for number in range(14)]
    steps = [later - now for now, later in itertools.pairwise(tempos)]
    assert tempos[0] == 100
    assert max(steps) == pytest.approx(min(steps))
    assert low <= tempos[-1] / tempos[0] <= high


def test_a_pace_goes_on_from_the_tempo_of_each_section() -> None:
    tempos = {change.tick // BAR: change.tempo for change in delivered(pace="faster").tempos}
    assert tempos[6] / tempos[5] > 1.2  # the section's own step, and the pace's
    assert tempos[6] / 120 > tempos[5] / 100 > tempos[0] / 100


def closed(form: tuple[tuple[str, int], ...] = FORM, **asked: Any) -> tuple[Score, Score]:
    brief = brief_of(form, **asked)
    score = score_of(brief)
    return score, close(score, brief)


@pytest.mark.parametrize(("form", "back"), [(FORM, 4), (SHORT, 3)])
def test_a_loop_ends_with_the_bar_from_which_it_can_go_on(
    form: tuple[tuple[str, int], ...], back: int
) -> None:
    score, looped = closed(form, ending="loop")
    last = score.n_ticks - BAR
    for track in score.tracks:
        played = notes_of(looped, track.role)
        assert [n for n in played if n.start < last] == [n for n in track.notes if n.start < last]
        source = [replace(n, start=n.start + back * BAR) for n in track.notes
                  if n.start // BAR == score.n_bars - 1 - back]  # fmt: skip
        assert [n for n in played if n.start >= last] == source
    assert looped.chords[-1].root == score.chords[-1 - back].root
    assert sum(chord.duration for chord in looped.chords) == score.n_ticks


def test_a_loop_holds_nothing_over_its_seam() -> None:
    brief = brief_of(ending="loop")
    score = score_of(brief)
    end = score.n_ticks
    long = tuple(Note(t, min(3 * BAR, end - t), 60, 70) for t in range(BEAT, end, BAR))
    chords = (
        Chord(0, 9 * BAR + 48, 0),
        Chord(9 * BAR + 48, BAR, 5),
        Chord(10 * BAR + 48, end - 10 * BAR - 48, 7),
    )
    score = replace(score, tracks=(Track("melody", 0, long),), chords=chords)
    looped = close(score, brief)
    notes = notes_of(looped)
    assert max(note.end for note in notes) == end
    assert notes[-1] == Note(end - BAR + BEAT, BAR - BEAT, 60, 70)
    tail = [(c.start, c.end, c.root) for c in looped.chords if c.start >= end - BAR]
    assert tail == [(end - BAR, end - 48, 0), (end - 48, end, 5)]
    assert [c.end for c in looped.chords if c.start < end - BAR][-1] == end - BAR


def test_only_a_whole_piece_of_some_length_is_closed() -> None:
    brief = brief_of(ending="loop")
    whole = score_of(brief)
    tracks = tuple(
        replace(t, notes=tuple(n for n in t.notes if n.start < 6 * BAR)) for t in whole.tracks
    )
    beginning = replace(
        whole,
        n_bars=6,
        tempos=whole.tempos[:1],
        chords=whole.chords[:6],
        sections=whole.sections[:1],
        tracks=tracks,
    )
    assert close(beginning, brief) is beginning
    few = brief_of((("A", 3),), ending="loop")
    assert close(score_of(few), few) == score_of(few)
    for ending in ("", "fade out", "soft ending", "abrupt ending"):
        score, same = closed(ending=ending)
        assert same == score


def test_a_big_finish_strikes_the_last_chord_in_two_octaves() -> None:
    score, full = closed(ending="big finish")
    last = score.n_ticks - BAR
    chords = notes_of(full, "chords")
    assert [n for n in chords if n.start < last] == list(notes_of(score, "chords"))[:-3]
    struck = [n for n in chords if n.start == last]
    asked = [n.pitch for n in notes_of(score, "chords") if n.start == last]
    assert [n.pitch for n in struck] == sorted([*asked, *(pitch - 12 for pitch in asked)])
    assert {(n.duration, n.velocity) for n in struck} == {(BAR, 70)}
    assert notes_of(full) == notes_of(score)


def test_a_big_finish_does_not_rumble_and_needs_somebody_who_plays_chords() -> None:
    brief = brief_of(ending="big finish")
    score = score_of(brief)
    low = tuple(Note(n.start, n.duration, n.pitch - 12, 70) for n in notes_of(score, "chords"))
    deep = close(replace(score, tracks=(Track("chords", 4, low),)), brief)
    lowest = min(n.pitch for n in notes_of(deep, "chords"))
    assert 28 <= lowest < 36
    for tracks in ((score.tracks[0],), (Track("chords", 4, ()),)):
        without = replace(score, tracks=tracks)
        assert close(without, brief) == without


def test_tempo_changes_are_those_of_the_score_where_nothing_is_asked() -> None:
    brief = brief_of()
    tempos = (TempoChange(0, 90), TempoChange(30, 95))
    assert deliver(replace(score_of(brief), tempos=tempos), brief).tempos == tempos
