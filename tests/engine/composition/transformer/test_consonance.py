"""Tests of what pitches are worth beside the notes and chords that sound with them."""

from __future__ import annotations

import numpy as np

from engine.composition.score import QUALITIES, TICKS_PER_BEAT
from engine.composition.transformer.consonance import (
    Sounding,
    bass_tones,
    rubs_with_chord,
)
from engine.composition.transformer.vocabulary import (
    FIRST_QUALITY,
    FIRST_ROOT,
    LOWEST,
    N_PITCHES,
    PLACES_PER_BEAT,
    Kind,
    extent_of,
)

BAR = 4 * TICKS_PER_BEAT


def chord(root: int = 0, quality: str = "", place: int = 0, over: int = 0) -> list[int]:
    return [
        Kind.CHORD, place, FIRST_ROOT + root, FIRST_QUALITY + list(QUALITIES).index(quality),
        1 + over,
    ]  # fmt: skip


def note(part: Kind, pitch: int, beat: int = 0, beats: float = 1) -> list[int]:
    extent = extent_of(round(beats * TICKS_PER_BEAT))
    return [part, beat * PLACES_PER_BEAT, pitch - LOWEST + 1, extent, 0]


def worth(sounding: Sounding, part: Kind, pitch: int, beat: int = 0) -> float:
    return float(sounding.worth(part, beat * PLACES_PER_BEAT, [])[pitch - LOWEST + 1])


def sounding(*melody: list[int]) -> Sounding:
    bar = Sounding(BAR)
    bar.add(Kind.CHORD, [chord()])
    bar.add(Kind.MELODY, melody)
    return bar


def test_the_tones_of_the_chord_are_worth_most_below_the_tune() -> None:
    for part in (Kind.BASS, Kind.ACCOMPANIMENT):
        values = [worth(sounding(), part, pitch) for pitch in range(48, 60)]
        assert min(values[step] for step in (0, 4, 7)) > max(
            value for step, value in enumerate(values) if step not in (0, 4, 7)
        )


def test_nobody_rubs_against_a_note_that_sounds_on() -> None:
    held = sounding(note(Kind.MELODY, 65, beats=4))
    assert worth(held, Kind.ACCOMPANIMENT, 64) < worth(held, Kind.ACCOMPANIMENT, 60) - 4
    assert worth(held, Kind.ACCOMPANIMENT, 52) < worth(held, Kind.ACCOMPANIMENT, 48) - 4  # a ninth
    over = sounding(note(Kind.MELODY, 65, beats=0.5))
    assert worth(over, Kind.ACCOMPANIMENT, 64, beat=2) > worth(over, Kind.ACCOMPANIMENT, 62, beat=2)


def test_the_third_is_wanted_until_it_sounds() -> None:
    assert worth(sounding(), Kind.ACCOMPANIMENT, 52) > worth(sounding(), Kind.ACCOMPANIMENT, 55)
    sung = sounding(note(Kind.MELODY, 76))
    assert worth(sung, Kind.ACCOMPANIMENT, 52) == worth(sung, Kind.ACCOMPANIMENT, 55)


def test_a_tune_passes_by_foreign_tones_but_does_not_lean_on_them() -> None:
    bar = sounding()
    assert worth(bar, Kind.MELODY, 65) < worth(bar, Kind.MELODY, 67)
    off_beat = bar.worth(Kind.MELODY, 2, [])
    assert off_beat[65 - LOWEST + 1] == off_beat[67 - LOWEST + 1]


def test_after_a_leap_a_tune_turns_back_by_step() -> None:
    leap = [note(Kind.MELODY, 60), note(Kind.MELODY, 69, beat=1)]
    values = sounding().worth(Kind.MELODY, 15, leap)
    step_back, on = (values[pitch - LOWEST + 1] for pitch in (67, 71))
    assert step_back > 0 > on


