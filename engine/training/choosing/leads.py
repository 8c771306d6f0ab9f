"""Stretches of eight bars, tune and chords: of songs by people, and of what our composers draw."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from engine.composition.choosing.patterns import Lead
from engine.composition.composers import Composer
from engine.composition.draft import Draft
from engine.composition.grid import METRES
from engine.composition.planning.brief import PieceBrief
from engine.composition.planning.briefing import brief_piece
from engine.composition.planning.planner import Planner
from engine.composition.score import Key, Note
from engine.composition.transformer.controls import Control
from engine.composition.transformer.vocabulary import decode_bars
from engine.emotion.reading import QUADRANTS, EmotionReading, Segment
from engine.options import ComposeOptions
from engine.progress import Progress
from engine.training.transformer.prepare import SPLITS, Shard

__all__ = ["N_BARS", "compose_leads", "leads_of_songs"]

N_BARS = 8
_SECONDS = 45.0
_MOST_OF_A_SONG = 4
_LEAST_SUNG = 0.6  # share of the bars that have a note of the tune


def leads_of_songs(shard: Shard, split: str) -> Iterator[Lead]:
    """Cut stretches out of a data set's songs, each from a bar that is drawn."""
    chance = random.Random(f"{shard.name} {split}")
    for number, own in enumerate(shard.splits):
        if SPLITS[own] != split:
            continue
        first, last = int(shard.songs[number]), int(shard.songs[number + 1])
        starts = range(first, last - N_BARS + 1, N_BARS)
        for start in chance.sample(starts, min(_MOST_OF_A_SONG, len(starts))):
            lead = _read(shard, start)
            if _is_sung(lead):
                yield lead


def _read(shard: Shard, start: int) -> Lead:
    """Read bars as tune and chords, the tonic at C."""
    controls = shard.controls[start]
    metre = METRES[controls[Control.METRE] - 1]
    key = Key(0, "minor" if controls[Control.MODE] == 2 else "major")
    bars = [
        shard.events[shard.bars[bar] : shard.bars[bar + 1]] for bar in range(start, start + N_BARS)
    ]
    padded = [np.pad(bar, ((0, 0), (0, 1))) for bar in bars]  # shards keep no velocity
    chords, parts = decode_bars(padded, [key] * N_BARS, metre.ticks_per_bar)
    return Lead(key, metre.ticks_per_bar, parts["melody"], chords)


def compose_leads(
    composer: Composer, planner: Planner, seed: int, progress: Progress
) -> Iterator[Lead]:
    """Compose a piece of any feeling, and cut it into stretches."""
    brief = brief_piece(planner.plan(_feeling(seed), ComposeOptions(_SECONDS, seed)))
    *_, draft = composer.compose(brief, progress)
    yield from _cut(draft, brief)


def _feeling(seed: int) -> EmotionReading:
    chance = random.Random(seed)
    valence, arousal = (chance.uniform(-0.8, 0.8) for _ in range(2))
    quadrant = QUADRANTS[(0 if arousal > 0 else 3) if valence > 0 else (1 if arousal > 0 else 2)]
    segment = Segment(0, 0, valence, arousal, quadrant)
    shares = {name: float(name == quadrant) for name in QUADRANTS}
    return EmotionReading("", (), (segment,), valence, arousal, quadrant, shares, 1.0)


def _cut(draft: Draft, brief: PieceBrief) -> Iterator[Lead]:
    bar = brief.metre.ticks_per_bar
    for first in range(0, brief.n_bars - N_BARS + 1, N_BARS):
        start, end = first * bar, (first + N_BARS) * bar
        melody = [_earlier(note, start) for note in draft.melody if start <= note.start < end]
        chords = [
            replace(chord, start=chord.start - start)
            for chord in draft.chords
            if start <= chord.start < end
        ]
        lead = Lead(brief.bars[first].section.key, bar, melody, chords)
        if _is_sung(lead):
            yield lead


def _earlier(note: Note, ticks: int) -> Note:
    return replace(note, start=note.start - ticks)


def _is_sung(lead: Lead) -> bool:
    sung = {note.start // lead.bar for note in lead.melody}
    return len(sung) >= _LEAST_SUNG * N_BARS and len(lead.chords) > 1
