"""Fakes for engine, microphone and loudspeaker, and the window on top of them."""

from __future__ import annotations

import dataclasses
import os
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.engine_client import Request
from desktop.garbage import GarbageCollector
from desktop.main_window import MainWindow
from desktop.settings import Settings
from desktop.theme import Theme
from desktop.viewmodels.composers import ComposersViewModel
from desktop.viewmodels.export import ExportViewModel
from desktop.viewmodels.playback import PlaybackViewModel
from desktop.viewmodels.recording import RecordingState, RecordingViewModel
from desktop.viewmodels.session import SessionViewModel
from desktop.viewmodels.takes import TakesViewModel
from desktop.worker import Worker
from engine import (
    ChordJob,
    ComposeJob,
    DeviceError,
    EditJob,
    EmotionReading,
    EngineError,
    Faders,
    Failure,
    Job,
    ListenOptions,
    LivePart,
    PartsJob,
    Piece,
    Plan,
    ReadJob,
    ReadWord,
    RenderJob,
    Said,
    Score,
    TakeLibrary,
    TranscribeJob,
    Transcript,
    UnderstandJob,
    Waveform,
    understand,
)
from engine.composition.plan import Expression, PlannedSection
from engine.composition.score import (
    TICKS_PER_BEAT,
    Chord,
    Key,
    Metre,
    Note,
    ScoreSection,
    TempoChange,
    Track,
)
from engine.library.takes.keeping import keep_take

if sys.platform == "linux" and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

WISH = (
    "I want a song that conveys the feelings of hope and wonder while sailing the seven seas, "
    "but also the disgusting feeling of eating too many beans"
)

FEELINGS = {
    "hope": (0.62, 0.25),
    "wonder": (0.58, 0.46),
    "sailing": (0.44, 0.18),
    "seas": (0.36, -0.3),
    "song": (0.4, 0.05),
    "disgusting": (-0.72, 0.42),
    "beans": (-0.12, -0.22),
    "sad": (-0.6, -0.45),
    "furious": (-0.65, 0.75),
    "rain": (-0.2, -0.4),
    "joy": (0.8, 0.5),
}


def make_reading(text: str = WISH) -> EmotionReading:
    """Read a wish by the table above."""
    words: list[ReadWord] = []
    place = 0
    for word in text.split():
        start = text.index(word, place)
        place = start + len(word)
        feeling = FEELINGS.get(word.strip(".,").lower())
        valence, arousal = feeling or (0.0, 0.0)
        words.append(ReadWord(word, start, place, 1.0 if feeling else 0.0, valence, arousal))
    felt = [word for word in words if word.weight]
    if not felt:
        return EmotionReading(text, tuple(words))
    share = 1 / len(felt)
    words = [
        ReadWord(w.text, w.start, w.end, share * w.weight, w.valence, w.arousal) for w in words
    ]
    valence = sum(w.valence for w in felt) * share
    arousal = sum(w.arousal for w in felt) * share
    quadrant = (
        ("Q1" if arousal >= 0 else "Q4") if valence >= 0 else ("Q2" if arousal >= 0 else "Q3")
    )
    quadrants = {name: 0.64 if name == quadrant else 0.12 for name in ("Q1", "Q2", "Q3", "Q4")}
    return EmotionReading(
        text,
        tuple(words),
        valence=valence,
        arousal=arousal,
        quadrant=quadrant,
        quadrants=quadrants,
        confidence=0.64,
        unknown=("conveysy",) if "conveysy" in text else (),
    )


def make_waveform(seconds: float = 1.0, sample_rate: int = 8_000) -> Waveform:
    """Make silence."""
    return Waveform(np.zeros((int(seconds * sample_rate), 1), np.float32), sample_rate)


