from __future__ import annotations

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
    kinds = {section.name: (section.stretch, section.n_bars) for section in sections}
    assert all(kinds[section.name] == (section.stretch, section.n_bars) for section in sections)
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
