"""What is said or hummed into the microphone, one at a time."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from desktop.engine_client import EngineClient
from desktop.viewmodels.choices import Choices
from desktop.viewmodels.hearing import Hearing
from desktop.viewmodels.recording import RecordingViewModel
from desktop.viewmodels.song import SongViewModel
from desktop.viewmodels.tune_hearing import TuneHearing
from desktop.viewmodels.wish import WishViewModel

__all__ = ["VoiceInput"]


class VoiceInput(QObject):
    """Starts and ends what is heard: words by `Hearing`, tunes by `TuneHearing`."""

    beginning = Signal()  # whatever else is under way has to end
    hummed = Signal(object)  # Waveform or Score: a tune, of which a song is to be made

    def __init__(  # noqa: PLR0913, PLR0917 - the microphone, and where what it hears goes
        self,
        client: EngineClient,
        recording: RecordingViewModel,
        wish: WishViewModel,
        song: SongViewModel,
        choices: Choices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._recording, self._choices = recording, choices
        self.words = Hearing(client, recording, wish, self)
        self.tune = TuneHearing(recording, song, self.hum, self.hummed.emit, self)

    @Slot()
    def talk(self) -> None:
        """Start to listen to words; whatever else is under way ends."""
        if not self._recording.is_active:
            self.beginning.emit()
            self.words.start(self._choices.preferences.listen_options())

    @Slot()
    def toggle_talk(self) -> None:
        """Start to listen, or stop and go on with what was heard."""
        if self._recording.is_active:
            self._recording.stop()
        else:
            self.talk()

    @Slot()
    def hum(self) -> None:
        """Start to listen to a tune; whatever else is under way ends."""
        if not self._recording.is_active:
            self.beginning.emit()
            self.tune.start(self._choices.preferences.hum_options())

    @Slot()
    def toggle_hum(self) -> None:
        """Start to listen to a tune, or stop and make a song of what was heard."""
        if self._recording.is_active:
            self._recording.stop()
        else:
            self.hum()
