"""Tests of the critic, and of going on with the best beginning."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from engine.composition.choosing.beginnings import Choice, go_on_with_best
from engine.composition.choosing.critic import Critic
from engine.composition.choosing.patterns import N_PATTERNS, Lead, count_patterns
from engine.composition.draft import Draft
from engine.composition.plan import Plan
from engine.composition.planning.brief import PieceBrief
from engine.composition.planning.briefing import brief_piece
from engine.composition.score import Chord, Key, Note
from engine.errors import ResourceError
from engine.progress import Progress

PlanMaker = Callable[..., Plan]


def lead(*pitches: int) -> Lead:
    melody = [Note(24 * n, 24, pitch, 80) for n, pitch in enumerate(pitches)]
    return Lead(Key(0, "major"), 96, melody, [Chord(0, 384, 0)])


def write_critic(folder: Path, liked: Lead, disliked: Lead, n_patterns: int = N_PATTERNS) -> Path:
    """Write a critic that likes what is more like one stretch than another."""
    way = count_patterns(liked) - count_patterns(disliked)
    hidden = np.zeros((n_patterns, 2), np.float32)
    hidden[:, 0], hidden[:, 1] = way[:n_patterns], -way[:n_patterns]
    folder.mkdir()
    save_file(
        {
            "mean": np.zeros(n_patterns, np.float32), "scale": np.ones(n_patterns, np.float32),
            "hidden": hidden, "hidden_bias": np.zeros(2, np.float32),
            "out": np.array([1, -1], np.float32), "out_bias": np.zeros((), np.float32),
        },
        folder / "checkpoint.safetensors",
    )  # fmt: skip
    (folder / "config.json").write_text(json.dumps({"patterns": n_patterns}))
    return folder


TUNE, DRONE = lead(60, 62, 64, 65, 67, 65, 64, 62, 60), lead(*[60] * 9)


def test_a_critic_likes_what_it_learned_to_like(tmp_path: Path) -> None:
    critic = Critic(write_critic(tmp_path / "critic", TUNE, DRONE))
    assert critic.judge(TUNE) > 0 > critic.judge(DRONE)


def test_too_few_notes_are_not_judged(tmp_path: Path) -> None:
    assert Critic(write_critic(tmp_path / "critic", TUNE, DRONE)).judge(lead(60, 62)) == 0


def test_a_critic_of_other_patterns_is_refused(tmp_path: Path) -> None:
    folder = write_critic(tmp_path / "critic", TUNE, DRONE, N_PATTERNS - 1)
    with pytest.raises(ResourceError, match="critic"):
        Critic(folder)


@pytest.mark.model
def test_the_critic_that_ships_prefers_a_tune_to_a_drone() -> None:
    assert Critic().judge(TUNE) > Critic().judge(DRONE)


def test_the_beginning_that_is_liked_is_gone_on_with(make_plan: PlanMaker, tmp_path: Path) -> None:
    brief = brief_piece(make_plan(form=[("A", 4), ("B", 4)]))
    n_begun, n_finished = [], []

    def write(own: PieceBrief, progress: Progress) -> Iterator[Draft]:
        pitches = [60, 62, 64, 67, 69, 67, 64, 62] if own.seed != brief.seed else [66] * 8
        for section in own.sections:
            n_begun.append(own.seed)
            progress.update("compose", section.first_bar / 8)
            melody = [
                Note(96 * bar + 24 * beat, 24, pitches[(beat + 4 * bar) % 8], 64)
                for bar in range(section.end_bar)
                for beat in range(4)
            ]
            chords = [Chord(96 * bar, 96, 0) for bar in range(section.end_bar)]
            yield Draft(section.end_bar, chords, melody)
        n_finished.append(own.seed)

    critic = Critic(write_critic(tmp_path / "critic", TUNE, DRONE))
    told: list[float] = []
    progress = Progress(lambda _, share: told.append(share))
    drafts = list(go_on_with_best(write, brief, Choice(2, critic), progress))
    assert told == sorted(told)
    assert [draft.n_bars for draft in drafts] == [section.end_bar for section in brief.sections]
    assert len({note.pitch for note in drafts[-1].melody}) > 1
    assert len(n_finished) == 1  # the other one was only begun
    assert len(n_begun) == len(brief.sections) + 1
