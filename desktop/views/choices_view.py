"""Who composes and what plays, to be compared on the song that is there."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QWidget

from desktop.settings import Preferences
from desktop.viewmodels.session import SessionViewModel
from desktop.viewmodels.wording import composer_name, sound_note
from desktop.widgets.choice_box import ChoiceBox
from desktop.widgets.naming import named
from engine import list_composers, list_synthesizers

__all__ = ["ChoicesView"]


class ChoicesView(QWidget):
    """Shows a session's composer and sound."""

    def __init__(self, session: SessionViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seconds: float | None = None
        self._sounds = {choice.name: choice for choice in list_synthesizers()}
        self._composer = named(ChoiceBox(), "composer", says=self.tr("Composer"))
        self._sound = named(ChoiceBox(), "sound", says=self.tr("Sound"))
        self._sound.offer((name, choice.label) for name, choice in self._sounds.items())
        self._composer.setToolTip(self.tr("Compose this wish and seed with another composer"))
        self._sound.setToolTip(self.tr("Hear the same notes played by something else"))
        self._note = named(QLabel(wordWrap=True), "sound_note", role="caption")
        self._lay_out()
        self._composer.chosen.connect(session.choices.choose_composer)
        self._sound.chosen.connect(session.choices.choose_synthesizer)
        session.song.making.seconds_expected.connect(self._on_seconds_expected)
        session.choices.changed.connect(self.show_preferences)
        self.show_preferences(session.choices.preferences)

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is here, on its way from choice to choice."""
        widget = QApplication.focusWidget()
        return widget is not None and self.isAncestorOf(widget)

    def showEvent(self, event: QShowEvent) -> None:
        """Offer the composers that there are by now: the user may have trained one."""
        super().showEvent(event)
        self._composer.offer((name, composer_name(name)) for name in list_composers())

    @Slot(object)
    def show_preferences(self, preferences: Preferences) -> None:
        """Show what is chosen."""
        self._composer.take(preferences.composer)
        if self._sound.currentData() != preferences.synthesizer:
            self._seconds = None
        self._sound.take(preferences.synthesizer)
        self._show_note(preferences.synthesizer)

    @Slot(float)
    def _on_seconds_expected(self, seconds: float) -> None:
        self._seconds = seconds
        self._show_note(self._sound.currentData())

    def _show_note(self, synthesizer: str) -> None:
        note = sound_note(self._sounds[synthesizer], self._seconds)
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        fields = ((self.tr("Com&poser"), self._composer), (self.tr("S&ound"), self._sound))
        for column, (text, box) in enumerate(fields):
            label = QLabel(text)
            label.setProperty("role", "caption")
            label.setBuddy(box)
            grid.addWidget(label, 0, column)
            grid.addWidget(box, 1, column)
        grid.addWidget(self._note, 2, 0, 1, 3)
        grid.setColumnStretch(2, 1)
