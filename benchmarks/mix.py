"""How the mix of 24 pieces in six styles stands; run by ``python benchmarks/sound.py --pieces``.

Beside each figure stands what it should be. *tune* is the melody over all else in the frames where
it sounds, *drums* the drums over the melody, both K-weighted; *starts* is when the sound comes
within 40 dB of its peak, *ends* the level of the last 50 ms below it. *thirds* is how far the
balance of third octaves lies from that of human MIDI files (``--human DIR``) played by the same
soundfont, in dB (standard deviation). Songs with drums are compared with human songs to which human
drummers play: each song of the folder together with one of its files of drums alone. What the files
lie from their own mean is printed, too: more than that is ours. *onsets* is how much more the
spectrum rises where notes begin than it usually does, in dB.
"""

from __future__ import annotations

import itertools
import time
import warnings
from pathlib import Path
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
from engine.synthesis.midi_file import read_performance
from engine.synthesis.mixdown import mix_apart
from engine.synthesis.part_stems import BEATEN, Stems
from engine.synthesis.synthesizer import load_synthesizer
from engine.synthesis.timed_performance import Performance

__all__ = ["print_pieces"]

RATE = 44_100
_MOST_HUMAN = 12
_HEARD = slice(1, 22)
"""Of the third octaves: from 80 Hz to 8 kHz, where ears compare timbres."""
STYLES = ("pop", "jazz", "orchestra", "waltz", "techno", "ballad")
WISHES = ("a happy dance", "furious rage", "grief at my father's grave", "calm sea at sunset")
COLUMNS = {
    "LUFS": "-16 ±.5", "peak": "≤ -1", "side": "-9 ±3", "L-R": "0 ±1", "corr": "> .3",
    "bass": "< -20", "DC": "< -70", "starts": "< .05", "ends": "< -50", "tune": "2…5",
    "drums": "< 0", "thirds": "< 6", "onsets": "> 6", "speed": "> 20",
}  # fmt: skip
_CENTRES = 1_000 * 2.0 ** (np.arange(-12, 12) / 3)  # Hz: thirds of an octave from 63 to 12,700


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
    n = max(stem.shape[1] for stem in stems.values())
    groups = {"melody": np.zeros((n, 2)), "drums": np.zeros((n, 2)), "": np.zeros((n, 2))}
    for role, sound in mix_apart(stems, RATE).items():
        groups["drums" if role in BEATEN else role if role == "melody" else ""] += sound
    tune, drums, rest = (frames_of(group) for group in groups.values())
    active = tune > 10**-2.5 * np.quantile(tune, 0.9)
    if not tune.any():
        return np.nan, np.nan
    over = db(tune[active].sum() / (drums + rest)[active].sum())
    return over, db(drums.sum() / tune.sum()) if drums.any() else np.nan


def thirds_of(waveform: Waveform) -> NDArray[np.float64]:
    """Give the level of each third of an octave beside the mean one, in dB."""
    power = np.abs(np.fft.rfft(waveform.mono())) ** 2
    edges = np.searchsorted(
        np.fft.rfftfreq(len(waveform.samples), 1 / waveform.sample_rate),
        np.append(_CENTRES, _CENTRES[-1] * 2 ** (1 / 3)) * 2 ** (-1 / 6),
    )
    levels = 10 * np.log10(np.add.reduceat(power, edges)[:-1] + 1e-12)
    return np.asarray(levels - levels.mean())


