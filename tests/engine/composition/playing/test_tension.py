from __future__ import annotations

from engine.composition.playing.tension import colour_chords
from engine.composition.score import Chord, Key, Note

KEY = Key(9, "minor")
PLAIN = [Chord(0, 96, 9, "m"), Chord(96, 96, 4), Chord(192, 96, 2, "m"), Chord(288, 96, 5)]


def test_tense_chords_carry_a_tritone_or_a_semitone() -> None:
    dark = colour_chords(PLAIN, KEY)
    assert [(chord.root, chord.quality) for chord in dark] == [
        (9, "m"), (8, "dim7"), (2, "m6"), (5, "maj7"),
    ]  # fmt: skip
    assert [(chord.start, chord.end) for chord in dark] == [(c.start, c.end) for c in PLAIN]


def test_a_colour_gives_way_to_the_melody() -> None:
    third = Note(110, 24, 77, 64)  # F over E major, as in the diminished seventh
    root = Note(200, 24, 76, 64)  # E against neither
    clash = Note(300, 24, 65, 64)  # F, a semitone from the major seventh
    dark = colour_chords(PLAIN, KEY, [third, root, clash])
    assert dark[1].quality == "dim7"
    assert dark[2].quality == "m6"
    assert dark[3] == PLAIN[3]


def test_major_keys_stay_bright() -> None:
    chords = [Chord(0, 96, 7, "7"), Chord(96, 96, 0)]
    assert colour_chords(chords, Key(0, "major")) == chords


def test_only_what_sounds_with_a_chord_counts_against_its_colour() -> None:
    clash = 65  # F, a semitone from the major seventh of the last chord
    before, after = Note(264, 24, clash, 64), Note(384, 24, clash, 64)
    assert (
        colour_chords([*PLAIN, Chord(384, 96, 9, "m")], KEY, [before, after])[3].quality == "maj7"
    )
    for touching in (Note(264, 25, clash, 64), Note(383, 24, clash, 64)):
        assert colour_chords(PLAIN, KEY, [touching])[3] == PLAIN[3]
