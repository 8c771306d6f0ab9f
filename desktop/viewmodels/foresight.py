"""The song is begun while it is still open whether the wish has ended."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from desktop.engine_client import EngineClient
from desktop.settings import Preferences
from desktop.viewmodels.conversation import Conversation
from desktop.viewmodels.song import SongViewModel
from engine import Transcript

__all__ = ["Foresight"]


class Foresight(QObject):
    """Composes in silence for what was said until now; whoever then asks for that song has it.

    Attributes
    ----------
    preferences
        What the song will be composed by.
    """

    def __init__(
        self,
        client: EngineClient,
        song: SongViewModel,
        conversation: Conversation,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client, self._song, self._conversation = client, song, conversation
        self._seed: int | None = None
        self.preferences = Preferences()

    @Slot(object)
    def begin(self, transcript: Transcript) -> None:
        """Begin the song for these words, unless they may change the one that is there."""
        self.drop()
        text = " ".join(transcript.text.split())
        if not text or self._conversation.may_change(text):
            return
        self._seed = self._song.new_seed()
        options = self.preferences.song_options(self._seed)
        self._client.foresee(self._song.job_for(text, options, transcript.voice))

    @Slot()
    def drop(self) -> None:
        """Forget what was begun."""
        self._seed = None
        self._client.forget()

    def take_seed(self) -> int:
        """Give the seed of the song that was begun, or a new one."""
        seed, self._seed = self._seed, None
        return self._song.new_seed() if seed is None else seed
