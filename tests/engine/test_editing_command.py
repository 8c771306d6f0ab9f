"""``affetto edit``: whatever is typed together, what was not named stays to the last byte."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from engine.arguments import build_parser
from engine.commands.editing import _edits, _Scope, _scope
from engine.composition.changing.editing import apply_edit
from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.planning.moves import MOVES
from engine.composition.revision import Revision
from engine.composition.score import (
    Chord,
    Excerpt,
    Key,
    Metre,
    Note,
    Role,
    Score,
    ScoreSection,
    TempoChange,
    Track,
)
from engine.errors import CompositionError, OptionError
from engine.progress import Progress

PARSER = build_parser()
BAR, N_BARS = 96, 6
ROLES: tuple[Role, ...] = ("melody", "chords", "bass", "drums")
A_MINOR, C_MAJOR = Key(9, "minor"), Key(0, "major")

BARS = ([], ["--bars", "3-4"], ["--bars", "2"])
PARTS = (
    [],
    *(["--part", part] for part in ("melody", "chords", "bass", "drums", "harmony")),
    ["--part", "melody", "--part", "drums"],
    *(["--keep", part] for part in ("chords", "melody", "rhythm")),
)
MOVED = ([], *(["--move", move] for move in MOVES), ["--move", "louder", "--move", "busier"])
AGAIN = ([], ["--again"])
OF_THE_WHOLE = (["--key", "D"], ["--tempo", "90"], ["--metre", "3/4"], ["--extend", "20"])
SCOPES = [(bars, parts) for bars in BARS for parts in PARTS if bars or parts]


def _compose(chance: random.Random) -> Score:
    """Write notes, chords and a tempo course that no two scores share."""
    tracks = tuple(
        Track(
            role,
            chance.randrange(100),
            tuple(
                Note(start, chance.randint(6, 24), chance.randint(40, 80), chance.randint(50, 90))
                for start in range(0, N_BARS * BAR, 24)
            ),
        )
        for role in ROLES
    )
    return Score(
        A_MINOR, Metre(), N_BARS, (TempoChange(0, 100.0), TempoChange(5 * BAR, 80.0)),
        (ScoreSection("A", 0, 3, A_MINOR), ScoreSection("B", 3, 3, C_MAJOR)),
        tuple(Chord(bar * BAR, BAR, chance.randrange(12), "m") for bar in range(N_BARS)),
        tracks, (Excerpt(0, N_BARS * BAR, "Lied", "Nobody", 1),),
    )  # fmt: skip


SCORE = _compose(random.Random(1))
_EXPRESSION = Expression(100.0, 3.0, 65.0, 70.0, 0.6)
PLAN = Plan(
    A_MINOR, Metre(),
    (
        PlannedSection("A", 3, A_MINOR, -0.2, 0.1, _EXPRESSION),
        PlannedSection("B", 3, C_MAJOR, 0.2, 0.1, _EXPRESSION),
    ), 1,
)  # fmt: skip


class Careless:
    """Writes every bar and every part anew, whatever it was asked for."""

    def revise(self, plan: Plan, revision: Revision, progress: Progress) -> Score:
        progress.check()
        assert plan.n_bars == revision.score.n_bars
        return _compose(random.Random(revision.seed + 2))


def _change(words: Sequence[str]) -> tuple[Plan, Score, _Scope]:
    options = PARSER.parse_args(["edit", "song.affetto", *words])
    scope = _scope(options)
    plan, score = PLAN, SCORE
    for edit in _edits(options, scope, 7):
        plan, score = apply_edit(plan, score, edit, Careless(), Progress())
    return plan, score, scope


def _elsewhere(score: Score, scope: _Scope) -> Score:
    """Take out all that the bars and parts hold; of the chords what sounds in the bars."""
    bars = range(N_BARS) if scope.bars is None else scope.bars
    held = range(bars.start * BAR, bars.stop * BAR)
    names = {"harmony", *ROLES} if scope.parts is None else scope.parts

    def stays(track: Track) -> Track:
        if track.role not in names:
            return track
        return replace(track, notes=tuple(note for note in track.notes if note.start not in held))

    chords: Iterator[Chord] | tuple[Chord, ...] = score.chords
    if "harmony" in names:
        chords = (chord for chord in score.chords if chord.start not in held)
    excerpts = [bar for excerpt in score.excerpts for bar in _bars_of(excerpt)]
    if "melody" in names:
        excerpts = [bar for bar in excerpts if bar.start not in held]
    return replace(
        score,
        tracks=tuple(stays(track) for track in score.tracks),
        chords=tuple(chords),
        excerpts=tuple(excerpts),
    )


def _bars_of(excerpt: Excerpt) -> Iterator[Excerpt]:
    for number in range(excerpt.duration // BAR):
        start = excerpt.start + number * BAR
        yield replace(excerpt, start=start, duration=BAR, bar=excerpt.bar + number)


_TOGETHER = [
    [*bars, *parts, *moved, *again]
    for (bars, parts), moved, again in itertools.product(SCOPES, MOVED, AGAIN)
]


def test_whatever_is_asked_of_some_bars_and_parts_all_else_stays() -> None:
    """Go through bars x parts x moves x again: 986 commands."""
    n_changed = 0
    for words in _TOGETHER:
        try:
            plan, score, scope = _change(words)
        except CompositionError:  # a move that does not fit its place: see below
            assert "--move" in words
            continue
        assert plan == PLAN, words
        assert _elsewhere(score, scope) == _elsewhere(SCORE, scope), words
        assert score != SCORE, words
        n_changed += 1
    assert n_changed > len(_TOGETHER) // 2


@pytest.mark.parametrize("move", ["sadder", "louder", "busier", "calmer"])
@pytest.mark.parametrize("bars", BARS[1:])
def test_the_tune_stays_where_it_is_not_asked_for_again(move: str, bars: list[str]) -> None:
    _, score, _ = _change([*bars, "--move", move])
    before, after = SCORE.track("melody"), score.track("melody")
    assert before is not None
    assert after is not None
    assert [replace(note, velocity=1) for note in after.notes] == [
        replace(note, velocity=1) for note in before.notes
    ]


@pytest.mark.parametrize("whole", OF_THE_WHOLE)
@pytest.mark.parametrize("scope", [BARS[1], PARTS[1], PARTS[-1]])
@pytest.mark.parametrize("moved", [[], ["--move", "sadder"], ["--again"]])
def test_what_is_about_the_whole_song_is_refused_for_some_of_it(
    whole: list[str], scope: list[str], moved: list[str]
) -> None:
    with pytest.raises(OptionError, match=f"{whole[0]} is about the whole song") as caught:
        _change([*scope, *moved, *whole])
    assert "one after the other" in caught.value.hint


@pytest.mark.parametrize("scope", [BARS[1], PARTS[1], PARTS[-1]])
def test_words_name_their_own_place(scope: list[str]) -> None:
    with pytest.raises(OptionError, match="--say tells in words") as caught:
        _change([*scope, "--say", "sadder"])
    assert "in bars 5 to 8" in caught.value.hint


@pytest.mark.parametrize("move", ["slower", "faster", "higher", "lower"])
def test_a_move_about_key_or_tempo_is_refused_for_some_bars(move: str) -> None:
    with pytest.raises(CompositionError, match="whole piece"):
        _change(["--bars", "3", "--move", move])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--part", "melody", "--move", "busier"], "the melody stays"),
        (["--keep", "rhythm", "--move", "busier"], "rhythm"),
    ],
)
def test_a_move_that_contradicts_its_place_is_refused(words: list[str], message: str) -> None:
    with pytest.raises(CompositionError, match=message) as caught:
        _change(words)
    assert caught.value.hint


def test_without_bars_and_parts_a_move_is_about_the_whole_song() -> None:
    plan, score, _ = _change(["--move", "sadder"])
    assert plan.tempo < PLAN.tempo
    assert score.tempo < SCORE.tempo
    assert {section.key.mode for section in score.sections} == {"minor"}