def make_score(seed: int = 1, n_bars: int = 24) -> Score:
    """Write something with sections, chords, a melody, a bass and drums."""
    chance = random.Random(seed)
    bar = 4 * TICKS_PER_BEAT
    key = Key(2, "minor")
    roots = [(2, "m"), (10, ""), (5, ""), (0, ""), (7, "m7"), (9, "7"), (10, "maj7"), (9, "sus4")]
    chords = tuple(Chord(i * bar, bar, *chance.choice(roots)) for i in range(n_bars))
    melody, inner, bass, drums = [], [], [], []
    pitch = 74
    for index, chord in enumerate(chords):
        start = index * bar
        for beat in range(8):
            if chance.random() < 0.7:
                pitch = min(max(pitch + chance.choice([-4, -2, -1, 1, 2, 3]), 62), 86)
                melody.append(
                    Note(
                        start + beat * 12, chance.choice([12, 12, 18]), pitch, min(70 + index, 110)
                    )
                )
        inner += [
            Note(start + half * 48, 44, 48 + (p - 48) % 12 + 4, 58)
            for half in range(2)
            for p in chord.pitch_classes[:3]
        ]
        bass += [Note(start + i * 48, 40, 36 + chord.root, 76) for i in range(2)]
        drums += [Note(start + i * 24, 6, 36 if i % 2 == 0 else 38, 70) for i in range(4)]
    end = n_bars * bar
    melody = [Note(n.start, min(n.duration, end - n.start), n.pitch, n.velocity) for n in melody]
    names = [("introduction", 4), ("A", 8), ("B", 8), ("ending", n_bars - 20)]
    sections, first = [], 0
    for name, length in names:
        sections.append(ScoreSection(name, first, length, key))
        first += length
    tracks = (
        Track("melody", 73, tuple(melody)),
        Track("chords", 0, tuple(sorted(inner, key=lambda n: (n.start, n.pitch)))),
        Track("bass", 32, tuple(bass)),
        Track("drums", 0, tuple(drums)),
    )
    return Score(key, Metre(), n_bars, (TempoChange(0, 92.0),), tuple(sections), chords, tracks)


def make_plan(score: Score, seed: int) -> Plan:
    """Plan what the score has become."""
    feelings = [(0.3, -0.2), (0.6, 0.35), (-0.6, 0.4), (0.45, -0.3)]
    sections = tuple(
        PlannedSection(s.name, s.n_bars, s.key, v, a, Expression(92, 4, 74, 72, 0.8))
        for s, (v, a) in zip(score.sections, feelings, strict=True)
    )
    return Plan(score.key, score.metre, sections, seed)


def make_piece(job: ComposeJob, seconds: float | None = None) -> Piece:
    """Do a composer's work."""
    seed = job.compose_options.seed
    score = make_score(seed)
    return Piece(
        make_reading(job.text),
        make_plan(score, seed),
        score,
        job.compose_options,
        job.render_options,
        waveform=make_waveform(score.duration + 2 if seconds is None else seconds),
    )


class FakeClient(QObject):
    """Takes jobs; the test says what becomes of them."""

    unwell = Signal(object)
    is_warming_up = False

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.requests: list[Request] = []
        self.cancelled: list[Request] = []
        self.sufficed: list[Request] = []
        self.foreseen: list[Job] = []

    def start(self) -> None:
        """Be ready at once."""

    def submit(self, job: Job) -> Request:
        self.requests.append(Request(job))
        return self.requests[-1]

    def cancel(self, request: Request) -> None:
        self.cancelled.append(request)

    def suffice(self, request: Request) -> None:
        self.sufficed.append(request)

    def foresee(self, job: Job) -> None:
        self.foreseen.append(job)

    def forget(self) -> None:
        self.foreseen.clear()

    def last(self, kind: type[Any]) -> Request:
        """Give the latest job of a kind."""
        return next(r for r in reversed(self.requests) if isinstance(r.job, kind))

    def hear(self, text: str = WISH) -> None:
        """Transcribe the latest recording."""
        self.last(TranscribeJob).finished.emit(Transcript(text))

    def read(self) -> None:
        """Read the latest wish."""
        request = self.last(ReadJob)
        request.finished.emit(make_reading(request.job.text))

    def understand(self, said: Said | None = None) -> None:
        """Say what the latest words to a song mean; if nothing is given, what the grammar says."""
        request = self.last(UnderstandJob)
        job = request.job
        meant = understand(job.text, job.score, job.seed, job.chosen) if said is None else said
        request.finished.emit(meant)

    def compose(self) -> Piece:
        """Compose the latest wish, having understood it where that was asked."""
        if isinstance(self.requests[-1].job, UnderstandJob):
            self.understand()
        request = self.last(ComposeJob)
        piece = make_piece(request.job)
        request.staged.emit("reading", piece.reading)
        request.staged.emit("plan", piece.plan)
        self._keep(request, piece)
        request.finished.emit(piece)
        return piece

    def _keep(self, request: Request, piece: Piece) -> None:
        """Keep what is made, as the engine does."""
        if request.job.keep is not None:
            request.staged.emit("kept", keep_take(self.folder, piece, request.job.keep))

    def begin(self) -> Piece:
        """Compose the first bars of the latest wish, and play a second of them."""
        request = self.last(ComposeJob)
        piece = make_piece(request.job)
        for stage, value in (
            ("reading", piece.reading), ("plan", piece.plan), ("bars", piece.score),
            ("sound", make_waveform(1.0)),
        ):  # fmt: skip
            request.staged.emit(stage, value)
        return piece

    def edit(self) -> Piece:
        """Change the latest piece as asked: the seed tells how often."""
        request = self.last(EditJob)
        old = request.job.piece
        options = dataclasses.replace(old.compose_options, seed=old.seed + 1)
        waveform = make_waveform(old.score.duration + 2)
        piece = dataclasses.replace(old, compose_options=options, waveform=waveform)
        self._keep(request, piece)
        request.finished.emit(piece)
        return piece

    def render(self) -> Piece:
        """Play the latest piece with something else."""
        request = self.last(RenderJob)
        request.staged.emit("expected", 12.3)
        piece = dataclasses.replace(
            request.job.piece,
            render_options=request.job.render_options,
            waveform=make_waveform(request.job.piece.score.duration + 2),
        )
        self._keep(request, piece)
        request.finished.emit(piece)
        return piece

    def strike(self) -> None:
        """Give the sound of the latest chord."""
        self.last(ChordJob).finished.emit(make_waveform(2.0))

    def take_apart(self) -> None:
        """Give the parts of the latest piece, if they were asked for."""
        request = self.last(PartsJob)
        for track in request.job.piece.score.tracks:
            part = LivePart.of(make_waveform())
            request.staged.emit("part", (track.role, part))
        request.finished.emit(None)

    def fail(self, kind: type[Any], failure: Failure) -> None:
        """Let the latest job of a kind go wrong."""
        self.last(kind).failed.emit(failure)


