"""Who made what Affetto is made of."""

from __future__ import annotations

import html
import importlib.metadata

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from desktop.icons import window_icon
from desktop.widgets.naming import named

__all__ = ["ATTRIBUTIONS", "AboutDialog"]

ATTRIBUTIONS: tuple[tuple[str, str, str], ...] = (
    ("Affetto itself", "MIT", ""),
    ("Open music vectors, measured on POP909", "MIT", "Wang and others, 2020"),
    ("Free MIDI Chords, mood tags", "MIT", "Ludovic Drolez"),
    ("Music vectors learned from EMOPIA", "CC BY-NC-SA 4.0", "Hung and others, 2021"),
    ("MuseScore General soundfont", "MIT", "S. Christian Collins, Frank Wen, Michael Cowgill"),
    ("GloVe word vectors", "PDDL 1.0", "Pennington, Socher and Manning, 2014"),
    ("Groove MIDI Dataset, drummers' bars", "CC BY 4.0", "Google LLC, Gillick and others"),
    ("Whisper speech recognition", "MIT", "OpenAI"),
    ("Silero voice activity detector", "MIT", "Silero Team"),
    ("FluidSynth", "LGPL 2.1", "Peter Hanappe and others"),
    ("Qt and PySide6", "LGPL 3", "The Qt Company"),
    ("PyTorch", "BSD 3-Clause", "the PyTorch contributors"),
    ("gensim", "LGPL 2.1", "Radim Řehůřek"),
    ("PortAudio, libsndfile", "MIT, LGPL 2.1", ""),
    ("Inter typeface", "OFL 1.1", "The Inter Project Authors"),
)
"""Part, licence, and whose it is."""


class AboutDialog(QDialog):
    """Name, version and licences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about_dialog")
        self.setWindowTitle(self.tr("About Affetto"))
        self.resize(560, 540)
        head = QHBoxLayout()
        picture = QLabel()
        picture.setPixmap(window_icon().pixmap(64, 64))
        title = QLabel(f"Affetto {importlib.metadata.version('affetto')}")
        title.setProperty("role", "title")
        head.addWidget(picture)
        head.addSpacing(8)
        head.addWidget(title, 1)
        text = QLabel(
            self.tr(
                "Say what you feel, hear it as music. Everything happens on this computer: "
                "nothing you say leaves it."
            ),
            wordWrap=True,
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 20)
        layout.setSpacing(14)
        layout.addLayout(head)
        layout.addWidget(text)
        layout.addWidget(self._licences(), 1)
        layout.addWidget(buttons)

    def _licences(self) -> QTextBrowser:
        rows = "".join(
            f"<tr><td style='padding: 4px 18px 4px 0'><b>{html.escape(part)}</b><br>"
            f"{html.escape(owner)}</td><td style='padding: 4px 0'>{html.escape(licence)}</td></tr>"
            for part, licence, owner in ATTRIBUTIONS
        )
        note = self.tr(
            "The music vectors may not be used commercially. "
            "The full texts are in THIRD_PARTY.md and beside each file."
        )
        browser = named(QTextBrowser(), "licences", says=self.tr("Licences"))
        browser.setHtml(f"<table>{rows}</table><p>{html.escape(note)}</p>")
        browser.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return browser
