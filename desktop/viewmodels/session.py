"""The way from wish to song: which step is under way, and what follows it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop.engine_client import EngineClient
from desktop.settings import Preferences
from desktop.viewmodels.bar_choice import BarChoice
from desktop.viewmodels.choices import Choices
from desktop.viewmodels.chord_choice import ChordChoice
from desktop.viewmodels.conversation import Conversation
from desktop.viewmodels.export import ExportViewModel
from desktop.viewmodels.feeling_now import FeelingNow
from desktop.viewmodels.foresight import Foresight
from desktop.viewmodels.live_parts import LiveParts
from desktop.viewmodels.loop import Loop
from desktop.viewmodels.news import News
from desktop.viewmodels.outward import Outward
from desktop.viewmodels.parts import Parts
from desktop.viewmodels.patience import Patience
from desktop.viewmodels.playback import PlaybackViewModel
from desktop.viewmodels.recording import RecordingViewModel
from desktop.viewmodels.restoring import Restoring
from desktop.viewmodels.song import SongViewModel
from desktop.viewmodels.song_playback import SongPlayback
from desktop.viewmodels.step import Step
from desktop.viewmodels.takes import TakesViewModel
from desktop.viewmodels.understood import Understood
from desktop.viewmodels.voice_input import VoiceInput
from desktop.viewmodels.wish import WishViewModel
from engine import MAX_SEED, SUFFIX, Failure, Score, Waveform

__all__ = ["SessionViewModel"]


class SessionViewModel(QObject):
    """Joins the steps: what was recorded is transcribed, then composed, then played."""

    step_changed = Signal(object)  # Step
    opening = Signal(object)  # Path

    def __init__(
        self,
        client: EngineClient,
        recording: RecordingViewModel,
        playback: PlaybackViewModel,
        export: ExportViewModel,
        takes: TakesViewModel,
    ) -> None:
        super().__init__()
        self._client = client
        self.news = News(self)
        self.recording = recording
        self.playback = playback
        self.export = export
        self.takes = takes
        self.wish = WishViewModel(client, self)
        self.song = SongViewModel(client, parent=self)
        self.choice = BarChoice(self)
        self.live = LiveParts(client, self.song, playback, self)
        self.song_playback = SongPlayback(self.song, playback, self.choice, self.live, self)
        self.conversation = Conversation(client, self.song, self.song_playback, playback, self)
        self.outward = Outward(self.song, export, self)
        self.loop = Loop(self.song, playback, self.choice, self)
        self.chords = ChordChoice(client, self.song, self.song_playback, playback, self)
        self.foresight = Foresight(client, self.song, self.conversation, self)
        self.choices = Choices(self.news, self.song, self.compose_with, self)
        self.listening = VoiceInput(client, recording, self.wish, self.song, self.choices, self)
        self.restoring = Restoring(takes, self.song, self.wish, self.choice, self)
        self.understood = Understood(self.wish, self.song, self)
        self.parts = Parts(self.song, self.live, self)
        self.feeling_now = FeelingNow(self.song, playback, self)
        self.patience = Patience(self.song, self.wish, self.compose, self)
        self._step = Step.READY
        self.news.follow(
            self.listening.words, self.restoring, self.wish, self.song, self.conversation, export
        )
        self._connect()
        client.unwell.connect(self._on_failed)

    @property
    def step(self) -> Step:
        """What is under way."""
        return self._step

    def tell_again(self) -> None:
        """Say once more what is there, to a window that came later."""
        self.step_changed.emit(self._step)
        self.understood.tell()
        if self.song.piece is not None:
            self.parts.tell()

    # what the user can do

    @Slot()
    def _hush(self) -> None:
        self.news.clear()
        self.cancel()
        self.playback.pause()  # or the microphone would hear the song

    @Slot()
    def compose(self) -> None:
        """Make a song from the wish, with a new seed: the first one or another one."""
        self.conversation.heed(
            self.wish.text, self.choice.bars, lambda: self.compose_with(self.song.new_seed())
        )

    @Slot()
    def begin_anew(self) -> None:
        """Make room for another wish; the song that is there stays until it comes."""
        self.cancel()
        self.news.clear()
        self.wish.replace("")
        self.news.wish_wanted.emit()

    @Slot()
    def regenerate(self) -> None:
        """Write the chosen bars anew; without any, another song for the wish or the hummed tune."""
        if self.choice.bars is not None or self.song.locked:
            self.change("new bars")
        elif self.song.piece is not None and self.song.piece.tune is not None:
            self.listening.tune.tell_again(self.song.piece.tune)
        else:
            self.compose()

    def compose_with(self, seed: int) -> None:
        """Make the song that belongs to the wish and ``seed``."""
        self.news.clear()
        self._compose(min(max(seed, 0), MAX_SEED))

    @Slot(str)
    def begin_with(self, text: str) -> None:
        """Put a wish in and make a song from it, whatever else it could mean."""
        self.wish.replace(text)
        self.compose_with(self.song.new_seed())

    def change(self, *names: str, bars: range | None = None) -> None:
        """Change the song that is there, such as make it ``"sadder"``; undo brings it back.

        Parameters
        ----------
        bars
            Counted from 0; None for those that are chosen, or all if none are.
        """
        self.news.clear()
        self.news.tell_progress("change")
        self.song.edit(names, bars or self.choice.bars)

    @Slot()
    def rewrite_here(self) -> None:
        """Write the section anew that sounds now, all else staying as it is."""
        bars = self.song_playback.bars_here
        if bars is not None:
            self.change("new bars", bars=bars)

    def open(self, path: Path) -> None:
        """Take a song that was kept in a file, or one out of a file of music."""
        self.opening.emit(path)
        self.news.clear()
        if path.suffix.lower() == SUFFIX:
            self.takes.open(path)
        else:
            self.news.tell_progress("open")
            self.song.open(path, self.choices.preferences.render_options())

    @Slot()
    def let_go(self) -> None:
        """Stop what is under way; where nothing is, choose no bars any more."""
        if self._step is Step.READY:
            self.choice.clear()
        else:
            self.cancel()

    @Slot()
    def cancel(self) -> None:
        """Stop what is under way; what was there before stays."""
        self.recording.cancel()
        self.wish.cancel()
        self.conversation.drop()
        self.foresight.drop()
        if self.song.is_composing:
            self.song.cancel()
            self.choices.follow_song()
        self._update_step()

    # what happens

    def _connect(self) -> None:
        for changed in (
            self.recording.state_changed,
            self.listening.words.transcribing,
            self.wish.heard,
            self.conversation.asking_changed,
            self.song.composing_changed,
        ):
            changed.connect(self._update_step)
        self.song.failed.connect(self._on_song_failed)
        self.choices.taken.connect(self._on_chosen)
        self.listening.beginning.connect(self._hush)
        self.listening.hummed.connect(self._make_of_tune)
        self.listening.tune.noticed.connect(self.news.noticed)
        for source in (self.wish, self.takes, self.playback, self.export):
            source.failed.connect(self._on_failed)
        self.song.making.read.connect(self.wish.set_reading)
        self.listening.words.understood.connect(self._on_understood)
        self.wish.guessed.connect(self.foresight.begin)
        self.recording.resumed.connect(self.foresight.drop)
        self.restoring.opening.connect(self.news.tell_composing)
        self.conversation.asking_changed.connect(self._on_asking)
        self.conversation.changing.connect(self._on_changing)
        self.conversation.obeying.connect(self._on_obeying)
        self.conversation.export_wanted.connect(self.outward.save_as)
        self.conversation.loop_wanted.connect(self.loop.toggle)
        self.conversation.favour_wanted.connect(self.restoring.favour_present)
        self.conversation.previous_wanted.connect(self.restoring.take_previous)
        self.conversation.new_wish_wanted.connect(self.begin_with)
        self.parts.recasting.connect(self._on_changing)
        self.chords.changing.connect(self._on_changing)
        self.patience.noticed.connect(self.news.noticed)
        self.chords.taster.failed.connect(self._on_failed)
        self.understood.correcting.connect(self._on_changing)

    def _compose(self, seed: int) -> None:
        text = self.wish.text.strip()
        if not text:
            self.news.miss_wish()
            return
        self.recording.cancel()
        self.choice.clear()
        self.news.tell_waiting(is_ready=not self._client.is_warming_up)
        self.song.compose(text, self.choices.preferences.song_options(seed), self.wish.voice)

    @Slot(object)
    def _make_of_tune(self, heard: Waveform | Score) -> None:
        self.choice.clear()
        self.news.clear()
        self.news.tell_progress("load" if self._client.is_warming_up else "tune")
        options = self.choices.preferences.song_options(self.song.new_seed())
        earlier = self.song.take if isinstance(heard, Score) else None
        self.song.hum(heard, self.wish.text.strip(), options, earlier)

    @Slot(str)
    def _on_understood(self, text: str) -> None:
        self.conversation.heed(
            text, self.choice.bars, lambda: self._compose(self.foresight.take_seed())
        )
        self.foresight.drop()

    @Slot(object)
    def _on_chosen(self, preferences: Preferences) -> None:
        self.wish.read_options = preferences.read_options()
        self.foresight.preferences = preferences
        self.takes.at_hand = preferences.render_options()
        self.song_playback.loudspeaker = preferences.loudspeaker

    @Slot()
    def _on_asking(self) -> None:
        if self.conversation.is_asking:
            self.news.clear()
            self.news.tell_progress("understand")

    @Slot()
    def _on_obeying(self) -> None:
        """Show the wish that the song came from, instead of the words that were heeded."""
        if self.song.piece is not None:
            self.wish.take_over(self.song.piece.reading)
        self.news.clear()

    @Slot()
    def _on_changing(self) -> None:
        self._on_obeying()
        self.news.tell_progress("change")

    @Slot(object)
    def _on_failed(self, failure: Failure) -> None:
        self._update_step()
        self.news.tell_failure(failure)

    @Slot(object)
    def _on_song_failed(self, failure: Failure) -> None:
        self._update_step()
        self.news.tell_failure(failure, self.listening.tune.offers(failure))

    @Slot()
    def _update_step(self) -> None:
        step = Step.of(self.recording, self.wish, self.conversation, self.song)
        if step is not self._step:
            self._step = step
            self.step_changed.emit(step)
