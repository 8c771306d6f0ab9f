"""The window in the user's language, by Qt's own catalogues.

``release/translations.py`` gathers what is said and compiles ``languages/de.qm``.
"""

from __future__ import annotations

import importlib.resources
from enum import Enum

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

__all__ = ["Translations", "WindowLanguage"]


class WindowLanguage(Enum):
    """What the window is written in."""

    SYSTEM = "system"
    ENGLISH = "en"
    GERMAN = "de"


class Translations(QObject):
    """Gives the application the words of one language."""

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__(app)
        self._app = app
        self._installed: list[QTranslator] = []
        self._language = WindowLanguage.ENGLISH

    def choose(self, choice: WindowLanguage) -> bool:
        """Say everything from now on in a language; tell whether that is another than before."""
        language = _of_system() if choice is WindowLanguage.SYSTEM else choice
        if language is self._language:
            return False
        self._language = language
        for translator in self._installed:
            self._app.removeTranslator(translator)
        self._installed = []
        if language is not WindowLanguage.ENGLISH:
            self._install(language.value)
        return True

    def _install(self, code: str) -> None:
        """Install Qt's words, such as those of its dialogs, and ours over them."""
        qt = QTranslator(self)
        if qt.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            self._installed.append(qt)
        ours = QTranslator(self)
        folder = importlib.resources.files("desktop") / "languages"
        if ours.load(str(folder / f"{code}.qm")):
            self._installed.append(ours)
        for translator in self._installed:
            self._app.installTranslator(translator)


def _of_system() -> WindowLanguage:
    """Give the first of the user's languages that the window is written in."""
    known = {language.value: language for language in WindowLanguage}
    codes = [name.partition("-")[0] for name in QLocale.system().uiLanguages()]
    return next((known[code] for code in codes if code in known), WindowLanguage.ENGLISH)
