"""Tests of how the critic learns."""

from __future__ import annotations

import random

import numpy as np

from engine.composition.choosing.patterns import N_PATTERNS, Lead
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
from engine.progress import Progress
from engine.training.choosing.leads import N_BARS, leads_of_songs
from engine.training.choosing.train import JudgedLeads, train_critic
from engine.training.corpora.songs import Song
from engine.training.transformer.prepare import tokenise


def walk(seed: int, *, leaps: bool) -> Lead:
    """Make a tune that goes by step, or by leaps."""
    chance = random.Random(seed)
    pitch, melody = 64, []
    for n in range(32):
        pitch += chance.choice((-9, 9, 7, -7) if leaps else (-2, -1, 1, 2))
        melody.append(Note(24 * n, 24, min(80, max(50, pitch)), 80))
    return Lead(Key(0, "major"), 96, melody, [Chord(96 * n, 96, 0) for n in range(N_BARS)])


def test_what_differs_is_learned_and_told_of_tunes_not_seen() -> None:
    def examples(first: int) -> JudgedLeads:
        seeds = range(first, first + 60)
        return JudgedLeads(
            [walk(seed, leaps=False) for seed in seeds], [walk(-seed, leaps=True) for seed in seeds]
        )

    weights, accuracy = train_critic(examples(0), examples(1000), Progress())
    assert accuracy > 0.95
    assert weights["hidden"].shape[0] == N_PATTERNS
    assert all(np.isfinite(values.detach().numpy()).all() for values in weights.values())


def song(name: str) -> Song:
    melody = tuple(Note(24 * n, 24, 60 + n % 7, 80) for n in range(4 * 20))
    chords = tuple(Chord(96 * n, 96, (2, 7)[n % 2]) for n in range(20))
    key = Key(2, "major")
    score = Score(
        key, Metre(), 20, (TempoChange(0, 100.0),), (ScoreSection("A", 0, 20, key),), chords,
        (Track("melody", 0, melody),),
    )  # fmt: skip
    return Song(name, "pop", score, is_full=False, tempo=100.0)


def test_songs_are_cut_into_stretches_with_the_tonic_at_c() -> None:
    shard = tokenise("pop909", [song(f"pop909/{n:03}") for n in range(60)])
    counts = {}
    for split in ("train", "valid", "test"):
        leads = list(leads_of_songs(shard, split))
        counts[split] = len(leads)
        for lead in leads:
            assert lead.key == Key(0, "major")
            assert all(0 <= note.start < N_BARS * lead.bar for note in lead.melody)
            assert {chord.root for chord in lead.chords} == {0, 5}
    assert sum(counts.values()) == 2 * 60
    assert counts["train"] > counts["valid"]
