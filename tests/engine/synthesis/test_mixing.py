from __future__ import annotations

import math

import pytest

from engine.synthesis.instruments import LOUDNESS
from engine.synthesis.mixing import CHORUS, PAN, REVERB, VOLUME, controls_of

ROLES = ("melody", "chords", "bass", "drums")


def volume_db(role, program):
    return 40 * math.log10(controls_of(role, program)[VOLUME] / 127)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("program", range(0, 128, 5))
def test_controls_are_midi_values(role, program):
    controls = controls_of(role, program)
    assert set(controls) == {VOLUME, PAN, REVERB, CHORUS}
    assert all(0 <= value <= 127 for value in controls.values())
    assert controls[VOLUME] >= 20


def test_every_program_has_a_loudness():
    assert len(LOUDNESS) == 128


def test_loud_instruments_are_turned_down_to_the_faint_ones():
    trumpet, harpsichord = 56, 6
    difference = volume_db("melody", harpsichord) - volume_db("melody", trumpet)
    assert difference == pytest.approx(LOUDNESS[trumpet] - LOUDNESS[harpsichord], abs=0.5)


def test_the_melody_stands_above_chords_and_bass():
    assert volume_db("melody", 0) > volume_db("bass", 0) > volume_db("chords", 0)


def test_a_kit_number_does_not_change_the_drums():
    assert controls_of("drums", 0) == controls_of("drums", 57)
