"""How the mix of 24 wishes in many feelings stands; run by ``python benchmarks/sound.py --pieces``.

Beside each figure stands what it should be. *tune* is the melody over all else in the frames where
it sounds, *drums* the drums over the melody, both K-weighted; *starts* is when the sound comes
within 40 dB of its peak, *ends* the level of the last 50 ms below it.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pyloudnorm
from numpy.typing import NDArray

from engine.audio.loudness import integrated_loudness, true_peaks
from engine.audio.waveform import Waveform
from engine.composition.score import Score
from engine.options import ComposeOptions, RenderOptions
from engine.pipeline import Pipeline
from engine.progress import Progress
from engine.synthesis import soundfont
from engine.synthesis.balance import Stems, find_balance

__all__ = ["print_pieces"]

RATE = 44_100
WISHES = (
    "a happy dance", "joy at the wedding of my sister", "wild party", "triumphant victory",
    "playful kittens", "a bright spring morning", "furious rage", "terrified of the dark",
    "a nervous wait for the results", "chasing a thief through the city", "disgust",
    "a storm at sea", "grief at my father's grave", "lonely rainy night", "far from home, lonely",
    "a sad farewell", "longing for a lost summer", "regret", "calm sea at sunset",
    "a lullaby for my baby", "peace after the storm", "tender love", "quiet snow in the woods",
    "hope",
)  # fmt: skip
COLUMNS = {
    "LUFS": "-16 ±.5", "peak": "≤ -1", "side": "-9 ±3", "L-R": "0 ±1", "corr": "> .3",
    "bass": "< -20", "DC": "< -70", "starts": "< .05", "ends": "< -50", "tune": "2…5",
    "drums": "< 0", "speed": "> 20",
}  # fmt: skip


def db(ratio: float) -> float:
    """Turn a ratio of powers into decibels."""
    return float(10 * np.log10(max(ratio, 1e-12)))


def frames_of(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """Measure the K-weighted power of each 400 ms; samples of shape (n, 2)."""
    weighted = samples.astype(float)
    for stage in pyloudnorm.Meter(RATE)._filters.values():  # noqa: SLF001
        weighted = np.stack([stage.apply_filter(side) for side in weighted.T], axis=1)
    size = int(0.4 * RATE)
    n = len(weighted) // size
    return (weighted[: n * size].reshape(n, size, 2) ** 2).mean(axis=1).sum(axis=1)


def balance_of(stems: Stems) -> tuple[float, float]:
    """Give the melody over the rest and the drums over the melody, in dB."""
    gains = find_balance(stems, RATE)
    n = max(stem.shape[1] for stem in stems.values())
    groups = {"melody": np.zeros((n, 2)), "drums": np.zeros((n, 2)), "": np.zeros((n, 2))}
    for role, stem in stems.items():
        name = role if role in groups else ""
        groups[name or ""][: stem.shape[1]] += gains.of(role) * stem.T
    tune, drums, rest = (frames_of(group) for group in groups.values())
    active = tune > 10**-2.5 * np.quantile(tune, 0.9)
    if not tune.any():
        return np.nan, np.nan
    over = db(tune[active].sum() / (drums + rest)[active].sum())
    return over, db(drums.sum() / tune.sum()) if drums.any() else np.nan


def measure(waveform: Waveform, stems: Stems, seconds: float) -> dict[str, float]:
    """Give all columns."""
    samples = waveform.samples.astype(float)
    left, right = samples.T
    middle, side = (left + right) / 2, (left - right) / 2
    low = np.abs(np.fft.rfftfreq(len(middle), 1 / RATE)) < 100
    spectra = [np.abs(np.fft.rfft(signal)[low]) ** 2 for signal in (middle, side)]
    loud = np.abs(samples).max()
    over, drums = balance_of(stems)
    return {
        "LUFS": integrated_loudness(waveform),
        "peak": 2 * db(float(true_peaks(waveform.samples).max())),
        "side": db((side @ side) / (middle @ middle)),
        "L-R": db((left @ left) / (right @ right)),
        "corr": float(np.corrcoef(left, right)[0, 1]),
        "bass": db(spectra[1].sum() / spectra[0].sum()),
        "DC": 2 * db(abs(samples.mean())),
        "starts": float(np.argmax(np.abs(samples).max(axis=1) > 0.01 * loud) / RATE),
        "ends": 2 * db(np.abs(samples[-RATE // 20 :]).max() / loud),
        "tune": over,
        "drums": drums,
        "speed": waveform.duration / seconds,
    }


def render(score: Score) -> tuple[Waveform, Stems, float]:
    """Give the sound, the stems it was mixed from, and the CPU seconds that it took."""
    kept: list[Stems] = []
    mix = soundfont.mix

    def keep(stems: Stems, *rest: Any) -> NDArray[np.float32]:
        kept.append(stems)
        return mix(stems, *rest)

    soundfont.mix = keep
    try:
        started = time.process_time()
        waveform = soundfont.SoundfontSynthesizer(RenderOptions()).render(score, Progress())
        return waveform, kept[0], time.process_time() - started
    finally:
        soundfont.mix = mix


def print_pieces(seconds: float) -> None:
    """Compose, mix and measure; print one row a piece."""
    print(f"{'':36}" + "".join(f"{name:>8}" for name in COLUMNS))
    print(f"{'asked':36}" + "".join(f"{asked:>8}" for asked in COLUMNS.values()))
    pipeline, rows = Pipeline(), []
    for seed, wish in enumerate(WISHES):
        chosen = ComposeOptions(seconds, seed)
        score = pipeline.compose(wish, chosen, RenderOptions(), Progress()).score
        row = measure(*render(score))
        rows.append(list(row.values()))
        print(f"{wish:36}" + "".join(f"{value:8.2f}" for value in row.values()), flush=True)
    for name, summary in (("least", np.nanmin), ("median", np.nanmedian), ("most", np.nanmax)):
        print(f"{name:36}" + "".join(f"{value:8.2f}" for value in summary(rows, axis=0)))
