"""A person who hums: tunes as somebody who never learned to sing would give them.

What people do when they sing without words is modelled on what was measured of them: pitch glides
from note to note in 60 to 160 ms and overshoots (Saitou, Unoki & Akagi 2005), vibrato of 4.5 to
6.5 Hz and 20 to 60 cents that sets in late (Prame 1994), notes miss their pitch by a standard
deviation of about a quarter of a semitone, and the whole drifts (Dalla Bella, Giguère & Peretz
2007), onsets stray by 20 ms. A repeated note is told by a consonant or a breath, no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["RATE", "Sung", "Voice", "breathe", "choose_voice", "sing"]

Numbers = NDArray[np.float64]

RATE = 16_000
_FORMANTS = {
    "m": ((250, 60, 1.0), (1100, 150, 0.04), (2200, 200, 0.01)),
    "a": ((730, 90, 1.0), (1090, 110, 0.5), (2440, 170, 0.12)),
    "u": ((300, 70, 1.0), (870, 100, 0.2), (2240, 170, 0.03)),
    "i": ((270, 60, 1.0), (2290, 150, 0.2), (3010, 200, 0.1)),
}
"""Centre and width in Hz, and height, of what each sound lets through (Peterson & Barney 1952)."""


@dataclass(frozen=True)
class Sung:
    """A note as it was meant: seconds, and a MIDI pitch."""

    start: float
    end: float
    pitch: int


@dataclass(frozen=True)
class Voice:
    """How somebody sings.

    Attributes
    ----------
    sound
        One of the sounds that formants are known of.
    dip, dip_seconds
        How far in dB, and how long, the voice closes before a note.
    vibrato, vibrato_rate
        In semitones and Hz.
    glide
        Seconds from note to note.
    wrong, drift
        Standard deviation of pitches, and how far all of it drifts until the end, in semitones.
    loose
        Standard deviation of onsets in seconds.
    detune
        Of everything, in semitones.
    """

    sound: str = "m"
    dip: float = 12.0
    dip_seconds: float = 0.05
    vibrato: float = 0.3
    vibrato_rate: float = 5.5
    glide: float = 0.08
    wrong: float = 0.2
    drift: float = 0.2
    loose: float = 0.02
    detune: float = 0.0


def choose_voice(chance: np.random.Generator) -> Voice:
    """Draw somebody."""
    return Voice(
        sound=str(chance.choice(list(_FORMANTS))),
        dip=chance.uniform(6, 25),
        dip_seconds=chance.uniform(0.03, 0.08),
        vibrato=chance.uniform(0.0, 0.6),
        vibrato_rate=chance.uniform(4.5, 6.5),
        glide=chance.uniform(0.06, 0.16),
        wrong=chance.uniform(0.05, 0.25),
        drift=chance.uniform(-0.3, 0.3),
        loose=chance.uniform(0.0, 0.025),
        detune=chance.uniform(-0.5, 0.5),
    )


def sing(
    tune: Sequence[Sung], voice: Voice, chance: np.random.Generator
) -> tuple[NDArray[np.float32], list[Sung]]:
    """Sing a tune.

    Returns
    -------
    NDArray, list of Sung
        Samples at `RATE`, shape (n,), half a second of silence on both sides; and the notes as
        they were sung, whose onsets are the voice's own.
    """
    sung = _loosened(tune, voice, chance)
    n_samples = int((sung[-1].end + 0.5) * RATE)
    times = np.arange(n_samples) / RATE
    pitch = _pitch_course(sung, voice, times, chance)
    phase = 2 * np.pi * np.cumsum(440 * 2 ** ((pitch - 69) / 12)) / RATE
    sound = _voiced(phase, pitch, voice)
    sound *= _loudness(sung, voice, times, chance)
    sound += 0.004 * np.abs(sound).max() * chance.standard_normal(n_samples)  # breath
    return (0.3 * sound / np.abs(sound).max()).astype(np.float32), sung


def _loosened(tune: Sequence[Sung], voice: Voice, chance: np.random.Generator) -> list[Sung]:
    starts = [0.5 + note.start + voice.loose * chance.standard_normal() for note in tune]
    starts = list(np.maximum.accumulate(np.array(starts) + 1e-3 * np.arange(len(starts))))
    ends = []
    for index, note in enumerate(tune):
        room = starts[index + 1] if index + 1 < len(tune) else np.inf
        ends.append(min(starts[index] + note.end - note.start, room))
    return [Sung(s, e, note.pitch) for s, e, note in zip(starts, ends, tune, strict=True)]


def _pitch_course(
    sung: Sequence[Sung], voice: Voice, times: Numbers, chance: np.random.Generator
) -> Numbers:
    """Give the MIDI pitch of each sample: glides, vibrato, drift, unsteadiness."""
    edges, course = [0.0], [float(sung[0].pitch)]
    for note in sung:
        goal = note.pitch + voice.wrong * chance.standard_normal()
        edges += [note.start - voice.glide / 2, note.start + voice.glide / 2]
        course += [course[-1], goal]
    pitch = np.interp(times, edges, course)
    since = np.full(len(times), 0.0)
    for note in sung:
        since[int(note.start * RATE) :] = times[int(note.start * RATE) :] - note.start
    depth = voice.vibrato * np.clip((since - 0.2) / 0.3, 0, 1)
    wander = np.cumsum(chance.standard_normal(len(times) // 160 + 2)) * 0.01
    wander -= np.linspace(wander[0], wander[-1], len(wander))
    steady = np.interp(times, np.arange(len(wander)) * 0.01, wander)
    vibrato = depth * np.sin(2 * np.pi * voice.vibrato_rate * times)
    return pitch + vibrato + steady + voice.detune + voice.drift * times / times[-1]


def _voiced(phase: Numbers, pitch: Numbers, voice: Voice) -> Numbers:
    """Add partials, as loud as the glottis and the mouth make them."""
    hertz = 440 * 2 ** ((pitch - 69) / 12)
    sound, power = np.zeros_like(phase), np.zeros_like(phase)
    for partial in range(1, 25):
        frequency = partial * hertz
        throat = sum(
            height / (1 + ((frequency - centre) / width) ** 2)
            for centre, width, height in _FORMANTS[voice.sound]
        )
        level = (throat + 0.02) / partial**1.2 * (frequency < RATE / 2 - 500)
        sound += level * np.sin(partial * phase)
        power += level**2
    return sound / np.sqrt(power)  # a singer keeps the loudness from note to note, about


def _loudness(
    sung: Sequence[Sung], voice: Voice, times: Numbers, chance: np.random.Generator
) -> Numbers:
    """Give the gain of each sample: closed before each note, fading through it."""
    level = np.full(len(times), -60.0)
    for index, note in enumerate(sung):
        inside = (times >= note.start) & (times < note.end)
        place = (times[inside] - note.start) / max(note.end - note.start, 0.05)
        loud = chance.normal(0, 1.5)
        level[inside] = loud - 3 * place
        if index:
            closed = (times >= note.start - voice.dip_seconds) & (times < note.start)
            level[closed] = np.minimum(level[closed], loud - voice.dip)
    gain = 10 ** (level / 20)
    smooth = np.hanning(int(0.03 * RATE))
    return np.convolve(gain, smooth / smooth.sum(), mode="same")


def breathe(
    samples: NDArray[np.float32],
    chance: np.random.Generator,
    noise_ratio: float | None = None,
    reverberation: float = 0.0,
) -> NDArray[np.float32]:
    """Put a voice into a room and noise.

    Parameters
    ----------
    noise_ratio
        Of the voice's power to that of a room's noise, in dB; None for none.
    reverberation
        Seconds until the room's answer has fallen by 60 dB; its energy equals the direct sound's
        two metres away, about.
    """
    sound = samples.astype(np.float64)
    if reverberation:
        length = int(reverberation * RATE)
        answer = chance.standard_normal(length) * 10 ** (-3 * np.arange(length) / length)
        answer *= 0.5 / np.sqrt((answer**2).sum())
        answer[0] = 1.0
        size = len(sound) + length
        sound = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(answer, size), size)
    if noise_ratio is not None:
        noise = np.cumsum(chance.standard_normal(len(sound)))  # rumbles as rooms do
        noise = np.diff(noise, prepend=0.0) + 0.3 * _high_passed(noise)
        loud = sound[np.abs(sound) > 0.05 * np.abs(sound).max()]
        noise *= np.sqrt((loud**2).mean() / (noise**2).mean()) * 10 ** (-noise_ratio / 20)
        sound = sound + noise
    return (0.5 * sound / np.abs(sound).max()).astype(np.float32)


def _high_passed(noise: Numbers) -> Numbers:
    """Take out what lies below 50 Hz, and what does not move."""
    width = RATE // 50
    mean = np.convolve(noise, np.ones(width) / width, mode="same")
    rest: Numbers = noise - mean
    return rest / (rest.std() + 1e-12)
