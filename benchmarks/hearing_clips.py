"""Clips that nobody should hear a word in, and clips whose words should be heard.

Both are made from a seed, the data folder's recordings, the voices of espeak-ng and flite, and
songs of our own; nothing of them is kept.
"""

from __future__ import annotations

import functools
import io
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from engine.audio.files import read_audio
from engine.audio.resampling import resample
from engine.audio.waveform import Waveform
from engine.options import ComposeOptions, RenderOptions
from engine.pipeline import Pipeline
from engine.progress import Progress

RATE = 16_000
Sound = NDArray[np.float64]

WISHES = (
    "something slow and gloomy like rain at night",
    "a cheerful song for a summer morning",
    "play a gentle serenade in three four time",
    "a furious march with drums and brass",
    "quiet piano music in D minor",
    "a hopeful melody for violin and piano",
    "make it faster and a little brighter",
    "a lonely walk home through the snow",
    "an epic theme with choir and strings",
    "peaceful music to fall asleep",
    "a tense song about running from the police",
    "I feel cheerful today and want to dance",
)
"""They share no word with what Whisper is prompted with, but such as any wish has."""
ONE_WORD = (
    "tender", "epic", "gloomy", "joyful", "furious", "peaceful", "playful", "lonely", "romantic",
    "mysterious", "energetic", "dark",
)  # fmt: skip
SPOILT = (
    "quiet", "noisy", "humming", "DC", "one channel", "anti-phase", "one word", "quiet hum",
)  # fmt: skip
VOICES = ("en-us", "en-gb", "flite-slt", "flite-rms", "flite-awb")
FOREIGN = Path(__file__).with_name("foreign_wishes.tsv")
"""Wishes in languages that Whisper knows and the reader does not, behind espeak-ng's names."""


@dataclass(frozen=True)
class Clip:
    """A sound, what kind it is of, and the words that are said in it."""

    kind: str
    words: str
    waveform: Waveform


