from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from engine.composition.planning.manner import RITARDANDO
from engine.composition.planning.outline import Stretch, lay_out

bars = st.floats(1.0, 4.5)
shares = st.floats(0.01, 1.0)


@given(
    st.lists(st.builds(Stretch, shares, bars), min_size=1, max_size=3),
    st.floats(5, 300),
)
def test_every_feeling_sounds_in_order_as_long_as_asked(
    stretches: list[Stretch], seconds: float
) -> None:
    layout = lay_out(stretches, seconds)
    sections = layout.lines
    heard = [section.stretch for section in sections]
    assert heard == sorted(heard)
    assert set(heard) == set(range(len(stretches)))
    length = sum(section.n_bars * stretches[section.stretch].bar for section in sections)
    length += (layout.fermata / RITARDANDO[-1] - 1) * stretches[-1].bar
    if seconds > 60:
        assert length == pytest.approx(seconds, rel=0.06)


@given(st.lists(st.builds(Stretch, shares, bars), min_size=1, max_size=3), st.floats(5, 300))
def test_sections_of_one_letter_are_alike(stretches: list[Stretch], seconds: float) -> None:
    sections = lay_out(stretches, seconds).lines
    own = [section for section in sections if section != sections[-1 - (len(sections) > 2)]]
    kinds = {(section.name, section.stretch): section.n_bars for section in own}
    assert all(kinds[section.name, section.stretch] == section.n_bars for section in own)
    assert all(section.n_bars >= 1 for section in sections)


def test_a_piece_leaves_its_theme_and_comes_home() -> None:
    for seconds, letters in ((30, "ABA"), (44, "AABA"), (66, "AABA"), (122, "ABACABA")):
        sections = lay_out([Stretch(1.0, 2.0)], seconds).lines
        names = [section.name for section in sections if len(section.name) == 1]
        assert "".join(names) == letters
        assert sections[-1].name == "ending"


def test_longer_pieces_have_periods_of_eight_bars() -> None:
    for seconds, n_bars in ((40, 4), (64, 8), (300, 8)):
        sections = lay_out([Stretch(1.0, 2.0)], seconds).lines
        assert {section.n_bars for section in sections if section.name == "A"} == {n_bars}


def test_a_few_seconds_are_one_section() -> None:
    sections = lay_out([Stretch(1.0, 2.0)], 5).lines
    assert [section.name for section in sections] == ["A"]


def test_who_wants_to_hear_the_tune_does_not_wait() -> None:
    for bar in (1.0, 1.6, 2.4, 4.0):
        for seconds in (20, 30, 44):
            for patience in (2.8, 4.5):
                first, *_ = lay_out([Stretch(1.0, bar, patience)], seconds).lines
                if first.name == "introduction":
                    assert first.n_bars <= 2
                    assert first.n_bars * bar <= patience


def test_chance_gives_other_forms_of_the_same_length() -> None:
    forms = set()
    for seed in range(20):
        lines = lay_out([Stretch(1.0, 2.0)], 44, random.Random(seed)).lines
        forms.add("".join(line.name for line in lines if len(line.name) == 1))
    assert len(forms) >= 4
    assert all(form.startswith("A") and len(form) == 4 for form in forms)


def test_a_style_has_its_own_form() -> None:
    lines = lay_out([Stretch(1.0, 2.0)], 66, form="AABB").lines
    assert "".join(line.name for line in lines if len(line.name) == 1) == "AABB"


def test_a_feeling_that_comes_back_brings_its_themes() -> None:
    calm, storm = Stretch(1.0, 3.0), Stretch(1.0, 1.5)
    lines = lay_out([calm, storm, replace(calm, kin=0)], 90).lines
    names = [{line.name for line in lines if line.stretch == n and len(line.name) == 1}
             for n in range(3)]  # fmt: skip
    assert not names[0] & names[1]
    assert names[2] <= names[0]


def test_the_first_theme_returns_in_the_last_feeling() -> None:
    lines = lay_out([Stretch(1.0, 3.0), Stretch(1.0, 1.5)], 60).lines
    themes = [line for line in lines if len(line.name) == 1]
    assert (themes[-1].name, themes[-1].stretch) == ("A", 1)
