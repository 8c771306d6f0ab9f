"""What is heard of a feeling, whoever writes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.composition.plan import Plan, PlannedSection, Shade
from engine.composition.planning.manner import manner_of, manner_of_piece
from engine.composition.score import Key, Metre

PlanMaker = Callable[..., Plan]
COMMON = Metre(4, 4)


@pytest.fixture
def neutral(make_plan: PlanMaker) -> PlannedSection:
    section: PlannedSection = replace(make_plan("Q1").sections[1], valence=0.0, arousal=0.0)
    return section


@pytest.mark.parametrize("mode", ["major", "minor"])
def test_sadness_darkens(make_plan: PlanMaker, mode: str) -> None:
    section = next(
        make_plan(mood).sections[1] for mood in ("Q1", "Q3") if make_plan(mood).key.mode == mode
    )
    shares = [
        manner_of(replace(section, valence=valence), COMMON).darkness for valence in (-0.8, 0, 0.8)
    ]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > shares[2] + 0.1


def test_tense_music_is_thinner_than_gay_music(neutral: PlannedSection) -> None:
    tense, gay = (manner_of(replace(neutral, valence=v, arousal=0.6), COMMON) for v in (-0.6, 0.6))
    assert tense.density < gay.density
    assert tense.melody_density < gay.melody_density


def test_dissonance_is_fears_and_angers_more_than_griefs(neutral: PlannedSection) -> None:
    tense, sad, calm = (
        manner_of(replace(neutral, valence=valence, arousal=arousal), COMMON).chromatic
        for valence, arousal in ((-0.6, 0.6), (-0.6, -0.6), (0.6, -0.6))
    )
    assert tense > 2 * sad > 2 * calm


def test_a_lullaby_changes_its_chords_no_oftener_than_a_dance(neutral: PlannedSection) -> None:
    slow = replace(neutral, expression=replace(neutral.expression, tempo=60))
    quick = replace(neutral, expression=replace(neutral.expression, tempo=150))
    slow_rate, quick_rate = (manner_of(s, COMMON).chords_a_bar for s in (slow, quick))
    assert 1 <= quick_rate <= slow_rate <= 1.8
    assert slow_rate / (4 * 60 / 60) < quick_rate / (4 * 60 / 150)  # by the second


def test_arousal_brings_drums_and_a_busier_bass(neutral: PlannedSection) -> None:
    manners = [manner_of(replace(neutral, arousal=a), COMMON) for a in (-0.6, 0.3, 0.5, 0.9)]
    assert [manner.drums for manner in manners] == [None, "gentle", "strong", "driving"]
    assert manners[0].basses[0] == "calm"
    assert manners[-1].basses[0] == "driving"


def test_nothing_drums_where_the_beat_is_slow(neutral: PlannedSection) -> None:
    slow = replace(neutral.expression, tempo=70)
    assert manner_of(replace(neutral, arousal=0.8, expression=slow), COMMON).drums is None


def test_only_sad_music_gathers_and_rings(neutral: PlannedSection) -> None:
    sad = manner_of(replace(neutral, valence=-0.5, arousal=-0.5), COMMON)
    assert (sad.rings_out, sad.bass_lift > 0, sad.resting_bass) == (True, True, "held")
    assert not manner_of(replace(neutral, valence=-0.5, arousal=0.5), COMMON).rings_out


def test_a_piece_goes_as_most_of_it_feels(make_plan: PlanMaker) -> None:
    plan = make_plan("Q2", (("A", 8), ("B", 2)))
    short = replace(plan.sections[1], valence=0.9, arousal=-0.9)
    assert manner_of_piece(replace(plan, sections=(plan.sections[0], short))).is_tense


def test_a_piece_of_one_feeling_goes_as_its_sections_do(make_plan: PlanMaker) -> None:
    for mood in ("Q1", "Q2", "Q3", "Q4"):
        plan = make_plan(mood)
        assert manner_of_piece(plan) == manner_of(plan.sections[0], plan.metre)


def test_the_longer_a_section_the_more_it_counts_for_the_piece(make_plan: PlanMaker) -> None:
    def darkness(n_bars: int) -> float:
        plan = make_plan("Q1", (("A", 8), ("B", n_bars)))
        sad = replace(plan.sections[1], valence=-0.9)
        return manner_of_piece(replace(plan, sections=(plan.sections[0], sad))).darkness

    shares = [darkness(n_bars) for n_bars in (1, 4, 8, 16)]
    assert shares == sorted(shares)
    happy, sad = (
        manner_of(replace(make_plan("Q1").sections[0], valence=v), COMMON).darkness
        for v in (0.7, -0.9)
    )
    assert shares[2] == pytest.approx((happy + sad) / 2)


def test_density_is_told_by_the_beat_and_the_tune_has_most_of_it(neutral: PlannedSection) -> None:
    for tempo, density in ((60.0, 2.0), (120.0, 4.0)):
        asked = replace(neutral.expression, tempo=tempo, density=density)
        manner = manner_of(replace(neutral, expression=asked), COMMON)
        assert manner.density == pytest.approx(2.0)
        assert 0.5 < manner.melody_density / manner.density < 0.75
    thin, thick = (
        manner_of(
            replace(neutral, expression=replace(neutral.expression, tempo=60.0, density=d)), COMMON
        ).melody_density
        for d in (0.2, 9.0)
    )
    assert (thin, thick) == (0.5, 2.3)  # what can be sung


def test_the_tenser_the_thinner_up_to_a_quarter(neutral: PlannedSection) -> None:
    densities = [
        manner_of(replace(neutral, valence=-v, arousal=v), COMMON).density for v in (0, 0.3, 0.5, 1)
    ]
    assert densities == sorted(densities, reverse=True)
    assert densities[-1] == pytest.approx(0.75 * densities[0])
    assert densities[2] == pytest.approx(densities[-1])
    for valence, arousal in ((0.8, 0.8), (-0.8, -0.8), (0.8, -0.8)):
        same = manner_of(replace(neutral, valence=valence, arousal=arousal), COMMON)
        assert same.density == densities[0]


def test_articulation_is_how_long_notes_last(neutral: PlannedSection) -> None:
    lengths = []
    for articulation in (0.2, 0.6, 1.0):
        asked = replace(neutral.expression, articulation=articulation, tempo=120.0)
        lengths.append(manner_of(replace(neutral, expression=asked), COMMON).note_beats)
    assert lengths[0] == pytest.approx(0.3)  # .15 s
    assert lengths[2] == pytest.approx(3.0)
    assert lengths[1] == pytest.approx((lengths[0] * lengths[2]) ** 0.5)


def test_arousal_thins_chords_of_four_and_fills_the_rest(neutral: PlannedSection) -> None:
    calm, aroused = (manner_of(replace(neutral, arousal=a), COMMON) for a in (-0.8, 0.8))
    assert calm.sevenths > aroused.sevenths > 0
    for name in ("fullness", "motion", "offbeat"):
        assert getattr(calm, name) < getattr(aroused, name), name
    assert calm.melody_density < aroused.melody_density
    usual = manner_of(neutral, COMMON)
    assert 1.5 < usual.fullness < 2
    assert 2 < usual.motion < 2.5
    assert 0.2 < usual.offbeat < 0.4


def test_happy_minor_is_brighter_than_sad_minor_and_no_share_is_negative(
    neutral: PlannedSection,
) -> None:
    for valence in (-1.0, 0.0, 1.0):
        assert 0 <= manner_of(replace(neutral, valence=valence), COMMON).darkness <= 0.9
    assert manner_of(neutral, COMMON).darkness == pytest.approx(0.28)


def test_gloom_and_tension_bring_notes_from_outside_the_scale(neutral: PlannedSection) -> None:
    def chromatic(valence: float, arousal: float) -> float:
        return manner_of(replace(neutral, valence=valence, arousal=arousal), COMMON).chromatic

    assert chromatic(0.9, 0.9) == chromatic(0.1, -0.9) == pytest.approx(0.02)
    assert chromatic(-0.5, -0.5) == pytest.approx(0.03)
    assert chromatic(-0.5, 0.5) > chromatic(-0.5, 0.2) > chromatic(-0.5, -0.5)


def test_chords_change_with_the_seconds_of_a_bar_and_oftener_where_tense(
    neutral: PlannedSection,
) -> None:
    def rate(metre: Metre, tempo: float, tension: float = 0.0) -> float:
        expression = replace(neutral.expression, tempo=tempo)
        section = replace(neutral, valence=-tension, arousal=tension, expression=expression)
        return manner_of(section, metre).chords_a_bar

    assert rate(COMMON, 96) == pytest.approx(0.95 + 0.18 * 2.5)
    assert rate(Metre(3, 4), 72) == rate(COMMON, 96)  # as long a bar
    assert rate(COMMON, 96, 0.4) == pytest.approx(rate(COMMON, 96) + 0.16)
    assert rate(COMMON, 135) == pytest.approx(1.26, abs=0.03)  # songs of these tempos (POP909)
    assert rate(COMMON, 61) == pytest.approx(1.62, abs=0.06)
    assert rate(COMMON, 40) == 1.8


@pytest.mark.parametrize(
    ("arousal", "tempo", "beat"),
    [(0.25, 120, None), (0.26, 120, "gentle"), (0.4, 120, "strong"), (0.7, 120, "driving"),
     (0.9, 83, None), (0.9, 84, "driving"), (0.39, 84, "gentle"), (0.69, 84, "strong")],
)  # fmt: skip
def test_drums_enter_with_arousal_where_the_beat_is_quick_enough(
    neutral: PlannedSection, arousal: float, tempo: float, beat: str | None
) -> None:
    expression = replace(neutral.expression, tempo=tempo)
    section = replace(neutral, arousal=arousal, expression=expression)
    assert manner_of(section, COMMON).drums == beat


@pytest.mark.parametrize(
    ("valence", "arousal", "basses", "resting"),
    [(0.5, -0.5, ("calm", "calm"), "calm"), (-0.5, -0.5, ("held", "held"), "held"),
     (-0.5, -0.1, ("steady", "pushing"), "held"), (0.5, -0.2, ("steady", "pushing"), "calm"),
     (0.5, 0.2, ("steady", "pushing"), "calm"), (0.5, 0.5, ("driving", "bouncing"), "steady"),
     (-0.5, 0.5, ("driving", "bouncing"), "steady"), (0.5, 0.8, ("driving", "driving"), "steady")],
)  # fmt: skip
def test_the_bass_does_more_the_more_the_music_moves(
    neutral: PlannedSection, valence: float, arousal: float, basses: tuple[str, str], resting: str
) -> None:
    manner = manner_of(replace(neutral, valence=valence, arousal=arousal), COMMON)
    assert (manner.basses, manner.resting_bass) == (basses, resting)


@pytest.mark.parametrize(("valence", "arousal"), [(0.0, -0.5), (0.0, 0.5), (-0.5, 0.0)])
def test_what_lies_on_an_axis_is_neither_sad_nor_tense(
    neutral: PlannedSection, valence: float, arousal: float
) -> None:
    manner = manner_of(replace(neutral, valence=valence, arousal=arousal), COMMON)
    assert (manner.is_tense, manner.rings_out, manner.bass_lift) == (False, False, 0)
    assert manner.may_push == (arousal > 0)


def test_timpani_play_only_where_drums_could(neutral: PlannedSection) -> None:
    for arousal in (-0.5, 0.0, 0.25, 0.26, 0.9):
        manner = manner_of(replace(neutral, arousal=arousal, is_drummed=True), COMMON)
        assert manner.stirs == (manner.drums is not None)
        asked = replace(neutral, arousal=arousal, is_drummed=False)
        assert manner_of(asked, COMMON) == replace(manner, drums=None)


def test_figures_are_even_where_calm_and_jagged_where_tense(neutral: PlannedSection) -> None:
    found = {
        (v > 0, a > 0): manner_of(replace(neutral, valence=v, arousal=a), COMMON)
        for v in (-0.5, 0.5) for a in (-0.5, 0.5)
    }  # fmt: skip
    assert "restless" in found[False, True].figures
    assert all("restless" not in m.figures for key, m in found.items() if key != (False, True))
    assert "sustained" in found[False, False].figures
    assert "sustained" in found[True, False].figures
    assert "rolling" in found[True, True].figures
    assert [m.is_tense for m in found.values()] == [False, True, False, False]
    assert [m.may_be_pop for m in found.values()] == [False, False, True, True]
    assert [m.may_push for m in found.values()] == [False, True, False, True]
    assert manner_of(neutral, COMMON).may_be_pop
    assert not manner_of(neutral, COMMON).may_push


@pytest.mark.parametrize("mode", ["major", "minor"])
def test_a_second_feeling_lends_of_its_music_by_its_share(
    neutral: PlannedSection, mode: str
) -> None:
    gay = replace(neutral, valence=0.7, arousal=0.6, key=Key(2, "major"))
    fear = replace(gay, valence=-0.7, arousal=0.8, key=Key(2, mode), feelings=(("fear", 1.0),))  # type: ignore[arg-type]
    one, other = manner_of(gay, COMMON), manner_of(fear, COMMON)
    for share in (0.0, 0.2, 0.5):
        shade = Shade(-0.7, 0.8, mode, "fear", share)  # type: ignore[arg-type]
        mixed = manner_of(replace(gay, shade=shade), COMMON)
        for name in ("darkness", "sevenths", "motion", "offbeat", "swell"):
            here, there = getattr(one, name), getattr(other, name)
            assert getattr(mixed, name) == pytest.approx((1 - share) * here + share * there), name
        borrowed = 0.08 * share if mode == "minor" else 0.0
        blend = (1 - share) * one.chromatic + share * other.chromatic
        assert mixed.chromatic == pytest.approx(blend + borrowed)
        assert mixed.figures == (other if share == 0.5 else one).figures
        for name in ("density", "melody_density", "drums", "basses", "is_tense", "gait"):
            assert getattr(mixed, name) == getattr(one, name), name


def test_a_named_feeling_swells_by_its_nuance(neutral: PlannedSection) -> None:
    wonder = replace(neutral, feelings=(("wonder", 1.0),))
    pride = replace(neutral, feelings=(("pride", 1.0),))
    swells = [manner_of(section, COMMON).swell for section in (wonder, neutral, pride)]
    assert swells == sorted(swells, reverse=True)
    assert swells[0] == pytest.approx(1.5 * swells[1])
