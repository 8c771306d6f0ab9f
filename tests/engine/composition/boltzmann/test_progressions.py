from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from engine.composition.boltzmann.conditions import PhraseTraits
from engine.composition.boltzmann.loading import load_machines
from engine.composition.boltzmann.progressions import HarmonyWriter, PhraseRequest
from engine.composition.harmony import Degree, is_dominant, is_usual, tonic_of
from engine.composition.score import Metre, Mode
from engine.progress import Progress

REQUEST = PhraseRequest("major", Metre(4, 4), 4, "open", PhraseTraits(1.0, 0.3, 0.1, 0.0))


@pytest.fixture(scope="module")
def writer(tiny_folder: Path) -> HarmonyWriter:
    harmony, _, vocabulary = load_machines(tiny_folder)
    return HarmonyWriter(harmony, vocabulary)


def write(writer: HarmonyWriter, request: PhraseRequest, seed: int = 0) -> list[Degree]:
    return writer.write(request, torch.Generator().manual_seed(seed), Progress())


@pytest.mark.parametrize("mode", ["major", "minor"])
@pytest.mark.parametrize("n_bars", [1, 2, 3, 4])
def test_a_full_close_comes_home_by_the_dominant(
    writer: HarmonyWriter, mode: Mode, n_bars: int
) -> None:
    phrase = write(writer, replace(REQUEST, mode=mode, n_bars=n_bars, close="full"))
    assert len(phrase) == 2 * n_bars
    assert phrase[-2:] == [tonic_of(mode)] * 2
    assert n_bars == 1 or is_dominant(phrase[-3])


@pytest.mark.parametrize("changes", [1.0, 1.5])
def test_a_half_close_stops_on_the_dominant(writer: HarmonyWriter, changes: float) -> None:
    traits = PhraseTraits(changes, 0.3, 0.1, 0.0)
    phrase = write(writer, replace(REQUEST, close="half", traits=traits))
    assert is_dominant(phrase[-1])
    assert is_dominant(phrase[-2]) == (changes == 1.0)


def test_all_chords_are_usual_ones(writer: HarmonyWriter) -> None:
    for seed in range(5):
        assert all(
            is_usual(chord, "minor")
            for chord in write(writer, replace(REQUEST, mode="minor"), seed)
        )


def test_known_chords_stay(writer: HarmonyWriter) -> None:
    known = [Degree(0), Degree(0), Degree(5), Degree(7)]
    assert write(writer, replace(REQUEST, known=known))[:4] == known


@pytest.mark.parametrize("home", [True, False])
def test_a_phrase_begins_at_home_or_away(writer: HarmonyWriter, *, home: bool) -> None:
    first = write(writer, replace(REQUEST, begins_home=home))[0]
    assert (first == Degree(0)) is home


def test_chords_change_at_about_the_rate_asked(writer: HarmonyWriter) -> None:
    def changes(rate: float) -> int:
        phrase = write(writer, replace(REQUEST, traits=PhraseTraits(rate, 0.3, 0.1, 0.0)))
        return sum(a != b for a, b in itertools.pairwise(phrase))

    assert changes(0.75) < changes(2.0)


def test_in_three_beats_chords_change_with_the_bar(writer: HarmonyWriter) -> None:
    phrase = write(writer, replace(REQUEST, metre=Metre(3, 4)))
    assert phrase[0:6:2] == phrase[1:6:2]
