"""A voice against the tune: it moves where the tune holds, and says nothing of what that says."""

from __future__ import annotations

import itertools

import pytest

from engine.composition.playing.counterpoint import counter_melody
from engine.composition.score import Chord, Key, Note

C = Key(0, "major")
BEAT, BAR = 24, 96


def bars(*roots: int) -> list[Chord]:
    return [
        Chord(n * BAR, BAR, root, "m" if root in (2, 9) else "") for n, root in enumerate(roots)
    ]


def written(melody: list[Note], chords: list[Chord], low: int = 48, high: int = 67) -> list[Note]:
    return counter_melody(melody, chords, C, low, high)


def crotchets(*pitches: int) -> list[Note]:
    return [Note(n * BEAT, BEAT, pitch, 80) for n, pitch in enumerate(pitches)]


def held(*pitches: int) -> list[Note]:
    return [Note(n * BAR, BAR, pitch, 80) for n, pitch in enumerate(pitches)]


CHORDS = bars(0, 9, 5, 7, 0)


def test_it_holds_while_the_tune_moves() -> None:
    voice = written(crotchets(*[72, 74, 76, 77] * 5), CHORDS)
    assert [(note.start, note.duration) for note in voice] == [(c.start, BAR) for c in CHORDS]
    assert {note.velocity for note in voice} == {64}


def test_it_moves_where_the_tune_holds_and_leads_into_the_next_chord() -> None:
    voice = written(held(76, 72, 72, 74, 76), CHORDS)
    assert len(voice) > len(CHORDS)
    starts = {chord.start for chord in CHORDS}
    for before, after in itertools.pairwise(voice):
        assert before.end == after.start
        if before.start not in starts:  # it walks by step
            assert abs(after.pitch - before.pitch) <= 4
            assert before.duration in (BEAT, BEAT // 2)
    assert all(note.pitch % 12 in C.scale for note in voice)


def test_a_tone_that_stays_is_turned_around_from_below() -> None:
    first, turn, again = written(held(72, 72), bars(0, 0))
    assert (first.pitch, again.pitch) == (again.pitch, first.pitch)
    assert first.pitch - turn.pitch in (1, 2)
    assert (turn.start, turn.end) == (BAR - BEAT, BAR)


def test_a_walk_of_two_takes_two_beats_if_there_are_three_else_two_quavers() -> None:
    chords = [Chord(0, BAR, 0), Chord(BAR, BAR, 0)]
    far = written(held(76, 76), chords, 48, 55)
    assert far[0].start == 0
    busy = [Note(0, BEAT, 76, 80), Note(BEAT, BEAT, 77, 80), Note(2 * BEAT, 6 * BEAT, 76, 80)]
    for melody in (held(76, 76), busy):
        voice = written(melody, [Chord(0, BAR, 7), Chord(BAR, BAR, 5)], 48, 67)
        walk = [note for note in voice if 0 < note.start < BAR]
        assert sum(note.duration for note in voice if note.start < BAR) == BAR
        assert all(note.start >= BAR - 2 * BEAT for note in walk)


def test_short_chords_and_short_holes_are_only_held() -> None:
    short = [Chord(n * BEAT, BEAT, root) for n, root in enumerate((0, 5, 7, 0))]
    assert [n.start for n in written(held(76), short)] == [0, 24, 48, 72]
    late = [Note(0, 63, 76, 80), Note(63, 33, 77, 80), *[Note(BAR, BAR, 76, 80)]]
    assert [n.start for n in written(late, bars(0, 9))] == [0, BAR]
    early = [Note(0, 60, 76, 80), Note(60, 36, 77, 80), *[Note(BAR, BAR, 76, 80)]]
    assert len(written(early, bars(0, 9))) > 2


@pytest.mark.parametrize("sung", range(72, 84))
def test_it_neither_doubles_the_tune_nor_rubs_against_it(sung: int) -> None:
    for root in (0, 5, 7, 9):
        [note] = written(held(sung), bars(root))
        assert (sung - note.pitch) % 12 not in (0, 1, 11)


def test_alone_it_sings_the_third() -> None:
    for root, third in ((0, 4), (9, 0), (5, 9)):
        [note] = written([], bars(root))
        assert note.pitch % 12 == third


@pytest.mark.parametrize(
    "tune", [(76, 77, 79, 77, 76), (79, 81, 77, 79, 72), (72, 76, 77, 74, 72), (67, 69, 72, 71, 72)]
)
def test_it_follows_without_parallel_fifths_or_octaves_and_mostly_near(
    tune: tuple[int, ...],
) -> None:
    melody = held(*tune)
    voice = {n.start: n.pitch for n in written(melody, CHORDS) if n.start % BAR == 0}
    pairs = [(note.pitch, voice[note.start]) for note in melody]
    leaps = []
    for (sung, mine), (then, later) in itertools.pairwise(pairs):
        leaps.append(abs(later - mine))
        before, after = (sung - mine) % 12, (then - later) % 12
        if mine != later and sung != then:
            assert not (before == after and before in (0, 5, 7))
    assert sum(leaps) / len(leaps) <= 5


def test_it_keeps_to_its_compass() -> None:
    for low, high in ((48, 59), (60, 71), (79, 90)):
        voice = written(held(76, 72, 72, 74, 76), CHORDS, low, high)
        own = [note.pitch for note in voice if note.start % BAR == 0]
        assert low <= min(own) <= max(own) <= high


def test_a_seventh_says_more_than_the_root_and_less_than_the_fifth() -> None:
    seventh = [Chord(0, BAR, 0, "7")]
    assert written([], seventh, 58, 60)[0].pitch == 58  # rather B flat than C
    assert written([], seventh, 55, 58)[0].pitch == 55  # rather G than B flat
