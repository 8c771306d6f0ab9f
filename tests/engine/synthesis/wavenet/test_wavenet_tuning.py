from __future__ import annotations

import numpy as np
import pytest

from engine.options import RenderOptions
from engine.progress import Progress
from engine.synthesis.part_player import PartPlayer
from engine.synthesis.timed_performance import Part, TimedNote
from engine.synthesis.wavenet.source import (
    HIGHEST,
    KNOTS,
    LOWEST,
    SAMPLE_RATE,
    VELOCITIES,
    PartialBank,
)
from engine.synthesis.wavenet.tuning import tuned

OPTIONS = RenderOptions()
N_PARTIALS = 24


def bright_bank() -> PartialBank:
    """Strings that are as bright however softly they are struck."""
    pitches = np.arange(LOWEST, HIGHEST + 1)
    number = np.arange(1, N_PARTIALS + 1)
    frequency = 440 * 2 ** ((pitches[:, None] - 69) / 12) * number
    amplitude = np.broadcast_to(
        (-0.1j / number)[None, None, :, None], (1, len(pitches), N_PARTIALS, len(KNOTS))
    ).astype(np.complex64)
    return PartialBank(frequency[None], amplitude, np.full((1, len(VELOCITIES)), 0.1), (0,))


def brightness(sound: np.ndarray, rate: int) -> float:
    """Give the power from 1.5 to 6 kHz beside that from 100 to 700 Hz, in dB."""
    power = np.abs(np.fft.rfft(sound)) ** 2
    frequencies = np.fft.rfftfreq(len(sound), 1 / rate)
    high, low = (
        power[(frequencies > a) & (frequencies < b)].sum() for a, b in ((1_500, 6_000), (100, 700))
    )
    return float(10 * np.log10(high / low))


@pytest.mark.parametrize("velocity", [40, 70, 110])
def test_a_voice_is_as_bright_and_loud_as_the_soundfont_at_every_stroke(velocity: int) -> None:
    pitches = (45, 52, 57, 64, 71, 76)  # others than those by which it was tuned
    rows = np.array([(0.0, 0.4, pitch, velocity) for pitch in pitches])
    notes = tuple(TimedNote(0.0, 0.4, pitch, velocity) for pitch in pitches)
    player = PartPlayer(None, OPTIONS, "dry")
    player.play_until([Part(0, is_drum=False, notes=notes)], 0.5, Progress())
    theirs = player.stem.astype(float)
    plain = bright_bank()
    sounds = [
        bank.render(rows, 0, SAMPLE_RATE // 2)
        for bank in (plain, tuned(plain, OPTIONS, Progress()))
    ]
    as_they_are, as_played = (brightness(sound, SAMPLE_RATE) for sound in sounds)
    wanted = np.mean([brightness(side, OPTIONS.sample_rate) for side in theirs])
    assert abs(as_played - wanted) < 4
    assert abs(as_played - wanted) < abs(as_they_are - wanted)
    level = 10 * np.log10((sounds[1].astype(float) ** 2).mean() / (theirs**2).mean())
    assert level == pytest.approx(0, abs=4), "of other pitches, and strings that do not die away"
