"""The window's colours and typeface, light and dark."""

from __future__ import annotations

import importlib.resources
from dataclasses import asdict, dataclass
from string import Template

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from desktop.settings import ThemeChoice
from desktop.stylesheet import STYLESHEET

__all__ = ["DARK", "LIGHT", "Colours", "Theme", "colours_of", "is_dark"]


@dataclass(frozen=True)
class Colours:
    """One colour per purpose, as ``#rrggbb``."""

    window: str
    surface: str
    sunken: str
    border: str
    strong_border: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_soft: str
    on_accent: str
    record: str
    error: str
    error_soft: str


LIGHT = Colours(
    window="#f5f3ef",
    surface="#fffefc",
    sunken="#f1eee8",
    border="#e3ded5",
    strong_border="#8f8a80",
    text="#22242e",
    muted="#62646f",
    accent="#5552c8",
    accent_hover="#4643b4",
    accent_soft="#e9e8fa",
    on_accent="#ffffff",
    record="#d2433f",
    error="#b3312d",
    error_soft="#fbeae7",
)

DARK = Colours(
    window="#13141a",
    surface="#1b1d25",
    sunken="#232631",
    border="#30333f",
    strong_border="#777b8b",
    text="#eceaf2",
    muted="#a3a5b3",
    accent="#8f8bff",
    accent_hover="#a5a2ff",
    accent_soft="#2b2b4a",
    on_accent="#14132b",
    record="#ff6b63",
    error="#ff9089",
    error_soft="#3a2226",
)


SIZES = {"title": 2.0, "heading": 1.3, "wish": 1.2, "caption": 0.9}
"""Of text, as shares of the user's own size: who needs larger letters needs all of them larger."""


def is_dark(palette: QPalette) -> bool:
    """Tell whether a palette is the dark one."""
    return palette.color(QPalette.ColorRole.Window).lightness() < 128


def colours_of(palette: QPalette) -> Colours:
    """Give the colours that belong to a widget's palette."""
    return DARK if is_dark(palette) else LIGHT


class Theme(QObject):
    """Colours the whole application and follows the system where the user wants that."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._choice = ThemeChoice.SYSTEM
        self._painted: tuple[Colours, float] | None = None
        app.setStyle("Fusion")
        _load_typeface(app)
        self._system_size = app.font().pointSizeF()
        self._text_size = 1.0
        app.styleHints().colorSchemeChanged.connect(self._paint)

    def choose(self, choice: ThemeChoice, text_size: float = 1.0) -> None:
        """Apply the user's choice of colours, and of a size of text, times the system's."""
        self._choice, self._text_size = choice, text_size
        hints = self._app.styleHints()
        if choice is ThemeChoice.SYSTEM:
            hints.unsetColorScheme()
        else:
            dark = choice is ThemeChoice.DARK
            hints.setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
        self._paint()

    @Slot()
    def _paint(self) -> None:
        scheme = self._app.styleHints().colorScheme()
        wants_dark = scheme is Qt.ColorScheme.Dark
        if self._choice is not ThemeChoice.SYSTEM:  # a platform may not heed setColorScheme
            wants_dark = self._choice is ThemeChoice.DARK
        colours = DARK if wants_dark else LIGHT
        size = self._system_size * self._text_size
        if (colours, size) == self._painted:
            return
        self._painted = colours, size
        font = self._app.font()
        font.setPointSizeF(size)
        self._app.setFont(font)
        self._app.setPalette(_palette(colours))
        icons = str(importlib.resources.files("resources") / "icons").replace("\\", "/")
        sizes = {name: f"{size * factor:.1f}" for name, factor in SIZES.items()}
        names = {**asdict(colours), "icons": icons, **sizes}
        self._app.setStyleSheet(Template(STYLESHEET).substitute(names))


def _palette(colours: Colours) -> QPalette:
    """Map our colours to Qt's roles."""
    role = QPalette.ColorRole
    palette = QPalette()
    for roles, name in (
        ((role.Window,), colours.window),
        ((role.Base, role.Button, role.ToolTipBase, role.Light), colours.surface),
        ((role.AlternateBase, role.Midlight), colours.sunken),
        ((role.Mid, role.Dark, role.Shadow), colours.border),
        ((role.Text, role.WindowText, role.ButtonText, role.ToolTipText), colours.text),
        ((role.PlaceholderText,), colours.muted),
        ((role.Highlight, role.Accent, role.Link, role.LinkVisited), colours.accent),
        ((role.HighlightedText,), colours.on_accent),
        ((role.BrightText,), colours.error),
    ):
        for each in roles:
            palette.setColor(each, QColor(name))
    faded = QColor(colours.muted)
    faded.setAlphaF(0.6)
    for each in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, faded)
    return palette


def _load_typeface(app: QApplication) -> None:
    """Use the Inter that ships with us; without it the system's typeface does as well."""
    folder = importlib.resources.files("resources") / "fonts"
    for name in ("Inter-Regular.otf", "Inter-SemiBold.otf"):
        file = folder / name
        if file.is_file():
            QFontDatabase.addApplicationFontFromData(file.read_bytes())
    size = app.font().pointSizeF()
    font = QFont(app.font())
    font.setFamilies(["Inter", *font.families()])
    font.setPointSizeF(max(size, 10.0))  # a larger one is the user's wish and stays
    app.setFont(font)
