from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from engine.composition.fragments.library import FragmentLibrary
from engine.composition.fragments.patchwork import Patchwork, sew
from engine.composition.plan import Plan
from engine.composition.planning.briefing import brief_piece
from engine.composition.score import Chord

PlanMaker = Callable[..., Plan]


@pytest.fixture
def group(small_library: FragmentLibrary) -> int:
    return small_library.groups["4/4 major"][0]


@pytest.fixture
def sewn(small_library: FragmentLibrary, group: int, make_plan: PlanMaker) -> Patchwork:
    """Three half bars of a song, then one of its fifth bar, then the first again, to end."""
    plan = make_plan("Q4", (("A", 3),), tonic=2)
    return sew(brief_piece(plan), small_library, [group, group + 1, group + 2, group + 8, group])


def test_notes_are_moved_to_the_key(
    small_library: FragmentLibrary, group: int, sewn: Patchwork
) -> None:
    written = [n for n in small_library.notes_of(group) if n["part"] == 2]
    assert sewn.parts["bass"][0].pitch == written[0]["pitch"] + 2
    assert sewn.chords[0] == Chord(0, 96, 2, "")


def test_neighbours_make_one_excerpt(sewn: Patchwork) -> None:
    assert [(e.start, e.duration, e.bar) for e in sewn.excerpts] == [
        (0, 144, 1),
        (144, 48, 5),
        (192, 96, 1),
    ]


def test_notes_end_where_another_source_begins(sewn: Patchwork) -> None:
    lasting = {note.start: note.end for note in sewn.parts["bass"]}
    assert lasting[0] == 96  # in its own song it sounds through the bar
    assert lasting[96] == 144


def test_the_last_bar_is_held_to_its_end(sewn: Patchwork) -> None:
    last = [note for part in sewn.parts.values() for note in part if note.start >= 192]
    assert all(note.end == 288 for note in last if note.start == 192 and note.pitch < 60)
    assert max(note.end for note in sewn.parts["melody"]) == 288


def test_the_melody_is_of_single_notes(sewn: Patchwork) -> None:
    melody = sewn.parts["melody"]
    assert all(a.end <= b.start for a, b in itertools.pairwise(melody))


def test_nothing_lies_below_what_basses_have(
    small_library: FragmentLibrary, group: int, make_plan: PlanMaker
) -> None:
    small_library.notes["pitch"][small_library.notes["part"] == 2] = 30
    plan = make_plan("Q4", (("A", 1),), tonic=9)
    assert sew(brief_piece(plan), small_library, [group]).parts["bass"][0].pitch == 39
    small_library.notes["pitch"][small_library.notes["part"] == 2] = 26
    assert sew(brief_piece(plan), small_library, [group]).parts["bass"][0].pitch == 26 - 3 + 12
