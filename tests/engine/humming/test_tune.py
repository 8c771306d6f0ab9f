"""Tunes are hummed by a simulated voice, which glides, trembles and misses its pitch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

import numpy as np
import pytest

from benchmarks.singer import RATE, Sung, Voice, breathe, sing
from engine.audio.waveform import Waveform
from engine.composition.score import TICKS_PER_BEAT, Key, Metre
from engine.errors import SpeechError
from engine.humming.tune import LONGEST, hear_tune

_LINE = [(1, 64), (1, 64), (1, 65), (1, 67), (1, 67), (1, 65), (1, 64), (1, 62)]
_LINE += [(1, 60), (1, 60), (1, 62), (1, 64)]
JOY = [*_LINE, (1.5, 64), (0.5, 62), (2, 62), *_LINE, (1.5, 62), (0.5, 60), (2, 60)]
_GRACE = [(1, 55), (2, 60), (0.5, 64), (0.5, 60), (2, 64), (1, 62)]
AMAZING = [*_GRACE, (2, 60), (1, 57), (2, 55), *_GRACE, (5, 67)]


def hummed(
    lengths: Sequence[tuple[float, int]],
    tempo: float = 104,
    voice: Voice | None = None,
    seed: int = 5,
    noise_ratio: float | None = None,
) -> Waveform:
    """Hum a tune given as beats and pitches."""
    chance = np.random.default_rng(seed)
    tune, beat = [], 0.0
    for length, pitch in lengths:
        start, end = (beat * 60 / tempo, (beat + length) * 60 / tempo)
        tune.append(Sung(start, end, pitch))
        beat += length
    samples, _ = sing(tune, voice or Voice(), chance)
    samples = breathe(samples, chance, noise_ratio, 0.3 if noise_ratio else 0.0)
    return Waveform(samples[:, None], RATE)


CAREFUL = Voice(wrong=0.1, dip=20, vibrato=0.15)


def test_the_ode_to_joy_is_written_as_it_is() -> None:
    score = hear_tune(hummed(JOY, voice=CAREFUL))
    (track,) = score.tracks
    assert [note.pitch for note in track.notes] == [pitch for _, pitch in JOY]
    beats = np.cumsum([0, *(length for length, _ in JOY[:-1])])
    assert [note.start / TICKS_PER_BEAT for note in track.notes] == beats.tolist()
    assert (score.key, score.metre, score.n_bars) == (Key(0, "major"), Metre(4, 4), 8)
    assert score.tempo == pytest.approx(104, rel=0.02)


@pytest.mark.parametrize("noise_ratio", [20, 10])
@pytest.mark.parametrize("sound", ["m", "a", "u"])
def test_most_of_it_is_right_in_a_noisy_room(sound: str, noise_ratio: float) -> None:
    score = hear_tune(hummed(JOY, voice=Voice(sound), noise_ratio=noise_ratio))
    pitches = [note.pitch for note in score.tracks[0].notes]
    alike = SequenceMatcher(None, pitches, [pitch for _, pitch in JOY], autojunk=False)
    assert alike.ratio() >= 0.85
    assert (score.key, score.metre) == (Key(0, "major"), Metre(4, 4))
    assert score.tempo == pytest.approx(104, rel=0.03)


def test_three_beats_and_an_upbeat_are_found() -> None:
    score = hear_tune(hummed(AMAZING, tempo=90))
    (track,) = score.tracks
    assert score.metre == Metre(3, 4)
    assert [note.start / TICKS_PER_BEAT for note in track.notes[:4]] == [2, 3, 5, 5.5]


def test_a_pitch_that_is_sung_again_is_two_notes_and_a_held_one_is_not() -> None:
    tune = [(1, 60), (1, 60), (2, 67), (1, 60), (1, 60), (2, 65), (1, 64), (1, 64), (2, 60)]
    (track,) = hear_tune(hummed(tune, voice=Voice(vibrato=0.5))).tracks
    assert [note.pitch for note in track.notes] == [pitch for _, pitch in tune]


@pytest.mark.parametrize("detune", [-0.45, -0.2, 0.3])
def test_who_sings_between_the_keys_keeps_the_intervals(detune: float) -> None:
    (track,) = hear_tune(hummed(JOY, voice=replace(CAREFUL, detune=detune, drift=0.4))).tracks
    found = np.diff([note.pitch for note in track.notes]).tolist()
    alike = SequenceMatcher(None, found, np.diff([p for _, p in JOY]).tolist(), autojunk=False)
    assert alike.ratio() >= 0.95


def test_triplets_are_written_as_triplets() -> None:
    third = 1 / 3
    tune = [(third, 60), (third, 62), (third, 64), (1, 65), (third, 67), (third, 65), (third, 64)]
    (track,) = hear_tune(hummed([*tune, (1, 60)] * 4, tempo=110)).tracks
    places = {note.start % TICKS_PER_BEAT for note in track.notes}
    assert places == {0, TICKS_PER_BEAT // 3, 2 * TICKS_PER_BEAT // 3}


def test_silence_and_noise_hold_no_tune() -> None:
    noise = np.random.default_rng(1).standard_normal((4 * RATE, 1)).astype(np.float32)
    for samples in (np.zeros((4 * RATE, 1), np.float32), 0.1 * noise):
        with pytest.raises(SpeechError, match="no tune was heard"):
            hear_tune(Waveform(samples, RATE))


def test_two_notes_are_too_few() -> None:
    with pytest.raises(SpeechError, match="only 2 notes"):
        hear_tune(hummed([(2, 60), (2, 64)]))


def test_two_voices_are_told_from_one() -> None:
    first = hummed(JOY)
    second = hummed([(length, pitch - 16) for length, pitch in reversed(JOY)], seed=6)
    length = min(len(first.samples), len(second.samples))
    both = first.samples[:length] + 0.8 * second.samples[:length]
    with pytest.raises(SpeechError, match="several voices"):
        hear_tune(Waveform(both, RATE))


def test_a_whole_concert_is_refused_before_it_is_heard() -> None:
    samples = np.zeros((int((LONGEST + 1) * 100), 1), np.float32)
    with pytest.raises(SpeechError, match="minutes"):
        hear_tune(Waveform(samples, 100))


def test_loudness_and_sample_rate_change_nothing() -> None:
    wave = hummed(JOY)
    quiet = replace(wave, samples=wave.samples * 0.02)
    assert hear_tune(quiet).tracks == hear_tune(wave).tracks
