"""Tests of what is chosen: what breaks fewer rules, and what is as asked."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from engine.composition.choosing.chooser import SPREADS, Chooser, misfit
from engine.composition.choosing.critic import Critic
from engine.composition.choosing.faults import marks_against
from engine.composition.choosing.patterns import N_PATTERNS, Lead, count_patterns, foreign_share
from engine.composition.score import Chord, Key, Note

BAR, BEAT = 96, 24


def lead(pitches: Sequence[int], lengths: Sequence[int] = (24,), tonic: int = 0) -> Lead:
    starts = np.cumsum([0, *(lengths[n % len(lengths)] for n in range(len(pitches)))])
    melody = [
        Note(int(start), lengths[n % len(lengths)], pitch + tonic, 80)
        for n, (start, pitch) in enumerate(zip(starts, pitches, strict=False))
    ]
    n_bars = -(-int(starts[-1]) // BAR)
    chords = [Chord(n * BAR, BAR, (tonic + (0, 5, 7, 0)[n % 4]) % 12) for n in range(n_bars)]
    return Lead(Key(tonic, "major"), BAR, melody, chords)


GOOD = lead((60, 64, 67, 65, 64, 62, 60, 72, 71, 67, 65, 62, 60), (36, 12, 24, 24, 12, 12, 48))


def test_patterns_are_the_same_in_every_key_and_place() -> None:
    here = count_patterns(GOOD)
    assert here.shape == (N_PATTERNS,)
    moved = lead([note.pitch for note in GOOD.melody], (36, 12, 24, 24, 12, 12, 48), tonic=5)
    np.testing.assert_allclose(count_patterns(moved), here)
    later = replace(
        GOOD,
        melody=[replace(note, start=note.start + 4 * BAR) for note in GOOD.melody],
        chords=[replace(chord, start=chord.start + 4 * BAR) for chord in GOOD.chords],
    )
    np.testing.assert_allclose(count_patterns(later), here)


def test_foreign_tones_are_those_outside_the_key() -> None:
    assert foreign_share(GOOD) == 0
    sharp = [pitch + (pitch % 12 == 5) for pitch in (note.pitch for note in GOOD.melody)]
    assert 0.05 < foreign_share(lead(sharp)) < 0.15
    leading = replace(lead([69, 68, 69, 71]), key=Key(9, "minor"))
    assert foreign_share(replace(leading, chords=())) == 0


def test_other_music_has_other_patterns() -> None:
    assert not np.allclose(count_patterns(lead([60] * 12)), count_patterns(GOOD))
    assert np.isfinite(count_patterns(replace(GOOD, melody=(), chords=()))).all()


def test_each_fault_costs() -> None:
    free = marks_against(GOOD)
    tune = [note.pitch for note in GOOD.melody]
    rubs = [65, *tune[1:]]  # an F held over C major
    goes_on = [48, *tune[1:]]
    assert marks_against(lead(rubs, (36, 12, 24, 24, 12, 12, 48))) > free
    assert marks_against(lead(goes_on, (36, 12, 24, 24, 12, 12, 48))) > free
    assert marks_against(lead([60] * 16)) > free + 2  # goes round one note, in one rhythm
    assert marks_against(lead([60, 72] * 8)) > free
    at_home = replace(GOOD, chords=[replace(chord, root=0) for chord in GOOD.chords])
    assert marks_against(at_home) > free + 1


def test_the_better_one_is_taken_as_a_rule_and_not_always() -> None:
    bad = lead([65, 72] * 8, (48,))
    chooser = Chooser(None, random.Random(1))
    taken = [chooser.choose([bad, GOOD], [0.0, 0.0]) for _ in range(50)]
    assert sum(taken) > 45
    equal = [chooser.choose([GOOD, GOOD], [0.0, 0.0]) for _ in range(50)]
    assert 10 < sum(equal) < 40


def test_no_critic_is_so_sure_that_rules_count_nothing() -> None:
    class Sure(Critic):
        def __init__(self) -> None:
            pass

        def judge(self, lead: Lead) -> float:
            return 40.0 if lead is circling else 2.0

    circling = lead([60] * 16)
    chooser = Chooser(Sure(), random.Random(1))
    assert chooser.merit(circling) < chooser.merit(GOOD)


def test_what_is_not_as_asked_is_left() -> None:
    chooser = Chooser(None, random.Random(1))
    taken = [chooser.choose([GOOD, GOOD], [4.0, 0.0]) for _ in range(20)]
    assert sum(taken) >= 18


def test_a_misfit_grows_with_the_distance_and_counts_what_is_known() -> None:
    asked = {"melody density": 1.5, "register": 70.0}
    assert misfit(asked, asked) == 0
    near, far = ({**asked, "register": 70 + n * SPREADS["register"]} for n in (1, 2))
    assert misfit(asked, near) == 1
    assert misfit(asked, far) == 4
    assert misfit(asked, {"darkness": 1.0}) == 0
