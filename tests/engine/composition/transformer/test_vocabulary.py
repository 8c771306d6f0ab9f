from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from engine.composition.score import (
    QUALITIES,
    Chord,
    Key,
    Metre,
    Note,
    Score,
    ScoreSection,
    TempoChange,
    Track,
)
from engine.composition.transformer.vocabulary import (
    DURATIONS,
    EVENT_SIZES,
    N_PLACES,
    Field,
    Kind,
    decode_bars,
    encode_score,
    extent_of,
    place_of,
    tick_of,
)

N_BARS = 4
KEYS = st.builds(Key, st.integers(0, 11), st.sampled_from(("major", "minor")))
METRES = st.sampled_from((Metre(4, 4), Metre(3, 4), Metre(6, 8)))


def make_score(
    key: Key, metre: Metre, chords: tuple[Chord, ...], tracks: tuple[Track, ...]
) -> Score:
    section = (ScoreSection("A", 0, N_BARS, key),)
    return Score(key, metre, N_BARS, (TempoChange(0, 100.0),), section, chords, tracks)


@st.composite
def scores(draw: st.DrawFn) -> Score:
    """Scores on the grid: no pitch sounds twice at once, neighbouring chords differ."""
    key, metre = draw(KEYS), draw(METRES)
    places = metre.ticks_per_bar * N_BARS // 4
    grid = [tick_of(place) for place in range(places) if tick_of(place) < metre.ticks_per_bar]
    ticks = [bar * metre.ticks_per_bar + tick for bar in range(N_BARS) for tick in grid]
    tracks = []
    for role in ("melody", "chords", "bass"):
        notes: list[Note] = []
        for start in sorted(draw(st.lists(st.sampled_from(ticks), max_size=8, unique=True))):
            length = draw(st.sampled_from([d for d in DURATIONS if d <= 96]))
            pitch = draw(st.integers(40, 90))
            note = Note(start, length, pitch, draw(st.integers(1, 127)))
            taken = any(n.pitch == pitch and n.end > start for n in notes)
            if note.end <= metre.ticks_per_bar * N_BARS and not taken:
                notes.append(note)
        if notes:
            tracks.append(Track(role, 0, tuple(notes)))
    starts = sorted(draw(st.sets(st.sampled_from(ticks), max_size=5)))
    chords: list[Chord] = []
    for start, end in pairwise([*starts, metre.ticks_per_bar * N_BARS]):
        root, quality = draw(st.integers(0, 11)), draw(st.sampled_from(tuple(QUALITIES)))
        bass = draw(st.sampled_from([None, (root + 4) % 12]))
        if not chords or (chords[-1].root, chords[-1].quality) != (root, quality):
            chords.append(Chord(start, end - start, root, quality, bass))
        else:
            chords[-1] = Chord(
                chords[-1].start, end - chords[-1].start, root, quality, chords[-1].bass
            )
    return make_score(key, metre, tuple(chords), tuple(tracks))


@settings(max_examples=60, deadline=None)
@given(scores())
def test_a_score_on_the_grid_comes_back_as_it_was(score: Score) -> None:
    bars = encode_score(score)
    chords, parts = decode_bars(bars, [score.key] * N_BARS, score.metre.ticks_per_bar)
    assert tuple(chords) == score.chords
    for track in score.tracks:
        assert tuple(parts[track.role]) == track.notes


@settings(max_examples=30, deadline=None)
@given(scores())
def test_every_field_stays_in_its_range_and_parts_in_their_order(score: Score) -> None:
    for bar in encode_score(score):
        assert bar[0, Field.KIND] == Kind.BAR
        assert (np.diff(bar[:, Field.KIND].astype(int)) >= 0).all()
        assert (bar[:, : Field.VELOCITY] < np.array(EVENT_SIZES)).all()


@settings(max_examples=30, deadline=None)
@given(scores(), st.integers(1, 11))
def test_a_song_is_the_same_in_every_key(score: Score, shift: int) -> None:
    key = Key((score.key.tonic + shift) % 12, score.key.mode)
    chords = tuple(
        Chord(
            c.start, c.duration, (c.root + shift) % 12, c.quality,
            None if c.bass is None else (c.bass + shift) % 12,
        )
        for c in score.chords
    )  # fmt: skip
    moved = make_score(key, score.metre, chords, ())
    plain = make_score(score.key, score.metre, score.chords, ())
    for before, after in zip(encode_score(plain), encode_score(moved), strict=True):
        assert (before == after).all()


def test_places_are_sixteenths_and_triplets() -> None:
    assert [tick_of(place) for place in range(7)] == [0, 6, 8, 12, 16, 18, 24]
    assert [place_of(tick) for tick in (0, 6, 8, 12, 16, 18, 24, 23)] == [0, 1, 2, 3, 4, 5, 6, 6]
    assert place_of(95) == N_PLACES  # nearest is the next bar


@pytest.mark.parametrize(("ticks", "duration"), [(1, 3), (5, 4), (23, 24), (100, 96), (999, 288)])
def test_other_lengths_become_the_nearest(ticks: int, duration: int) -> None:
    assert DURATIONS[extent_of(ticks) - 1] == duration


def test_a_chord_that_goes_on_is_named_again_in_every_bar() -> None:
    score = make_score(
        Key(2, "major"), Metre(4, 4), (Chord(0, 192, 2), Chord(192, 192, 9, "7")), ()
    )
    names = [bar[bar[:, Field.KIND] == Kind.CHORD].tolist() for bar in encode_score(score)]
    assert names[0] == names[1] != names[2]
    assert all(len(bar) == 1 for bar in names)


def test_where_no_chord_sounds_none_comes_back() -> None:
    score = make_score(Key(0, "major"), Metre(4, 4), (Chord(48, 48, 0), Chord(192, 96, 5)), ())
    chords, _ = decode_bars(encode_score(score), [Key(0, "major")] * N_BARS, 96)
    assert tuple(chords) == score.chords


def test_notes_stop_where_their_pitch_is_struck_again_and_at_the_end() -> None:
    notes = (Note(0, 96, 60, 64), Note(360, 24, 62, 64))
    score = make_score(Key(0, "major"), Metre(4, 4), (), (Track("melody", 0, notes),))
    bars = encode_score(score)
    again = bars[0][1:].copy()
    again[0, Field.PLACE] = 6
    bars[0] = np.vstack([bars[0], again])
    bars[3][1, Field.EXTENT] = extent_of(288)
    _, parts = decode_bars(bars, [Key(0, "major")] * N_BARS, 96)
    assert [(n.start, n.end) for n in parts["melody"]] == [(0, 24), (24, 120), (360, 384)]


def test_pitches_beyond_the_range_move_by_octaves() -> None:
    track = Track("bass", 0, (Note(0, 24, 5, 64), Note(96, 24, 127, 64)))
    bars = encode_score(make_score(Key(0, "major"), Metre(4, 4), (), (track,)))
    _, parts = decode_bars(bars, [Key(0, "major")] * N_BARS, 96)
    assert [note.pitch for note in parts["bass"]] == [29, 103]
