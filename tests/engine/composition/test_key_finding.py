from __future__ import annotations

import pytest

from engine.composition.key_finding import KEYS, find_key, sum_lengths
from engine.composition.score import Key, Note


def line(*pitches: int) -> list[Note]:
    return [Note(24 * n, 24, pitch, 80) for n, pitch in enumerate(pitches)]


@pytest.mark.parametrize("shift", range(12))
def test_a_tune_is_in_its_key(shift: int) -> None:
    major = line(*(shift + pitch for pitch in (60, 62, 64, 65, 67, 64, 60)))
    minor = line(*(shift + pitch for pitch in (60, 62, 63, 65, 67, 63, 60)))
    assert find_key(sum_lengths(major)) == Key(shift, "major")
    assert find_key(sum_lengths(minor)) == Key(shift, "minor")


def test_the_octave_does_not_matter_but_the_length_does() -> None:
    lengths = sum_lengths([Note(0, 24, 60, 80), Note(24, 48, 72, 80), Note(0, 12, 67, 80)])
    assert lengths.tolist() == [72, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0, 0]


def test_what_speaks_for_a_key_decides_between_near_ones() -> None:
    scale = sum_lengths(line(60, 62, 64, 65, 67, 69, 71))
    relative = Key(9, "minor")
    assert find_key(scale) == Key(0, "major")
    assert find_key(scale, favoured={relative: 0.2}) == relative


def test_there_are_twenty_four_keys() -> None:
    assert len(set(KEYS)) == 24
