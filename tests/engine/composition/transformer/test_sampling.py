from __future__ import annotations

import numpy as np
import pytest

from engine.composition.score import QUALITIES, Metre
from engine.composition.transformer.bar_rules import BarRules
from engine.composition.transformer.controls import CONTROLS, Control
from engine.composition.transformer.in_step import Steps
from engine.composition.transformer.network import Transformer
from engine.composition.transformer.sampling import BarWriter
from engine.composition.transformer.taste import Taste
from engine.composition.transformer.vocabulary import (
    DURATIONS,
    EVENT_SIZES,
    FIRST_QUALITY,
    FIRST_ROOT,
    N_PITCHES,
    Bar,
    Field,
    Kind,
)
from engine.errors import JobCancelledError
from engine.progress import Progress

FOUR, THREE = Metre(4, 4), Metre(3, 4)
WILD = Taste(temperature=(1.0, 3.0, 3.0, 3.0, 3.0), kept=(1.0,) * 5, guidance=1.0)


def controls(**values: int) -> np.ndarray:
    row = np.zeros(len(CONTROLS), np.uint8)
    row[[Control.METRE, Control.MODE, Control.PARTS]] = 1, 1, 2
    for name, value in values.items():
        row[Control[name]] = value
    return row


def writer(model: Transformer, seed: int = 0) -> BarWriter:
    return BarWriter(model, np.random.default_rng(seed), Progress(), WILD)


def of(bar: Bar, kind: Kind) -> np.ndarray:
    return bar[bar[:, Field.KIND] == kind].astype(int)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("metre", [FOUR, THREE])
