"""How good what WaveNet writes is, running freely on held-out scores or without any."""

from __future__ import annotations

import argparse
import contextlib
import io
import math
import tempfile
from pathlib import Path

import numpy as np
import soundfile
import torch
from numpy.typing import NDArray

from engine import resources
from engine.synthesis.wavenet.dimensions import Hints
from engine.synthesis.wavenet.dream import INSTRUMENTS, DreamOptions, dream_blocks, load_dreamer
from engine.synthesis.wavenet.generator import stream
from engine.synthesis.wavenet.generators import make_generator
from engine.synthesis.wavenet.lanes import TEMPERATURE
from engine.synthesis.wavenet.model import WaveNet
from engine.synthesis.wavenet.source import FRAME, SAMPLE_RATE
from engine.synthesis.wavenet.voice import Voice, load_voice
from engine.training.wavenet.data import PROGRAMS, SoundExcerpt, draw_excerpts
from engine.training.wavenet.excerpts import TensorExcerpt, prepare
from engine.training.wavenet.wavenet_run import measure

Array = NDArray[np.float32]

LANES = 16
_N_DREAMS = 3
_COLUMNS = ("level", " spectral", " chroma", " onset F", " notes F", "      DC")
_FORMATS = ("5.2f", "9.2f", "7.3f", "8.2f", "8.2f", "8.1e")


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


def onset_f(excerpt: SoundExcerpt, sound: Array) -> float:
    """F-measure of the onsets found within 50 ms of the score's.

    The detector's settings were searched on FluidSynth's own sound of 24 excerpts to learn from:
    .96 there, where librosa's give .83. It finds no two onsets within 30 ms, so a chord is one.
    """
    import librosa  # noqa: PLC0415
    import mir_eval  # noqa: PLC0415

    strength = librosa.onset.onset_strength(y=sound, sr=SAMPLE_RATE, n_fft=1_024, hop_length=128)
    found = librosa.onset.onset_detect(
        onset_envelope=strength, sr=SAMPLE_RATE, hop_length=128, units="time", delta=0.04
    )
    ends = len(sound) / SAMPLE_RATE - 0.1
    written: list[float] = []
    for start in np.unique(np.round(excerpt.notes[excerpt.notes[:, 0] < ends, 0], 2)):
        if not written or start - written[-1] >= 0.03:
            written.append(float(start))
    found = np.asarray(found, float)
    return float(mir_eval.onset.f_measure(np.array(written), found, window=0.05)[0])


def notes_f(excerpt: SoundExcerpt, sound: Array) -> float:
    """F-measure of the notes, pitch and onset, that an independent transcriber hears.

    References
    ----------
    Bittner et al., "A Lightweight Instrument-Agnostic Model for Polyphonic Note Transcription and
    Multipitch Estimation", ICASSP 2022 (basic-pitch).
    """
    import mir_eval  # noqa: PLC0415

    heard = _transcribe(sound)
    if heard is None:
        return math.nan
    written = excerpt.notes[excerpt.notes[:, 0] < len(sound) / SAMPLE_RATE - 0.1]
    if not len(heard) or not len(written):
        return 0.0
    tables = [(rows[:, :2], 440 * 2 ** ((rows[:, 2] - 69) / 12)) for rows in (written, heard)]
    f_measure: float = mir_eval.transcription.precision_recall_f1_overlap(
        *tables[0], *tables[1], offset_ratio=None
    )[2]
    return f_measure


def _transcribe(sound: Array) -> Array | None:
    """Give start, end and pitch of the notes heard: shape (n, 3); None without a transcriber."""
    try:
        import basic_pitch  # noqa: PLC0415
        from basic_pitch.inference import predict  # noqa: PLC0415
    except ImportError:
        return None
    model = Path(basic_pitch.__file__).parent / "saved_models/icassp_2022/nmp.onnx"
    with tempfile.NamedTemporaryFile(suffix=".wav") as file, contextlib.redirect_stdout(None):
        soundfile.write(file.name, sound, SAMPLE_RATE)
        events = predict(file.name, model)[2]
    return np.array([event[:3] for event in events], dtype=np.float32).reshape(-1, 3)


def flac_bits(sound: Array) -> float:
    """Bits a sample that FLAC takes: a yardstick for likelihood."""
    packed = io.BytesIO()
    soundfile.write(packed, np.round(sound * 32_767).astype(np.int16), SAMPLE_RATE, format="FLAC")
    return 8 * len(packed.getvalue()) / len(sound)


