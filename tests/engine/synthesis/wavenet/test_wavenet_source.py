from __future__ import annotations

import numpy as np
import pytest

from engine.synthesis.wavenet.source import (
    FRAME,
    HIGHEST,
    KNOTS,
    LOWEST,
    N_FEATURES,
    SAMPLE_RATE,
    VELOCITIES,
    PartialBank,
    local_level,
    mood_of,
    note_features,
    way_home,
)

N_PITCHES = HIGHEST - LOWEST + 1


def sine_bank() -> PartialBank:
    """One instrument: each pitch a steady sine; let go, loud ones last twice as long as soft."""
    pitches = np.arange(LOWEST, HIGHEST + 1)
    frequency = (440 * 2 ** ((pitches - 69) / 12))[None, :, None]
    amplitude = np.full((1, N_PITCHES, 1, len(KNOTS)), -1j * 0.5, dtype=np.complex64)
    release = np.interp(VELOCITIES, [64, 127], [0.01, 0.02])[None]
    return PartialBank(frequency, amplitude, release, (0,))


def notes(*rows: tuple[float, float, int, int]) -> np.ndarray:
    return np.array(rows, dtype=np.float64).reshape(-1, 4)


def test_a_note_is_a_sine_with_the_phase_of_its_onset() -> None:
    sound = sine_bank().render(notes((0.1, 0.5, 69, 127)), 0, SAMPLE_RATE)
    seconds = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    held = slice(1_700, 7_900)
    expected = 0.5 * np.sin(2 * np.pi * 440 * (seconds - 0.1))
    assert np.abs(sound[held] - expected[held]).max() < 1e-3
    assert not sound[:1_600].any()
    assert np.abs(sound[13_000:]).max() < 1e-6


@pytest.mark.parametrize(("velocity", "fall"), [(20, 0.01), (64, 0.01), (127, 0.02)])
def test_a_note_let_go_dies_away_as_fast_as_its_velocity_says(velocity: int, fall: float) -> None:
    bank = sine_bank()
    held, let_go = (bank.render(notes((0, end, 69, velocity)), 0, 8_000) for end in (1.0, 0.25))
    after = slice(4_000, 5_000)
    expected = held[after] * np.exp(-np.arange(1_000) / SAMPLE_RATE / fall)
    assert np.allclose(let_go[after], expected, atol=1e-5)
    assert np.array_equal(let_go[:4_000], held[:4_000])


def test_loudness_goes_with_the_square_of_velocity() -> None:
    bank = sine_bank()
    soft, loud = (bank.render(notes((0, 1, 60, v)), 0, 8_000) for v in (32, 64))
    assert np.allclose(4 * soft, loud, atol=1e-6)


@pytest.mark.parametrize("cut", [320, 6_400, 12_800])
def test_windows_give_the_same_sound_as_the_whole(cut: int) -> None:
    bank, played = sine_bank(), notes((0.0, 0.9, 50, 90), (0.2133, 0.7, 57, 80))
    whole = bank.render(played, 0, SAMPLE_RATE)
    later = bank.render(played - [cut / SAMPLE_RATE, cut / SAMPLE_RATE, 0, 0], 0, 3_200)
    assert np.allclose(later, whole[cut : cut + 3_200], atol=1e-4)


@pytest.mark.parametrize("pitch", [12, 20, 110, 120])
def test_pitches_outside_the_tables_keep_their_frequency(pitch: int) -> None:
    sound = sine_bank().render(notes((0, 1, pitch, 127)), 0, SAMPLE_RATE)
    peak = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))).argmax()
    expected = 440 * 2 ** ((pitch - 69) / 12)
    if expected < 0.97 * SAMPLE_RATE / 2:
        assert peak == pytest.approx(expected, abs=1)
    else:
        assert not sound.any()


def test_notes_outside_the_time_add_nothing() -> None:
    outside = notes((-3.0, -1.0, 60, 100), (2.0, 3.0, 60, 100))
    assert not sine_bank().render(outside, 0, SAMPLE_RATE).any()
    assert not note_features(outside, 200).any() or outside[0, 0] > -3  # a long trace may remain


def test_the_level_is_never_zero_and_follows_the_loudness() -> None:
    silence, loud = np.zeros(2_000, np.float32), np.full(2_000, 0.5, np.float32)
    level = local_level(np.concatenate([silence, loud]))
    assert level.min() > 1e-3
    assert level[3_000] == pytest.approx(0.5, abs=0.01)
    assert level[1_800] < 0.01


def test_features_say_what_is_held_and_what_has_just_begun() -> None:
    features = note_features(notes((0.5, 1.0, 60, 127)), 300).reshape(300, 3, -1)
    column = 60 - LOWEST
    assert features[99, :, column].tolist() == [0, 0, 0]
    assert features[101, :, column] == pytest.approx([1, 1, 1], abs=0.1)
    assert features[199, 0, column] == 1
    assert features[201, 0, column] == 0
    assert features[150, 1, column] < 0.05 < features[150, 2, column]
    assert features.reshape(300, -1).shape[1] == N_FEATURES
    assert FRAME * 200 == SAMPLE_RATE


def test_mood_hears_mode_and_motion() -> None:
    major = notes(*((i * 0.1, i * 0.1 + 0.1, p, 100) for i, p in enumerate([60, 64, 67, 72] * 4)))
    minor = notes(*((i * 1.0, i + 1.0, p, 40) for i, p in enumerate([60, 63, 67, 68, 63, 60])))
    assert mood_of(major)[0] > 0 > mood_of(minor)[0]
    assert mood_of(major)[1] > 0 > mood_of(minor)[1]
    assert mood_of(notes()).tolist() == [0, 0]


MAJOR, MINOR = (0, 4, 7, 0, 5, 9, 7, 11, 2, 0, 4, 7), (9, 0, 4, 9, 2, 5, 4, 8, 11, 9, 0, 4)


@pytest.mark.parametrize("degrees", [MAJOR, MINOR])
@pytest.mark.parametrize("shift", [-5, 0, 3, 5])
def test_music_in_any_key_finds_the_way_home(degrees: tuple[int, ...], shift: int) -> None:
    """To C major or A minor, by the shorter way."""
    rows = [(0.5 * i, 0.5 * i + 0.4, 60 + degree + shift, 80) for i, degree in enumerate(degrees)]
    assert way_home(notes(*rows)) == -shift