def human_thirds(folder: Path | None) -> dict[bool, NDArray[np.float64]]:
    """Give the mean balance of human MIDI files without drums and with them, if there are any."""
    played = [read_performance(file) for file in sorted(folder.rglob("*.mid*"))] if folder else []
    beats = [p for p in played if all(part.is_drum for part in p.parts if part.notes)]
    songs = [p for p in played if p not in beats][:_MOST_HUMAN]
    drummed = [
        Performance(song.parts + beat.parts) for song, beat in zip(songs, beats, strict=False)
    ]
    means = {}
    for has_drums, performances in ((False, songs), (True, drummed)):
        synthesizer = soundfont.SoundfontSynthesizer(RenderOptions())
        heard = [thirds_of(synthesizer.play(p, Progress())) for p in performances]
        if heard:
            means[has_drums] = np.mean(heard, axis=0)
            own = [(curve - means[has_drums])[_HEARD].std() for curve in heard]
            kind = "with drums" if has_drums else "without drums"
            print(
                f"{len(heard)} human songs {kind}: {np.median(own):.1f} dB from their mean", end=" "
            )
            print(f"(at most {max(own):.1f})")
    return means


def onsets_of(waveform: Waveform, score: Score) -> float:
    """Give how far the rise of the spectrum at onsets lies above its median, in dB."""
    hop = RATE // 100
    frames = np.lib.stride_tricks.sliding_window_view(waveform.mono(), 4 * hop)[::hop]
    spectra = np.log1p(1_000 * np.abs(np.fft.rfft(frames * np.hanning(4 * hop))))
    rise = np.maximum(np.diff(spectra, axis=0), 0).sum(axis=1)
    starts = {round(score.seconds_at(n.start) * 100) for t in score.tracks for n in t.notes}
    at = [rise[max(start - 5, 0) : start + 4].max() for start in starts if start + 4 < len(rise)]
    return 2 * db(float(np.median(at) / np.median(rise)))


def measure(
    waveform: Waveform, stems: Stems, seconds: float, score: Score, human: Any
) -> dict[str, float]:
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
        "thirds": np.nan if human is None else float((thirds_of(waveform) - human)[_HEARD].std()),
        "onsets": onsets_of(waveform, score),
        "speed": waveform.duration / seconds,
    }


def render(score: Score, name: str) -> tuple[Waveform, Stems, float]:
    """Give the sound, the stems it was mixed from, and the CPU seconds that it took.

    Parameters
    ----------
    name
        Of a synthesizer.
    """
    kept: list[Stems] = []
    mix = soundfont.mix

    def keep(stems: Stems, *rest: Any) -> NDArray[np.float32]:
        kept.append(stems)
        return mix(stems, *rest)

    soundfont.mix = keep
    try:
        started = time.process_time()
        waveform = load_synthesizer(RenderOptions(name)).render(score, Progress())
        return waveform, kept[0], time.process_time() - started
    finally:
        soundfont.mix = mix


def print_pieces(seconds: float, folder: Path | None, name: str) -> None:
    """Compose, mix and measure; print one row a piece.

    Parameters
    ----------
    name
        Of the synthesizer that plays them.
    """
    print(f"{'':36}" + "".join(f"{name:>8}" for name in COLUMNS))
    print(f"{'asked':36}" + "".join(f"{asked:>8}" for asked in COLUMNS.values()))
    pipeline, rows, human = Pipeline(), [], human_thirds(folder)
    for seed, (style, wish) in enumerate(itertools.product(STYLES, WISHES)):
        chosen = ComposeOptions(seconds, seed, style=style)
        score = pipeline.compose(wish, chosen, RenderOptions(), Progress()).score
        waveform, stems, taken = render(score, name)
        has_drums = any(track.is_drum for track in score.tracks)
        row = measure(waveform, stems, taken, score, human.get(has_drums))
        rows.append(list(row.values()))
        print(
            f"{f'{style}: {wish}':36}" + "".join(f"{value:8.2f}" for value in row.values()),
            flush=True,
        )
    warnings.simplefilter("ignore", RuntimeWarning)  # a column may have no figure at all
    for label, summary in (("least", np.nanmin), ("median", np.nanmedian), ("most", np.nanmax)):
        print(f"{label:36}" + "".join(f"{value:8.2f}" for value in summary(rows, axis=0)))
