from __future__ import annotations

import pytest

from engine.composition.planning.constraints import Constraints, parse_key, parse_metre
from engine.composition.planning.outline import Stretch
from engine.composition.score import Metre
from engine.errors import OptionError
from engine.options import ComposeOptions

AT_120 = Stretch(1.0, 2.0)  # seconds in a bar of 4/4


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("D minor", (2, "minor")),
        ("c", (0, None)),
        ("Bb", (10, None)),
        ("b", (11, None)),
        pytest.param("B♭ major", (10, "major"), id="B flat major"),
        ("F#m", (6, "minor")),
        ("Cb", (11, None)),
        ("e min", (4, "minor")),
        ("A-maj", (9, "major")),
    ],
)
def test_keys_are_read_as_people_write_them(text: str, key: tuple[int, str | None]) -> None:
    assert parse_key(text) == key


@pytest.mark.parametrize("text", ["", "H", "D lydian", "minor", "Dx", "5"])
def test_what_is_no_key_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(OptionError, match="is not a key") as caught:
        parse_key(text)
    assert "D minor" in caught.value.hint


def test_metres_are_those_that_can_be_composed_in() -> None:
    assert parse_metre("6/8") == Metre(6, 8)
    with pytest.raises(OptionError, match="'5/4'") as caught:
        parse_metre("5/4")
    assert "3/4" in caught.value.hint


@pytest.mark.parametrize("n_bars", [1, 3, 5, 8, 13, 16, 40, 47, 51, 64, 111, 300])
@pytest.mark.parametrize("n_feelings", [1, 2, 3])
def test_the_sections_have_the_bars_asked_for(n_bars: int, n_feelings: int) -> None:
    stretches = [Stretch(1 / n_feelings, 1.5 + n) for n in range(n_feelings)]
    layout = Constraints(n_bars=n_bars).lay_out(stretches)
    assert sum(line.n_bars for line in layout.lines) == n_bars
    assert min(line.n_bars for line in layout.lines) >= 1
    assert (layout.faster, layout.fermata) == (1.0, 1.0)


def test_bars_and_seconds_decide_the_tempo() -> None:
    layout = Constraints(n_bars=16, seconds=26).lay_out([AT_120])
    assert layout.faster == pytest.approx(32 / 25, rel=0.04)  # and a little for slowing down


def test_bars_tempo_and_seconds_that_agree_are_met() -> None:
    layout = Constraints(n_bars=12, seconds=26, tempo=120).lay_out([AT_120])
    assert (sum(line.n_bars for line in layout.lines), layout.faster) == (12, 1.0)


def test_bars_tempo_and_seconds_that_contradict_are_refused() -> None:
    with pytest.raises(OptionError, match="40 bars at a tempo of 120") as caught:
        Constraints(n_bars=40, seconds=10, tempo=120).lay_out([AT_120])
    assert "two of" in caught.value.hint


def test_a_tempo_that_nobody_can_play_is_refused_with_bars_that_would_do() -> None:
    with pytest.raises(OptionError, match=r"40 bars in 10 seconds .* tempo of 960") as caught:
        Constraints(n_bars=40, seconds=10).check_tempo(960, Metre(4, 4))
    assert "2 to 8 bars" in caught.value.hint


@pytest.mark.parametrize(
    "wrong",
    [{"tempo": 1000}, {"tempo": 10}, {"n_bars": 0}, {"n_bars": 5000}, {"usual_seconds": 1}],
)
def test_what_lies_outside_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(OptionError) as caught:
        ComposeOptions(**wrong)  # type: ignore[arg-type]
    assert caught.value.hint