def test_a_tune_leaves_a_note_that_it_insisted_on() -> None:
    insisting = [note(Kind.MELODY, 67, beat=beat) for beat in range(4)]
    values = sounding().worth(Kind.MELODY, 20, insisting)
    assert values[67 - LOWEST + 1] < values[60 - LOWEST + 1]
    values = sounding().worth(Kind.MELODY, 20, insisting[1:])
    assert values[67 - LOWEST + 1] == values[60 - LOWEST + 1]


def test_the_bass_of_a_chord_is_the_one_it_names() -> None:
    classes = (np.flatnonzero(bass_tones(chord(7, over=4))) - 1 + LOWEST) % 12
    assert set(classes) == {11}


def test_what_rubs_is_a_semitone_from_the_chord_and_not_in_it() -> None:
    dominant = chord(7, "7")
    flags = rubs_with_chord(dominant[2], dominant[3])
    assert len(flags) > N_PITCHES
    assert {(n - 1 + LOWEST) % 12 for n in np.flatnonzero(flags)} == {0, 1, 3, 4, 6, 8, 10}


def test_a_held_tone_ends_soon_after_a_chord_comes_with_which_it_rubs() -> None:
    bar = sounding()
    bar.add(Kind.CHORD, [chord(7, place=2 * PLACES_PER_BEAT)])  # C, then G at the half bar
    held, common = (bar.longest_sung(0, pitch - LOWEST + 1) for pitch in (72, 67))
    assert held is not None
    assert 2 * TICKS_PER_BEAT <= held < 3 * TICKS_PER_BEAT
    assert common is None


def test_a_tune_passes_over_the_minor_ninth_of_the_bass() -> None:
    bar = Sounding(BAR)
    bar.add(Kind.CHORD, [chord(0, "maj7", over=11)])  # over its seventh the root rubs
    assert bar.longest_sung(0, 72 - LOWEST + 1) is not None
    assert bar.longest_sung(0, 76 - LOWEST + 1) is None


def test_what_is_held_over_the_bar_line_is_heard_there() -> None:
    before = sounding(note(Kind.MELODY, 72, beat=3, beats=3))
    over = sounding(note(Kind.MELODY, 72, beat=3))
    held, gone = (Sounding(BAR, bar.held_over()) for bar in (before, over))
    assert worth(held, Kind.ACCOMPANIMENT, 59) < worth(gone, Kind.ACCOMPANIMENT, 59) - 4
    assert worth(held, Kind.ACCOMPANIMENT, 59, beat=2) == worth(gone, Kind.ACCOMPANIMENT, 59)


def test_a_chord_does_not_come_a_semitone_below_what_is_sung_on() -> None:
    held = Sounding(BAR, sounding(note(Kind.MELODY, 72, beat=3, beats=3)).held_over())
    roots = np.asarray(held.chord_worth())
    assert roots[FIRST_ROOT + 11] < roots[FIRST_ROOT + 5] == 0
    dominant = np.asarray(held.chord_worth(FIRST_ROOT + 7))  # on G the tone suspends the third
    plain, suspended = (FIRST_QUALITY + list(QUALITIES).index(name) for name in ("", "sus4"))
    assert dominant[plain] < dominant[suspended] == 0


def test_a_tune_is_heard_against_every_octave() -> None:
    held = sounding(note(Kind.MELODY, 64, beats=4))
    assert worth(held, Kind.ACCOMPANIMENT, 75) < worth(held, Kind.ACCOMPANIMENT, 74) - 4
    assert worth(held, Kind.BASS, 39) < worth(held, Kind.BASS, 38) - 4


def test_no_major_third_is_sung_over_a_minor_chord() -> None:
    bar = Sounding(BAR)
    bar.add(Kind.CHORD, [chord(4, "m")])
    values = bar.worth(Kind.MELODY, 2, [])  # off the beat, where others pass
    assert values[68 - LOWEST + 1] < values[69 - LOWEST + 1] == values[67 - LOWEST + 1]
    bar.add(Kind.CHORD, [chord(4, "7", place=12)])
    blue = bar.worth(Kind.MELODY, 14, [])
    assert blue[67 - LOWEST + 1] == blue[69 - LOWEST + 1]
