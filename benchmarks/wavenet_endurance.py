"""Whether a voice keeps to the score when it runs freely for minutes, whole songs at a time."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine import resources
from engine.audio.resampling import resample
from engine.audio.waveform import Waveform
from engine.options import RenderOptions
from engine.progress import Progress
from engine.synthesis.midi_file import read_performance
from engine.synthesis.soundfont import SoundfontSynthesizer
from engine.synthesis.timed_performance import Part, Performance, TimedNote
from engine.synthesis.wavenet.generators import make_generator
from engine.synthesis.wavenet.lanes import LANES, LaneWriter
from engine.synthesis.wavenet.model import WaveNet
from engine.synthesis.wavenet.source import SAMPLE_RATE, Notes, PartialBank
from engine.synthesis.wavenet.stems import FRAME_RATE, Stem
from engine.synthesis.wavenet.synthesizer import WaveNetSynthesizer
from engine.synthesis.wavenet.voice import load_voice
from engine.training.corpora.archives import open_data
from engine.training.wavenet.data import PROGRAMS, bass_line, render_notes, untangled

Array = NDArray[np.float32]

N_SONGS = 3
TEN = 10
"""Seconds over which level, offset and steps are looked at."""


class Line(NamedTuple):
    """What one instrument plays of a song, and how FluidSynth plays it, dry."""

    song: str
    program: int
    notes: Notes
    sound: Array


def endurance(options: argparse.Namespace) -> None:
    """Print how the longest songs that were held out fare, each instrument alone, then as heard."""
    seconds = 60 * options.minutes
    folder = options.voice or resources.path("models/wavenet/checkpoint.safetensors").parent
    voice = load_voice(folder)
    assert voice.bank is not None
    lines = list(_lines(options.data, seconds))
    sounds = _run_freely(voice.model, voice.bank, lines, seconds)
    print("each instrument by itself, without a break, in stretches of 10 s:")
    print("song  program   level          offset  largest step  error (median, worst)")
    for line, sound in zip(lines, sounds, strict=True):
        print(f"{line.song:5} {line.program:7}   {_compare(line.sound, sound)}", flush=True)
    print("\nall three together, as --synthesizer plays them, beside FluidSynth's:")
    for song in dict.fromkeys(line.song for line in lines):
        score = _performance([line for line in lines if line.song == song])
        print(f"{song:5}  {_as_heard(score, folder)}", flush=True)


def _lines(data: Path, seconds: float) -> Iterator[Line]:
    """Give the longest songs from their start, or over and over, to every instrument."""
    with open_data(data, "pop909") as folder:
        held_out = [song for song in folder.glob("*/*.mid") if int(song.stem) % 20 == 0]
        played = {song.stem: read_performance(song) for song in sorted(held_out)}
    longest = sorted(played, key=lambda name: -played[name].duration)[:N_SONGS]
    for name in longest:
        rows = _repeated(played[name], seconds)
        for program in PROGRAMS:
            notes = untangled(bass_line(rows) if program == PROGRAMS[-1] else rows)
            yield Line(name, program, notes, render_notes(program, notes, seconds))


def _repeated(performance: Performance, seconds: float) -> Notes:
    """Go through a song as often as it takes to fill the time."""
    rows = sorted(
        (note.start, note.end, note.pitch, note.velocity)
        for part in performance.parts
        if not part.is_drum
        for note in part.notes
    )
    once, length = np.array(rows, dtype=np.float64), performance.duration + 1
    times = [once + length * i * np.array([1, 1, 0, 0]) for i in range(int(seconds / length) + 1)]
    notes: Notes = np.concatenate(times)
    return notes[notes[:, 0] < seconds - 1]


def _run_freely(
    model: WaveNet, bank: PartialBank, lines: list[Line], seconds: float
) -> list[Array]:
    stems = [Stem(bank, PROGRAMS.index(x.program), x.notes) for x in lines]
    generator = make_generator(model, LANES)
    n_frames = int(seconds * FRAME_RATE)
    blocks = LaneWriter(model).side_by_side(generator, stems, [0] * len(stems), n_frames)
    sounds = np.concatenate([block.astype(np.float32) for block in blocks], axis=1)
    return list(sounds[: len(lines)])


def _compare(reference: Array, sound: Array) -> str:
    """Level, offset, steps and error in each ten seconds beside FluidSynth's."""
    n = min(len(sound), len(reference)) // (TEN * SAMPLE_RATE) * TEN * SAMPLE_RATE
    ours, theirs = (x[:n].reshape(-1, TEN * SAMPLE_RATE) for x in (sound, reference))
    levels = ours.std(1) / theirs.std(1)
    steps = np.abs(np.diff(ours)).max(1) / np.abs(np.diff(theirs)).max(1)
    errors = 20 * np.log10((ours - theirs).std(1) / theirs.std(1))
    return (
        f"{levels.min():.3f} to {levels.max():.3f}  {np.abs(ours.mean(1)).max():.1e}  "
        f"{steps.max():12.2f}  {np.median(errors):9.1f} dB, {errors.max():.1f} dB"
    )


def _performance(lines: list[Line]) -> Performance:
    return Performance(
        tuple(
            Part(
                line.program,
                is_drum=False,
                notes=tuple(TimedNote(*row[:2], int(row[2]), int(row[3])) for row in line.notes),
            )
            for line in lines
        )
    )


def _as_heard(score: Performance, folder: Path) -> str:
    """Level of every ten seconds in dB beside FluidSynth's, offset, peak and largest step."""
    options = RenderOptions(sample_rate=44_100)
    ours = WaveNetSynthesizer(options, folder).play(score, Progress())
    theirs = SoundfontSynthesizer(options).play(score, Progress())
    levels = [_levels(sound) for sound in (ours, theirs)]
    n = min(map(len, levels))
    apart = levels[0][:n] - levels[1][:n]
    a, b = (resample(sound, SAMPLE_RATE).mono() for sound in (ours, theirs))
    steps = np.abs(np.diff(a)).max() / np.abs(np.diff(b)).max()
    return (
        f"{n * TEN} s: level {apart.min():+.1f} to {apart.max():+.1f} dB apart, offset "
        f"{abs(float(a.mean())):.1e}, peak {ours.peak:.2f}, step {steps:.2f} of theirs"
    )


def _levels(sound: Waveform) -> Array:
    """Decibels of each ten seconds."""
    size = TEN * sound.sample_rate
    mono = sound.mono()
    blocks = mono[: len(mono) // size * size].reshape(-1, size)
    return np.asarray(20 * np.log10(blocks.std(axis=1)), dtype=np.float32)
