from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from engine.composition.plan import Plan
from engine.composition.planning.planner import Planner
from engine.composition.planning.tempos import tempo_course
from engine.composition.score import TICKS_PER_BEAT
from engine.demands.parser import find_demands
from engine.emotion.music_vectors import MusicVectors
from engine.emotion.reading import EmotionReading, Quadrant, Segment
from engine.errors import EmotionError, OptionError
from engine.options import ComposeOptions

PLACES: dict[Quadrant, tuple[float, float]] = {
    "Q1": (0.6, 0.4),
    "Q2": (-0.6, 0.3),
    "Q3": (-0.6, -0.1),
    "Q4": (0.4, -0.3),
}


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner(MusicVectors())


def felt(*quadrants: Quadrant, faint: float = 1.0) -> EmotionReading:
    segments = tuple(
        Segment(
            n,
            n,
            PLACES[name][0] * faint,
            PLACES[name][1] * faint,
            name,
            share=1 / len(quadrants),
            kind="then",
        )
        for n, name in enumerate(quadrants)
    )
    return EmotionReading("a wish", segments=segments, quadrant=quadrants[0], confidence=0.9)


def duration(plan: Plan) -> float:
    """Seconds up to the last bar line, as the piece is played."""
    tempos = tempo_course(plan)
    ends = [*(change.tick for change in tempos[1:]), plan.n_bars * plan.metre.ticks_per_bar]
    return sum(
        (end - change.tick) / TICKS_PER_BEAT * 60 / change.tempo
        for change, end in zip(tempos, ends, strict=True)
    )


@pytest.mark.parametrize("seconds", [5, 7.5, 12, 30, 60, 61.7, 180, 300])
@pytest.mark.parametrize("quadrant", PLACES)
def test_the_piece_is_as_long_as_asked(
    planner: Planner, quadrant: Quadrant, seconds: float
) -> None:
    for seed in range(6):
        plan = planner.plan(felt(quadrant), ComposeOptions(seconds=seconds, seed=seed))
        ring = min(0.9, 0.1 * seconds)
        assert duration(plan) + ring == pytest.approx(seconds, rel=0.06)


@pytest.mark.parametrize("key", [None, "D minor", "D major"])
@pytest.mark.parametrize("quadrants", list(itertools.permutations(PLACES, 2)))
def test_the_home_mode_is_that_of_the_plan(
    planner: Planner, quadrants: tuple[Quadrant, ...], key: str | None
) -> None:
    asking = replace(felt(*quadrants), demands=find_demands("a blues in a minor key"))
    for reading in (felt(*quadrants), asking):
        for seed in range(3):
            options = ComposeOptions(seed=seed, key=key)
            assert planner.home_mode(reading, options) == planner.plan(reading, options).key.mode


def test_the_length_does_not_bend_the_tempo(planner: Planner) -> None:
    tempos = {
        planner.plan(felt("Q3"), ComposeOptions(seconds=seconds, seed=4)).tempo
        for seconds in (10, 15, 20, 25, 60)
    }
    assert len(tempos) == 1


def test_tense_wishes_differ(planner: Planner) -> None:
    chance = np.random.default_rng(1)
    plans = []
    for _ in range(10):
        valence, arousal = -chance.uniform(0.3, 0.9), chance.uniform(0.3, 0.9)
        segment = Segment(0, 0, valence, arousal, "Q2")
        reading = EmotionReading("tense", segments=(segment,), quadrant="Q2", confidence=0.9)
        plans.append(planner.plan(reading, ComposeOptions(seconds=30, seed=7)))
    assert len({round(plan.tempo) for plan in plans}) >= 5
    assert len({round(plan.sections[1].expression.density, 1) for plan in plans}) >= 5


def test_seeds_lean_towards_different_music(planner: Planner) -> None:
    plans = [planner.plan(felt("Q1"), ComposeOptions(seed=seed)) for seed in range(40)]
    assert len({round(plan.tempo / 4) for plan in plans}) >= 8
    spread = np.std([plan.sections[1].expression.density for plan in plans])
    assert spread > 0.2


