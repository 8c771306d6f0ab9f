"""How well a hummed tune is written down, and what is refused.

    python benchmarks/humming.py --data DATA              # 50 tunes in three rooms, and refusals
    python benchmarks/humming.py --data DATA --bars       # learns `barring.WEIGHTS` anew

Eight bars of songs of OpenEWLD, Nottingham and POP909 are sung by `singer.py`, which knows nothing
of how they are heard: dry, in a room, and in a noisy room. A note is right if its pitch is, whole
tunes moved by at most a semitone alike, and its onset within .12 s. Speech is that of ``DATA``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from singer import RATE, Sung, breathe, choose_voice, sing

from engine.audio.files import read_audio
from engine.audio.resampling import resample
from engine.audio.waveform import Waveform
from engine.composition.score import TICKS_PER_BEAT, Note
from engine.errors import SpeechError
from engine.humming.barring import WEIGHTS, Bars, signs
from engine.humming.note_finding import HummedNote, find_notes
from engine.humming.pitch_course import follow_pitch
from engine.humming.tune import hear_tune
from engine.training.corpora.datasets import read_lead_sheets
from engine.training.corpora.lead_sheets import LeadSheet

ROOMS = {"dry": (None, 0.0), "room, 20 dB": (20.0, 0.3), "noisy room, 10 dB": (10.0, 0.4)}
REACH = {"dry": 0.9, "room, 20 dB": 0.9, "noisy room, 10 dB": 0.8}
"""What is asked for: F1 of at least that."""
SOURCES = ("nottingham", "openewld", "pop909")
EVERY, MOST = 9, 600
BARS = 8
ONSET = 0.12  # seconds


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--tunes", type=int, default=50)
    parser.add_argument("--bars", action="store_true", help="learn what tells of bars")
    options = parser.parse_args()
    sheets = [
        sheet
        for source in SOURCES
        for number, sheet in zip(
            range(MOST), read_lead_sheets(options.data, [source]), strict=False
        )
        if number % EVERY == 0
    ]
    if options.bars:
        learn_bars(sheets)
        return
    print(f"{'50 tunes':>18}  F1 (asked)  recall  precision  refused  beat found  CPU s / s")
    for room in ROOMS:
        print_room(room, sheets, options.seed, options.tunes)
    print_refusals(options.data, sheets)


def tune_of(sheet: LeadSheet, chance: np.random.Generator) -> tuple[list[Sung], float]:
    """Take eight bars as somebody would hum them, and their tempo."""
    part = excerpt(sheet)
    tempo = chance.uniform(80, 120)
    seconds = 60 / tempo / TICKS_PER_BEAT
    centre = chance.choice([50, 55, 60, 66])  # of men's and women's voices
    shift = round(centre - float(np.mean([note.pitch for note in part])))
    starts = [note.start for note in part]
    ends = [min(n.end, s) for n, s in zip(part, [*starts[1:], part[-1].end], strict=True)]
    return [
        Sung((n.start - starts[0]) * seconds, (end - starts[0]) * seconds, n.pitch + shift)
        for n, end in zip(part, ends, strict=True)
    ], tempo


def excerpt(sheet: LeadSheet) -> list[Note]:
    """Give eight bars of a tune, from a third of a long one on."""
    length = sheet.metre.ticks_per_bar
    start = sheet.melody[len(sheet.melody) // 3 if len(sheet.melody) > 60 else 0].start
    first = start // length * length
    return [note for note in sheet.melody if first <= note.start < first + BARS * length]


def hummed(
    sheets: Sequence[LeadSheet], room: str, seed: int, number: int
) -> tuple[NDArray[np.float32], list[Sung], float]:
    """Sing one tune; None if the one drawn is too short."""
    chance = np.random.default_rng([seed, number])
    tune: list[Sung] = []
    while len(tune) < 5:
        tune, tempo = tune_of(sheets[int(chance.integers(len(sheets)))], chance)
    samples, sung = sing(tune, choose_voice(chance), chance)
    return breathe(samples, chance, *ROOMS[room]), sung, tempo


def score(sung: Sequence[Sung], found: Sequence[HummedNote]) -> tuple[float, float, float]:
    """Give F1, recall and precision, the singer's tuning rounded either way."""
    return max(_score(sung, found, offset) for offset in (-1, 0, 1))


def _score(
    sung: Sequence[Sung], found: Sequence[HummedNote], offset: int
) -> tuple[float, float, float]:
    free = list(found)
    hits = 0
    for note in sung:
        near = [
            other
            for other in free
            if other.pitch == note.pitch + offset and abs(other.start - note.start) <= ONSET
        ]
        if near:
            free.remove(min(near, key=lambda other: abs(other.start - note.start)))
            hits += 1
    n_sung, n_found = max(len(sung), 1), max(len(found), 1)
    return 2 * hits / (n_sung + n_found), hits / n_sung, hits / n_found


