"""Cards that ship, and the user's own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.composition.compasses import compass_of_program
from engine.composition.score import Metre
from engine.composition.styles.cards import list_styles, own_folder, read_card, style_called
from engine.errors import OptionError, ResourceError

CARD = """\
name = "my waltz"
words = ["my waltz"]
feeling = [0.4, 0.1]
tempo = [100, 140]
metre = "3/4"
melody = [73]
chords = [0]
bass = [32]
drums = "no"
source = "me"

[comping]
chords = "....x...x..."
bass = "R..........."

[[layers]]
role = "pad"
programs = [48]
register = [48, 72]
enters = 0.5
"""


@pytest.fixture
def own_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path))


def written(text: str, name: str = "my waltz.toml") -> Path:
    folder = own_folder()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_every_style_of_the_issue_has_a_card_with_layers() -> None:
    styles = {style.name: style for style in list_styles()}
    assert len(styles) >= 38
    asked = {"film tension", "music box", "heroic orchestra", "dark orchestra", "chamber strings"}
    assert asked | {"slow air", "sea shanty", "lullaby", "christmas", "baroque"} <= set(styles)
    assert all(style.layers and style.suits and style.source for style in styles.values())


@pytest.mark.parametrize("style", list_styles(), ids=lambda style: style.name)
def test_who_plays_a_part_reaches_it(style) -> None:
    for layer in style.layers:
        for program in layer.programs if layer.role != "effects" else ():
            low, high = compass_of_program(program)
            assert min(high, layer.register[1]) - max(low, layer.register[0]) >= 5


@pytest.mark.usefixtures("own_place")
def test_a_card_of_ones_own_is_a_style() -> None:
    file = written(CARD)
    style = style_called("My Waltz")
    assert style.metre == Metre(3, 4)
    assert style.layers[0].role == "pad"
    assert style in list_styles()
    file.write_text(CARD.replace("[100, 140]", "[90, 120]"), encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert style_called("my waltz").tempo == (90, 120)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("tempo = [100, 140]", "tempo = [140, 100]", 4, "140 is above 100"),
        ("tempo = [100, 140]", "tempo = [100, 400]", 4, "400 is not quarter notes a minute"),
        ("melody = [73]", "melody = [730]", 6, "730 is not a General MIDI program"),
        ("melody = [73]", 'melody = ["flute"]', 6, r"melody.*: expected int"),
        ('metre = "3/4"', 'metre = "5/4"', 5, "none of 4/4, 3/4 and 6/8"),
        ('drums = "no"', 'drums = "never"', 9, r"drums: invalid enum value"),
        ('source = "me"', 'sauce = "me"', 10, "no field is called so"),
        ('chords = "....x...x..."', 'chords = "....x..."', 13, "12 sixteenths"),
        ('bass = "R..........."', 'bass = "Q..........."', 14, "other marks"),
        ("register = [48, 72]", "register = [100, 120]", 19, "plays between 100 and 120"),
        ("programs = [48]", "programs = []", 18, "no instrument is named"),
        ("words = [", "words = [[", 3, "this is no TOML"),
    ],
)
@pytest.mark.usefixtures("own_place")
def test_a_fault_is_named_with_its_line(old: str, new: str, line: int, words: str) -> None:
    file = written(CARD.replace(old, new, 1))
    with pytest.raises(ResourceError, match=words) as caught:
        read_card(file)
    assert f"line {line}:" in str(caught.value)
    with pytest.raises(ResourceError):
        style_called("my waltz")
    assert "my waltz" not in [style.name for style in list_styles()]


@pytest.mark.usefixtures("own_place")
def test_a_card_without_a_needed_field_says_which() -> None:
    with pytest.raises(ResourceError, match="missing required field bass"):
        read_card(written(CARD.replace("bass = [32]\n", "")))


@pytest.mark.usefixtures("own_place")
def test_what_is_no_card_is_no_style() -> None:
    with pytest.raises(OptionError, match="no style is called"):
        style_called("yodel")
