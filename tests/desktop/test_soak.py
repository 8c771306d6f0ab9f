"""Two hundred random actions, always the same: nothing breaks, what is shown is what is kept."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton

from desktop.main_window import MainWindow
from desktop.viewmodels.session import SessionViewModel
from desktop.viewmodels.step import Step
from engine import ComposeJob, EditJob, Failure, PartsJob, RenderJob

N_ACTIONS = 200
WISHES = ("joy", "rain and sad", "furious joy", "hope")


class Soak:
    """A user who does anything, and an engine that answers now or later."""

    def __init__(self, stage: Any, window: MainWindow, seed: int) -> None:
        self.stage, self.window, self.chance = stage, window, random.Random(seed)
        self.session: SessionViewModel = stage.session
        self.thrown: list[tuple[str, ...]] = []
        self.session.takes.thrown_away.connect(self.thrown.append)

    def act(self) -> str:
        """Do something that could be done now, and name it."""
        action = self.chance.choice(
            [self.wish, self.answer, self.answer, self.answer, self.fail, self.undo, self.redo,
             self.choose_take, self.rename, self.favour, self.throw_away, self.bring_back,
             self.choose_bars, self.change, self.say, self.mute, self.lock, self.play, self.seek,
             self.cancel, self.search, self.correct, self.another, self.open_why, self.resize,
             self.level, self.solo, self.take_apart, self.loop, self.another_chord, self.save]
        )  # fmt: skip
        action()
        return str(action.__name__)

    def wish(self) -> None:
        self.session.wish.replace(self.chance.choice(WISHES))
        self.session.compose()

    def another(self) -> None:
        if self.session.song.piece is not None:
            self.session.regenerate()

    def _pending(self) -> Any:
        """Give the request that is under way, if there is one."""
        return self.session.song.making._request

    def answer(self) -> None:
        request = self._pending()
        if request is not None:
            answers: dict[type, Callable[[], Any]] = {
                ComposeJob: self.stage.client.compose,
                EditJob: self.stage.client.edit,
                RenderJob: self.stage.client.render,
            }
            assert self.stage.client.last(type(request.job)) is request
            answers[type(request.job)]()

    def fail(self) -> None:
        request = self._pending()
        if request is not None and self.chance.random() < 0.3:
            request.failed.emit(Failure("CompositionError", "no further", "Stop."))

    def undo(self) -> None:
        self.session.song.undo()

    def redo(self) -> None:
        self.session.song.redo()

    def _take(self) -> Any:
        takes = self.session.takes.takes
        return self.chance.choice(takes) if takes else None

    def choose_take(self) -> None:
        if (take := self._take()) is not None:
            self.session.takes.choose(take)

    def rename(self) -> None:
        if (take := self._take()) is not None:
            self.session.takes.rename(take.file, self.chance.choice(["", "good", "better"]))

    def favour(self) -> None:
        if (take := self._take()) is not None:
            self.session.takes.favour(take.file, is_favourite=not take.is_favourite)

    def throw_away(self) -> None:
        if (take := self._take()) is not None and self.chance.random() < 0.3:
            self.session.takes.throw_away([take.file])

    def bring_back(self) -> None:
        if self.thrown:
            self.session.takes.bring_back(self.thrown.pop())

    def choose_bars(self) -> None:
        if self.session.song.piece is not None:
            first = self.chance.randrange(20)
            self.session.choice.take(self.chance.choice([None, range(first, first + 4)]))

    def change(self) -> None:
        if self.session.step is Step.READY:
            self.session.change(self.chance.choice(["sadder", "busier", "new melody"]))

    def say(self) -> None:
        words = ["slower", "no drums", "undo", "play", "stop", "hmm", "make the ending sadder"]
        self.session.wish.replace(self.chance.choice(words))
        self.session.compose()

    def mute(self) -> None:
        for part in self.session.parts.parts[:1]:
            self.session.parts.mute(part.role, is_muted=not part.is_muted)

    def level(self) -> None:
        for part in self.session.parts.parts[1:2]:
            self.session.parts.try_level(part.role, -3.0)
            self.session.parts.set_level(part.role, float(self.chance.randrange(-9, 6)))

    def solo(self) -> None:
        for part in self.session.parts.parts[:1]:
            self.session.parts.solo(part.role, is_solo=not part.is_solo)

    def take_apart(self) -> None:
        asked = [r for r in self.stage.client.requests if isinstance(r.job, PartsJob)]
        if asked and asked[-1] not in self.stage.client.cancelled:
            self.stage.client.take_apart()

    def loop(self) -> None:
        self.session.loop.toggle()

    def another_chord(self) -> None:
        chords = self.window.song_view.score.roll._timeline.chords
        if chords and self.session.song.piece is not None and self.session.step is Step.READY:
            place = self.chance.choice(chords)
            self.session.chords.put_in(place, self.session.chords.offers(place)[0])

    def save(self) -> None:
        self.session.export.folder = self.stage.folder.parent
        self.session.outward.save_as(".mp3")

    def lock(self) -> None:
        for part in self.session.parts.parts[:1]:
            self.session.parts.lock(part.role, is_locked=not part.is_locked)

    def play(self) -> None:
        self.session.song_playback.toggle()

    def seek(self) -> None:
        self.session.playback.seek(self.chance.uniform(0, 60))

    def cancel(self) -> None:
        self.session.let_go()

    def search(self) -> None:
        self.window.takes_view.search.setText(self.chance.choice(["", "joy", "rain", "zeppelin"]))

    def correct(self) -> None:
        chips = [chip for chip in self.session.understood.chips if chip.others]
        if chips and self.session.step is Step.READY and self.session.song.piece is not None:
            self.session.understood.correct(self.chance.choice(self.chance.choice(chips).others))

    def open_why(self) -> None:
        self.window.findChild(QPushButton, "why").click()

    def resize(self) -> None:
        self.window.resize(self.chance.choice([1280, 1024, 760]), self.chance.choice([800, 600]))

    def check(self) -> None:
        """See whether what is shown is what is kept, and nothing contradicts."""
        song, takes = self.session.song, self.session.takes
        assert (self.session.step is Step.COMPOSING) == song.is_composing
        files = {path.name for path in self.stage.folder.glob("*.affetto")}
        if not takes.words.strip():
            assert {take.file for take in takes.takes} == files
        assert takes.present == (song.take.file if song.take else "")
        if song.piece is None:
            return
        score = self.window.song_view.score
        notes = sum(len(track.notes) for track in song.piece.score.tracks)
        assert len(score.roll._timeline.notes) == notes
        chips = {chip.kind: chip.text for chip in self.session.understood.chips}
        if self.session.wish.reading and self.session.wish.text == song.piece.reading.text:
            assert chips["key"] == str(song.piece.score.key)
        if self.session.choice.bars is not None:
            assert self.session.choice.bars.stop <= song.piece.score.n_bars
        if song.piece.waveform is not None and not song.is_composing:
            assert self.session.playback.is_loaded
        heard = self.session.song_playback._heard
        if self.session.playback.is_loaded and not song.is_composing:
            assert heard is not None
            assert heard.score == song.piece.score, "another song would sound"
        if self.session.playback.is_playing:
            assert self.session.playback.is_loaded


@pytest.mark.parametrize("seed", [1, 2])
def test_two_hundred_actions_break_nothing(
    qtbot: Any, stage: Any, window: MainWindow, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr("desktop.viewmodels.history.MOST_SOUND", 0)  # sounds are let go soon
    uncaught: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: uncaught.append(error))
    soak = Soak(stage, window, seed)
    done = []
    for _ in range(N_ACTIONS):
        done.append(soak.act())
        qtbot.waitUntil(lambda: stage.is_settled)
        try:
            soak.check()
        except AssertionError as error:
            raise AssertionError(f"after {done[-12:]}") from error
        assert not uncaught, done[-12:]
    assert len(set(done)) > 20
