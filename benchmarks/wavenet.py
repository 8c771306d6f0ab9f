"""How fast WaveNet writes, and how good what it writes is.

    python benchmarks/wavenet.py speed
    python benchmarks/wavenet.py quality --data DIR [--voice DIR] [--excerpts 12] [--seconds 8]

*Speed* is in seconds of sound at 16 kHz per second of one core (CPU time, median of several runs),
for random weights: the same as on a machine that does nothing else, wherever it is run. *Quality*
is measured on held-out scores with the network running freely; it needs librosa and mir_eval.
"""

from __future__ import annotations

import argparse
import io
import itertools
import math
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile
import torch
from numpy.typing import NDArray

from engine import resources
from engine.synthesis.wavenet.compiled_generator import CompiledGenerator
from engine.synthesis.wavenet.dimensions import Dimensions, Hints
from engine.synthesis.wavenet.generator import Generator, stream, work_out
from engine.synthesis.wavenet.generators import make_generator
from engine.synthesis.wavenet.lanes import TEMPERATURE
from engine.synthesis.wavenet.model import WaveNet
from engine.synthesis.wavenet.source import FRAME, SAMPLE_RATE
from engine.synthesis.wavenet.torch_generator import TorchGenerator
from engine.synthesis.wavenet.voice import Voice, load_voice
from engine.training.wavenet import voice_dimensions
from engine.training.wavenet_data import Excerpt, draw_excerpts
from engine.training.wavenet_lessons import Lesson, prepare
from engine.training.wavenet_run import measure

Array = NDArray[np.float32]

PAPER = Dimensions(n_mixtures=0, n_taps=0, has_source=False, n_skip=128)
SIZES = {
    "30 layers, 64 channels, 128 skip, 256 levels": replace(PAPER, n_layers=30, n_channels=64),
    "20 layers, 32 channels, 128 skip, 256 levels": PAPER,
    "the voice: 20 layers, 32 channels, 64 skip, mixture": voice_dimensions(),
}
LANES = 16
RUNS = 5
VIDEO = 1 / 5_400
"""Real time of the video's generator: 90 minutes a second."""


# ---------------------------------------------------------------- speed


def make(dimensions: Dimensions) -> WaveNet:
    """Make a network with weights that keep its signals alive, of half precision as when saved."""
    torch.manual_seed(0)
    model = WaveNet(dimensions).eval()
    with torch.no_grad():
        for values in model.parameters():
            scale = 0.7 * values.shape[-1] ** -0.5 if values.dim() > 1 else 0.1
            values.copy_((scale * torch.randn_like(values)).half().float())
    return model


