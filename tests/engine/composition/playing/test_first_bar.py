from __future__ import annotations

from engine.composition.playing.first_bar import sound_at_once
from engine.composition.score import (
    Chord,
    Key,
    Metre,
    Note,
    Score,
    ScoreSection,
    TempoChange,
    Track,
)

KEY = Key(9, "minor")


def score(*tracks: Track) -> Score:
    return Score(
        KEY, Metre(), 2, (TempoChange(0, 120.0),), (ScoreSection("introduction", 0, 2, KEY),),
        (Chord(0, 96, 9, "m"), Chord(96, 96, 2, "m")), tracks,
    )  # fmt: skip


def test_a_silent_first_bar_gets_its_chord() -> None:
    chords = Track("chords", 48, (Note(96, 24, 50, 70), Note(96, 24, 53, 74)))
    tune = Track("melody", 73, (Note(96, 48, 74, 90),))
    opened = sound_at_once(score(tune, chords)).track("chords")
    assert opened is not None
    held = [note for note in opened.notes if note.start == 0]
    assert [note.pitch for note in held] == [52, 57, 60], "as low as what follows"
    assert {(note.duration, note.velocity) for note in held} == {(96, 70)}
    assert opened.notes[len(held) :] == chords.notes


def test_whoever_plays_in_the_first_bar_opens_the_piece() -> None:
    chords = Track("chords", 48, (Note(96, 24, 50, 70),))
    alone = score(Track("drums", 0, (Note(72, 6, 38, 80),)), chords)
    assert sound_at_once(alone) is alone


def test_without_chords_nothing_is_made_up() -> None:
    alone = score(Track("melody", 73, (Note(96, 48, 74, 90),)))
    assert sound_at_once(alone) is alone