def print_room(room: str, sheets: Sequence[LeadSheet], seed: int, n_tunes: int) -> None:
    """Print one row of the table."""
    scores, tempos, refused, cost, seconds = [], [], 0, 0.0, 0.0
    for number in range(n_tunes):
        samples, sung, tempo = hummed(sheets, room, seed, number)
        started = time.process_time()
        found = find_notes(samples, follow_pitch(samples))
        cost += time.process_time() - started
        seconds += len(samples) / RATE
        scores.append(score(sung, found))
        try:
            heard = hear_tune(Waveform(samples[:, None], RATE))
            tempos.append(abs(heard.tempo / tempo - 1) < 0.05)
        except SpeechError:
            refused += 1
    f1, recall, precision = np.mean(scores, axis=0)
    print(
        f"{room:>18}  {f1:.3f} ({REACH[room]})  {recall:6.3f}  {precision:9.3f}  {refused:7}"
        f"  {np.mean(tempos):10.2f}  {cost / seconds:.4f}"
    )


def print_refusals(data: Path, sheets: Sequence[LeadSheet]) -> None:
    """Print how much of what is no tune is refused."""
    kinds = {"speech": spoken(data), "two voices": two_voices(sheets), "noise, silence": noises()}
    for kind, clips in kinds.items():
        refused = n_clips = 0
        for clip in clips:
            n_clips += 1
            try:
                hear_tune(clip)
            except SpeechError:
                refused += 1
        print(f"{kind:>18}  refused {refused} of {n_clips}")


def spoken(data: Path) -> Iterator[Waveform]:
    """Give all clips of speech."""
    for path in sorted((data / "speech").rglob("*.wav")):
        yield resample(read_audio(path), RATE)


def two_voices(sheets: Sequence[LeadSheet]) -> Iterator[Waveform]:
    """Let two people hum different tunes."""
    for number in range(12):
        both = [hummed(sheets, "dry", seed, number)[0] for seed in (1001, 1002)]
        length = min(map(len, both))
        yield Waveform((both[0][:length] + both[1][:length])[:, None] / 2, RATE)


def noises() -> Iterator[Waveform]:
    """Give silence, noise and hum of mains."""
    chance = np.random.default_rng(0)
    times = np.arange(8 * RATE) / RATE
    yield Waveform(np.zeros((8 * RATE, 1), np.float32), RATE)
    for level in (0.001, 0.1):
        noise = level * chance.standard_normal(8 * RATE)
        yield Waveform(noise[:, None].astype(np.float32), RATE)
    yield Waveform((0.2 * np.sin(2 * np.pi * 100 * times))[:, None].astype(np.float32), RATE)


def learn_bars(sheets: Sequence[LeadSheet]) -> None:
    """Learn from every second tune what tells of bars, and print how often it is right.

    Tunes begin as they do in their books or, long ones, in the middle with a bar.
    """
    sets: list[list[tuple[dict[Bars, NDArray[np.float64]], Bars]]] = [[], []]
    for number, sheet in enumerate(sheets):
        n_beats = sheet.metre.ticks_per_bar // TICKS_PER_BEAT
        part = excerpt(sheet)
        if n_beats not in {2, 3, 4, 6} or len(part) < 10:
            continue
        n_beats = 3 if n_beats in {3, 6} else 4
        bar, first = sheet.metre.ticks_per_bar // TICKS_PER_BEAT, part[0].start // TICKS_PER_BEAT
        line = [
            Note(n.start - first * TICKS_PER_BEAT, n.duration, n.pitch, n.velocity) for n in part
        ]
        sets[number % 2].append((signs(line), Bars(n_beats, -(first % bar) % n_beats)))
    weights = _fit(sets[0])
    print("weights", np.round(weights, 1).tolist(), "in use", WEIGHTS.tolist())
    for name, each in (("learned", weights), ("in use", WEIGHTS)):
        for kind, rows in zip(("learned from", "unseen"), sets, strict=True):
            found = [max(found, key=lambda bars: each @ found[bars]) for found, _ in rows]
            metre = np.mean([f.n_beats == b.n_beats for f, (_, b) in zip(found, rows, strict=True)])
            both = np.mean([f == b for f, (_, b) in zip(found, rows, strict=True)])
            print(
                f"{name:>8}, {kind}: {len(rows)} tunes, metre {metre:.3f}, with bar line {both:.3f}"
            )


def _fit(rows: Sequence[tuple[dict[Bars, NDArray[np.float64]], Bars]]) -> NDArray[np.float64]:
    """Fit a multinomial logistic regression by gradient ascent."""
    kinds = sorted(rows[0][0])
    values = np.array([[found[kind] for kind in kinds] for found, _ in rows])
    right = np.array([kinds.index(bars) for _, bars in rows])
    weights = np.zeros(values.shape[2])
    for _ in range(3000):
        logits = values @ weights
        chances = np.exp(logits - logits.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        expected = (chances[:, :, None] * values).sum(axis=1)
        weights += 0.5 * (values[np.arange(len(rows)), right] - expected).mean(axis=0)
    return weights


if __name__ == "__main__":
    main()