def test_what_is_asked_more_strongly_is_played_more_strongly(planner: Planner) -> None:
    """No cue sticks at a limit."""
    valences = np.linspace(-0.1, -0.7, 7)
    loudness = []
    for valence in valences:
        segment = Segment(0, 0, float(valence), float(-valence), "Q2")
        loudness.append(
            planner.decide(
                EmotionReading("tense", segments=(segment,), quadrant="Q2", confidence=0.9)
            )["tempo"]
        )
    assert all(later > earlier for earlier, later in itertools.pairwise(loudness))


def test_frames_are_softer_and_thinner(planner: Planner) -> None:
    plan = planner.plan(felt("Q1"), ComposeOptions(seconds=60))
    by_name = {section.name: section.expression for section in plan.sections}
    theme, last = by_name["A"], by_name["ending"]
    first = by_name.get("introduction", last)
    assert max(first.density, last.density) < theme.density
    assert max(first.velocity, last.velocity) < theme.velocity


def test_quadrants_sound_apart(planner: Planner) -> None:
    happy, tense, sad, calm = (
        [planner.plan(felt(quadrant), ComposeOptions(seed=seed)) for seed in range(12)]
        for quadrant in PLACES
    )
    modes = [{plan.key.mode for plan in plans} for plans in (happy, tense, sad, calm)]
    assert modes == [{"major"}, {"minor"}, {"minor"}, {"major"}]

    def usual(plans: list[Plan], cue: str) -> float:
        return float(np.mean([getattr(plan.sections[1].expression, cue) for plan in plans]))

    for cue, margin in (("tempo", 8), ("density", 0.5), ("velocity", 20), ("articulation", -0.1)):
        sign = math.copysign(1, margin)
        loud, quiet = (
            [sign * usual(plans, cue) for plans in pair] for pair in ((happy, tense), (sad, calm))
        )
        assert min(loud) > max(quiet) + abs(margin), cue


def test_a_faint_feeling_is_played_less_extremely(planner: Planner) -> None:
    strong, faint = (
        planner.plan(felt("Q2", faint=faint), ComposeOptions()).tempo for faint in (1.0, 0.3)
    )
    assert strong > faint > 110


def test_feelings_follow_in_the_order_said(planner: Planner) -> None:
    plan = planner.plan(felt("Q3", "Q1"), ComposeOptions())
    valences = [section.valence for section in plan.sections]
    assert valences == sorted(valences)
    assert {section.key.mode for section in plan.sections} == {"major", "minor"}
    assert len({section.key.tonic for section in plan.sections}) == 1
    letters = [[s.name for s in plan.sections if (s.valence > 0) == p] for p in (True, False)]
    assert letters[0][-2] == "A"  # the first theme comes back as what is felt at last
    assert not {*letters[0][:-2]} & {*letters[1]}


def test_the_seed_chooses_the_key_and_nothing_felt(planner: Planner) -> None:
    plans = [planner.plan(felt("Q1"), ComposeOptions(seed=seed)) for seed in range(20)]
    assert len({plan.key.tonic for plan in plans}) > 5
    assert {plan.key.mode for plan in plans} == {"major"}
    assert plans[3] == planner.plan(felt("Q1"), ComposeOptions(seed=3))
    assert len({plan.seed for plan in plans}) == 20


def test_one_seed_is_another_chance_for_every_wish(planner: Planner) -> None:
    seeds = {planner.plan(felt(name), ComposeOptions(seed=3)).seed for name in ("Q1", "Q2", "Q3")}
    assert len(seeds) == 3


def test_many_feelings_keep_the_strongest(planner: Planner) -> None:
    plan = planner.plan(felt("Q1", "Q2", "Q3", "Q4", "Q1"), ComposeOptions(seconds=20))
    assert len({(section.valence, section.arousal) for section in plan.sections}) <= 3


@pytest.mark.parametrize(("text", "words"), [("", "nothing was said"), ("um", "does not say")])
def test_a_wish_without_feeling_is_asked_again(planner: Planner, text: str, words: str) -> None:
    with pytest.raises(EmotionError, match=words) as caught:
        planner.plan(EmotionReading(text), ComposeOptions())
    assert "Say how it should feel" in caught.value.hint


def test_the_plan_obeys_what_the_user_fixed(planner: Planner) -> None:
    options = ComposeOptions(None, key="D minor", tempo=90, metre="3/4", n_bars=16)
    plan = planner.plan(felt("Q1", "Q3"), options)
    assert {str(section.key) for section in plan.sections} == {"D minor"}
    assert {section.expression.tempo for section in plan.sections} == {90}
    assert (str(plan.metre), plan.n_bars) == ("3/4", 16)


