"""What is said or hummed into the microphone, one at a time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from desktop.engine_client import EngineClient
from desktop.viewmodels.choices import Choices
from desktop.viewmodels.hearing import Hearing
from desktop.viewmodels.recording import RecordingViewModel
from desktop.viewmodels.song import SongViewModel
from desktop.viewmodels.tune_hearing import TuneHearing
from desktop.viewmodels.wish import WishViewModel
from engine import Waveform

__all__ = ["VoiceInput"]


class VoiceInput(QObject):
    """Starts and ends what is heard: words by `Hearing`, tunes by `TuneHearing`.

    Parameters
    ----------
    hush
        Ends whatever else is under way.
    make_of_tune
        Makes a song of a tune that was recorded.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the microphone, and where what it hears goes
        self,
        client: EngineClient,
        recording: RecordingViewModel,
        wish: WishViewModel,
        song: SongViewModel,
        choices: Choices,
        hush: Callable[[], None],
        make_of_tune: Callable[[Waveform], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._recording, self._choices, self._hush = recording, choices, hush
        self.words = Hearing(client, recording, wish, self)
        self.tune = TuneHearing(recording, song, self.hum, make_of_tune, self)

    @Slot()
    def talk(self) -> None:
        """Start to listen to words; whatever else is under way ends."""
        if not self._recording.is_active:
            self._hush()
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
            self._hush()
            self.tune.start(self._choices.preferences.hum_options())

    @Slot()
    def toggle_hum(self) -> None:
        """Start to listen to a tune, or stop and make a song of what was heard."""
        if self._recording.is_active:
            self._recording.stop()
        else:
            self.hum()
