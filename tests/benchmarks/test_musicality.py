from __future__ import annotations

import numpy as np
import pytest
from musicality import (
    Excerpt,
    compare_sets,
    describe,
    find_keys,
    fitness,
    measure_excerpt,
    overlap,
    share_playable,
    structureness,
)
from pieces import QUADRANTS, read_feeling

from engine.composition.score import Key, Metre, Note, Score, ScoreSection, TempoChange, Track

BAR = 96


def line(*pitches: int, step: int = 24) -> list[Note]:
    return [Note(n * step, step, pitch, 64) for n, pitch in enumerate(pitches)]


def test_measures_of_a_melody() -> None:
    melody = line(60, 60, 62, 70)
    found = measure_excerpt(Excerpt(Metre(4, 4), 2, (), melody, (), Key(0, "major")))
    assert found["melody: repeated notes"] == pytest.approx(1 / 3)
    assert found["melody: steps"] == pytest.approx(1 / 3)
    assert found["melody: leaps beyond a fifth"] == pytest.approx(1 / 3)
    assert found["melody: notes a bar"] == 2
    assert found["melody: empty bars, share"] == 0.5
    assert found["melody: outside the scale"] == 0.25
    assert not any(name.startswith("all") for name in found)


def test_the_key_detectors_agree_on_a_clear_key() -> None:
    notes = line(*(69, 71, 72, 74, 76, 77, 68, 69, 76, 69, 72, 69))
    assert set(find_keys(notes).values()) == {(9, "minor")}
    assert find_keys(line(60, 62, 64, 65, 67, 69, 71, 72, 67, 60, 64))["AardenEssen"] == (
        0,
        "major",
    )


def test_what_comes_back_has_structure() -> None:
    chance = np.random.default_rng(0)
    theme = [int(pitch) for pitch in chance.integers(48, 84, 32)]
    again = structureness(line(*theme, *theme, step=12), BAR)
    wandering = structureness(line(*chance.integers(36, 96, 64), step=12), BAR)
    assert again["structure: 2–4 bars"] == pytest.approx(0.5)  # half of it repeats the other half
    assert wandering["structure: 2–4 bars"] < 0.1


def test_fitness_is_the_harmonic_mean_of_score_and_coverage() -> None:
    # A A B: A is repeated once, perfectly, and covers two thirds.
    scores = np.full((6, 6), -2.0)
    for row in range(6):
        scores[row, row] = 1
    scores[[0, 1, 2, 3], [2, 3, 0, 1]] = 1
    score, coverage = (4 - 2) / 4, (4 - 2) / 6
    assert fitness(scores, 0, 2) == pytest.approx(2 * score * coverage / (score + coverage))
    assert fitness(scores, 4, 2) == 0


def test_overlap_of_equal_and_of_distant_samples() -> None:
    chance = np.random.default_rng(0)
    sample = chance.normal(size=300)
    same = overlap(sample, sample)
    assert same.area == pytest.approx(1, abs=0.01)
    assert same.divergence == pytest.approx(0)
    far = overlap(sample, sample + 20)
    assert far.area < 0.01
    assert far.divergence < 0.01 < far.same_grid  # the published form does not see where they lie


def test_equal_samples_without_spread() -> None:
    assert overlap(np.ones(5), np.ones(5)).area == 1
    assert overlap(np.ones(5), np.zeros(5)).area == 0


def test_description_counts_pitches_and_moves() -> None:
    found = describe(line(60, 64, 60, 67), BAR)
    assert found["pitch count"] == [3]
    assert found["pitch range"] == [7]
    assert found["mean pitch shift"] == [pytest.approx(5)]
    assert found["mean onset interval"] == [4]
    assert found["pitch-class histogram"][0] == 0.5
    assert found["note-length histogram"][2] == 1
    assert found["pitch-class transitions"].sum() == pytest.approx(1)


def test_a_set_overlaps_with_itself_more_than_with_another() -> None:
    chance = np.random.default_rng(0)

    def pieces(low: int, high: int) -> list[dict[str, np.ndarray]]:
        return [describe(line(*chance.integers(low, high, 32)), BAR) for _ in range(12)]

    corpus = pieces(48, 84)
    near, far = compare_sets(pieces(48, 84), corpus), compare_sets(pieces(60, 64), corpus)
    assert near["pitch range"].area > 0.6 > far["pitch range"].area


def test_notes_beyond_an_instrument_are_counted() -> None:
    key = Key(0, "major")
    score = Score(
        key, Metre(4, 4), 1, (TempoChange(0, 100),), (ScoreSection("A", 0, 1, key),), (),
        (Track("melody", 73, tuple(line(50, 60, 72, 99))), Track("drums", 0, tuple(line(1)))),
    )  # fmt: skip
    assert share_playable(score) == 0.5


def test_feelings_lie_in_their_quadrant_and_do_not_change() -> None:
    for quadrant in QUADRANTS:
        readings = [read_feeling(quadrant, seed) for seed in range(20)]
        assert len({(reading.valence, reading.arousal) for reading in readings}) == 20
        assert read_feeling(quadrant, 3) == readings[3]
        for reading in readings:
            assert (reading.valence > 0) == (quadrant in ("Q1", "Q4"))
            assert (reading.arousal > 0) == (quadrant in ("Q1", "Q2"))