def run_freely(model: WaveNet, lessons: list[TensorExcerpt], n: int, temperature: float) -> Array:
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
        name = f"WaveNet, temperature {temperature}"
        rows[name] = run_freely(voice.model, lessons, n, temperature)
    if options.paper:
        paper = load_voice(options.paper).model
        has_score = bool(paper.dimensions.n_features)
        plain = [prepare(excerpt, None, has_score=has_score) for excerpt in excerpts]
        rows["as in the paper"] = run_freely(paper, plain, n, 1.0)
        print(f"as in the paper: {measure(paper, plain):.2f} bits a sample of 8 bits")
    judged = {
        row: [judge(*three) for three in zip(excerpts, references, sounds, strict=True)]
        for row, sounds in rows.items()
    }
    groups = {"all": None, **{f"program {p}": p for p in voice.bank.programs}}
    for group, program in groups.items():
        chosen = [i for i, x in enumerate(excerpts) if program in (None, x.program)]
        bits = [measure(model, [lessons[i] for i in chosen]) for model in (voice.model, new)]
        flac = np.mean([flac_bits(references[i]) for i in chosen])
        print(f"\n{group}: {bits[0]:.2f} bits a sample, untrained {bits[1]:.2f}, FLAC {flac:.2f}")
        print(" " * 28, *_COLUMNS)
        for row, figures in judged.items():
            values = np.mean([figures[i] for i in chosen], axis=0)
            texts = [format(value, form) for value, form in zip(values, _FORMATS, strict=True)]
            print(f"{row:28}", *texts, flush=True)


def judge(excerpt: SoundExcerpt, reference: Array, sound: Array) -> list[float]:
    """Level, spectral distance, chroma, onsets, notes, DC."""
    return [
        float(sound.std() / reference.std()),
        spectral_distance(reference, sound),
        chroma_likeness(reference, sound),
        onset_f(excerpt, sound),
        notes_f(excerpt, sound),
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


def dream(options: argparse.Namespace) -> None:
    """Print what the network that dreams is like, beside one that has learned nothing."""
    model = load_dreamer(options.voice)
    torch.manual_seed(0)
    new = WaveNet(model.dimensions).eval()
    new.predictor.copy_(model.predictor)
    new.fineness.copy_(model.fineness)
    new.spread_output(-3.2)
    print(f"{'':28} in scale  dynamics  onsets  pulse  level           DC")
    for instrument, name in enumerate(INSTRUMENTS):
        if options.data:
            drawn = draw_excerpts(options.data, "test", 8, seed=3, at_home=True)
            played = [x.sound for x in drawn if x.program == PROGRAMS[instrument]]
            _tell_dream(f"FluidSynth, {name}", played)
        for row, network in ((name, model), ("  its predictor, untrained", new)):
            heat = DreamOptions.temperature if network is model else 1.0
            told = (
                DreamOptions(options.seconds, seed, instrument, temperature=heat)
                for seed in range(1, 1 + _N_DREAMS)
            )
            generator = make_generator(network, 1)
            sounds = []
            for each in told:
                generator.reset()
                sounds.append(np.concatenate(list(dream_blocks(network, generator, each))))
            _tell_dream(row, sounds)


def _tell_dream(row: str, sounds: list[Array]) -> None:
    """Print the means over some dreams, and the levels of all their seconds."""
    shares, loudness, onsets, pulses = np.mean(
        [(in_scale(x), dynamics(x), *rhythm(x)) for x in sounds], axis=0
    )
    levels = np.concatenate(
        [x[: len(x) // SAMPLE_RATE * SAMPLE_RATE].reshape(-1, SAMPLE_RATE).std(1) for x in sounds]
    )
    print(
        f"{row:28} {shares:8.2f} {loudness:6.1f} dB {onsets:5.1f}/s {pulses:6.2f} "
        f"{levels.min():6.3f} to {levels.max():5.3f} {abs(np.concatenate(sounds).mean()):8.1e}",
        flush=True,
    )


def rhythm(sound: Array) -> tuple[float, float]:
    """Onsets a second, and how like itself their strength is after .2 to 2 s: 0 without a pulse."""
    import librosa  # noqa: PLC0415

    strength = librosa.onset.onset_strength(y=sound, sr=SAMPLE_RATE, n_fft=1_024, hop_length=128)
    found = librosa.onset.onset_detect(
        onset_envelope=strength, sr=SAMPLE_RATE, hop_length=128, delta=0.04
    )
    strength = strength - strength.mean()
    likeness = np.correlate(strength, strength, "full")[len(strength) - 1 :] / (strength @ strength)
    rate = SAMPLE_RATE / 128
    pulse = likeness[int(0.2 * rate) : int(2 * rate)].max()
    return len(found) * SAMPLE_RATE / len(sound), float(pulse)


def in_scale(sound: Array) -> float:
    """Share of the power between 110 Hz and 2 kHz that lies at the notes of C major."""
    size = 8_192
    frames = np.lib.stride_tricks.sliding_window_view(sound, size)[:: size // 2]
    power = np.abs(np.fft.rfft(frames * np.hanning(size), axis=1)) ** 2
    frequency = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    heard = (frequency > 110) & (frequency < 2_000)
    pitch = np.round(69 + 12 * np.log2(frequency[heard] / 440)).astype(int) % 12
    shares = power[:, heard] / (power[:, heard].sum(axis=1, keepdims=True) + 1e-12)
    return float(shares[:, np.isin(pitch, (0, 2, 4, 5, 7, 9, 11))].sum(axis=1).mean())


def dynamics(sound: Array) -> float:
    """Decibels between the 5th and the 95th percentile of the loudness of 50 ms, after 1 s."""
    size = SAMPLE_RATE // 20
    levels = sound[: len(sound) // size * size].reshape(-1, size).std(axis=1)[20:]
    soft, loud = np.percentile(20 * np.log10(levels + 1e-5), (5, 95))
    return float(loud - soft)