@dataclass
class FakeRecorder:
    """A microphone without a sound card."""

    options: ListenOptions
    level_db: float = -20.0
    countdown: float | None = None
    silence: float = 0.0
    elapsed: float = 1.0
    is_finished: bool = False
    notice: str = ""
    calls: list[str] = field(default_factory=list)
    trouble: DeviceError | None = None
    error: DeviceError | None = None
    n_frames: int = 8_000

    def start(self) -> None:
        self.calls.append("start")
        if self.trouble is not None:
            raise self.trouble

    def stop(self) -> Waveform:
        self.calls.append("stop")
        return self.heard()

    def heard(self) -> Waveform:
        return make_waveform(self.n_frames / 8_000)

    def cancel(self) -> None:
        self.calls.append("cancel")

    def expect_end(self, text: str, _language: str) -> None:
        self.calls.append(f"expect the end of {text!r}")


class FakePlayer:
    """A loudspeaker without a sound card; the test moves its time."""

    def __init__(self, loudspeaker: str | None = None) -> None:
        self.loudspeaker = loudspeaker
        self.position = 0.0
        self.is_playing = False
        self.error: EngineError | None = None
        self.trouble: EngineError | None = None
        self.waveform: Waveform | None = None
        self.parts: dict[str, Any] = {}
        self.faders = Faders()
        self.loop: tuple[float, float] | None = None
        self.volume = 1.0

    def load(self, waveform: Waveform, *, is_whole: bool = True) -> None:
        self.waveform = waveform
        self.is_whole = is_whole

    def take_apart(self, parts: dict[str, Any], faders: Faders) -> None:
        self.parts, self.faders = parts, faders

    def move_faders(self, faders: Faders) -> None:
        self.faders = faders

    def set_loop(self, loop: tuple[float, float] | None) -> None:
        self.loop = loop

    def set_volume(self, volume: float) -> None:
        self.volume = volume

    def append(self, waveform: Waveform, *, is_last: bool = False) -> None:
        assert self.waveform is not None
        samples = np.concatenate([self.waveform.samples, waveform.samples])
        self.waveform = Waveform(samples, waveform.sample_rate)
        self.is_whole = is_last

    def play(self) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.is_playing = True

    def pause(self) -> None:
        self.is_playing = False

    def seek(self, seconds: float) -> None:
        self.position = seconds

    def stop(self) -> None:
        self.is_playing = False


