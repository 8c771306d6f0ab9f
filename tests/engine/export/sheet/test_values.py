from __future__ import annotations

import itertools
import random

import pytest

from engine.composition.score import Metre
from engine.export.sheet.values import Values

METRES = [
    Metre(4, 4),
    Metre(3, 4),
    Metre(2, 4),
    Metre(6, 8),
    Metre(12, 8),
    Metre(7, 8),
    Metre(5, 4),
]
COMMON = Values(Metre())


def ticks(values, start, end, **kind):
    return [value.ticks for value in values.split(start, end, **kind)]


@pytest.mark.parametrize("metre", METRES, ids=str)
@pytest.mark.parametrize("step", [3, 6, 12])
def test_every_stretch_of_a_bar_can_be_written(metre, step):
    values, bar = Values(metre), metre.ticks_per_bar
    for start, end in itertools.combinations(range(0, bar + 1, step), 2):
        for is_rest in (False, True):
            assert sum(ticks(values, start, end, is_rest=is_rest)) == end - start


def test_triplets_fill_their_beat():
    assert ticks(COMMON, 0, 8) + ticks(COMMON, 8, 24) == [8, 16]
    assert ticks(COMMON, 16, 48) == [8, 24]
    assert [value.name for value in COMMON.split(8, 16)] == ["eighth"]


def test_the_middle_of_a_bar_is_seen():
    assert ticks(COMMON, 12, 36) == [24]  # eighth, quarter: usual
    assert ticks(COMMON, 36, 60) == [12, 12]
    assert ticks(COMMON, 24, 72) == [48]
    assert ticks(COMMON, 24, 72, is_rest=True) == [24, 24]
    assert ticks(Values(Metre(6, 8)), 12, 60) == [24, 24]


def test_notes_are_cut_where_asked():
    assert ticks(Values(Metre(), [120]), 96, 192) == [24, 48, 24]


def beams(metre, lengths):
    places, tick = [], 0
    for length, is_note in lengths:
        for value in Values(metre).split(tick, tick + length, is_rest=not is_note):
            places.append((tick, value, is_note))
            tick += value.ticks
    return Values(metre).beams(places)


def test_four_even_eighths_share_a_beam_and_sixteenths_a_beat():
    eighths = beams(Metre(), [(12, True)] * 8)
    assert [beam for (beam,) in eighths] == ["begin", "continue", "continue", "end"] * 2
    mixed = beams(Metre(), [(12, True), (6, True), (6, True), (12, True), (12, True), (48, True)])
    assert mixed[:5] == [("begin",), ("continue", "begin"), ("end", "end"), ("begin",), ("end",)]


def test_a_lone_sixteenth_has_a_hook():
    assert beams(Metre(), [(18, True), (6, True), (72, True)])[:2] == [
        ("begin",),
        ("end", "backward hook"),
    ]


def test_rests_part_beams():
    assert beams(Metre(), [(12, True), (12, False), (12, True), (12, True), (48, True)])[0] == ()


@pytest.mark.parametrize("metre", METRES, ids=str)
def test_every_beam_that_begins_ends(metre):
    chance = random.Random(1)
    for _ in range(50):
        left, lengths = metre.ticks_per_bar, []
        while left:
            lengths.append((min(left, chance.choice((6, 12, 18, 24))), chance.random() < 0.8))
            left -= lengths[-1][0]
        for level in range(3):
            kinds = [beam[level] for beam in beams(metre, lengths) if len(beam) > level]
            whole = [kind for kind in kinds if not kind.endswith("hook")]
            assert whole.count("begin") == whole.count("end")
