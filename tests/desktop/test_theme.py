from __future__ import annotations

import re
from dataclasses import asdict

import pytest
from PySide6.QtGui import QColor, QFontDatabase, QImage, QPalette
from PySide6.QtWidgets import QApplication

from desktop.icons import icon
from desktop.settings import ThemeChoice
from desktop.stylesheet import STYLESHEET
from desktop.theme import DARK, LIGHT, Colours, Theme, colours_of, is_dark

ICONS = [
    "affetto",
    "again",
    "close",
    "compose",
    "error",
    "export",
    "microphone",
    "notice",
    "pause",
    "play",
    "stop",
]


def luminance(name: str) -> float:
    parts = [QColor(name).redF(), QColor(name).greenF(), QColor(name).blueF()]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_every_ground(colours: Colours) -> None:
    grounds = (colours.window, colours.surface, colours.sunken)
    for ground in (*grounds, colours.accent_soft, colours.error_soft):
        assert contrast(colours.text, ground) >= 7.0
    for ground in grounds:
        assert contrast(colours.muted, ground) >= 4.5
    assert contrast(colours.on_accent, colours.accent) >= 4.5
    assert contrast(colours.on_accent, colours.record) >= 4.0
    assert contrast(colours.error, colours.error_soft) >= 4.5
    assert contrast(colours.accent, colours.surface) >= 3.0


@pytest.mark.parametrize(
    ("choice", "dark", "colours"),
    [(ThemeChoice.DARK, True, DARK), (ThemeChoice.LIGHT, False, LIGHT)],
)
def test_the_choice_colours_the_application(
    qapp: QApplication, theme: Theme, choice: ThemeChoice, colours: Colours, *, dark: bool
) -> None:
    theme.choose(choice)
    assert is_dark(qapp.palette()) is dark
    assert colours_of(qapp.palette()) is colours
    assert colours.accent in qapp.styleSheet()
    assert "$" not in qapp.styleSheet()


def test_the_systems_choice_is_followed(qapp: QApplication, theme: Theme) -> None:
    theme.choose(ThemeChoice.SYSTEM)
    assert colours_of(qapp.palette()) in (LIGHT, DARK)


def test_text_grows_with_its_size_everywhere_and_shrinks_again(
    qapp: QApplication, theme: Theme
) -> None:
    theme.choose(ThemeChoice.LIGHT)
    before, sheet = qapp.font().pointSizeF(), qapp.styleSheet()
    theme.choose(ThemeChoice.LIGHT, 1.5)
    assert qapp.font().pointSizeF() == pytest.approx(1.5 * before)
    title = re.search(r"title\D*([\d.]+)pt", qapp.styleSheet())
    assert title is not None
    assert float(title[1]) == pytest.approx(1.5 * 2 * before, abs=0.1)
    theme.choose(ThemeChoice.LIGHT)
    assert (qapp.font().pointSizeF(), qapp.styleSheet()) == (before, sheet)


GROUNDS = ("window", "surface", "sunken", "accent_soft")
TEXTS = [
    *((text, ground) for text in ("text", "muted") for ground in GROUNDS),
    ("error", "error_soft"),
    ("text", "error_soft"),
    ("text", "border"),  # a button that is pressed
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
]
SIGNS = [  # what is no text but has to be seen: 3 to 1
    *(("accent", ground) for ground in GROUNDS),  # the frame around what has the keyboard
    ("strong_border", "window"),
    ("strong_border", "surface"),
    ("record", "surface"),
    ("on_accent", "record"),
]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "ground", "least"),
    [*((*pair, 4.5) for pair in TEXTS), *((*pair, 3.0) for pair in SIGNS)],
)
def test_text_and_signs_stand_out_as_wcag_aa_asks(
    colours: Colours, front: str, ground: str, least: float
) -> None:
    assert contrast(getattr(colours, front), getattr(colours, ground)) >= least


def test_all_colours_of_text_in_the_style_are_among_those_that_are_compared() -> None:
    used = set(re.findall(r"(?<![-\w])color: \$(\w+)", STYLESHEET))
    assert used <= {text for text, _ in TEXTS}
    assert set(re.findall(r":focus[^{]*\{[^}]*border(?:-color)?: [^;]*\$(\w+)", STYLESHEET)) <= {
        "accent",
        "text",
    }


def test_our_typeface_ships_with_us(qapp: QApplication, theme: Theme) -> None:
    theme.choose(ThemeChoice.LIGHT)
    assert qapp.font().families()[0] == "Inter"
    assert "Inter" in QFontDatabase.families()


def test_every_colour_is_one() -> None:
    for colours in (LIGHT, DARK):
        assert all(QColor(name).isValid() for name in asdict(colours).values())


def opaque_colours(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_tinted(name: str) -> None:
    image = icon(name, "#123456").pixmap(32, 32).toImage()
    assert "#123456" in opaque_colours(image)


def test_a_disabled_icon_has_its_own_colour(qapp: QApplication) -> None:
    both = icon("play", "#123456", "#abcdef")
    image = both.pixmap(32, 32, mode=both.Mode.Disabled).toImage()
    assert "#abcdef" in opaque_colours(image)
    assert qapp.palette().color(QPalette.ColorRole.Window).isValid()
