from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.composition.outline import Stretch, lay_out

bars = st.floats(1.0, 4.5)
shares = st.floats(0.01, 1.0)


@given(
    st.lists(st.builds(Stretch, shares, bars), min_size=1, max_size=3),
    st.floats(5, 300),
)
def test_every_feeling_sounds_in_order_and_tempos_hardly_bend(
    stretches: list[Stretch], seconds: float
) -> None:
    sections, faster = lay_out(stretches, seconds)
    heard = [section.stretch for section in sections]
    assert heard == sorted(heard)
    assert set(heard) == set(range(len(stretches)))
    length = sum(section.n_bars * stretches[section.stretch].bar for section in sections)
    assert length / faster == pytest.approx(seconds)
    if seconds > 60:
        assert 0.9 < faster < 1.1


@given(st.lists(st.builds(Stretch, shares, bars), min_size=1, max_size=3), st.floats(5, 300))
def test_sections_of_one_letter_are_alike(stretches: list[Stretch], seconds: float) -> None:
    sections, _ = lay_out(stretches, seconds)
    kinds = {section.name: (section.stretch, section.n_bars) for section in sections}
    assert all(kinds[section.name] == (section.stretch, section.n_bars) for section in sections)
    assert all(section.n_bars >= 1 for section in sections)


def test_a_minute_has_beginning_variants_and_ending() -> None:
    sections, _ = lay_out([Stretch(1.0, 2.0)], 60)
    names = [section.name for section in sections]
    assert names[0] == "introduction"
    assert names[-1] == "ending"
    assert names[1:4] == ["A", "A", "B"]


def test_a_few_seconds_are_one_section() -> None:
    sections, _ = lay_out([Stretch(1.0, 2.0)], 5)
    assert [section.name for section in sections] == ["A"]
