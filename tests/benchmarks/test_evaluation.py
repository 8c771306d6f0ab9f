from __future__ import annotations

import math

import evaluation
import pytest

from engine.composition.score import Chord, Key, Note


def line(*pitches: int, step: int = 24) -> list[Note]:
    return [Note(n * step, step, pitch, 64) for n, pitch in enumerate(pitches)]


def test_entropy_counts_pitch_classes() -> None:
    assert evaluation.pitch_class_entropy(line(60, 72, 48, 60), 96, 1) == 0
    assert evaluation.pitch_class_entropy(line(60, 62, 64, 65), 96, 1) == 2
    every = line(*range(60, 72), step=8)
    assert evaluation.pitch_class_entropy(every, 96, 1) == pytest.approx(math.log2(12))


def test_entropy_of_more_bars_is_taken_over_windows() -> None:
    notes = line(60, 60, 60, 60, 62, 62, 62, 62)
    assert evaluation.pitch_class_entropy(notes, 96, 1) == 0
    assert evaluation.pitch_class_entropy(notes, 96, 2) == 1
    assert evaluation.pitch_class_entropy([], 96, 4) == 0


def test_grooving_similarity_compares_bars() -> None:
    assert evaluation.grooving_similarity(line(*[60] * 8), 96) == 1
    shifted = [Note(0, 12, 60, 64), Note(96 + 48, 12, 60, 64)]
    assert evaluation.grooving_similarity(shifted, 96) == pytest.approx(1 - 2 / 64)


def test_chord_irregularity_counts_unlike_trigrams() -> None:
    loop = [Chord(n * 96, 96, (0, 5, 7)[n % 3]) for n in range(12)]
    assert evaluation.chord_irregularity(loop) == pytest.approx(3 / 9)
    assert evaluation.chord_irregularity(loop[:3]) == 1
    held = [Chord(n * 96, 96, 0) for n in range(12)]
    assert evaluation.chord_irregularity(held) == 1


def test_polyphony_ignores_silence() -> None:
    notes = [Note(0, 24, 60, 64), Note(0, 24, 64, 64), Note(48, 24, 60, 64)]
    assert evaluation.polyphony(notes) == pytest.approx(1.5)
    assert evaluation.polyphony([]) == 0


def test_scale_consistency() -> None:
    assert evaluation.scale_consistency(line(60, 62, 61, 64), Key(0, "major")) == 0.75
    assert evaluation.scale_consistency(line(71, 70), Key(0, "minor")) == 1


def test_empty_bars_are_those_without_sound() -> None:
    notes = [Note(0, 24, 60, 64), Note(190, 10, 60, 64)]
    assert evaluation.empty_bars(notes, 96, 4) == 1


def test_shared_runs_ignore_the_key_but_not_the_rhythm() -> None:
    known = line(60, 62, 64, 65, 67, 69, 71)
    runs = evaluation.SharedRuns([known])
    assert runs.longest(line(70, 72, 74, 75, 60)) == 4
    assert runs.longest(line(70, 72, 74, 75, step=12)) == 0
    assert runs.longest(known) == 7
    assert runs.longest(line(60)) == 0
