from __future__ import annotations

import itertools

import pytest
from hypothesis import given, strategies as st

from engine.composition.score import Note
from engine.synthesis.mixing import VOLUME
from engine.synthesis.timed_performance import perform, untangle

TEMPOS = [(0, 120), (48, 60), (96, 171.5), (130, 43)]


def test_notes_get_the_times_that_the_score_gives_them(make_score):
    score = make_score(
        [Note(t, 7, 60, 80) for t in (0, 5, 47, 48, 95, 96, 129, 200)], tempos=TEMPOS
    )
    for note, timed in zip(score.tracks[0].notes, perform(score).parts[0].notes, strict=True):
        assert timed.start == pytest.approx(score.seconds_at(note.start))
        assert timed.end == pytest.approx(score.seconds_at(note.end))
        assert (timed.pitch, timed.velocity) == (60, 80)


def test_the_last_note_ends_the_performance(make_score):
    performance = perform(make_score([Note(0, 48, 60, 80), Note(24, 12, 64, 80)]))
    assert performance.duration == pytest.approx(1.0)


def test_parts_keep_their_instruments_and_get_a_place_in_the_mix(make_score):
    (part,) = perform(make_score([Note(0, 24, 60, 80)], program=40)).parts
    assert (part.program, part.is_drum) == (40, False)
    assert VOLUME in {control.number for control in part.controls}
    assert all(control.time == 0 for control in part.controls)


def test_drums_are_drums(make_score):
    assert perform(make_score([Note(0, 24, 36, 80)], role="drums")).parts[0].is_drum


def test_a_note_ends_where_its_pitch_starts_again():
    long, inner = Note(0, 100, 60, 80), Note(40, 20, 60, 70)
    assert list(untangle([long, inner])) == [Note(0, 40, 60, 80), inner]


def test_of_two_notes_that_start_together_the_longer_stays():
    assert list(untangle([Note(0, 9, 60, 80), Note(0, 5, 60, 90)])) == [Note(0, 9, 60, 80)]


def test_other_pitches_are_left_alone():
    chord = [Note(0, 9, 60, 80), Note(0, 9, 64, 80), Note(4, 9, 67, 80)]
    assert list(untangle(chord)) == chord


@given(
    st.lists(
        st.builds(Note, st.integers(0, 30), st.integers(1, 20), st.integers(60, 62), st.just(80))
    )
)
def test_untangled_notes_never_overlap(notes):
    untangled = list(untangle(notes))
    for earlier, later in itertools.pairwise(untangled):
        assert earlier.pitch < later.pitch or earlier.end <= later.start
    assert {(n.start, n.pitch) for n in untangled} == {(n.start, n.pitch) for n in notes}
