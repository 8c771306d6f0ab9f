"""Changes to a piece, with untrained machines: what changes, and what stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.composition.changing.editing import (
    KEEPS,
    REWRITES,
    Alter,
    Edit,
    Extend,
    Rekey,
    Retempo,
    Rewrite,
    apply_edit,
    edit_called,
    keeps_to_bars,
)
from engine.composition.changing.extending import copy_bars
from engine.composition.changing.likeness import likeness
from engine.composition.changing.moving_piece import move_piece
from engine.composition.obedient import ObedientComposer
from engine.composition.plan import Plan
from engine.composition.planning.moves import MOVES, Move, find_move
from engine.composition.revision import Revision
from engine.composition.score import Chord, Excerpt, Key, Note, Score, Track
from engine.errors import CompositionError, OptionError
from engine.progress import Progress

MakePlan = Callable[..., Plan]
Apply = Callable[[Edit], tuple[Plan, Score]]


@pytest.fixture(scope="module")
def plan(make_plan: MakePlan) -> Plan:
    return make_plan("Q4")


@pytest.fixture(scope="module")
def score(tiny_composer: ObedientComposer, plan: Plan) -> Score:
    return tiny_composer.compose(plan, Progress())


@pytest.fixture
def apply(tiny_composer: ObedientComposer, plan: Plan, score: Score) -> Apply:
    return lambda edit: apply_edit(plan, score, edit, tiny_composer, Progress())


def rhythm(score: Score) -> list[tuple[int, int]]:
    return [(note.start, note.duration) for note in score.track("melody").notes]


def loudness(score: Score) -> float:
    velocities = [note.velocity for track in score.tracks for note in track.notes]
    return sum(velocities) / len(velocities)


def n_accompanying(score: Score) -> int:
    return sum(len(track.notes) for track in score.tracks if track.role != "melody")


@pytest.mark.parametrize("name", MOVES)
def test_the_tune_survives_every_move(apply: Apply, score: Score, name: str) -> None:
    plan, moved = apply(Alter(MOVES[name]))
    assert likeness(score, moved) >= 0.95
    assert rhythm(moved) == rhythm(score)
    assert plan.n_bars == moved.n_bars
    assert [section.key for section in plan.sections] == [part.key for part in moved.sections]
    assert moved.tempo == pytest.approx(plan.tempo)


def test_moves_do_what_they_say(apply: Apply, score: Score) -> None:
    moved = {name: apply(Alter(move))[1] for name, move in MOVES.items()}
    assert {str(moved[name].key)[-5:] for name in ("sadder", "darker", "more tense")} == {"minor"}
    assert moved["sadder"].tempo < score.tempo < moved["happier"].tempo
    assert moved["slower"].tempo == pytest.approx(0.8 * score.tempo)
    assert loudness(moved["softer"]) < loudness(score) < loudness(moved["louder"])
    assert n_accompanying(moved["calmer"]) <= n_accompanying(score)
    assert n_accompanying(moved["busier"]) > n_accompanying(score)
    assert moved["slower"].tracks == score.tracks
    assert {str(part.key) for part in moved["higher"].sections} == {"F♯ major"}


@pytest.mark.parametrize("name", ["sadder", "busier", "calmer", "louder"])
def test_a_move_can_keep_to_some_bars(apply: Apply, plan: Plan, score: Score, name: str) -> None:
    bars = range(4, 8)
    same_plan, moved = apply(Alter(MOVES[name], 3, bars))
    assert same_plan == plan
    assert (moved.tempos, moved.chords, moved.sections) == (
        score.tempos, score.chords, score.sections,
    )  # fmt: skip
    assert moved != score
    tune = [(note.start, note.pitch) for note in score.track("melody").notes]
    assert [(note.start, note.pitch) for note in moved.track("melody").notes] == tune
    for track in score.tracks:
        new = moved.track(track.role)
        outside = [n for n in track.notes if n.start // 96 not in bars]
        assert [n for n in (new.notes if new else ()) if n.start // 96 not in bars] == outside


def test_what_concerns_the_whole_piece_is_refused_for_bars(apply: Apply) -> None:
    for name in ("slower", "higher"):
        with pytest.raises(CompositionError, match="whole piece"):
            apply(Alter(MOVES[name], 3, range(4, 8)))


def test_what_keeps_to_bars_is_known_before_it_is_asked(apply: Apply) -> None:
    assert keeps_to_bars("new melody")
    assert not keeps_to_bars("longer")
    for name in MOVES:
        try:
            apply(edit_called(name, 3, range(4, 8)))
            is_refused = False
        except CompositionError as error:
            is_refused = "whole piece" in str(error)
        assert keeps_to_bars(name) != is_refused, name


def test_another_tune_is_not_like_this_one(apply: Apply, score: Score) -> None:
    _, other = apply(Rewrite(parts=REWRITES["melody"], seed=9))
    assert likeness(score, other) < 0.6
    assert likeness(score, score) == 1.0


def test_a_piece_at_its_limit_says_so(plan: Plan, score: Score) -> None:
    for _ in range(12):
        try:
            plan, score = move_piece(plan, score, MOVES["slower"])
        except CompositionError as error:
            assert error.hint  # noqa: PT017 - it comes after some steps
            break
    assert plan.tempo == 40


def test_a_feeling_without_a_name_is_a_move_too() -> None:
    gloomy, thrilled = Move.towards(-0.8, -0.4), Move.towards(0.1, 0.9)
    assert (gloomy.mode, thrilled.mode) == ("minor", None)
    assert gloomy.tempo < 1 < thrilled.tempo
    assert gloomy.density < 1 < thrilled.density


def test_moves_are_found_by_name() -> None:
    assert find_move("More tense") == MOVES["more tense"]
    with pytest.raises(OptionError, match="'purple'") as caught:
        find_move("purple")
    assert "sadder" in caught.value.hint


def test_keeping_one_thing_changes_the_others(apply: Apply, score: Score) -> None:
    _, chords_kept = apply(Rewrite(parts=KEEPS["chords"], seed=1))
    assert chords_kept.chords == score.chords
    assert likeness(score, chords_kept) < 0.7
    _, melody_kept = apply(Rewrite(parts=KEEPS["melody"], seed=1))
    assert melody_kept.track("melody") == score.track("melody")
    assert melody_kept.chords != score.chords
    _, rhythm_kept = apply(Rewrite(parts=KEEPS["rhythm"], keeps_rhythm=True, seed=1))
    assert rhythm(rhythm_kept) == rhythm(score)
    assert likeness(score, rhythm_kept) < 0.7


@pytest.mark.parametrize("seconds", [3, 12, 50])
def test_a_longer_piece_holds_every_old_bar(
    apply: Apply, plan: Plan, score: Score, seconds: float
) -> None:
    longer_plan, longer = apply(Extend(seconds, seed=4))
    bar = score.metre.ticks_per_bar
    assert longer.duration - score.duration == pytest.approx(seconds, abs=4)
    gap = (longer.n_bars - score.n_bars) * bar
    ending = (plan.n_bars - plan.sections[-1].n_bars) * bar
    for track in score.tracks:
        expected = [n if n.start < ending else replace(n, start=n.start + gap) for n in track.notes]
        kept = [n for n in longer.track(track.role).notes if not ending <= n.start < ending + gap]
        assert kept == expected
    melody = longer.track("melody").notes
    assert {n.start // bar for n in melody} >= set(range(ending // bar, (ending + gap) // bar - 1))
    assert longer_plan.n_bars == longer.n_bars
    assert sum(chord.duration for chord in longer.chords) == longer.n_ticks


def test_a_long_extension_brings_the_first_theme_back(apply: Apply, score: Score) -> None:
    plan, longer = apply(Extend(50, seed=4))
    assert [section.name for section in plan.sections] == [
        "introduction", "A", "B", "A", "C", "A", "ending",
    ]  # fmt: skip
    bar = score.metre.ticks_per_bar
    theme = [(n.start - 2 * bar, n.pitch) for n in score.track("melody").notes
             if 2 * bar <= n.start < 6 * bar]  # fmt: skip
    start = longer.n_ticks - 6 * bar
    again = [(n.start - start, n.pitch) for n in longer.track("melody").notes
             if start <= n.start < start + 4 * bar]  # fmt: skip
    assert again == theme


def test_a_piece_without_an_ending_grows_at_its_end(
    tiny_composer: ObedientComposer, make_plan: MakePlan
) -> None:
    plan = make_plan(form=(("A", 4),))
    score = tiny_composer.compose(plan, Progress())
    _, longer = apply_edit(plan, score, Extend(10), tiny_composer, Progress())
    assert longer.track("melody").notes[: len(rhythm(score))] == score.track("melody").notes
    assert longer.tempos[1].tick >= score.n_ticks


@pytest.mark.parametrize("seconds", [0, -5, 10_000, float("nan")])
def test_lengths_that_make_no_sense_are_refused(apply: Apply, seconds: float) -> None:
    with pytest.raises(OptionError, match="cannot be added") as caught:
        apply(Extend(seconds))
    assert "Choose up to" in caught.value.hint


def test_a_theme_that_comes_back_holds_no_note_beyond_its_end(score: Score) -> None:
    bar = score.metre.ticks_per_bar
    held = Track("melody", 0, (Note(bar // 2, 3 * bar, 60, 80),))
    longer = replace(score, tracks=(held,), chords=())
    copied = copy_bars(longer, 0, 4, 1).track("melody").notes
    assert copied[-1] == Note(4 * bar + bar // 2, bar // 2, 60, 80)


def test_key_and_tempo_can_be_fixed_afterwards(apply: Apply, score: Score) -> None:
    plan, moved = apply(Rekey("B minor"))
    assert str(moved.key) == str(plan.key) == "B minor"
    assert likeness(score, moved) >= 0.95
    plan, moved = apply(Retempo(100))
    assert (moved.tempo, plan.tempo) == (pytest.approx(100), pytest.approx(100))
    assert moved.tracks == score.tracks
    with pytest.raises(OptionError, match="500 BPM"):
        apply(Retempo(500))


def test_a_move_is_tried_again_where_the_composer_did_not_follow(plan: Plan, score: Score) -> None:
    class Stubborn:
        """Takes a note away at first, then writes twice as many."""

        def __init__(self) -> None:
            self.seeds: list[int] = []

        def revise(self, _plan: Plan, revision: Revision, _progress: Progress) -> Score:
            self.seeds.append(revision.seed)
            bass = revision.score.track("bass")
            notes = bass.notes[1:]
            if len(self.seeds) > 1:
                notes = tuple(
                    replace(note, start=start, duration=3)
                    for note in bass.notes
                    for start in (note.start, note.start + 3)
                )
            tracks = [t for t in revision.score.tracks if t.role != "bass"]
            return replace(revision.score, tracks=(*tracks, replace(bass, notes=notes)))

    stubborn = Stubborn()
    _, busier = apply_edit(plan, score, Alter(MOVES["busier"], 7), stubborn, Progress())
    assert stubborn.seeds == [7, 8]
    assert n_accompanying(busier) > n_accompanying(score)


def test_what_was_taken_over_from_other_works_moves_with_its_bars(
    tiny_composer: ObedientComposer, plan: Plan, score: Score
) -> None:
    bar = score.metre.ticks_per_bar
    ending = (plan.n_bars - plan.sections[-1].n_bars) * bar
    excerpts = (Excerpt(0, bar, "Song", "", 3), Excerpt(ending, bar, "Other", "Bach", 5))
    quoting = replace(score, excerpts=excerpts)
    _, longer = apply_edit(plan, quoting, Extend(12, seed=4), tiny_composer, Progress())
    gap = (longer.n_bars - score.n_bars) * bar
    assert longer.excerpts == (excerpts[0], replace(excerpts[1], start=ending + gap))


def test_chords_that_lie_over_the_place_are_parted_around_what_is_new(
    tiny_composer: ObedientComposer, plan: Plan, score: Score
) -> None:
    bar = score.metre.ticks_per_bar
    ending = (plan.n_bars - plan.sections[-1].n_bars) * bar
    held = [c for c in score.chords if c.end <= ending - bar]
    over = Chord(ending - bar, 2 * bar, 7)
    rest = [Chord(ending + bar, bar, 0)]
    laid = replace(score, chords=(*held, over, *rest))
    _, longer = apply_edit(plan, laid, Extend(12, seed=4), tiny_composer, Progress())
    gap = (longer.n_bars - score.n_bars) * bar
    assert Chord(ending - bar, bar, 7) in longer.chords
    assert Chord(ending + gap, bar, 7) in longer.chords
    assert longer.chords[-1] == Chord(ending + gap + bar, bar, 0)
    assert sum(chord.duration for chord in longer.chords) == longer.n_ticks


def test_new_sections_have_letters_that_nothing_has(
    tiny_composer: ObedientComposer, make_plan: MakePlan
) -> None:
    plan = make_plan("Q4", (("A", 2), ("C", 2), ("ending", 1)))
    score = tiny_composer.compose(plan, Progress())
    for name in ("B", "D", "E"):
        plan, score = apply_edit(plan, score, Extend(4, seed=1), tiny_composer, Progress())
        assert [s.name for s in plan.sections][-2] == name
        assert [s.name for s in plan.sections] == [s.name for s in score.sections]


@pytest.mark.parametrize(
    ("name", "edit"),
    [
        ("longer", Extend(30, 3)),
        ("new bars", Rewrite(range(2, 4), seed=3)),
        ("new melody", Rewrite(range(2, 4), frozenset({"melody"}), seed=3)),
        ("new drums", Rewrite(range(2, 4), frozenset({"drums"}), seed=3)),
        ("new accompaniment", Rewrite(range(2, 4), frozenset({"chords", "bass", "drums"}), seed=3)),
        ("sadder", Alter(MOVES["sadder"], 3, range(2, 4))),
    ],
)
def test_edits_are_called_by_their_names(name: str, edit: Edit) -> None:
    assert edit_called(name, 3, range(2, 4)) == edit


@pytest.mark.parametrize("name", ["new", "melody", "new trumpet", ""])
def test_what_is_no_edit_is_refused(name: str) -> None:
    with pytest.raises(OptionError, match=f"'{name}'"):
        edit_called(name, 3)


@pytest.mark.parametrize("tempo", [40, 200])
def test_the_slowest_and_the_quickest_tempo_can_be_had(apply: Apply, tempo: float) -> None:
    assert apply(Retempo(tempo))[1].tempo == pytest.approx(tempo)
    with pytest.raises(OptionError, match="BPM") as caught:
        apply(Retempo(tempo + (1 if tempo == 200 else -1)))
    assert "from 40 to 200" in caught.value.hint


def test_a_key_without_a_mode_keeps_each_section_s_own(
    tiny_composer: ObedientComposer, plan: Plan, score: Score
) -> None:
    minor = Key(9, "minor")
    sections = (*plan.sections[:2], replace(plan.sections[2], key=minor), *plan.sections[3:])
    plan = replace(plan, sections=sections)
    score = replace(score, sections=plan.score_sections)
    moved, _ = apply_edit(plan, score, Rekey("E"), tiny_composer, Progress())
    assert [str(s.key) for s in moved.sections] == [
        "E major", "E major", "B minor", "E major", "E major",
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "n_heard"), [("busier", 20), ("sparser", 60)])
def test_where_no_try_follows_the_nearest_is_taken(
    plan: Plan, score: Score, name: str, n_heard: int
) -> None:
    """Busier music than it was cannot be written here, nor sparser: 20 notes or fewer, or 60."""
    bass = score.track("bass")
    assert bass is not None
    length = score.n_ticks // 60

    class Stubborn:
        counts = iter((10, 20, 15) * 3 if name == "busier" else (90, 60, 70) * 3)

        def revise(self, _plan: Plan, revision: Revision, _progress: Progress) -> Score:
            step = score.n_ticks // (n := next(self.counts))
            notes = tuple(Note(step * k, min(length, step), 40, 64) for k in range(n))
            melody = [t for t in revision.score.tracks if t.role == "melody"]
            return replace(revision.score, tracks=(*melody, replace(bass, notes=notes)))

    few = tuple(Note(12 * k, 12, 40, 64) for k in range(50))
    melody = [t for t in score.tracks if t.role == "melody"]
    usual = replace(score, tracks=(*melody, replace(bass, notes=few)))
    _, moved = apply_edit(plan, usual, Alter(MOVES[name], 7), Stubborn(), Progress())
    assert n_accompanying(moved) == n_heard


def test_what_does_not_fit_some_bars_or_parts_says_what_does(apply: Apply) -> None:
    melody, bass = frozenset({"melody"}), frozenset({"bass"})
    for edit, words in (
        (Alter(MOVES["slower"], 1, None, bass), "whole piece"),
        (Alter(MOVES["busier"], 1, None, melody), "melody stays"),
        (Alter(MOVES["busier"], 1, None, bass, keeps_rhythm=True), "rhythm"),
    ):
        with pytest.raises(CompositionError, match=words) as caught:
            apply(edit)
        hint = caught.value.hint
        assert hint[0].isupper()
        assert hint.endswith(".")
    louder = apply(Alter(MOVES["louder"], 1, None, melody))[1]
    assert loudness(louder) > 0
