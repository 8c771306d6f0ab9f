"""Parts handed to other instruments: lines keep their shape and stay within what can be played."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.composition.playing.seating import add_second, seat, thin_out
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
