"""What the user has chosen."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from desktop.settings import Preferences
from desktop.viewmodels.news import News
from desktop.viewmodels.notice import Notice
from desktop.viewmodels.song import SongViewModel
from desktop.viewmodels.wording import composer_name

__all__ = ["Choices"]


class Choices(QObject):
    """Keeps the preferences; another composer or sound is for the song that is there, too.

    Parameters
    ----------
    compose
        Makes the song that belongs to the wish and a seed.
    """

    taken = Signal(object)  # Preferences: to go by from now on
    changed = Signal(object)  # Preferences: chosen beside the preferences' own dialog

    def __init__(
        self,
        news: News,
        song: SongViewModel,
        compose: Callable[[int], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._news, self._song, self._compose = news, song, compose
        self._preferences = Preferences()
        for gone in (song.failed, song.recalled):
            gone.connect(self.follow_song)

    @property
    def preferences(self) -> Preferences:
        """What is chosen now."""
        return self._preferences

    @preferences.setter
    def preferences(self, preferences: Preferences) -> None:
        self._preferences = preferences
        self.taken.emit(preferences)

    @Slot(str)
    def choose_synthesizer(self, name: str) -> None:
        """Let something else play; the present song, too."""
        self._prefer(dataclasses.replace(self.preferences, synthesizer=name))
        self._news.clear()
        self._news.tell_progress("render")
        options = self.preferences.render_options()
        if self._song.piece is not None:
            options = dataclasses.replace(options, mix=self._song.piece.render_options.mix)
        self._song.render(options)

    @Slot(str)
    def choose_composer(self, name: str) -> None:
        """Let someone else compose; a song that is there is composed anew with its seed."""
        self._prefer(dataclasses.replace(self.preferences, composer=name))
        if self._song.piece is not None:
            self._compose(self._song.piece.seed)

    def use_composer(self, name: str) -> None:
        """Let someone else compose from the next wish on."""
        self._prefer(dataclasses.replace(self.preferences, composer=name))
        message = self.tr("{name} composes from now on.").format(name=composer_name(name))
        self._news.noticed.emit(Notice(message, self.tr("Say or type a wish."), is_error=False))

    def follow_composer(self, name: str, new_name: str) -> None:
        """Know a composer by its new name."""
        if self.preferences.composer == name:
            self._prefer(dataclasses.replace(self.preferences, composer=new_name))

    def do_without(self, composer: str) -> None:
        """Take the usual composer in place of one that has gone."""
        self.follow_composer(composer, Preferences.composer)

    @Slot()
    def follow_song(self) -> None:
        """Choose what made the song that is still there."""
        if self._song.piece is not None:
            self._prefer(self.preferences.as_in(self._song.piece))

    def _prefer(self, preferences: Preferences) -> None:
        self.preferences = preferences
        self.changed.emit(preferences)
