"""How loud and how long notes are played: what stands out, what swells, what rings."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.composition.plan import Plan
from engine.composition.planning.brief import SectionBrief
from engine.composition.planning.briefing import brief_piece
from engine.composition.playing.dynamics import Played, articulate, shape_velocities
from engine.composition.score import Metre, Note, Role

MakePlan = Callable[..., Plan]
BEAT, BAR = 24, 96
COMMON = Metre(4, 4)


class Even(random.Random):
    """Chance that goes neither way."""

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


def section_of(make_plan: MakePlan, velocity: float = 70.0) -> SectionBrief:
    section = brief_piece(make_plan("Q1", (("A", 8),))).sections[0]
    expression = replace(section.expression, velocity=velocity)
    return replace(section, expression=expression, course=(0.5,) * 8)


def sixteenths(pitch: int = 72, velocity: int = 64) -> list[Note]:
    return [Note(tick, 6, pitch, velocity) for tick in range(0, 8 * BAR, 6)]


def shaped(
    section: SectionBrief, metre: Metre = COMMON, **parts: list[Note]
) -> dict[Role, list[Note]]:
    return shape_velocities(parts, section, metre, Even())  # type: ignore[arg-type]


def mean_of(notes: list[Note]) -> float:
    return sum(note.velocity for note in notes) / len(notes)


def test_the_pitched_parts_together_are_as_loud_as_asked(make_plan: MakePlan) -> None:
    played = shaped(section_of(make_plan), melody=sixteenths(), chords=sixteenths(55),
                    drums=sixteenths(36, 100))  # fmt: skip
    assert mean_of(played["melody"] + played["chords"]) == pytest.approx(70, abs=0.5)


def test_the_tune_stands_out_and_the_chords_stay_behind(make_plan: MakePlan) -> None:
    played = shaped(section_of(make_plan), melody=sixteenths(), chords=sixteenths(),
                    bass=sixteenths(), drums=sixteenths())  # fmt: skip
    loud = {role: mean_of(notes) for role, notes in played.items()}
    assert loud["melody"] >= loud["bass"] + 15
    assert loud["bass"] > loud["chords"] + 3
    assert loud["bass"] < loud["drums"] < loud["melody"]


def test_bar_lines_weigh_most_then_beats_quavers_and_the_rest(make_plan: MakePlan) -> None:
    [notes] = shaped(section_of(make_plan), melody=sixteenths()).values()
    places = {
        name: mean_of([n for n in notes if kind(n.start)])
        for name, kind in {
            "bar": lambda t: t % BAR == 0,
            "beat": lambda t: t % BEAT == 0 and t % BAR,
            "quaver": lambda t: t % 12 == 0 and t % BEAT,
            "rest": lambda t: t % 12,
        }.items()
    }
    assert places["bar"] > places["beat"] + 2
    assert places["beat"] > places["quaver"] + 2
    assert places["quaver"] > places["rest"] + 2


def test_phrases_of_four_bars_swell_and_ebb(make_plan: MakePlan) -> None:
    lines = [Note(bar * BAR, BAR, 72, 64) for bar in range(8)]
    [notes] = shaped(section_of(make_plan), melody=lines).values()
    loud = [note.velocity for note in notes]
    assert loud[:4] == loud[4:]
    assert loud[0] < loud[1]
    assert max(loud) in loud[1:3]
    assert loud[3] < max(loud)
    assert 6 <= max(loud) - min(loud) <= 12
    three = [Note(bar * 72, 72, 72, 64) for bar in range(8)]
    [notes] = shaped(section_of(make_plan), Metre(3, 4), melody=three).values()
    assert [note.velocity for note in notes] == loud


def test_accents_of_the_writer_are_kept(make_plan: MakePlan) -> None:
    accented = [replace(n, velocity=80) if n.start == 4 * BAR else n for n in sixteenths()]
    plain = shaped(section_of(make_plan), melody=sixteenths())["melody"]
    heard = shaped(section_of(make_plan), melody=accented)["melody"]
    gained = [new.velocity - old.velocity for new, old in zip(heard, plain, strict=True)]
    assert gained[64] == pytest.approx(16, abs=1)
    assert all(abs(gain) <= 1 for n, gain in enumerate(gained) if n != 64)


def test_bars_are_louder_as_the_piece_rises(make_plan: MakePlan) -> None:
    rising = replace(section_of(make_plan), course=tuple(n / 7 for n in range(8)))
    [notes] = shaped(rising, melody=sixteenths()).values()
    flat = shaped(section_of(make_plan), melody=sixteenths())["melody"]
    gains = [mean_of([n for n in notes if n.start // BAR == bar])
             - mean_of([n for n in flat if n.start // BAR == bar]) for bar in range(8)]  # fmt: skip
    assert gains == sorted(gains)
    assert gains[7] - gains[0] == pytest.approx(rising.manner.swell, abs=1.5)
    assert sum(gains) == pytest.approx(0, abs=2)


@pytest.mark.parametrize(("velocity", "limit"), [(150.0, 124), (-20.0, 12)])
def test_nothing_is_louder_or_softer_than_can_be_played(
    make_plan: MakePlan, velocity: float, limit: int
) -> None:
    notes = shaped(section_of(make_plan, velocity), melody=sixteenths())["melody"]
    assert {note.velocity for note in notes} == {limit}


def test_drums_alone_have_their_loudness_too(make_plan: MakePlan) -> None:
    notes = shaped(section_of(make_plan), drums=sixteenths(36))["drums"]
    assert mean_of(notes) == pytest.approx(66, abs=5)


def test_chance_moves_notes_by_less_than_a_step_of_loudness(make_plan: MakePlan) -> None:
    section = section_of(make_plan)
    even = shaped(section, melody=sixteenths())["melody"]
    played = shape_velocities({"melody": sixteenths()}, section, COMMON, random.Random(3))
    moved = [a.velocity - b.velocity for a, b in zip(played["melody"], even, strict=True)]
    assert len(set(moved)) > 10
    assert all(abs(step) <= 12 for step in moved)
    assert abs(sum(moved) / len(moved)) < 1


def played(durations: list[int], longest: int | None = None) -> list[Played]:
    return [
        Played(Note(BAR * n, duration, 60, 64), longest or duration)
        for n, duration in enumerate(durations)
    ]


def lengths(parts: list[Played], beats: float, end: int = 10**6) -> list[int]:
    return [note.duration for note in articulate({"melody": parts}, beats, end)["melody"]]


@pytest.mark.parametrize("beats", [0.5, 0.7, 0.9])
def test_notes_last_as_long_as_asked_in_the_mean(beats: float) -> None:
    heard = lengths(played([24, 24, 24, 24]), beats)
    usual = math.exp(sum(map(math.log, heard)) / len(heard))
    assert usual == pytest.approx(beats * BEAT, abs=0.6)


def test_dry_notes_keep_some_of_their_time_and_long_ones_more() -> None:
    short, long, longest = lengths(played([24, 96, 192]), 0.01)
    assert 0.4 <= short / 24 < 0.5
    assert short / 24 < long / 96 < 0.9
    assert longest == 192
    assert min(lengths(played([3, 4, 5]), 0.01)) == 3


def test_legato_fills_the_time_and_beyond_it_notes_ring() -> None:
    assert lengths(played([24, 24], longest=48), 1.0) == [24, 24]
    ringing = lengths(played([24, 24], longest=48), 1.5)
    assert all(35 <= length <= 37 for length in ringing)
    assert lengths(played([24, 24], longest=48), 9.0) == [48, 48]


def test_every_note_has_ended_with_the_piece() -> None:
    heard = articulate({"melody": played([24, 24], longest=200)}, 9.0, BAR + 30)
    assert [note.end for note in heard["melody"]] == [BAR + 30 if n else 126 for n in range(2)]


def test_parts_without_notes_stay_empty() -> None:
    assert articulate({"melody": [], "bass": []}, 1.0, 10) == {"melody": [], "bass": []}
