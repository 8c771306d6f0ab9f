from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from judge import Accuracy, Judge, LabelledMusic, confusion, cross_judge
from judge_features import lift_keys, measure, piano_reduction
from judge_learners import BoostedTrees, LinearClassifier

from engine.composition.score import Key, Metre, Note, Score, ScoreSection, TempoChange, Track


def scale(*steps: int, tonic: int = 60, velocity: int = 64) -> np.ndarray:
    return np.array(
        [(0.5 * n, 0.5 * n + 0.45, tonic + step, velocity) for n, step in enumerate(steps)]
    )


MAJOR = scale(*(0, 4, 7, 4, 0, 5, 9, 5, 7, 11, 14, 11, 0, 4, 7, 12) * 2)
MINOR = scale(*(0, 3, 7, 3, 0, 5, 8, 5, 7, 11, 14, 11, 0, 3, 7, 12) * 2)


def clusters(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Four classes told by two of ten columns."""
    chance = np.random.default_rng(seed)
    labels = np.arange(n) % 4
    inputs = chance.normal(size=(n, 10))
    inputs[:, 3] += np.where(labels < 2, 2, -2)
    inputs[:, 7] += np.where(np.isin(labels, (0, 3)), 2, -2)
    return inputs, labels


def test_a_score_is_heard_in_seconds_without_its_drums() -> None:
    metre = Metre(4, 4)
    score = Score(
        Key(0, "major"), metre, 2, (TempoChange(0, 60), TempoChange(96, 120)),
        (ScoreSection("A", 0, 2, Key(0, "major")),), (),
        (
            Track("melody", 73, (Note(0, 24, 60, 90), Note(96, 24, 62, 80))),
            Track("chords", 0, (Note(0, 48, 60, 50),)),
            Track("drums", 0, (Note(0, 6, 36, 100),)),
        ),
    )  # fmt: skip
    heard = piano_reduction(score)
    assert heard.tolist() == [[0, 2, 60, 90], [4, 4.5, 62, 80]]


def test_a_key_struck_again_ends_the_note_before() -> None:
    notes = np.array([[0.0, 2.0, 60, 64], [1.0, 1.5, 60, 64], [0.5, 3.0, 64, 64]])
    lifted = lift_keys(notes)
    assert lifted[:, :2].tolist() == [[0, 1], [0.5, 3], [1, 1.5]]


def test_tonality_is_told_and_does_not_depend_on_the_key() -> None:
    major, minor = measure(MAJOR), measure(MINOR)
    assert major["major_lead"] > 0.1 > -0.1 > minor["major_lead"]
    higher = measure(MAJOR + np.array([0, 0, 5, 0]))
    for name in ("major_lead", "degree_7", "root_5", "chord_major", "together_4"):
        assert higher[name] == pytest.approx(major[name])
    assert higher["pitch_mean"] == pytest.approx(major["pitch_mean"] + 5)


def test_roughness_rises_with_seconds() -> None:
    def chord(*pitches: int) -> np.ndarray:
        return np.array([(n, n + 0.9, pitch, 64) for n in range(6) for pitch in pitches], float)

    rough = measure(chord(48, 49, 54))["roughness_mean"]
    assert rough > 1.5 * measure(chord(48, 55, 64))["roughness_mean"]


def test_every_piece_has_the_same_finite_measures() -> None:
    names = list(measure(MAJOR))
    for notes in (MINOR, MAJOR[:1], MAJOR[:2]):
        found = measure(notes)
        assert list(found) == names
        assert np.isfinite(list(found.values())).all()


@pytest.mark.parametrize("learner", [BoostedTrees, LinearClassifier])
def test_learners_tell_classes_apart(learner: type) -> None:
    inputs, labels = clusters(200)
    fitted = learner.train(inputs, np.eye(4)[labels], np.ones(len(labels)))
    others, wanted = clusters(100, seed=1)
    said = fitted.probabilities(others)
    assert said.sum(axis=1) == pytest.approx(np.ones(100))
    assert (said.argmax(axis=1) == wanted).mean() > 0.9


def music(n: int = 120, *, songs: int = 30) -> LabelledMusic:
    inputs, labels = clusters(n)
    names = ("velocity_mean", *(f"measure_{k}" for k in range(9)))
    return LabelledMusic(inputs, labels, np.arange(n) // (n // songs), names)


def test_a_judge_is_the_same_each_time_and_after_a_file(tmp_path: Path) -> None:
    judge = Judge.train(music())
    judge.save(tmp_path / "judge.npz")
    inputs, _ = clusters(20, seed=2)
    expected = judge.judge(inputs)
    assert np.array_equal(Judge.load(tmp_path / "judge.npz").judge(inputs), expected)
    assert np.array_equal(Judge.train(music()).judge(inputs), expected)


def test_a_deaf_judge_does_not_look_at_loudness() -> None:
    judge = Judge.train(music(), hears_loudness=False)
    inputs, _ = clusters(20, seed=2)
    louder = inputs.copy()
    louder[:, 0] += 100
    assert np.array_equal(judge.judge(inputs), judge.judge(louder))


def test_clips_are_judged_by_those_who_do_not_know_their_song() -> None:
    # Each song is told by a column of its own, and its label is chance.
    chance = np.random.default_rng(0)
    songs = np.arange(160) // 4
    known = LabelledMusic(
        np.eye(40)[songs], chance.integers(4, size=40)[songs], songs,
        tuple(f"song_{n}" for n in range(40)),
    )  # fmt: skip
    said = cross_judge(known, hears_loudness=True)
    assert (said.argmax(axis=1) == known.quadrants).mean() < 0.4


def test_accuracy_adds_quadrants_up() -> None:
    said = np.array([[0.4, 0.3, 0.1, 0.2], [0.4, 0.3, 0.1, 0.2], [0.1, 0.2, 0.4, 0.3]])
    accuracy = Accuracy.of(said, np.array([0, 1, 2]))
    assert accuracy == Accuracy(pytest.approx(2 / 3), 1.0, pytest.approx(2 / 3))
    assert confusion(said, np.array([0, 1, 2])).tolist()[1] == [1, 0, 0, 0]
