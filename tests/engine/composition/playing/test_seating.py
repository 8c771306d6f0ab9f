"""Parts handed to other instruments: lines keep their shape and stay within what can be played."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.composition.compasses import compass_of_program
from engine.composition.playing.seating import add_second, fit_compass, seat, thin_out
from engine.composition.score import (
    Chord,
    Key,
    Metre,
    Note,
    Role,
    Score,
    ScoreSection,
    TempoChange,
    Track,
)
from engine.composition.scoring import Scoring

KEY = Key(0, "major")
CELLO, FLUTE, STRINGS = 42, 73, 48
TUNE = tuple(
    Note(24 * n, 24, pitch, 80) for n, pitch in enumerate((84, 88, 86, 91, 84, 83, 86, 84))
)


def score_of(*tracks: Track) -> Score:
    chords = (Chord(0, 96, 0), Chord(96, 96, 7))
    sections = (ScoreSection("A", 0, 2, KEY),)
    return Score(KEY, Metre(), 2, (TempoChange(0, 100),), sections, chords, tracks)


def notes_of(score: Score, role: Role) -> list[Note]:
    track = score.track(role)
    assert track is not None
    return sorted(track.notes, key=lambda note: note.start)


def test_a_flute_s_tune_goes_down_to_a_cello_in_its_shape() -> None:
    score = score_of(Track("melody", FLUTE, TUNE))
    seated = notes_of(seat(score, Scoring(melody=CELLO)), "melody")
    shifts = {new.pitch - old.pitch for new, old in zip(seated, TUNE, strict=True)}
    assert len(shifts) == 1
    assert shifts.pop() in (-12, -24, -36)
    assert max(note.pitch for note in seated) <= 76


def test_a_low_tune_goes_up_to_a_flute() -> None:
    low = tuple(replace(note, pitch=note.pitch - 48) for note in TUNE)
    score = score_of(Track("melody", CELLO, low))
    seated = notes_of(seat(score, Scoring(melody=FLUTE)), "melody")
    assert min(note.pitch for note in seated) >= 59
    assert all((new.pitch - old.pitch) % 12 == 0 for new, old in zip(seated, low, strict=True))


@pytest.mark.parametrize("register", [54.0, 80.0])
def test_a_register_that_is_asked_for_is_reached(register: float) -> None:
    score = score_of(Track("melody", 0, TUNE))
    seated = notes_of(seat(score, Scoring(register=register)), "melody")
    mean = sum(note.pitch for note in seated) / len(seated)
    assert mean == pytest.approx(register, abs=6.5)


def test_a_thin_part_is_one_line_of_the_highest_notes() -> None:
    chords = tuple(Note(start, 60, pitch, 70) for start in (0, 48, 96) for pitch in (60, 64, 67))
    score = score_of(Track("chords", STRINGS, chords))
    line = notes_of(seat(score, Scoring(thin=("chords",))), "chords")
    assert [(note.start, note.end, note.pitch) for note in line] == [
        (0, 48, 67), (48, 96, 67), (96, 156, 67),
    ]  # fmt: skip


def test_silent_parts_and_refused_drums_are_gone() -> None:
    score = score_of(
        Track("melody", 0, TUNE), Track("bass", 32, TUNE), Track("drums", 0, (Note(0, 6, 36, 90),))
    )
    assert [t.role for t in seat(score, Scoring(silent=("bass",), drums="no")).tracks] == ["melody"]


def test_a_second_voice_sounds_chord_tones_below_the_tune() -> None:
    second = notes_of(add_second(score_of(Track("melody", 0, TUNE)), Scoring(second=40)), "second")
    assert [(note.start, note.duration) for note in second] == [(0, 96), (96, 96)]
    for note, tones in zip(second, ({4, 7}, {11, 2}), strict=True):
        tune = [n.pitch for n in TUNE if note.start <= n.start < note.end]
        assert note.pitch % 12 in tones
        assert note.pitch < min(tune)


def test_a_thinned_accompaniment_holds_what_begins_with_its_chord() -> None:
    chords = (Note(0, 24, 60, 70), Note(24, 24, 64, 70), Note(96, 24, 62, 70))
    thinned = thin_out(score_of(Track("chords", 0, chords), Track("melody", 0, TUNE)))
    assert [(note.start, note.duration) for note in notes_of(thinned, "chords")] == [
        (0, 96), (96, 96),
    ]  # fmt: skip
    assert notes_of(thinned, "melody") == list(TUNE)


def test_who_is_not_wanted_is_replaced_by_the_usual_one_that_is() -> None:
    banned = (40, 0, 73)
    score = score_of(
        Track("melody", 40, TUNE), Track("chords", 0, TUNE), Track("bass", 32, TUNE),
        Track("drums", 0, (Note(0, 6, 36, 90),)),
    )  # fmt: skip
    seated = seat(score, Scoring(banned=banned))
    assert [(t.role, t.program) for t in seated.tracks] == [
        ("melody", 71), ("chords", 48), ("bass", 32), ("drums", 0),
    ]  # fmt: skip
    everybody = seat(score, Scoring(banned=tuple(range(128))))
    assert [t.program for t in everybody.tracks][:2] == [40, 0]  # somebody has to play


def test_a_part_that_keeps_its_player_keeps_its_notes() -> None:
    chords = tuple(Note(0, 24, pitch, 70) for pitch in (20, 60, 110))
    score = score_of(Track("chords", 0, chords), Track("melody", 0, TUNE))
    same = seat(score, Scoring(chords=0))
    assert same == score
    assert seat(score, Scoring(register=60.0)).track("chords") == score.track("chords")


def test_sections_are_moved_each_by_its_own_octaves() -> None:
    high = tuple(Note(24 * n, 24, 96 + n, 80) for n in range(4))
    low = tuple(Note(96 + 24 * n, 24, 60 + n, 80) for n in range(4))
    score = score_of(Track("melody", FLUTE, (*high, *low)))
    sections = (ScoreSection("A", 0, 1, KEY), ScoreSection("B", 1, 1, KEY))
    moved = notes_of(seat(replace(score, sections=sections), Scoring(melody=CELLO)), "melody")
    shifts = [new.pitch - old.pitch for new, old in zip(moved, (*high, *low), strict=True)]
    assert len(set(shifts[:4])) == len(set(shifts[4:])) == 1
    assert shifts[0] < shifts[4]


def test_notes_beyond_a_compass_are_folded_into_it() -> None:
    wide = tuple(Note(24 * n, 24, pitch, 80) for n, pitch in enumerate((12, 60, 62, 64, 120)))
    moved = fit_compass(wide, CELLO)
    low, high = compass_of_program(CELLO)
    assert all(low <= note.pitch <= high for note in moved)
    assert [note.pitch % 12 for note in moved] == [0, 0, 2, 4, 0]
    assert [note.pitch for note in moved[1:4]] == [60, 62, 64]
    assert fit_compass([], CELLO) == []


def test_a_line_that_lies_well_is_not_moved() -> None:
    assert fit_compass(TUNE, FLUTE) == list(TUNE)
    assert [n.pitch for n in fit_compass(TUNE, FLUTE, 73.0)] == [n.pitch - 12 for n in TUNE]


def test_what_falls_together_sounds_once() -> None:
    low = compass_of_program(CELLO)[0]
    doubled = (*TUNE[1:], Note(0, 24, low, 70), Note(0, 24, low - 12, 80))
    assert len([n for n in fit_compass(doubled, CELLO) if n.start == 0]) == 1


def test_a_second_voice_keeps_its_distance_and_is_softer_than_the_tune() -> None:
    score = score_of(Track("melody", 0, TUNE))
    second = notes_of(add_second(score, Scoring(second=40)), "second")
    for note in second:
        lowest = min(n.pitch for n in TUNE if note.start <= n.start < note.end)
        assert 5 <= lowest - note.pitch <= 14
        assert note.velocity == 72
    deep = score_of(Track("melody", 0, tuple(replace(n, pitch=40, velocity=14) for n in TUNE)))
    lowest = notes_of(add_second(deep, Scoring(second=40)), "second")
    assert all(note.pitch >= compass_of_program(40)[0] for note in lowest)
    assert {note.velocity for note in lowest} == {12}
    silent = score_of(Track("chords", 0, TUNE))
    assert add_second(silent, Scoring(second=40)) == silent
    again = add_second(add_second(score, Scoring(second=40)), Scoring(second=42))
    assert [t.program for t in again.tracks if t.role == "second"] == [42]
    assert add_second(again, Scoring()) == score


def test_a_second_voice_takes_the_third_where_that_lies_nearest() -> None:
    second = notes_of(add_second(score_of(Track("melody", 0, TUNE)), Scoring(second=40)), "second")
    assert second[0].pitch == 76  # E, seven semitones below the lowest C, or a bit more


def test_where_the_tune_rests_a_second_voice_goes_as_high_as_it_may() -> None:
    rest = score_of(Track("melody", 0, TUNE[:4]))
    second = notes_of(add_second(rest, Scoring(second=CELLO)), "second")
    high = compass_of_program(CELLO)[1]
    assert high - 7 - 6 <= second[1].pitch <= high
    assert second[1].velocity == 62


def test_a_part_that_nothing_is_left_of_goes_and_drums_too() -> None:
    off = tuple(replace(note, start=note.start + 6) for note in TUNE[:3])
    score = score_of(Track("chords", 0, off), Track("melody", 0, TUNE),
                     Track("drums", 0, (Note(0, 6, 36, 90),)))  # fmt: skip
    assert [track.role for track in thin_out(score).tracks] == ["melody"]


def test_a_section_stays_where_it_lies_for_the_sake_of_one_high_note() -> None:
    line = [Note(24 * n, 24, pitch, 64) for n, pitch in enumerate((65, 67, 69, 72, 76, 78, 74, 72))]
    horn = fit_compass(line, 60)  # up to F5
    assert [note.pitch for note in horn] == [65, 67, 69, 72, 76, 66, 74, 72]
    high = fit_compass([replace(note, pitch=note.pitch + 5) for note in line], 60)
    assert {note.pitch - was.pitch for note, was in zip(high, line, strict=True)} == {5 - 12}


def test_a_bass_on_a_music_box_lies_as_low_as_the_box_goes() -> None:
    notes = tuple(Note(n * 24, 24, pitch, 64) for n, pitch in enumerate((28, 33, 38, 45)))
    score = Score(
        KEY, Metre(), 1, (TempoChange(0, 90),), (ScoreSection("A", 0, 1, KEY),),
        (Chord(0, 96, 0),), (Track("melody", 0, TUNE[:4]), Track("bass", 43, notes)),
    )  # fmt: skip
    seated = seat(score, Scoring(bass=10))
    low, _ = compass_of_program(10)
    bass = next(track for track in seated.tracks if track.role == "bass").notes
    assert [note.pitch % 12 for note in bass] == [note.pitch % 12 for note in notes]
    assert max(note.pitch for note in bass) < low + 12
