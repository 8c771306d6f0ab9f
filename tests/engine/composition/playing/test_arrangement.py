from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from engine.composition.draft import Draft
from engine.composition.plan import Plan
from engine.composition.planning.briefing import brief_piece
from engine.composition.planning.ensemble import choose_ensemble
from engine.composition.planning.manner import BassRhythm, manner_of
from engine.composition.planning.tempos import tempo_course
from engine.composition.playing.arrangement import arrange
from engine.composition.playing.bass import BASS_RHYTHMS
from engine.composition.playing.dynamics import Played, articulate, shape_velocities
from engine.composition.playing.texture import Habits, Passage, choose_texture, cut_passage
from engine.composition.score import Chord, Metre, Note, Score
from engine.errors import CompositionError

PlanMaker = Callable[..., Plan]
FORM = (("introduction", 2), ("A", 4), ("B", 4), ("ending", 2))


def material(plan: Plan) -> tuple[list[Chord], list[Note]]:
    """A chord a bar and a note a beat, none in the introduction."""
    bar = plan.metre.ticks_per_bar
    chords = [Chord(n * bar, bar, (2, 7, 9, 2)[n % 4]) for n in range(plan.n_bars)]
    melody = [
        Note(tick, 24, 69 + tick // 24 % 3, 64) for tick in range(2 * bar, plan.n_bars * bar, 24)
    ]
    return chords, melody


def drafted(plan: Plan) -> Draft:
    return Draft(plan.n_bars, *material(plan))


def passages_of(plan: Plan) -> list[Passage]:
    brief = brief_piece(plan)
    return [cut_passage(drafted(plan), section, plan.metre) for section in brief.sections]


def arranged(plan: Plan) -> Score:
    return arrange(brief_piece(plan), drafted(plan))


@pytest.mark.parametrize("mood", ["Q1", "Q2", "Q3", "Q4"])
@pytest.mark.parametrize("metre", [Metre(4, 4), Metre(3, 4), Metre(6, 8)])
def test_every_part_is_there(make_plan: PlanMaker, mood: str, metre: Metre) -> None:
    score = arranged(make_plan(mood, FORM, metre=metre))
    roles = [track.role for track in score.tracks]
    drums = ["drums"] if mood in ("Q1", "Q2") else []
    assert roles == ["melody", "chords", "bass", *drums]
    for track in score.tracks:
        assert list(track.notes) == sorted(track.notes, key=lambda n: (n.start, n.pitch))
        assert len({note.velocity for note in track.notes}) > 3


def test_the_accompaniment_stays_below_the_melody(make_plan: PlanMaker) -> None:
    score = arranged(make_plan("Q4", FORM))
    chords, bass = score.track("chords"), score.track("bass")
    assert chords is not None
    assert bass is not None
    assert max(note.pitch for note in chords.notes) < 69
    assert max(note.pitch for note in bass.notes) <= 52


@pytest.mark.parametrize("density", [1.5, 2.5, 4.0, 6.0])
def test_the_density_asked_for_is_met(make_plan: PlanMaker, density: float) -> None:
    plan = make_plan("Q4", (("A", 8),))
    section = plan.sections[0]
    expression = replace(section.expression, density=density, tempo=100)
    plan = replace(plan, sections=(replace(section, expression=expression),))
    chords, melody = material(plan)
    score = arrange(brief_piece(plan), Draft(plan.n_bars, chords, melody[::2]))
    onsets = {n.start for t in score.tracks if not t.is_drum for n in t.notes}
    assert len(onsets) / (8 * 4 * 0.6) == pytest.approx(density, rel=0.2)


def test_the_introduction_thins_in(make_plan: PlanMaker) -> None:
    score = arranged(make_plan("Q1", (("introduction", 4), ("A", 8))))
    bar = score.metre.ticks_per_bar
    bass = score.track("bass")
    chords = score.track("chords")
    assert bass is not None
    assert chords is not None
    assert min(note.start for note in bass.notes) >= 2 * bar
    starts = [note.start for note in chords.notes]
    assert sum(s < 2 * bar for s in starts) < sum(2 * bar <= s < 4 * bar for s in starts)


def test_no_chord_rubs_with_a_tune_that_is_held(make_plan: PlanMaker) -> None:
    plan = make_plan("Q4", FORM)
    chords, _ = material(plan)
    bar = plan.metre.ticks_per_bar
    # a fourth over each major chord, a semitone above its third
    melody = [Note(c.start, bar, 60 + (c.root + 5) % 12 + 12, 64) for c in chords[2:]]
    score = arrange(brief_piece(plan), Draft(plan.n_bars, chords, melody))
    track = score.track("chords")
    assert track is not None
    for sung in melody:
        below = [n for n in track.notes if min(n.end, sung.end) - max(n.start, sung.start) >= 12]
        assert below
        assert all(sung.pitch - note.pitch not in (1, 13) for note in below)


def test_the_last_bar_is_held(make_plan: PlanMaker) -> None:
    plan = make_plan("Q2", FORM)
    chords, melody = material(plan)
    last = (plan.n_bars - 1) * plan.metre.ticks_per_bar
    tune = [note for note in melody if note.start < last]
    score = arrange(brief_piece(plan), Draft(plan.n_bars, chords, tune))
    for role in ("chords", "bass"):
        track = score.track(role)  # type: ignore[arg-type]
        assert track is not None
        ending = [note for note in track.notes if note.start >= last]
        assert {note.start for note in ending} == {last}
        assert all(note.duration > score.metre.ticks_per_bar * 0.6 for note in ending)


def test_the_end_slows_down(make_plan: PlanMaker) -> None:
    tempos = [change.tempo for change in tempo_course(make_plan("Q3", FORM))]
    assert tempos == sorted(tempos, reverse=True)
    assert 0.65 < tempos[-1] / tempos[0] < 0.9


def test_each_section_has_its_tempo(make_plan: PlanMaker) -> None:
    plan = make_plan("Q1", (("A", 4), ("B", 4)))
    faster = replace(plan.sections[1].expression, tempo=140)
    plan = replace(plan, sections=(plan.sections[0], replace(plan.sections[1], expression=faster)))
    course = {change.tick: change.tempo for change in tempo_course(plan)}
    assert course[0] == 128
    assert course[4 * 96] == 140


def test_velocities_have_the_mean_asked_for_and_a_shape(make_plan: PlanMaker) -> None:
    piece = brief_piece(make_plan("Q4", (("A", 4),)))
    notes = [Note(tick, 12, 60, 64) for tick in range(0, 384, 12)]
    shaped = shape_velocities(
        {"melody": notes, "chords": notes}, piece.sections[0], piece.metre, random.Random(0)
    )
    everything = [note.velocity for part in shaped.values() for note in part]
    assert sum(everything) / len(everything) == pytest.approx(56, abs=0.5)
    melody = [note.velocity for note in shaped["melody"]]
    assert sum(melody) > sum(note.velocity for note in shaped["chords"])
    assert melody[8] > melody[9]  # a bar's first beat, then off the beat


def usual_beats(notes: list[Note]) -> float:
    return math.exp(sum(math.log(note.duration / 24) for note in notes) / len(notes))


@pytest.mark.parametrize("beats", [0.4, 0.8, 1.5, 2.5])
def test_notes_are_as_long_as_asked_for(beats: float) -> None:
    parts = [Played(Note(tick, 12, 60, 64), 192) for tick in range(0, 960, 12)]
    held = articulate({"chords": parts}, beats, 2000)["chords"]
    assert usual_beats(held) == pytest.approx(beats, rel=0.1)


def test_staccato_shortens_short_notes_most() -> None:
    parts = [Played(Note(0, 12, 60, 64), 12), Played(Note(12, 192, 60, 64), 192)]
    short, long = articulate({"melody": parts}, 0.1, 1000)["melody"]
    assert short.duration == pytest.approx(12 * 0.4, abs=1)
    assert long.duration > 0.9 * 192


def test_no_note_outlasts_its_pedal_or_the_end() -> None:
    parts = [Played(Note(0, 12, 60, 64), 20), Played(Note(90, 24, 60, 64), 24)]
    assert [note.end for note in articulate({"melody": parts}, 9.0, 96)["melody"]] == [20, 96]
    assert articulate({"melody": []}, 9.0, 96) == {"melody": []}


def test_instruments_can_play_the_melody() -> None:
    chance = random.Random(0)
    low = {choose_ensemble(0.5, 0.5, (48, 60), chance).melody for _ in range(50)}
    high = {choose_ensemble(0.5, 0.5, (70, 90), chance).melody for _ in range(50)}
    assert 73 not in low  # no flute below C4
    assert 73 in high


def test_themes_are_accompanied_otherwise_when_they_change_or_come_back(
    make_plan: PlanMaker,
) -> None:
    plan = make_plan("Q4", (("A", 4), ("B", 4), ("A", 4)))
    style = Habits("broken", "alberti", "rolling", walks=False, pushes=False)
    figures = [choose_texture(passage, style).figure for passage in passages_of(plan)]
    assert figures == ["broken", "rolling", "alberti"]


def test_the_same_seed_gives_the_same_score(make_plan: PlanMaker) -> None:
    plan = make_plan("Q1", FORM)
    assert arranged(plan) == arranged(plan)
    assert arranged(plan) != arranged(replace(plan, seed=2))


def test_a_note_outside_the_piece_is_refused(make_plan: PlanMaker) -> None:
    plan = make_plan("Q4", (("A", 1),))
    with pytest.raises(CompositionError, match="outside"):
        arrange(brief_piece(plan), Draft(1, [Chord(0, 500, 0)], [Note(0, 24, 60, 64)]))


def test_sad_music_is_spread_out_and_its_bass_sings(make_plan: PlanMaker) -> None:
    sad, tense = (arranged(make_plan(mood, FORM)) for mood in ("Q3", "Q2"))

    def struck_together(score: Score) -> float:
        track = score.track("chords")
        assert track is not None
        return len(track.notes) / len({note.start for note in track.notes})

    def lowest(score: Score) -> int:
        track = score.track("bass")
        assert track is not None
        return min(note.pitch for note in track.notes)

    assert struck_together(sad) < 1.6
    assert lowest(sad) > lowest(tense)


def test_what_was_written_before_rings_to_its_chord_s_end(make_plan: PlanMaker) -> None:
    plan = make_plan("Q3", (("A", 4),))
    chords, melody = material(plan)
    written = [Note(bar * 96 + 12 * n, 6, 50 + 4 * n, 64) for bar in range(4) for n in range(3)]
    draft = Draft(4, chords, melody, {"chords": written, "bass": []})
    track = arrange(brief_piece(plan), draft).track("chords")
    assert track is not None
    assert [note.start for note in track.notes] == [note.start for note in written]
    assert 24 < max(note.duration for note in track.notes) <= 48
    assert all(note.end <= (note.start // 96 + 1) * 96 for note in track.notes)


def test_some_tense_basses_insist_on_the_key_note(make_plan: PlanMaker) -> None:
    found = set()
    for seed in range(12):
        plan = replace(make_plan("Q2", (("A", 4), ("A", 4))), seed=seed)
        track = arranged(plan).track("bass")
        assert track is not None
        inside = [note.pitch % 12 for note in track.notes if note.start % 384 < 280]
        found.add(inside.count(plan.key.tonic) > 0.8 * len(inside))
    assert found == {True, False}


@pytest.mark.parametrize(
    ("arousal", "pushing", "resting"),
    [(-0.5, "calm", "calm"), (0.2, "pushing", "calm"), (0.5, "bouncing", "steady"),
     (0.8, "driving", "steady")],
)  # fmt: skip
def test_the_livelier_the_music_the_busier_the_bass(
    make_plan: PlanMaker, arousal: float, pushing: BassRhythm, resting: BassRhythm
) -> None:
    section = replace(make_plan("Q1", FORM).sections[0], valence=0.5, arousal=arousal)
    manner = manner_of(section, Metre(4, 4))
    assert manner.basses[1] == pushing
    assert manner.resting_bass == resting
    assert len(BASS_RHYTHMS[manner.resting_bass]["4/4"]) <= len(BASS_RHYTHMS[pushing]["4/4"])


def test_a_phrase_swells_and_ebbs(make_plan: PlanMaker) -> None:
    """The same bar four times is loudest in the middle of its phrase."""
    plan = make_plan("Q4", (("A", 4),))
    bar = plan.metre.ticks_per_bar
    means = np.zeros(4)
    for seed in range(30):
        notes = [Note(tick, 12, 60, 64) for tick in range(0, 4 * bar, 12)]
        shaped = shape_velocities(
            {"melody": notes}, brief_piece(plan).sections[0], plan.metre, random.Random(seed)
        )["melody"]
        for number in range(4):
            means[number] += np.mean([n.velocity for n in shaped if n.start // bar == number])
    assert min(means[1], means[2]) > max(means[0], means[3])


def test_tense_music_is_played_thinner_than_gay_music(make_plan: PlanMaker) -> None:
    """Where the same density is asked of both."""
    counts = []
    for valence in (0.6, -0.6):
        plan = make_plan("Q1", (("A", 8), ("ending", 1)))
        sections = tuple(replace(s, valence=valence, arousal=0.6) for s in plan.sections)
        tracks = (arranged(replace(plan, sections=sections)).track(r) for r in ("chords", "bass"))
        counts.append(len({note.start for track in tracks if track for note in track.notes}))
    assert counts[0] > counts[1]


def test_chords_keep_out_of_a_low_tune_s_way(make_plan: PlanMaker) -> None:
    plan = make_plan("Q4", FORM)
    chords, melody = material(plan)

    def height(lower: int) -> float:
        tune = [replace(note, pitch=note.pitch - lower) for note in melody]
        score = arrange(brief_piece(plan), Draft(plan.n_bars, chords, tune))
        track = score.track("chords")
        assert track is not None
        return float(np.mean([note.pitch for note in track.notes]))

    high, middle, low = height(0), height(6), height(24)
    assert high > middle + 1 > low + 2
    assert low > 48  # no mud
