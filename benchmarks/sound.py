"""How fast and how well scores become sound.

    python benchmarks/sound.py [--seconds 60] [--soundfont FILE …] [--library FILE …]
    python benchmarks/sound.py --instruments      # the table of engine/synthesis/instruments.py
    python benchmarks/sound.py --pieces [--human DIR] [--synthesizer wavenet]   # 24 pieces' mix
    python benchmarks/sound.py --lengths          # time and memory up to ten minutes

A song of four tracks, made by rule, is rendered twice by every FluidSynth library with every
soundfont, each pair in a process of its own. *First* includes all loading, *then* does not.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from mix import print_pieces

from engine.audio.loudness import integrated_loudness, true_peaks
from engine.audio.waveform import Waveform
from engine.composition.score import (
    Chord,
    Key,
    Metre,
    Note,
    Score,
    ScoreSection,
    TempoChange,
    Track,
)
from engine.options import RenderOptions
from engine.progress import Progress
from engine.synthesis.fluidsynth_library import BLOCK, FluidSynth, find_library
from engine.synthesis.soundfont import SoundfontSynthesizer
from engine.synthesis.soundfont_file import find_soundfont

RATE = 44_100
BASS_FAMILY = 4


@dataclass(frozen=True)
class Result:
    """One library with one soundfont; times in CPU seconds, memory in MB, levels in dB."""

    first: float
    then: float
    seconds: float
    memory: float
    loudness: float
    true_peak: float
    silence: float
    balance: float

    def row(self) -> str:
        """Give the columns of the table."""
        return (
            f"{self.first:6.2f} {self.then:6.2f} {self.seconds / self.then:5.0f}x"
            f" {self.memory:6.0f} {self.loudness:6.1f} {self.true_peak:6.2f}"
            f" {self.silence:7.1%} {self.balance:7.2f}"
        )


def song(seconds: float) -> Score:
    """Make a piece of four tracks at 120 BPM."""
    chance = random.Random(1)
    n_bars = max(round(seconds / 2), 1)
    key = Key(0, "major")
    chords, melody, harmony, bass, drums = [], [], [], [], []
    for bar in range(n_bars):
        start, root = bar * 96, (0, 9, 5, 7)[bar % 4]
        chord = Chord(start, 96, root, "m" if root == 9 else "")
        chords.append(chord)
        harmony += [Note(start, 96, 48 + pitch, 70) for pitch in sorted(chord.pitch_classes)]
        for eighth in range(8):
            tick = start + eighth * 12
            melody.append(Note(tick, 12, 72 + chance.choice(key.scale), 90))
            drums.append(Note(tick, 6, 42, 70))
        for beat in range(4):
            bass.append(Note(start + beat * 24, 24, 36 + root, 80))
            drums.append(Note(start + beat * 24, 6, (36, 38)[beat % 2], 85))
    tracks = (
        Track("melody", 73, tuple(melody)),
        Track("chords", 0, tuple(harmony)),
        Track("bass", 33, tuple(bass)),
        Track("drums", 0, tuple(drums)),
    )
    sections = (ScoreSection("A", 0, n_bars, key),)
    return Score(key, Metre(), n_bars, (TempoChange(0, 120),), sections, tuple(chords), tracks)


def db(ratio: float) -> float:
    """Turn a ratio of amplitudes into decibels."""
    return float(20 * np.log10(max(ratio, 1e-9)))


def silence_share(waveform: Waveform, until: float) -> float:
    """Give the share of 50 ms windows below −60 dBFS before the last note ends."""
    size = RATE // 20
    samples = waveform.mono()[: int(until * RATE) // size * size].reshape(-1, size)
    return float(np.mean(np.sqrt(np.mean(samples**2, axis=1)) < 1e-3))


def measure(library: str, soundfont: str, seconds: float) -> Result:
    """Render twice; to be run in a fresh process, for its memory."""
    options = RenderOptions(soundfont=soundfont, sample_rate=RATE, library=library)
    score = song(seconds)
    times = []
    for _ in range(2):
        synthesizer = SoundfontSynthesizer(options)  # the old one knows what it has played
        started = time.process_time()
        waveform = synthesizer.render(score, Progress())
        times.append(time.process_time() - started)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # measuring takes more
    left, right = np.sqrt(np.mean(waveform.samples**2, axis=0))
    return Result(
        *times,
        waveform.duration,
        memory,
        integrated_loudness(waveform),
        db(float(true_peaks(waveform.samples).max())),
        silence_share(waveform, score.duration),
        db(float(left / right)),
    )


def compare(libraries: list[str], soundfonts: list[str], seconds: float) -> None:
    """Print the table of all pairs."""
    print(f"{'library, soundfont':52}  first   then  speed memory   LUFS   peak silence balance")
    context = multiprocessing.get_context("spawn")
    for library in libraries:
        for soundfont in soundfonts:
            with context.Pool(1) as pool:
                result = pool.apply(measure, (library, soundfont, seconds))
            name = f"{Path(library).name[:26]}, {Path(soundfont).name}"
            print(f"{name:52} {result.row()}", flush=True)


def print_lengths(library: str, soundfont: str) -> None:
    """Print what pieces of up to ten minutes take: CPU seconds and memory shall grow in a line."""
    print("minutes    CPU s   s a minute   memory (MB)")
    context = multiprocessing.get_context("spawn")
    for minutes in (0.5, 1, 2, 5, 10):
        with context.Pool(1) as pool:
            result = pool.apply(measure, (library, soundfont, 60 * minutes))
        print(
            f"{minutes:7g} {result.first:8.2f} {result.first / minutes:12.2f} {result.memory:13.0f}"
        )


def print_instruments(soundfont: Path) -> None:
    """Measure a phrase of each instrument of General MIDI; print dB beside the median."""
    synth = FluidSynth(soundfont, RATE)
    levels = []
    for program in range(128):
        synth.choose(0, program, is_drum=False)
        low = program // 8 == BASS_FAMILY
        levels.append(
            phrase_loudness(
                synth, (28, 31, 33, 36, 38, 40, 43) if low else (60, 64, 67, 72, 74, 76, 79)
            )
        )
    beside = np.round((np.array(levels) - np.median(levels)) * 2) / 2 + 0.0  # no -0.0
    for family in beside.reshape(16, 8):
        print(", ".join(f"{level:.1f}" for level in family) + ",")


def phrase_loudness(synth: FluidSynth, pitches: tuple[int, ...]) -> float:
    """Play half a second of each pitch at velocity 80, dry."""
    size = RATE // 2 // BLOCK * BLOCK
    samples = np.zeros((size * len(pitches), 2), dtype=np.float32)
    for controller, value in ((7, 100), (10, 64), (91, 0), (93, 0)):
        synth.control(0, controller, value)
    for index, pitch in enumerate(pitches):
        synth.note_on(0, pitch, 80)
        synth.write(samples, index * size, size)
        synth.note_off(0, pitch)
    synth.control(0, 120, 0)  # all sound off, then a second of rest for the reverberation
    synth.write(np.zeros((2 * size, 2), dtype=np.float32), 0, 2 * size)
    return integrated_loudness(Waveform(samples, RATE))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--soundfont", nargs="+", default=[str(find_soundfont())])
    parser.add_argument("--library", nargs="+", default=[find_library()])
    parser.add_argument("--instruments", action="store_true")
    parser.add_argument("--pieces", action="store_true")
    parser.add_argument("--synthesizer", default="fluidsynth", metavar="NAME")
    parser.add_argument("--human", type=Path, metavar="DIR", help="of MIDI files to compare with")
    parser.add_argument("--lengths", action="store_true")
    options = parser.parse_args()
    if options.pieces:
        print_pieces(options.seconds, options.human, options.synthesizer)
    elif options.lengths:
        print_lengths(options.library[0], options.soundfont[0])
    elif options.instruments:
        print_instruments(Path(options.soundfont[0]))
    else:
        compare(options.library, options.soundfont, options.seconds)


if __name__ == "__main__":
    main()
