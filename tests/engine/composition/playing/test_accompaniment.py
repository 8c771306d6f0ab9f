"""Chords that keep out of the tune's way, and a bass that enters, insists and leads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from engine.composition.plan import Plan
from engine.composition.planning.brief import SectionBrief
from engine.composition.planning.briefing import brief_piece
from engine.composition.playing.accompaniment import play_bass, play_chords
from engine.composition.playing.figures import Stroke
from engine.composition.playing.texture import Habits, Passage, Texture
from engine.composition.score import Chord, Metre, Note

PlanMaker = Callable[..., Plan]
BAR = 96
COLUMNS = 16
WALKING = Habits("broken", "pulse", "alberti", walks=True, pushes=False)
EIGHTHS = tuple(range(0, 16, 2))


def section_of(make_plan: PlanMaker, mood: str, name: str = "A", n_bars: int = 8) -> SectionBrief:
    plan = make_plan(mood, (("introduction", 2), (name, n_bars), ("ending", 2)))
    if name == "introduction":
        plan = make_plan(mood, ((name, n_bars), ("A", 4)))
    return next(s for s in brief_piece(plan).sections if s.name == name and s.n_bars == n_bars)


def passage_of(section: SectionBrief, lowest: int | None = 72, quality: str = "m") -> Passage:
    """A chord a bar and two notes of a tune, an octave apart."""
    first = section.first_bar
    roots = (0, 5, 7, 2)
    bars = range(first, section.end_bar)
    chords = tuple(Chord(n * BAR, BAR, (2 + roots[n % 4]) % 12, quality) for n in bars)
    melody = tuple(
        Note(n * BAR + half * 48, 48, lowest + 12 * half, 64)
        for n in bars for half in (0, 1) if lowest is not None
    )  # fmt: skip
    return Passage(section, Metre(4, 4), chords, melody)


def texture_of(figure: str = "broken", rhythm: tuple[int, ...] = (0, 4, 8, 12)) -> Texture:
    return Texture(figure, rhythm, (0, 8), EIGHTHS, (0,))  # type: ignore[arg-type]


def mean(strokes: list[Stroke]) -> float:
    return sum(stroke.pitch for stroke in strokes) / len(strokes)


@pytest.mark.parametrize(
    ("lowest", "middle"), [(40, 52), (62, 55), (66, 59), (68, 61), (90, 61), (None, 61)]
)
def test_chords_lie_a_fifth_below_the_tune_but_neither_in_the_mud_nor_in_its_octave(
    make_plan: PlanMaker, lowest: int | None, middle: float
) -> None:
    passage = passage_of(section_of(make_plan, "Q4"), lowest)
    strokes, _ = play_chords(passage, texture_of("pulse"))
    assert mean(strokes) == pytest.approx(middle, abs=2)


@pytest.mark.parametrize("figure", ["sustained", "pulse", "broken", "alberti", "rolling"])
def test_chords_begin_and_end_with_the_harmony_and_ring_on_at_most_to_its_end(
    make_plan: PlanMaker, figure: str
) -> None:
    passage = passage_of(section_of(make_plan, "Q4"))
    strokes, ringing = play_chords(passage, texture_of(figure))
    assert len(ringing) == len(strokes)
    for chord in passage.chords:
        start, end = chord.start // 6, chord.end // 6
        own = [stroke for stroke in strokes if start <= stroke.column < end]
        held = [stroke for stroke in ringing if start <= stroke.column < end]
        assert min(stroke.column for stroke in own) == start
        assert max(stroke.column + stroke.n_columns for stroke in own) == end
        assert {s.pitch % 12 for s in own} <= set(chord.pitch_classes)
        for pitch in {stroke.pitch for stroke in held}:  # a tone rings until it comes again
            same = sorted((s for s in held if s.pitch == pitch), key=lambda s: s.column)
            assert all(a.column + a.n_columns >= b.column for a, b in pairwise(same))
            assert same[-1].column + same[-1].n_columns == end


def test_chords_are_struck_in_the_rhythm_and_less_where_a_phrase_closes(
    make_plan: PlanMaker,
) -> None:
    passage = passage_of(section_of(make_plan, "Q4"))
    strokes, _ = play_chords(passage, texture_of("broken"))
    struck = {bar: set() for bar in range(2, 10)}  # type: dict[int, set[int]]
    for stroke in strokes:
        struck[stroke.column // COLUMNS].add(stroke.column % COLUMNS)
    assert struck[2] == struck[3] == {0, 4, 8, 12}
    assert struck[9] == {0, 8}  # the phrase's last bar


def test_the_last_bar_is_one_chord_that_is_held_and_undarkened(make_plan: PlanMaker) -> None:
    section = replace(section_of(make_plan, "Q2"), is_last=True)
    passage = passage_of(section)
    strokes, _ = play_chords(passage, texture_of("restless"))
    last = [stroke for stroke in strokes if stroke.column >= 9 * COLUMNS]
    assert {(stroke.column, stroke.n_columns) for stroke in last} == {(9 * COLUMNS, COLUMNS)}
    assert {stroke.pitch % 12 for stroke in last} == set(passage.chords[-1].pitch_classes)


def test_tense_chords_are_darkened_and_their_rubs_do_not_ring_on(make_plan: PlanMaker) -> None:
    tense, calm = (passage_of(section_of(make_plan, mood)) for mood in ("Q2", "Q3"))
    for passage, is_dark in ((tense, True), (calm, False)):
        strokes, _ = play_chords(passage, texture_of("pulse"))
        chords = {chord.start // BAR: set(chord.pitch_classes) for chord in passage.chords}
        added = [s for s in strokes if s.pitch % 12 not in chords[s.column // COLUMNS]]
        assert bool(added) == is_dark
    strokes, ringing = play_chords(tense, texture_of("restless"))
    assert ringing == strokes
    strokes, ringing = play_chords(tense, texture_of("broken"))
    assert ringing != strokes


@pytest.mark.parametrize(("name", "n_silent"), [("introduction", 3), ("A", 0)])
def test_the_bass_enters_halfway_through_an_introduction(
    make_plan: PlanMaker, name: str, n_silent: int
) -> None:
    section = replace(section_of(make_plan, "Q4", name, 6), first_bar=2)
    strokes = play_bass(passage_of(section), WALKING, texture_of())
    first = min(stroke.column for stroke in strokes) // COLUMNS - section.first_bar
    assert first == n_silent
    assert max(stroke.column + stroke.n_columns for stroke in strokes) == section.end_bar * COLUMNS


def lead_in(make_plan: PlanMaker, mood: str, habits: Habits) -> list[int]:
    """How the bass comes to each chord from a bar that moves: by which interval."""
    strokes = play_bass(passage_of(section_of(make_plan, mood)), habits, texture_of())
    pairs = pairwise(strokes)
    return [b.pitch - a.pitch for a, b in pairs if b.column % COLUMNS == 0 < a.column % COLUMNS]


def test_a_bass_that_walks_leads_by_steps_and_a_tense_one_by_semitones(
    make_plan: PlanMaker,
) -> None:
    assert {abs(step) for step in lead_in(make_plan, "Q2", WALKING)} == {1}
    calm = {abs(step) for step in lead_in(make_plan, "Q4", WALKING)}
    assert calm <= {1, 2}
    assert 2 in calm
    standing = lead_in(make_plan, "Q2", replace(WALKING, walks=False))
    assert max(map(abs, standing)) > 2


def test_a_sad_bass_sings_higher(make_plan: PlanMaker) -> None:
    sad, calm = (
        min(s.pitch for s in play_bass(passage_of(section_of(make_plan, m)), WALKING, texture_of()))
        for m in ("Q3", "Q4")
    )
    assert sad > calm + 4


def test_a_bass_that_insists_stays_on_the_key_note_until_the_phrase_closes(
    make_plan: PlanMaker,
) -> None:
    section = section_of(make_plan, "Q2")
    stubborn = replace(WALKING, walks=False, insists=True)
    passage = passage_of(section)

    def roots(section: SectionBrief) -> list[int]:
        strokes = play_bass(replace(passage, section=section), stubborn, texture_of())
        return [s.pitch % 12 for s in strokes if s.column % COLUMNS == 0]

    wanted = [chord.root for chord in passage.chords]
    closes = [passage.rests(chord.start // 6) for chord in passage.chords]
    tonic = section.key.tonic
    pedal = [root if rests else tonic for root, rests in zip(wanted, closes, strict=True)]
    assert roots(section) == pedal
    assert roots(replace(section, contrasts=True)) == wanted
    assert roots(replace(section, is_last=True))[-1] == wanted[-1]  # home at the end
