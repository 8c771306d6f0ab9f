from __future__ import annotations

import itertools
import random
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from engine.composition.planning.manner import BRIDGE, RITARDANDO, SHORTEST_BRIDGED
from engine.composition.planning.outline import (
    Outline,
    Stretch,
    begin_at_once,
    choose_form,
    lay_out,
    seconds_of,
)

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


def played_seconds(lines: list[Outline], stretches: list[Stretch], fermata: float = 1.0) -> float:
    """How long sections last if a bar leads from one tempo to the next, and the end slows down."""
    seconds = sum(line.n_bars * stretches[line.stretch].bar for line in lines)
    for one, other in itertools.pairwise(lines):
        bar, after = stretches[one.stretch].bar, stretches[other.stretch].bar
        if min(one.n_bars, other.n_bars) >= SHORTEST_BRIDGED:
            seconds += sum(bar / 4 * (after / bar) ** share for share in BRIDGE) - bar
    bar = stretches[lines[-1].stretch].bar
    if sum(line.n_bars for line in lines) < 4:
        return seconds + (fermata - 1) * bar
    *slowing, held = RITARDANDO
    slower = sum(bar / 4 / factor - bar / 4 for factor in slowing)
    return seconds + slower + bar * fermata / held - bar


@pytest.mark.parametrize("seconds", range(5, 300, 13))
@pytest.mark.parametrize("bars", [(2.0,), (1.7, 2.6), (3.1, 1.4)])
def test_the_last_chord_is_held_for_what_is_left(seconds: int, bars: tuple[float, ...]) -> None:
    stretches = [Stretch(1.0, bar) for bar in bars]
    layout = lay_out(stretches, seconds)
    if 0.6 < layout.fermata < 2.5:
        assert played_seconds(layout.lines, stretches, layout.fermata) == pytest.approx(seconds)
    else:
        assert layout.fermata in (0.6, 2.5)


@pytest.mark.parametrize("n_bars", [1, 3, 4, 20])
def test_seconds_are_those_of_the_bars_and_of_slowing_down(n_bars: int) -> None:
    stretches = [Stretch(0.5, 2.0), Stretch(0.5, 3.0)]
    lines = [Outline("A", 0, n_bars), Outline("ending", 1, 2)]
    assert seconds_of(lines, stretches) == pytest.approx(played_seconds(lines, stretches))
    assert seconds_of(lines[:1], stretches) == pytest.approx(played_seconds(lines[:1], stretches))


def test_each_feeling_gets_its_share_of_the_time_and_none_too_little() -> None:
    for share, least, most in ((0.7, 0.6, 0.8), (0.5, 0.4, 0.6), (0.02, 0.12, 0.3)):
        stretches = [Stretch(share, 2.0), Stretch(1 - share, 1.5)]
        lines = lay_out(stretches, 180).lines
        times = [sum(line.n_bars for line in lines if line.stretch == n) * stretches[n].bar
                 for n in (0, 1)]  # fmt: skip
        assert least <= times[0] / sum(times) <= most


def test_a_few_bars_have_no_frame_and_more_have_an_ending() -> None:
    for n_bars in range(1, 60):
        lines = lay_out([Stretch(1.0, 2.0)], 2.0 * n_bars).lines
        names = [line.name for line in lines]
        total = sum(line.n_bars for line in lines)
        if total < 7:
            assert names == ["A"]
        if total > 9:
            assert names[-1] == "ending"
        assert lines[-1].n_bars in (1, 2, 4) or names == ["A"]
        if total > 12:
            assert {line.n_bars for line in lines if len(line.name) == 1} <= {4, 8}


def test_a_longer_piece_takes_its_time_before_the_tune() -> None:
    def waits(seconds: float, bar: float, patience: float = 9.0) -> int:
        first = lay_out([Stretch(1.0, bar, patience)], seconds).lines[0]
        return first.n_bars if first.name == "introduction" else 0

    assert max(waits(seconds, 2.0) for seconds in range(20, 45)) == 2
    longer = range(90, 200)
    assert max(waits(seconds, 1.5) for seconds in longer) == 4
    assert all(waits(seconds, 1.5) * 1.5 <= max(5.0, 0.06 * seconds) for seconds in longer)
    assert all(waits(seconds, 2.0, patience=1.0) == 0 for seconds in range(20, 45))


def test_letters_are_as_many_as_sections_and_come_round_again() -> None:
    assert [choose_form(n) for n in (1, 2, 3, 4)] == ["A", "AA", "ABA", "AABA"]
    for n in range(1, 20):
        for seed in range(5):
            form = choose_form(n, random.Random(seed))
            assert len(form) == n
            assert form[0] == "A"
    assert choose_form(8) == "ABACABAD"
    assert choose_form(17) == "ABACABADABACABAAB"
    assert choose_form(5, random.Random(0), "AAB") == "AABAA"


def test_two_feelings_that_follow_each_other_have_letters_of_their_own() -> None:
    lines = lay_out([Stretch(0.5, 2.0), Stretch(0.5, 2.0)], 100).lines
    first = {line.name for line in lines if line.stretch == 0 and len(line.name) == 1}
    second = [line.name for line in lines if line.stretch == 1 and len(line.name) == 1]
    assert first & set(second) == {"A"}  # the first theme comes back at the end alone
    assert second[-1] == "A"
    assert "A" not in second[:-1]
    short = lay_out([Stretch(0.5, 2.0), Stretch(0.5, 2.0)], 8).lines
    assert [line.name for line in short] == ["A", "B"]


def test_without_an_introduction_its_bars_go_to_the_end() -> None:
    intro, theme, end = Outline("introduction", 0, 2), Outline("A", 0, 8), Outline("ending", 1, 1)
    assert begin_at_once([intro, theme, end]) == [theme, Outline("ending", 1, 3)]
    assert begin_at_once([intro, theme]) == [theme, Outline("ending", 0, 2)]
    assert begin_at_once([theme, end]) == [theme, end]
    assert begin_at_once([intro]) == [intro]


def test_a_style_s_form_that_is_cut_short_comes_home() -> None:
    assert choose_form(5, form="ABABCB") == "ABABB"
    assert choose_form(6, form="ABABCB") == "ABABCB"
    assert choose_form(3, form="AABA") == "AAB"