@dataclass
class Stage:
    """A session and its fakes."""

    client: FakeClient
    session: SessionViewModel
    composers: ComposersViewModel
    workers: list[Worker]
    recorders: list[FakeRecorder]
    players: list[FakePlayer]
    written: list[tuple[Piece, Path]]
    microphone_error: list[DeviceError]
    loudspeaker_error: list[EngineError]
    export_error: list[EngineError]
    folder: Path

    @property
    def recorder(self) -> FakeRecorder:
        return self.recorders[-1]

    @property
    def player(self) -> FakePlayer:
        return self.players[-1]

    @property
    def is_settled(self) -> bool:
        """Whether no worker has anything to do."""
        return all(worker.is_idle for worker in self.workers)

    def settle(self, qtbot: QtBot) -> None:
        """Wait until the workers have done what they were given."""
        qtbot.waitUntil(lambda: self.is_settled)

    def make_song(self, qtbot: QtBot, text: str = "joy") -> Piece:
        """Have a song made for a wish."""
        self.session.wish.replace(text)
        self.session.compose()
        piece = self.client.compose()
        self.settle(qtbot)
        return piece

    def wait_to_listen(self, qtbot: QtBot) -> None:
        """Wait until the microphone is open."""
        qtbot.waitUntil(lambda: self.session.recording.state is RecordingState.LISTENING)


def make_stage(folder: Path) -> Stage:
    """Build a session on fakes, that keeps its takes in a folder."""
    workers = [Worker() for _ in range(5)]
    recorders: list[FakeRecorder] = []
    players: list[FakePlayer] = []
    written: list[tuple[Piece, Path]] = []
    microphone_error: list[DeviceError] = []
    loudspeaker_error: list[EngineError] = []
    export_error: list[EngineError] = []

    def make_recorder(options: ListenOptions) -> FakeRecorder:
        error = microphone_error.pop() if microphone_error else None
        recorders.append(FakeRecorder(options, trouble=error))
        return recorders[-1]

    def make_player(loudspeaker: str | None) -> FakePlayer:
        players.append(FakePlayer(loudspeaker))
        players[-1].trouble = loudspeaker_error.pop() if loudspeaker_error else None
        return players[-1]

    def write_piece(piece: Piece, path: Path) -> None:
        if export_error:
            raise export_error.pop()
        written.append((piece, path))
        path.write_bytes(b"music")

    client = FakeClient(folder)
    session = SessionViewModel(
        client,  # type: ignore[arg-type]
        RecordingViewModel(make_recorder, workers[0]),
        PlaybackViewModel(make_player, workers[1]),
        ExportViewModel(write_piece, workers[2], client),  # type: ignore[arg-type]
        TakesViewModel(lambda: TakeLibrary(folder), workers[4]),
    )
    return Stage(
        client,
        session,
        ComposersViewModel(client, session.choices, workers[4]),  # type: ignore[arg-type]
        workers,
        recorders,
        players,
        written,
        microphone_error,
        loudspeaker_error,
        export_error,
        folder,
    )


@pytest.fixture(autouse=True, scope="session")
def _patient() -> Iterator[None]:
    """Let a busy machine take its time: what waits for a signal gives up after a minute."""
    with pytest.MonkeyPatch.context() as patch:
        for wait in (QtBot.waitSignal, QtBot.waitSignals, QtBot.waitUntil, QtBot.waitActive):
            patch.setitem(wait.__kwdefaults__, "timeout", 60_000)
        yield


@pytest.fixture(autouse=True)
def application(qapp: QApplication) -> QApplication:
    """Give every test an application."""
    return qapp


@pytest.fixture(scope="package", autouse=True)
def garbage(qapp: QApplication) -> Iterator[None]:
    """Free windows in their own thread, as the program does."""
    collector = GarbageCollector(qapp)
    yield
    collector.close()


@pytest.fixture
def stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    """Give a session on fakes."""
    stage = make_stage(tmp_path / "takes")
    yield stage
    qtbot.waitUntil(lambda: stage.is_settled)
    for worker in stage.workers:
        worker.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Give settings that nobody has made yet."""
    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """Give the application's theme."""
    return Theme(qapp)


@pytest.fixture
def window(qtbot: Any, stage: Stage, settings: Settings, theme: Theme) -> MainWindow:
    """Give a window that stands, on fakes."""
    theme.choose(settings.preferences.theme)
    window = MainWindow(
        stage.session,
        stage.composers,
        settings,
        lambda: (["Mike"], ["Loud", "Louder"]),
        stage.workers[3],
    )
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


@pytest.fixture(scope="session")
def piece_of() -> Callable[[ComposeJob], Piece]:
    """Give a composer."""
    return make_piece


@pytest.fixture(scope="session")
def reading_of() -> Callable[[str], EmotionReading]:
    """Give a reader."""
    return make_reading
