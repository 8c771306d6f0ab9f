"""The way from a microphone to a tune, and what can be done where it breaks off."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from desktop.viewmodels.notice import Notice, Offer
from desktop.viewmodels.recording import RecordingViewModel
from desktop.viewmodels.song import SongViewModel
from desktop.viewmodels.wording import heard_tune
from engine import Failure, HumJob, HumOptions, Score, SpeechError, Waveform

__all__ = ["TuneHearing"]


class TuneHearing(QObject):
    """Joins the microphone to the song: of a tune that was hummed, one is made.

    Parameters
    ----------
    listen
        Begins to record a tune.
    make
        Makes a song of what was recorded, or of a tune that is known.
    """

    noticed = Signal(object)  # Notice

    def __init__(
        self,
        recording: RecordingViewModel,
        song: SongViewModel,
        listen: Callable[[], None],
        make: Callable[[Waveform | Score], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._recording, self._song = recording, song
        self._listen, self._make = listen, make
        self._heard: Waveform | Score | None = None
        self._loss: Failure | None = None
        recording.hummed.connect(self._on_hummed)
        recording.failed.connect(self._on_recording_failed)
        song.making.tune_heard.connect(self._on_heard)

    def start(self, options: HumOptions) -> None:
        """Start to listen to a tune."""
        self._loss = None
        self._recording.start(options)

    @Slot()
    def make_again(self) -> None:
        """Make a song of the tune that came last, by what the wish says now."""
        if self._heard is not None:
            self._make(self._heard)

    def tell_again(self, tune: Score) -> None:
        """Make another take of a song's tune, whenever that was hummed."""
        self._heard = tune
        self.make_again()

    def offers(self, failure: Failure) -> tuple[Offer, ...]:
        """Give what can be done if no song came of a tune: nobody has to hum it twice."""
        if not isinstance(self._song.making.job, HumJob):
            return ()
        if failure.is_a(SpeechError):  # the same sound would be refused again
            return (Offer(self.tr("Hum again"), self._listen),)
        return (Offer(self.tr("Try again"), self.make_again),)

    @Slot(object)
    def _on_recording_failed(self, failure: Failure) -> None:
        self._loss = failure

    @Slot(object)
    def _on_hummed(self, waveform: Waveform) -> None:
        self._heard = waveform
        if self._loss is None:
            self.make_again()
            return
        lost = Notice.of(self._loss)
        offer = Offer(self.tr("Use what was heard"), self.make_again)
        self.noticed.emit(Notice(lost.message, lost.hint, offers=(offer,)))

    @Slot(object)
    def _on_heard(self, tune: Score) -> None:
        self.noticed.emit(Notice(heard_tune(tune), is_error=False))