def test_a_tonic_alone_leaves_the_mode_to_the_wish(planner: Planner) -> None:
    plans = [planner.plan(felt(name), ComposeOptions(key="E")) for name in ("Q1", "Q3")]
    assert [str(plan.key) for plan in plans] == ["E major", "E minor"]


def test_bars_in_too_few_seconds_are_refused(planner: Planner) -> None:
    with pytest.raises(OptionError, match="40 bars in 10 seconds"):
        planner.plan(felt("Q1"), ComposeOptions(seconds=10, n_bars=40))


def letters(plan: Plan) -> list[set[str]]:
    """The themes of each feeling, in the order in which feelings follow each other."""
    groups = itertools.groupby(plan.sections, key=lambda s: (s.valence, s.arousal))
    return [{section.name for section in own if section.is_theme} for _, own in groups]


def test_a_feeling_that_comes_back_brings_its_themes(planner: Planner) -> None:
    calm, storm, again = letters(planner.plan(felt("Q4", "Q2", "Q4"), ComposeOptions(seconds=120)))
    assert not calm & storm
    assert len(again & calm) >= 2
    assert not again & storm


def test_quiet_music_is_in_three_now_and_then_and_loud_music_never(planner: Planner) -> None:
    def metres(quadrant: Quadrant) -> list[str]:
        return [
            str(planner.plan(felt(quadrant), ComposeOptions(seed=seed)).metre) for seed in range(60)
        ]

    quiet = metres("Q4")
    assert set(quiet) == {"4/4", "3/4", "6/8"}
    assert 0.1 < 1 - quiet.count("4/4") / 60 < 0.45
    assert set(metres("Q1")) == {"4/4"}


def test_a_named_feeling_has_its_own_share_of_threes(planner: Planner) -> None:
    def threes(name: str) -> float:
        reading = felt("Q1")
        [segment] = reading.segments
        named = replace(reading, segments=(replace(segment, feelings={name: 1.0}),))
        plans = (planner.plan(named, ComposeOptions(seed=seed)) for seed in range(60))
        return sum(str(plan.metre) != "4/4" for plan in plans) / 60

    assert threes("sleepiness") > 0.4 > threes("joy") > 0.08
    assert threes("rage") == 0


def test_the_seed_moves_a_tempo_both_ways_within_its_freedom(planner: Planner) -> None:
    reading = felt("Q1")
    usual = planner.decide(reading)["tempo"]
    tempos = [planner.plan(reading, ComposeOptions(seed=seed)).tempo for seed in range(30)]
    assert min(tempos) < usual < max(tempos)
    spread = [math.log(tempo / usual) for tempo in tempos]
    assert max(spread) - min(spread) < 0.8


def test_the_livelier_the_quicker_within_tempos_that_are_asked_for(planner: Planner) -> None:
    text, tempos = "fast", []
    for arousal in (-0.6, 0.0, 0.6):
        reading = felt("Q1")
        [segment] = reading.segments
        reading = replace(
            reading, text=text, segments=(replace(segment, arousal=arousal),),
            demands=find_demands(text),
        )  # fmt: skip
        tempos.append(planner.plan(reading, ComposeOptions()).tempo)
    [demand] = reading.demands.of("tempo")
    assert demand.low is not None
    assert demand.high is not None
    assert demand.low <= tempos[0] < tempos[1] < tempos[2] <= demand.high
    assert tempos[2] - tempos[0] > 0.3 * (demand.high - demand.low)


def test_the_tempo_is_free_by_a_step_whatever_clip_is_drawn(
    planner: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    clips = type(planner._music_vectors.neighbours(0.6, 0.4))
    monkeypatch.setattr(clips, "draw", lambda self, _random: self.mean)
    reading = felt("Q1")
    usual = planner.decide(reading)["tempo"]
    freedom = [
        math.log(planner.plan(reading, ComposeOptions(seed=seed)).tempo / usual)
        for seed in range(20)
    ]
    assert 0.1 < max(freedom) <= 0.17
    assert -0.17 <= min(freedom) < -0.1