def quiet_hints(model: WaveNet, n_samples: int, n_lanes: int) -> Hints:
    """Hints without a score."""
    shape = (n_lanes, n_samples)
    features = max(model.dimensions.n_features + model.dimensions.n_globals, 1)
    return Hints(
        0.1 * torch.randn(shape) if model.dimensions.has_source else torch.zeros(shape),
        torch.full(shape, 0.1),
        torch.zeros(n_lanes, n_samples // FRAME, features),
    )


def write(generator: Generator, model: WaveNet, hints: Hints) -> Array:
    """Let it run over all hints."""
    dice = [np.random.default_rng(lane) for lane in range(len(hints.source))]
    return np.concatenate(list(stream(generator, model, hints, dice)), axis=1)


def timed(work: Callable[[], int]) -> float:
    """Give the samples (as ``work`` counts them) per second of this thread, the median."""
    rates = []
    for _ in range(RUNS):
        began = time.thread_time()
        n = work()
        rates.append(n / (time.thread_time() - began))
    return statistics.median(rates)


def naive_rate(model: WaveNet) -> float:
    """Recompute the whole receptive field for each sample, as the paper's own code did."""
    n = -(-model.dimensions.receptive_field // FRAME) * FRAME
    hints, sound = quiet_hints(model, n, 1), torch.zeros(1, n)

    def work() -> int:
        with torch.no_grad():
            model(sound, hints)
        return 1

    return timed(work)


def rate(model: WaveNet, generator: Generator, n_samples: int) -> float:
    """Give the samples a second of one core."""
    hints = quiet_hints(model, n_samples // FRAME * FRAME, generator.n_lanes)
    write(generator, model, Hints(*(hint[:, : len(hint[0]) // 2] for hint in hints)))
    return timed(lambda: write(generator, model, hints).size)


def both_cores(model: WaveNet, n_lanes: int, n_samples: int) -> float:
    """Give the samples a second of two threads together, each by its own clock."""
    rates: list[float] = []
    threads = [
        threading.Thread(
            target=lambda: rates.append(rate(model, make_generator(model, n_lanes), n_samples))
        )
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(rates)


def peak_products() -> float:
    """Multiply-adds a second of one core at its best, in a large matrix product."""
    a, b = torch.randn(1_024, 1_024), torch.randn(1_024, 1_024)
    return timed(lambda: 1_024**3 * len(torch.mm(a, b)[:1]))


def logit_error(model: WaveNet) -> float:
    """Largest difference to the plain network over one second."""
    hints = quiet_hints(model, SAMPLE_RATE, 1)
    sound = (0.3 * torch.randn(1, SAMPLE_RATE)).clamp(-1, 1)
    with torch.no_grad():
        expected = model(sound, hints)[0].numpy()
    given = work_out(model, hints, 0, SAMPLE_RATE // FRAME)
    found = CompiledGenerator(model, 1).force(sound[0].numpy(), given)
    return float(np.abs(found - expected).max())


def start_times() -> list[str]:
    """CPU seconds until the first sample in a new process: uncompiled, then compiled before."""
    code = (
        "import sys, time, torch; from engine.synthesis.wavenet.model import WaveNet; "
        "from engine.synthesis.wavenet.dimensions import Dimensions; "
        "from engine.synthesis.wavenet.generators import make_generator; torch.set_num_threads(1); "
        "model = WaveNet(Dimensions()); began = time.process_time(); "
        "make_generator(model, int(sys.argv[1])); print(time.process_time() - began)"
    )
    with tempfile.TemporaryDirectory() as folder:
        return [
            subprocess.run(
                [sys.executable, "-c", code, lanes],
                env={**os.environ, "NUMBA_CACHE_DIR": folder},
                capture_output=True,
                text=True,
                check=True,
            ).stdout.strip()
            for _, lanes in itertools.product(range(2), ("1", str(LANES)))
        ]


def speed() -> None:
    """Print the table of speeds."""
    torch.set_num_threads(1)
    peak = peak_products()
    print(f"one core: {peak / 1e9:.1f} G multiply-adds a second in a matrix product")
    for name, dimensions in SIZES.items():
        model = make(dimensions)
        products = dimensions.products_per_sample
        print(f"\n{name}: {products / 1e3:.0f} k multiply-adds a sample")
        rows = {
            "naive, whole receptive field": naive_rate(model),
            "Fast WaveNet, plain torch": rate(model, TorchGenerator(model), 400),
            "ours, one stream": rate(model, make_generator(model, 1), 8_000),
            f"ours, {LANES} lanes": rate(model, make_generator(model, LANES), 1_600),
            "ours, one stream each on two cores": both_cores(model, 1, 8_000),
            f"ours, {LANES} lanes each on two cores": both_cores(model, LANES, 1_600),
            "the core's limit": peak / products,
        }
        naive = next(iter(rows.values()))
        for row, samples in rows.items():
            times = samples / SAMPLE_RATE
            share = samples * products / peak
            print(
                f"  {row:38} {samples:10,.0f} samples/s {times:9.4f}x real time "
                f"{samples / naive:8,.0f}x naive {times / VIDEO:9,.0f}x the video {share:6.0%}"
            )
        print(f"  logits against the plain network over 1 s: {logit_error(model):.1e}")
    cold_1, cold_16, warm_1, warm_16 = (float(seconds) for seconds in start_times())
    print(f"\nfirst time: {cold_1:.1f} s (stream), {cold_16:.1f} s (lanes); ", end="")
    print(f"compiled before: {warm_1:.2f} s, {warm_16:.2f} s")


# -------------------------------------------------------------- quality


def spectral_distance(reference: Array, sound: Array) -> float:
    """Mean over six resolutions of the relative and the logarithmic magnitude difference."""
    import librosa  # noqa: PLC0415 - only for the quality

    total = 0.0
    for size in (2_048, 1_024, 512, 256, 128, 64):
        a, b = (
            np.abs(librosa.stft(x, n_fft=size, hop_length=size // 4)) for x in (reference, sound)
        )
        total += np.abs(a - b).mean() / (a.mean() + 1e-9)
        total += np.abs(np.log(a + 1e-3) - np.log(b + 1e-3)).mean()
    return total / 6


def chroma(sound: Array) -> Array:
    """Pitch classes over time."""
    import librosa  # noqa: PLC0415 - only for the quality

    values: Array = librosa.feature.chroma_cqt(
        y=sound,
        sr=SAMPLE_RATE,
        hop_length=512,
        bins_per_octave=36,
        fmin=librosa.note_to_hz("C2"),
        n_octaves=6,
    )
    return values


def chroma_likeness(reference: Array, sound: Array) -> float:
    """Mean cosine of the pitch classes, where there are any."""
    a, b = chroma(sound), chroma(reference)
    lengths = np.linalg.norm(a, axis=0) * np.linalg.norm(b, axis=0) + 1e-9
    heard = (b.sum(axis=0) > 0.05) & (a.sum(axis=0) > 1e-3)
    return float(((a * b).sum(axis=0) / lengths)[heard].mean())


def onset_f(excerpt: Excerpt, sound: Array) -> float:
    """F-measure of the onsets found within 50 ms of the score's."""
    import librosa  # noqa: PLC0415
    import mir_eval  # noqa: PLC0415

    found = librosa.onset.onset_detect(y=sound, sr=SAMPLE_RATE, hop_length=256, units="time")
    ends = len(sound) / SAMPLE_RATE - 0.1
    written = np.unique(np.round(excerpt.notes[excerpt.notes[:, 0] < ends, 0], 2))
    return float(mir_eval.onset.f_measure(written, np.asarray(found, float), window=0.05)[0])


def flac_bits(sound: Array) -> float:
    """Bits a sample that FLAC takes: a yardstick for likelihood."""
    packed = io.BytesIO()
    soundfile.write(packed, np.round(sound * 32_767).astype(np.int16), SAMPLE_RATE, format="FLAC")
    return 8 * len(packed.getvalue()) / len(sound)


def run_freely(model: WaveNet, lessons: list[Lesson], n: int, temperature: float) -> Array:
    """Write the first ``n`` samples of every excerpt, in lanes."""
    generator = make_generator(model, LANES)
    sounds = []
    for first in range(0, len(lessons), LANES):
        group = lessons[first : first + LANES]
        lanes = group + group[:1] * (LANES - len(group))
        hints = Hints(
            torch.stack([lesson.source[:n] for lesson in lanes]),
            torch.stack([lesson.level[:n] for lesson in lanes]),
            torch.stack([lesson.features[: n // FRAME].float() for lesson in lanes]),
        )
        dice = [np.random.default_rng(lane) for lane in range(LANES)]
        generator.reset()
        blocks = list(stream(generator, model, hints, dice, temperature))
        sounds.append(np.concatenate(blocks, axis=1)[: len(group)])
    return np.concatenate(sounds)


def quality(options: argparse.Namespace) -> None:
    """Print the table of qualities."""
    torch.set_num_threads(1)
    voice = load_voice(
        options.voice or resources.path("models/wavenet/checkpoint.safetensors").parent
    )
    assert voice.bank is not None
    excerpts = list(draw_excerpts(options.data, "test", options.excerpts, seed=0))
    lessons = [prepare(excerpt, voice.bank) for excerpt in excerpts]
    n = int(options.seconds * SAMPLE_RATE) // FRAME * FRAME
    new = untrained(voice)
    references = np.stack([excerpt.sound[:n] for excerpt in excerpts])
    rows = {
        "FluidSynth itself": references,
        "the source alone": np.stack([lesson.source[:n].numpy() for lesson in lessons]),
        "untrained": run_freely(new, lessons, n, 1.0),
    }
    for temperature in (1.0, TEMPERATURE):
        rows[f"WaveNet, temperature {temperature}"] = run_freely(
            voice.model, lessons, n, temperature
        )
    groups = {"all": None, **{f"program {p}": p for p in voice.bank.programs}}
    for group, program in groups.items():
        chosen = [i for i, x in enumerate(excerpts) if program in (None, x.program)]
        bits = [measure(model, [lessons[i] for i in chosen]) for model in (voice.model, new)]
        flac = np.mean([flac_bits(references[i]) for i in chosen])
        print(f"\n{group}: {bits[0]:.2f} bits a sample, untrained {bits[1]:.2f}, FLAC {flac:.2f}")
        print(f"{'':28} level  spectral  chroma  onset F       DC")
        for row, sounds in rows.items():
            level, spectral, likeness, onsets, offset = np.mean(
                [judge(excerpts[i], references[i], sounds[i]) for i in chosen], axis=0
            )
            print(f"{row:28} {level:5.2f} {spectral:9.2f} {likeness:7.3f}", end="")
            print(f" {onsets:8.2f} {offset:8.1e}", flush=True)
    if options.minutes:
        endurance(voice, lessons[0], options.minutes)


def judge(excerpt: Excerpt, reference: Array, sound: Array) -> list[float]:
    """Level, spectral distance, chroma, onsets, DC."""
    return [
        float(sound.std() / reference.std()),
        spectral_distance(reference, sound),
        chroma_likeness(reference, sound),
        onset_f(excerpt, sound),
        abs(float(sound.mean())),
    ]


def untrained(voice: Voice) -> WaveNet:
    """Give the same network before its training."""
    torch.manual_seed(0)
    model = WaveNet(voice.model.dimensions).eval()
    model.predictor.copy_(voice.model.predictor)
    model.fineness.copy_(voice.model.fineness)
    # the spread with which training begins, so that the distance shows what it has learned
    model.spread_output(-3.2)
    return model


def endurance(voice: Voice, lesson: Lesson, minutes: float) -> None:
    """Play one excerpt over and over: nothing may run away."""
    rounds = math.ceil(minutes * 60 * SAMPLE_RATE / len(lesson.sound))
    hints = Hints(
        lesson.source.repeat(1, rounds),
        lesson.level.repeat(1, rounds),
        lesson.features.float().repeat(1, rounds, 1),
    )
    generator = make_generator(voice.model, 1)
    dice = [np.random.default_rng(0)]
    blocks = stream(generator, voice.model, hints, dice, TEMPERATURE)
    sound = np.concatenate(list(blocks), axis=1)[0].reshape(rounds, -1)
    levels = sound.std(axis=1) / float(lesson.sound.std())
    steps = np.abs(np.diff(sound, axis=1)).max() / float(lesson.sound.diff().abs().max())
    print(f"\n{minutes:g} minutes: level {levels.min():.3f} to {levels.max():.3f}, ", end="")
    print(f"DC {abs(sound.mean()):.1e}, largest step {steps:.2f} of FluidSynth's")


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["speed", "quality"])
    parser.add_argument("--data", type=Path, help="folder of the data sets")
    parser.add_argument("--voice", type=Path, help="folder of a trained voice")
    parser.add_argument("--excerpts", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--minutes", type=float, default=0.0, help="play so long without a break")
    options = parser.parse_args()
    if options.what == "speed":
        speed()
    elif options.data is None:
        parser.error("quality needs --data")
    else:
        quality(options)


if __name__ == "__main__":
    main()