def test_whatever_is_drawn_is_a_valid_bar(untrained: Transformer, metre: Metre, seed: int) -> None:
    pen = writer(untrained, seed)
    rules = BarRules(ranges={Kind.BASS: (10, 20), Kind.ACCOMPANIMENT: (30, 50)})
    for _ in range(3):
        bar = pen.write(controls(METRE=1 if metre == FOUR else 2), rules)
        assert bar[0].tolist() == [Kind.BAR, 0, 0, 0, 0, 0]
        assert (np.diff(bar[:, Field.KIND].astype(int)) >= 0).all()
        assert (bar[:, : Field.VELOCITY] < np.array(EVENT_SIZES)).all()
        assert (bar[:, Field.PLACE] < metre.ticks_per_bar // 4).all()
        chords = of(bar, Kind.CHORD)
        assert chords[0, Field.PLACE] == 0
        assert (chords[:, Field.EXTENT] >= FIRST_QUALITY).all()
        assert (chords[:, Field.OVER] >= 1).all()
        for kind in (Kind.CHORD, Kind.MELODY, Kind.BASS):
            assert (np.diff(of(bar, kind)[:, Field.PLACE]) > 0).all()
        order = [(row[Field.PLACE], row[Field.SYMBOL]) for row in of(bar, Kind.ACCOMPANIMENT)]
        assert order == sorted(set(order))
        for kind, (low, high) in rules.ranges.items():
            pitches = of(bar, kind)[:, Field.SYMBOL]
            assert ((pitches >= low) & (pitches <= high)).all()
        notes = bar[bar[:, Field.KIND] > Kind.CHORD]
        assert ((notes[:, Field.EXTENT] >= 1) & (notes[:, Field.EXTENT] <= len(DURATIONS))).all()


def test_the_same_seed_draws_the_same(untrained: Transformer) -> None:
    def draw(seed: int) -> list[list[list[int]]]:
        pen = writer(untrained, seed=seed)
        return [pen.write(controls(), BarRules()).tolist() for _ in range(3)]

    assert draw(0) == draw(0) != draw(1)


def test_parts_that_may_not_sound_are_silent(untrained: Transformer) -> None:
    rules = BarRules(parts=frozenset({Kind.CHORD, Kind.BASS}))
    bar = writer(untrained).write(controls(), rules)
    assert not len(of(bar, Kind.MELODY))
    assert not len(of(bar, Kind.ACCOMPANIMENT))


def test_given_parts_stay_as_they_are(untrained: Transformer) -> None:
    pen = writer(untrained)
    old = pen.write(controls(), BarRules())
    given = {kind: old[old[:, Field.KIND] == kind] for kind in (Kind.CHORD, Kind.BASS)}
    new = pen.write(controls(), BarRules(), given)
    for kind, rows in given.items():
        assert of(new, kind).tolist() == rows.tolist()


def test_chords_for_a_given_melody_are_those_that_explain_it_best(
    untrained: Transformer, monkeypatch: pytest.MonkeyPatch
) -> None:
    pen = writer(untrained)
    melody = of(pen.write(controls(), BarRules()), Kind.MELODY).astype(np.uint8)
    tried: list[int] = []

    def explain(_: list[list[int]]) -> Steps[float]:
        yield from ()  # reads nothing
        tried.append(pen._reader.harmony(0)[0])
        return float(tried[-1])

    monkeypatch.setattr(pen._reader, "explain", explain)
    bar = pen.write(controls(), BarRules(), {Kind.MELODY: melody})
    assert of(bar, Kind.MELODY).tolist() == melody.tolist()
    assert of(bar, Kind.CHORD)[0, Field.SYMBOL] == max(tried)
    assert len(tried) > 1


@pytest.mark.parametrize("root", [0, 7])
@pytest.mark.parametrize("seed", range(6))
def test_a_cadence_ends_on_its_root(untrained: Transformer, root: int, seed: int) -> None:
    bar = writer(untrained, seed=seed).write(controls(), BarRules(last_roots=(root,)))
    assert of(bar, Kind.CHORD)[-1, Field.SYMBOL] == FIRST_ROOT + root


@pytest.mark.parametrize("seed", range(4))
def test_a_first_chord_may_be_asked_for_in_the_key_s_own_mode(
    untrained: Transformer, seed: int
) -> None:
    own = {1: {"", "7", "maj7", "6", "sus2", "sus4", "dim", "aug", "dim7", "m7♭5"},
           2: {"m", "7", "m7", "m6", "sus2", "sus4", "dim", "dim7", "m7♭5"}}  # fmt: skip
    for mode, allowed in own.items():
        bar = writer(untrained, seed=seed).write(controls(MODE=mode), BarRules(first_root=0))
        first = of(bar, Kind.CHORD)[0]
        assert first[Field.SYMBOL] == FIRST_ROOT
        assert list(QUALITIES)[first[Field.EXTENT] - FIRST_QUALITY] in allowed


@pytest.mark.parametrize("mode", [1, 2])
def test_the_last_bar_holds_the_tonic_triad(untrained: Transformer, mode: int) -> None:
    triad = np.zeros(EVENT_SIZES[Field.SYMBOL], np.bool_)
    triad[1:N_PITCHES:12] = True
    rules = BarRules(held=triad, last_roots=(0,), must_be_root=True)
    bar = writer(untrained).write(controls(MODE=mode), rules)
    assert (bar[:, Field.PLACE] == 0).all()
    chord = of(bar, Kind.CHORD)
    quality = FIRST_QUALITY + (mode == 2)
    assert chord[:, Field.SYMBOL : Field.VELOCITY].tolist() == [[FIRST_ROOT, quality, 1]]
    notes = bar[bar[:, Field.KIND] > Kind.CHORD]
    assert triad[notes[:, Field.SYMBOL]].all()
    assert {DURATIONS[extent - 1] for extent in notes[:, Field.EXTENT]} <= {96}


def test_a_kept_rhythm_is_kept(untrained: Transformer) -> None:
    rhythm = [(0, 5), (6, 6), (13, 7)]
    bar = writer(untrained).write(controls(), BarRules(rhythms={Kind.MELODY: rhythm}))
    melody = of(bar, Kind.MELODY)
    assert [(row[Field.PLACE], row[Field.EXTENT]) for row in melody] == rhythm


def test_a_part_whose_rhythm_is_nothing_stays_silent(untrained: Transformer) -> None:
    bar = writer(untrained).write(controls(), BarRules(rhythms={Kind.MELODY: []}))
    assert not len(of(bar, Kind.MELODY))


def test_writing_stops_when_it_is_cancelled(untrained: Transformer) -> None:
    progress = Progress()
    pen = BarWriter(untrained, np.random.default_rng(0), progress)
    progress.cancel()
    with pytest.raises(JobCancelledError):
        pen.write(controls(), BarRules())