def speak(text: str, voice: str = "en-us", *, speed: int = 150, pitch: int = 50) -> Sound:
    """Let espeak-ng, or flite for a voice that begins so, say something; 16 kHz, peak 0.5."""
    if voice.startswith("flite-"):
        command = ["flite", "-voice", voice.removeprefix("flite-"), "-t", text, "-o", "/dev/stdout"]
    else:
        command = ["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "--stdout", text]
    spoken = subprocess.run(command, check=True, capture_output=True).stdout
    samples, rate = soundfile.read(
        io.BytesIO(_with_length(spoken)), dtype="float32", always_2d=True
    )
    return level(resample(Waveform(samples, rate), RATE).mono().astype(float), 0.5)


def _with_length(content: bytes) -> bytes:
    """Put the length into the header of a WAV that was written to a pipe."""
    data = content.index(b"data") + 4
    whole, rest = len(content) - 8, len(content) - data - 4
    head = content[:4] + whole.to_bytes(4, "little") + content[8:data]
    return head + rest.to_bytes(4, "little") + content[data + 4 :]


def level(samples: Sound, peak: float) -> Sound:
    """Give the sound a peak."""
    return samples * (peak / max(np.abs(samples).max(initial=0), 1e-9))


def noise(generator: np.random.Generator, n: int, slope: float) -> Sound:
    """Make noise whose power falls by ``slope`` times 3 dB an octave: 0 white, 1 pink, 2 brown."""
    spectrum = np.fft.rfft(generator.normal(size=n))
    frequencies = np.maximum(np.fft.rfftfreq(n, 1 / RATE), 20)
    return np.fft.irfft(spectrum / frequencies ** (slope / 2), n)


def hum(generator: np.random.Generator, n: int) -> Sound:
    """Make the hum of a mains, with its harmonics."""
    times = np.arange(n) / RATE
    frequency = generator.choice([50.0, 60.0])
    tones = np.sin(2 * np.pi * frequency * times)
    for k in range(2, 9):
        phase, strength = generator.uniform(0, 6), generator.uniform(0, 1) / k
        tones += strength * np.sin(2 * np.pi * k * frequency * times + phase)
    return tones


class SoundsWithoutWords:
    """Makes clips without a word that could be understood.

    Parameters
    ----------
    folder
        Recordings of speech, to mix babble from.
    """

    def __init__(self, folder: Path, seed: int = 0) -> None:
        self._generator = np.random.default_rng(seed)
        recordings = map(read_audio, sorted(folder.glob("*.wav")))
        self._voices = [recording.mono().astype(float) for recording in recordings]
        self._makers: dict[str, tuple[int, Callable[[int], Sound]]] = {
            "silence": (5, lambda n: self._generator.normal(0, 1e-5, n)),
            "noise": (15, lambda n: noise(self._generator, n, self._generator.uniform(0, 2))),
            "hum": (8, lambda n: hum(self._generator, n)),
            "clicks": (7, self._clicks),
            "fan": (7, self._fan),
            "babble": (25, self._babble),
            "music": (20, self._music),
            "foreign": (13, self._foreign),
        }

    def clips(self, n: int) -> Iterator[Clip]:
        """Give ``n`` clips, the kinds taking turns by their shares."""
        kinds = [kind for kind, (share, _) in self._makers.items() for _ in range(share)]
        for kind in np.resize(np.random.default_rng(1).permutation(kinds), n):
            seconds = self._generator.uniform(1, 8)
            samples = self._makers[kind][1](int(seconds * RATE))
            peak = 10 ** (self._generator.uniform(-60, -6) / 20)
            yield Clip(kind, "", Waveform(level(samples, peak)[:, None].astype(np.float32), RATE))

    def _clicks(self, n: int) -> Sound:
        clicks = (self._generator.random(n) < self._generator.uniform(1e-5, 1e-3)) * 1.0
        ringing = np.exp(-np.arange(400) / self._generator.uniform(5, 100))
        return np.convolve(clicks, ringing)[:n] + self._generator.normal(0, 1e-3, n)

    def _fan(self, n: int) -> Sound:
        turning = 1 + 0.5 * np.sin(2 * np.pi * self._generator.uniform(1, 30) * np.arange(n) / RATE)
        return noise(self._generator, n, 1.5) * turning

    def _babble(self, n: int) -> Sound:
        mixed = np.zeros(n)
        for _ in range(self._generator.integers(6, 21)):
            voice = self._voices[self._generator.integers(len(self._voices))]
            start = self._generator.integers(len(voice))
            said = np.resize(np.roll(voice, -start), n)
            mixed += said / np.std(said) * 10 ** (self._generator.uniform(-6, 6) / 20)
        return mixed

    @functools.cached_property
    def _songs(self) -> list[Sound]:
        pipeline, progress = Pipeline(), Progress()
        songs = []
        for seed, wish in enumerate(WISHES[::2]):
            options = ComposeOptions(12, seed)
            piece = pipeline.render(
                pipeline.compose(wish, options, RenderOptions(), progress), progress
            )
            assert piece.waveform is not None
            songs.append(resample(piece.waveform, RATE).mono().astype(float))
        return songs

    def _music(self, n: int) -> Sound:
        song = self._songs[self._generator.integers(len(self._songs))]
        return np.roll(song, -self._generator.integers(len(song)))[:n]

    def _foreign(self, _: int) -> Sound:
        lines = FOREIGN.read_text(encoding="utf-8").splitlines()
        language, text = self._generator.choice(lines).split("\t")
        speed, pitch = self._generator.integers(120, 180), self._generator.integers(30, 70)
        return speak(text, language, speed=int(speed), pitch=int(pitch))


def wishes(n: int, seed: int = 0) -> Iterator[Clip]:
    """Give ``n`` clips with a wish, the ways of spoiling them taking turns."""
    generator = np.random.default_rng(seed)
    for number in range(n):
        kind = SPOILT[number % len(SPOILT)]
        texts = ONE_WORD if kind == "one word" else WISHES
        text = texts[number // len(SPOILT) % len(texts)]
        said = speak(text, VOICES[number % len(VOICES)])
        yield Clip(kind, text, Waveform(_spoil(said, kind, generator).astype(np.float32), RATE))


def _spoil(said: Sound, kind: str, generator: np.random.Generator) -> Sound:
    """Record it badly: shape (n, 1) or (n, 2)."""
    around = np.zeros(int(generator.uniform(0.3, 1.5) * RATE))
    said = np.concatenate([around, said, around])
    n = len(said)
    room = generator.normal(0, 1e-4, n)
    loud = said + 0.001 * generator.normal(size=n)
    quiet = 0.01 * said + room
    spoilt = {
        "quiet": lambda: quiet,
        "noisy": lambda: said + _at_snr(noise(generator, n, 1), said, 10),
        "humming": lambda: said + level(hum(generator, n), 0.5),
        "DC": lambda: quiet + generator.uniform(0.1, 0.5),
        "one channel": lambda: np.stack([loud, room], 1)[:, generator.permutation(2)],
        "anti-phase": lambda: np.stack([loud, -loud], 1),
        "one word": lambda: loud,
        "quiet hum": lambda: quiet + level(hum(generator, n), 0.1),
    }[kind]()
    return spoilt if spoilt.ndim == 2 else spoilt[:, None]


def _at_snr(disturbance: Sound, said: Sound, decibels: float) -> Sound:
    return disturbance / np.std(disturbance) * np.std(said) / 10 ** (decibels / 20)
