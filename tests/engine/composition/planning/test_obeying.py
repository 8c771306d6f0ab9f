"""What orders change of a plan's sections: keys on the way, loudness, touch, endings, chords."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from engine.composition.plan import Plan
from engine.composition.planning.constraints import Constraints
from engine.composition.planning.obeying import obey_orders
from engine.composition.planning.orders import Orders
from engine.composition.score import Key
from engine.composition.scoring import Scoring
from engine.composition.styles.cards import style_called
from engine.demands.answer import Answer
from engine.demands.demand import Demand, Span

MakePlan = Callable[..., Plan]
FORM = (("introduction", 2), ("A", 4), ("B", 4), ("A", 4), ("ending", 2))


def answer_to(value: str) -> Answer:
    return Answer(Demand("change", value, Span(0, 1)))


def obeyed(plan: Plan, **given: Any) -> Plan:
    given.setdefault("is_open", False)  # who plays is not the matter here
    return obey_orders(plan, Orders(Constraints(), **given))


def keys(plan: Plan) -> list[str]:
    return [str(section.key) for section in plan.sections]


def test_a_key_is_raised_by_a_tone_from_the_last_theme_on(make_plan: MakePlan) -> None:
    plan = obeyed(make_plan("Q1", FORM), changes=("key up",), answers=(answer_to("key up"),))
    assert keys(plan) == ["D major"] * 3 + ["E major"] * 2
    assert [answer.obeyed for answer in plan.answers] == [True]
    high = obeyed(make_plan("Q1", FORM, tonic=11), changes=("key up",))
    assert keys(high)[-1] in ("C♯ major", "D♭ major")


@pytest.mark.parametrize(("change", "before", "after"), [
    ("minor to major", "minor", "major"), ("major to minor", "major", "minor"),
])  # fmt: skip
def test_a_mode_turns_with_the_last_theme(
    make_plan: MakePlan, change: str, before: str, after: str
) -> None:
    plan = obeyed(make_plan("Q1", FORM), changes=(change,))
    assert keys(plan) == [f"D {before}"] * 3 + [f"D {after}"] * 2
    assert str(plan.key) == f"D {before}"


def test_one_theme_is_cut_in_two_for_a_change(make_plan: MakePlan) -> None:
    plan = obeyed(make_plan("Q1", (("A", 9),)), changes=("key up",))
    assert [section.n_bars for section in plan.sections] == [5, 4]
    assert keys(plan) == ["D major", "E major"]
    four = obeyed(make_plan("Q1", (("A", 4),)), changes=("key up",))
    assert [section.n_bars for section in four.sections] == [2, 2]


def test_a_theme_that_stands_alone_in_its_frame_changes_with_the_end(make_plan: MakePlan) -> None:
    form = (("introduction", 2), ("A", 8), ("ending", 2))
    plan = obeyed(make_plan("Q1", form), changes=("key up",))
    assert keys(plan) == ["D major", "D major", "E major"]


def test_what_is_too_short_to_change_says_so(make_plan: MakePlan) -> None:
    answers = (answer_to("key up"), answer_to("loud"))
    plan = obeyed(make_plan("Q1", (("A", 3),)), changes=("key up",), answers=answers)
    assert keys(plan) == ["D major"]
    assert [answer.obeyed for answer in plan.answers] == [False, True]


def test_an_introduction_that_is_not_there_is_refused(make_plan: MakePlan) -> None:
    answers = (answer_to("introduction"), answer_to("loud"))
    for form, is_there in ((FORM, True), (FORM[1:], False)):
        plan = obeyed(make_plan("Q1", form), answers=answers)
        assert [answer.obeyed for answer in plan.answers] == [is_there, True]


def test_loudness_register_density_and_touch_are_those_asked_for(make_plan: MakePlan) -> None:
    plain = make_plan("Q1", FORM)
    scoring = Scoring(loudness=50.0, register=80.0, density=5.5, touch="staccato")
    for before, after in zip(plain.sections, obeyed(plain, scoring=scoring).sections, strict=True):
        heard = after.expression
        assert (heard.velocity, heard.register, heard.density) == (50.0, 80.0, 5.5)
        assert heard.articulation < 0.4
        assert heard.tempo == before.expression.tempo
    long = obeyed(plain, scoring=Scoring(touch="legato")).sections[0].expression
    assert long.articulation > 0.9
    for touch in ("", "accented"):
        same = obeyed(plain, scoring=Scoring(touch=touch)).sections  # type: ignore[arg-type]
        assert [s.expression for s in same] == [s.expression for s in plain.sections]


def feeling(plan: Plan, name: str) -> Plan:
    sections = tuple(replace(s, feelings=((name, 1.0),)) for s in plan.sections)
    return replace(plan, sections=sections)


@pytest.mark.parametrize(
    ("name", "endings"),
    [("triumph", {"big finish"}), ("rage", {"abrupt ending", "big finish"}),
     ("sleepiness", {"soft ending", "fade out"}), ("calm", {""})],
)  # fmt: skip
def test_a_piece_ends_as_its_last_feeling_may(
    make_plan: MakePlan, name: str, endings: set[str]
) -> None:
    heard = {
        obeyed(feeling(make_plan("Q1", FORM, seed=seed), name)).scoring.ending for seed in range(12)
    }
    assert heard == endings


def test_nobody_hears_how_five_bars_end(make_plan: MakePlan) -> None:
    for n_bars, ending in ((5, ""), (6, "big finish")):
        plan = obeyed(feeling(make_plan("Q1", (("A", n_bars),)), "triumph"))
        assert plan.scoring.ending == ending


def test_what_has_to_be_held_does_not_stop_in_time(make_plan: MakePlan) -> None:
    for fermata, endings in ((1.0, {"soft ending", "fade out"}), (1.4, {"soft ending", ""})):
        heard = {
            obeyed(replace(feeling(make_plan("Q1", FORM, seed=n), "weariness"), fermata=fermata))
            .scoring.ending
            for n in range(12)
        }  # fmt: skip
        assert heard == endings


def test_what_has_to_be_held_does_not_break_off(make_plan: MakePlan) -> None:
    heard = {
        obeyed(replace(feeling(make_plan("Q2", FORM, seed=n), "rage"), fermata=1.4)).scoring.ending
        for n in range(12)
    }
    assert heard == {"big finish", ""}


def test_an_ending_that_is_asked_for_comes_before_the_style_s_and_the_feeling_s(
    make_plan: MakePlan,
) -> None:
    plan = feeling(make_plan("Q1", FORM), "triumph")
    big_band = style_called("big band")
    assert big_band.ending
    assert obeyed(plan, style=big_band).scoring.ending == big_band.ending
    asked = obeyed(plan, style=big_band, scoring=Scoring(ending="fade out"))
    assert asked.scoring.ending == "fade out"


def test_a_style_gives_chords_in_the_mode_and_others_to_the_second_theme(
    make_plan: MakePlan,
) -> None:
    style = style_called("bossa nova")
    plan = obeyed(make_plan("Q1", FORM), style=style)
    known = {tuple(names.split()) for names in style.progressions}
    assert plan.scoring.progression in known
    assert plan.scoring.bridge in known
    assert plan.scoring.bridge != plan.scoring.progression
    named = obeyed(make_plan("Q1", FORM), style=style, scoring=Scoring(progression=("C", "G")))
    assert named.scoring.progression == ("C", "G")
    assert obeyed(make_plan("Q1", FORM)).scoring.progression == ()


def test_chords_that_are_given_keep_all_themes_in_their_mode(make_plan: MakePlan) -> None:
    plan = make_plan("Q1", FORM)
    turned = replace(plan.sections[2], key=Key(2, "minor"))
    moved = replace(plan.sections[3], key=Key(7, "minor"))
    plan = replace(plan, sections=(*plan.sections[:2], turned, moved, plan.sections[4]))
    given = Scoring(progression=("C", "G"))
    assert keys(obeyed(plan, scoring=given)) == [
        "D major", "D major", "D major", "G minor", "D major",
    ]  # fmt: skip
    assert keys(obeyed(plan))[2] == "D minor"
    changed = obeyed(make_plan("Q1", FORM), scoring=given, changes=("major to minor",))
    assert keys(changed)[-1] == "D minor"


SONG = (("introduction", 2), ("A", 4), ("B", 4), ("A", 4), ("A", 4), ("ending", 2))


def raised(plan: Plan, fixed: Constraints | None = None, **given: Any) -> set[int]:
    """By how many semitones the last chorus is raised, over many seeds; 0 where it is not."""
    found = set()
    for seed in range(40):
        orders = Orders(fixed or Constraints(), is_open=False, **given)
        tonics = [s.key.tonic for s in obey_orders(replace(plan, seed=seed), orders).sections]
        ways = [(tonic - tonics[0]) % 12 for tonic in tonics]
        assert ways[:-2] == [0] * (len(ways) - 2)  # all before the last chorus stays
        assert ways[-2] == ways[-1]
        found.add(ways[-1])
    return found


def felt(plan: Plan, feeling: str) -> Plan:
    sections = (replace(s, feelings=((feeling, 1.0),)) for s in plan.sections)
    return replace(plan, sections=tuple(sections))


def test_joy_raises_its_last_chorus_now_and_then_by_a_half_or_a_whole_step(
    make_plan: MakePlan,
) -> None:
    assert raised(felt(make_plan("Q1", SONG), "joy")) == {0, 1, 2}
    for feeling in ("serenity", "grief", "fear"):
        assert raised(felt(make_plan("Q1", SONG), feeling)) == {0}


def test_a_style_decides_for_itself_whether_its_last_chorus_is_raised(make_plan: MakePlan) -> None:
    joy, grief = (felt(make_plan("Q1", SONG), name) for name in ("joy", "grief"))
    assert raised(grief, style=replace(style_called("gospel"), progressions=())) == {0, 1, 2}
    assert raised(joy, style=replace(style_called("waltz"), progressions=())) == {0}


def test_nothing_is_raised_where_a_key_is_named_or_a_song_does_not_come_home(
    make_plan: MakePlan,
) -> None:
    joy = felt(make_plan("Q1", SONG), "joy")
    assert raised(joy, Constraints(tonic=2)) == {0}
    assert raised(joy, scoring=Scoring(progression=("C", "F", "G", "C"))) == {0}
    assert raised(joy, scoring=Scoring(ending="loop")) == {0}
    assert raised(joy, changes=("key up",)) == {2}  # that one, and no other besides
    away = (("A", 4), ("B", 4), ("A", 4), ("C", 4), ("ending", 2))
    few = (("A", 4), ("B", 4), ("A", 4), ("ending", 2))
    for form in (away, few):
        assert raised(felt(make_plan("Q1", form), "joy")) == {0}
    first, *others = joy.sections
    mixed = replace(joy, sections=(replace(first, key=Key(2, "minor")), *others))
    assert raised(mixed) == {0}
