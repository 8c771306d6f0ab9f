from __future__ import annotations

import pytest

from engine.composition.score import Chord, Key
from engine.performance.fretboard import playable
from engine.performance.rules import (
    delay_after,
    harmonic_charge,
    melodic_charge,
    phrase_arch,
    phrase_rubato,
    punctuation,
)

PLACES = [n / 200 for n in range(200)]


def test_bar_lines_around_a_phrase_stay_where_they_are():
    assert phrase_rubato(0.0, 1.0) == pytest.approx(0.0)
    assert phrase_rubato(1.0, 1.0) == pytest.approx(0.0)


def test_a_phrase_is_fastest_after_three_tenths():
    speeds = [phrase_rubato(p, 1.0) - phrase_rubato(p + 0.005, 1.0) for p in PLACES]
    assert PLACES[speeds.index(max(speeds))] == pytest.approx(0.3, abs=0.02)
    assert speeds[-1] == min(speeds)  # slowest at its end


def test_a_phrase_is_as_loud_as_written_in_the_mean():
    assert sum(phrase_arch(p, 1.0) for p in PLACES) / len(PLACES) == pytest.approx(0.0, abs=0.02)
    assert phrase_arch(0.3, 1.0) > phrase_arch(0.0, 1.0) > phrase_arch(0.99, 1.0)


def test_contrast_is_sharpened_or_evened_out():
    assert delay_after(0.3, 0.1, 1.0) > 0 > delay_after(0.3, 0.1, -0.6)
    assert delay_after(0.2, 0.2, 1.0) == 0  # even notes stay even
    assert delay_after(0.4, 0.2, 1.0) == pytest.approx(0.0165)


def test_what_is_remarkable_is_stressed():
    key = Key(0, "major")
    tonic, far = Chord(0, 96, 0), Chord(0, 96, 6)
    assert melodic_charge(66, tonic) > melodic_charge(67, tonic)  # F♯ over C beside G
    assert harmonic_charge(far, key) > harmonic_charge(Chord(0, 96, 7), key)
    assert harmonic_charge(Chord(0, 96, 7), key) > harmonic_charge(tonic, key)


def test_long_notes_breathe_longer():
    assert punctuation(0.1) == pytest.approx(0.02)
    assert punctuation(1.0) == pytest.approx(0.06)


def test_a_hand_has_six_strings():
    assert len(playable({40, 43, 47, 52, 55, 59, 64, 67})) <= 6
    assert playable({40, 47, 52, 56, 59, 64}) == {40, 47, 52, 56, 59, 64}  # E major, open


def test_what_no_hand_reaches_is_left_out():
    assert len(playable({40, 41, 42})) == 1  # one string has them all
