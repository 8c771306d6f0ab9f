"""Fear creeps, suspense waits, disgust limps, rage hits: heard in what accompanies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest

from engine.composition.draft import Draft
from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.planning.brief import SectionBrief
from engine.composition.planning.briefing import brief_piece
from engine.composition.planning.nuances import Gait
from engine.composition.playing.arrangement import arrange
from engine.composition.playing.figures import Stroke
from engine.composition.playing.gaits import beat_of_heart, sing, walk
from engine.composition.playing.texture import Passage
from engine.composition.score import Chord, Key, Metre, Note, Score, Track
from tests.engine.composition.playing.test_accompaniment import PlanMaker, passage_of, section_of

BAR = 96
MINOR = Key(0, "minor")
Played = Callable[[str], Score]


@pytest.fixture
def played() -> Played:
    def play(feeling: str) -> Score:
        expression = Expression(90, 4, 66, 60, 0.5)
        section = PlannedSection(
            "A", 8, MINOR, -0.6, 0.6, expression, feelings=((feeling, 0.9),), is_drummed=False
        )
        plan = Plan(MINOR, Metre(4, 4), (section,), 3)
        roots = (0, 5, 7, 0, 8, 5, 7, 0)
        chords = tuple(Chord(n * BAR, BAR, root, "m") for n, root in enumerate(roots))
        melody = tuple(Note(n * 24, 24, 67, 64) for n in range(32))
        return arrange(brief_piece(plan), Draft(8, chords, melody))

    return play


def part(score: Score, role: str) -> Track:
    return next(track for track in score.tracks if track.role == role)


def test_a_heart_beats_low_where_music_creeps_and_half_as_often_where_it_waits(
    played: Played,
) -> None:
    fear, suspense = (part(played(name), "drums").notes for name in ("fear", "suspense"))
    assert {note.pitch for note in fear} == {36, 41}
    assert 1.5 < len(fear) / len(suspense) < 2.6
    assert {note.start % BAR for note in suspense} == {0, 18}


def test_creeping_chords_break_off(played: Played) -> None:
    chords = part(played("fear"), "chords").notes
    silent = [
        bar
        for bar in range(7)
        if not any(n.start % BAR < 12 for n in chords if n.start // BAR == bar)
    ]
    assert len(silent) >= 2  # no bar is like the next, and most do not begin on one
    assert max(note.pitch for note in chords) < 60


def test_waiting_stays_on_the_key_note_and_the_tune_breaks_off(played: Played) -> None:
    score = played("suspense")
    assert {note.pitch % 12 for note in part(score, "bass").notes} == {0}
    tune = part(score, "melody").notes
    assert not [
        n for n in tune if n.start // BAR % 2 and n.start % BAR >= BAR // 2 and n.start < 7 * BAR
    ]


def test_limping_steps_are_uneven_and_the_tune_comes_from_below(played: Played) -> None:
    score = played("disgust")
    bass = part(score, "bass").notes
    assert {note.start % BAR for note in bass if note.start < 7 * BAR} == {0, 36, 48, 84}
    for heavy, light in zip(bass[::2], bass[1::2], strict=False):  # the piece swells beneath them
        if heavy.start < 7 * BAR:
            assert heavy.velocity > light.velocity
    assert any(note.pitch == 66 for note in part(score, "melody").notes)


def test_rage_strikes_one_riff_in_octaves(played: Played) -> None:
    score = played("rage")
    strikes = [
        {(n.start, n.pitch % 12) for n in part(score, role).notes if n.start < 7 * BAR}
        for role in ("bass", "chords")
    ]
    assert strikes[0] < strikes[1]
    assert {start for start, _ in strikes[0]} == {start for start, _ in strikes[1]}
    first = {note.start % BAR for note in part(score, "bass").notes if note.start < 2 * BAR}
    assert len(first) >= 5


# what walks by itself, before it is set


def going(make_plan: PlanMaker, gait: Gait, *, is_last: bool = False, n_bars: int = 8) -> Passage:
    section = section_of(make_plan, "Q2", n_bars=n_bars)
    section = replace(section, is_last=is_last, manner=replace(section.manner, gait=gait))
    return passage_of(section)


def by_bar(strokes: Sequence[Stroke]) -> dict[int, list[Stroke]]:
    bars = defaultdict(list)
    for stroke in strokes:
        bars[stroke.column // 16].append(stroke)
    return bars


def place(stroke: Stroke) -> int:
    return stroke.column % 16


@pytest.mark.parametrize("gait", ["creeps", "waits", "limps", "hits"])
def test_every_gait_keeps_to_its_chords_and_holds_the_last(
    make_plan: PlanMaker, gait: Gait
) -> None:
    passage = going(make_plan, gait, is_last=True)
    for part in walk(passage, 5):
        for stroke in part:
            assert 32 <= stroke.column < 16 * 10
            assert 1 <= stroke.n_columns <= 16 - place(stroke)
        bars = by_bar(part)
        assert {(place(s), s.n_columns, s.accent) for s in bars[9]} == {(0, 16, 0)}
        assert sorted(bars) == list(range(2, 10))
    chords, bass = (by_bar(part)[9] for part in walk(passage, 5))
    last = passage.chords[-1]
    assert {s.pitch % 12 for s in chords} == set(last.pitch_classes)
    assert [s.pitch % 12 for s in bass] == [last.root]
    assert 44 <= sum(s.pitch for s in chords) / len(chords) <= 56  # where violas and cellos lie


@pytest.mark.parametrize("gait", ["creeps", "waits", "limps", "hits"])
def test_an_inverted_chord_keeps_its_bass_and_two_chords_share_a_bar(
    make_plan: PlanMaker, gait: Gait
) -> None:
    passage = going(make_plan, gait)
    first = passage.chords[0]
    half = replace(first, duration=48, bass=(first.root + 3) % 12)
    rest = replace(first, start=first.start + 48, duration=48, root=(first.root + 5) % 12)
    _, bass = walk(replace(passage, chords=(half, rest, *passage.chords[1:])), 5)
    before, after = (
        [s.pitch % 12 for s in by_bar(bass)[2] if (s.column % 16 >= 8) == late]
        for late in (False, True)
    )
    if gait == "waits":
        assert set(before) == {passage.section.key.tonic}
    else:
        assert before[0] == half.bass
        assert (rest.root in after) or not after  # rage stops where a phrase closes
    assert all(s.column % 16 + s.n_columns <= 8 for s in by_bar(bass)[2] if s.column % 16 < 8)


def test_creeping_bursts_are_even_short_and_of_one_loudness(make_plan: PlanMaker) -> None:
    lengths, begins, accents, missing = set(), set(), set(), 0
    for seed in range(12):
        chords, bass = walk(going(make_plan, "creeps"), seed)
        for bar, strokes in by_bar(chords).items():
            columns = sorted({place(s) for s in strokes})
            assert columns == list(range(columns[0], columns[-1] + 1))
            assert {s.n_columns for s in strokes} == {1}
            assert len({s.pitch for s in strokes}) == 2
            assert len({s.accent for s in strokes}) == 1
            if columns[-1] < 15:
                lengths.add(len(columns))
            begins.add(columns[0])
            accents.add(strokes[0].accent)
            steps = by_bar(bass)[bar]
            root = steps[0].pitch
            assert place(steps[0]) == 0  # the chord's own tone, always
            assert {(place(s), s.n_columns, s.pitch - root) for s in steps} <= {
                (0, 6, 0), (6, 2, 1), (8, 6, 0), (14, 2, -1),
            }  # fmt: skip
            missing += 4 - len(steps)
    assert {3, 4, 6} <= lengths <= {3, 4, 6, 8}
    assert len(begins) > 3
    assert max(accents) > 6 > -6 > min(accents)
    assert max(map(abs, accents)) <= 12
    assert 0.1 < missing / (12 * 8 * 3) < 0.3


def test_waiting_trembles_louder_and_louder_towards_the_end_of_every_other_bar(
    make_plan: PlanMaker,
) -> None:
    passage = going(make_plan, "waits")
    chords, bass = walk(passage, 5)
    assert [(place(s), s.n_columns) for s in bass] == [(0, 16)] * 8
    assert {s.pitch for s in bass} == {33 + (passage.section.key.tonic - 33) % 12}
    for bar, strokes in by_bar(chords).items():
        if bar % 2:
            assert sorted({place(s) for s in strokes}) == list(range(8, 16))
            swell = [s.accent for s in sorted(strokes, key=place)]
            assert swell == sorted(swell)
            assert swell[0] < 0 < swell[-1]
        else:
            assert [(place(s), s.n_columns) for s in strokes] == [(0, 16)] * 2
            assert all(s.accent < 0 for s in strokes)


def test_limping_feet_are_heavy_and_light_and_chords_slide_in_behind_them(
    make_plan: PlanMaker,
) -> None:
    chords, bass = walk(going(make_plan, "limps"), 5)
    for strokes in by_bar(bass).values():
        heavy, light, second, drag = sorted(strokes, key=place)
        assert min(heavy.accent, second.accent) > 0 > max(light.accent, drag.accent)
        assert heavy.pitch == light.pitch == second.pitch == drag.pitch + 1
        assert heavy.n_columns > light.n_columns
        assert place(light) - place(heavy) > place(second) - place(light)  # uneven
    for strokes in by_bar(chords).values():
        for column in (3, 11):
            rub = [s for s in strokes if place(s) == column]
            chord = [s for s in strokes if place(s) == column + 1]
            assert len(rub) == 1
            assert rub[0].pitch == max(s.pitch for s in chord) - 1
            assert (rub[0].n_columns, {s.n_columns for s in chord}) == (1, {3})
            assert rub[0].accent > 0
        assert {place(s) for s in strokes} == {3, 4, 11, 12}


def test_rage_hits_the_first_beat_hardest_and_stops_where_a_phrase_closes(
    make_plan: PlanMaker,
) -> None:
    passage = going(make_plan, "hits")
    chords, bass = walk(passage, 5)
    for bar, strokes in by_bar(bass).items():
        closes = passage.rests(16 * bar)
        assert any(place(s) >= 8 for s in strokes) != closes  # sudden silence
        first, *others = sorted(strokes, key=place)
        assert place(first) == 0
        assert all(s.accent < first.accent for s in others)
        assert all(1 <= s.n_columns <= 3 for s in strokes)
        assert all(a.column + a.n_columns <= b.column for a, b in pairwise([first, *others]))
        for low in strokes:
            above = sorted(
                s.pitch - low.pitch for s in by_bar(chords)[bar] if s.column == low.column
            )
            on_root = low.pitch == first.pitch
            assert above == ([12, 19] if on_root else [12])
    assert walk(passage, 5) == walk(passage, 5)
    riffs = [
        {(place(s), s.pitch - by_bar(part)[2][0].pitch) for s in by_bar(part)[2]}
        for part in (bass, walk(passage, 6)[1])
    ]
    assert riffs[0] == riffs[1]  # a section's riff is its own, whatever the seed


def test_the_tune_of_the_last_bar_neither_waits_nor_limps(make_plan: PlanMaker) -> None:
    for gait in ("waits", "limps"):
        passage = going(make_plan, gait, is_last=True)  # type: ignore[arg-type]
        sung = sing(passage.section, passage.melody, passage.metre, 3)
        last = 9 * BAR
        assert [n for n in sung if n.start >= last] == [
            n for n in passage.melody if n.start >= last
        ]
        assert [n for n in sung if n.start < last] != [n for n in passage.melody if n.start < last]


def test_a_limping_tune_snaps_from_the_semitone_below_within_its_own_time(
    make_plan: PlanMaker,
) -> None:
    passage = going(make_plan, "limps")
    short = Note(2 * BAR + 6, 12, 70, 64)  # neither long nor on a beat
    sung = sing(passage.section, (short, *passage.melody[1:]), passage.metre, 3)
    assert sung[0] == short
    for note, snap, rest in zip(passage.melody[1:], sung[1::2], sung[2::2], strict=True):
        assert (snap.start, snap.duration, snap.pitch) == (note.start, 6, note.pitch - 1)
        assert (rest.start, rest.end, rest.pitch) == (note.start + 6, note.end, note.pitch)


def test_some_notes_of_a_creeping_tune_shiver_and_some_do_not_come(make_plan: PlanMaker) -> None:
    passage = going(make_plan, "creeps")
    shivering = missing = 0
    for seed in range(12):
        sung = sing(passage.section, passage.melody, passage.metre, seed)
        for note in passage.melody:
            own = [n for n in sung if note.start <= n.start < note.end]
            assert {n.pitch for n in own} <= {note.pitch}
            shivering += len(own) > 1
            missing += not own
            if len(own) > 1:
                assert [n.start - note.start for n in own] == [0, 6, 12][: len(own)]
                assert all(n.duration == 6 for n in own)
    assert 0.25 < shivering / (12 * len(passage.melody)) < 0.55
    assert 0.04 < missing / (12 * len(passage.melody)) < 0.25


def test_the_heart_beats_twice_each_time_and_misses_one_in_eight(make_plan: PlanMaker) -> None:
    creeping = going(make_plan, "creeps").section
    beats = 0
    for seed in range(20):
        notes = beat_of_heart(creeping, Metre(4, 4), seed)
        places = {note.start % BAR for note in notes}
        assert places <= {0, 18, 48, 66}
        for start in {n.start for n in notes if n.start % 48 == 0}:
            first, second = (
                {(n.pitch, n.velocity) for n in notes if n.start == start + late}
                for late in (0, 18)
            )
            assert {pitch for pitch, _ in first} == {pitch for pitch, _ in second} == {36, 41}
            assert min(v for _, v in first) > max(v for _, v in second)
            beats += 1
    assert 0.8 < beats / (20 * 16) < 0.95
    waiting = going(make_plan, "waits").section
    assert {n.start % BAR for n in beat_of_heart(waiting, Metre(4, 4), 1)} == {0, 18}


def test_the_heart_begins_with_the_bass_and_stops_before_the_last_bar(
    make_plan: PlanMaker,
) -> None:
    section = going(make_plan, "creeps").section

    def bars(section: SectionBrief) -> set[int]:
        notes = [n for seed in range(5) for n in beat_of_heart(section, Metre(4, 4), seed)]
        return {note.start // BAR for note in notes}

    assert bars(section) == set(range(2, 10))
    assert bars(replace(section, is_last=True)) == set(range(2, 9))
    introduction = section_of(make_plan, "Q2", "introduction", 6)
    walks = replace(introduction, manner=replace(introduction.manner, gait="creeps"))
    assert bars(walks) == {3, 4, 5}
