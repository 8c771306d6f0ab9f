"""Pictures of every state of the window, light and dark, to be looked at.

``python -m tests.desktop.screenshots [--only WORD]`` writes them into ``screenshots/``, which git
ignores. The engine, the microphone and the loudspeaker are the tests' fakes; the songs are real.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QTabWidget, QWidget

from desktop.main_window import MainWindow
from desktop.settings import Settings, ThemeChoice
from desktop.theme import Theme
from desktop.translations import Translations, WindowLanguage
from desktop.viewmodels.notice import Notice
from desktop.views.insight_view import InsightView
from engine import (
    ComposeJob,
    ComposeOptions,
    CurvePoint,
    DeviceError,
    Failure,
    FoundMusic,
    Insight,
    Keep,
    LookJob,
    Piece,
    RenderOptions,
    SurveyJob,
    TeachJob,
    TranscribeJob,
    composer_folder,
)
from engine.composition.composers import load_composer
from engine.composition.pictured import Pictured
from engine.emotion.kept_moods import change_moods
from engine.emotion.learned_moods import LearnedClip
from engine.emotion.music_features import ATTRIBUTES
from engine.library.takes.keeping import keep_take
from engine.pipeline import Pipeline
from engine.progress import Progress
from tests.desktop.conftest import Stage, make_stage, make_waveform

FOLDER = Path(__file__).parents[2] / "screenshots"
RAIN = "Slow and sad, like walking home in the rain"
WISHES = (RAIN, "A happy waltz for my grandmother, on the cello", "Calm, then furious, 140 bpm")


@functools.cache
def pipeline() -> Pipeline:
    """Give the real engine, in this process."""
    return Pipeline()


@functools.cache
def song(wish: str, seed: int = 3) -> Piece:
    """Compose a real song, and give it silence of its length for a sound."""
    options = ComposeOptions(seed=seed)
    piece = pipeline().compose(wish, options, RenderOptions(), Progress())
    return dataclasses.replace(piece, waveform=make_waveform(piece.score.duration + 2))


class Scene:
    """A window on fakes, and what can be done to it."""

    def __init__(self, folder: Path, theme: ThemeChoice, size: tuple[int, int]) -> None:
        self.stage: Stage = make_stage(folder / "takes")
        self.session = self.stage.session
        store = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        self.settings = Settings(store)
        devices = ["Built-in microphone"], ["Speakers"]
        self.window = MainWindow(
            self.session,
            self.stage.composers,
            self.settings,
            lambda: devices,
            self.stage.workers[3],
        )
        self.window.resize(*size)
        self.window.show()
        self.theme = theme
        self.settle()

    def settle(self) -> None:
        """Let everything arrive and be painted."""
        end = time.monotonic() + 10
        while time.monotonic() < end:
            QApplication.processEvents()
            if self.stage.is_settled:
                break
            time.sleep(0.005)
        for _ in range(5):
            QApplication.processEvents()

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            QApplication.processEvents()
            time.sleep(0.005)

    def list_takes(self, *, many: bool = False) -> None:
        """Have some takes from before."""
        first = keep_take(self.stage.folder, song(WISHES[2]), Keep())
        keep_take(self.stage.folder, song(WISHES[2]), Keep(first.song, change="busier"))
        waltz = keep_take(self.stage.folder, song(WISHES[1]), Keep(title="For Oma"))
        self.session.restoring.last = waltz.file
        for number in range(60 * many):
            piece = song(WISHES[number % 3])
            reading = dataclasses.replace(piece.reading, text=f"{random.random():.3f} {RAIN}")
            keep_take(self.stage.folder, dataclasses.replace(piece, reading=reading), Keep())
        self.session.takes.look()
        self.settle()

    def compose(self, wish: str, seed: int = 3) -> None:
        """Have a song made, with its words read."""
        self.session.wish.replace(wish)
        self.session.compose_with(seed)
        self.finish(song(wish, seed))

    def finish(self, piece: Piece) -> None:
        """Let the engine be done with the song."""
        request = self.stage.client.last(ComposeJob)
        request.staged.emit("reading", piece.reading)
        request.staged.emit("plan", piece.plan)
        request.staged.emit("kept", keep_take(self.stage.folder, piece, request.job.keep))
        request.finished.emit(piece)
        self.settle()

    def own_composers(self) -> None:
        """Have composers and a mood that were taught before."""
        for name in ("Waltzes of my grandmother", "Video games"):
            folder = composer_folder(name)
            folder.mkdir(parents=True)
            (folder / "config.json").write_text('{"kind": "rbm"}')
        clip = LearnedClip("fog/a.mid", "fog", -0.3, -0.5, (0.0,) * len(ATTRIBUTES), "/music", "1")
        change_moods(lambda _: [clip])

    def play_to(self, seconds: float) -> None:
        """Let the song sound up to a moment."""
        self.settle()
        self.stage.player.position = seconds
        self.wait(0.15)

    def close(self) -> None:
        """Let go of everything."""
        self.window.close()
        self.session.playback.close()
        for worker in self.stage.workers:
            worker.close()
        self.window.deleteLater()


def start(_scene: Scene) -> None:
    """Show the window as it is at the very first start."""


def listening(scene: Scene) -> None:
    scene.session.listening.talk()
    scene.settle()
    scene.stage.recorder.level_db, scene.stage.recorder.elapsed = -9.0, 3.4
    scene.wait(0.4)


def muted(scene: Scene) -> None:
    listening(scene)
    scene.stage.recorder.notice = "The microphone is muted. Unmute it in the system's settings."
    scene.wait(0.2)


def transcribing(scene: Scene) -> None:
    scene.session.listening.talk()
    scene.settle()
    scene.session.listening.toggle_talk()
    scene.settle()
    scene.stage.client.last(TranscribeJob).progressed.emit("transcribe", 0.4)


def composing(scene: Scene) -> None:
    scene.session.wish.replace(RAIN)
    scene.session.compose()
    request, piece = scene.stage.client.last(ComposeJob), song(RAIN)
    request.staged.emit("reading", piece.reading)
    request.staged.emit("plan", piece.plan)


def playing(scene: Scene) -> None:
    scene.list_takes()
    scene.compose(RAIN)
    scene.play_to(17.0)


def waltz(scene: Scene) -> None:
    scene.list_takes()


def chosen_bars(scene: Scene) -> None:
    playing(scene)
    scene.session.choice.take(range(4, 8))


def search(scene: Scene) -> None:
    scene.list_takes(many=True)
    scene.window.takes_view.search.setText("waltz")
    scene.settle()


def search_in_vain(scene: Scene) -> None:
    scene.list_takes()
    scene.window.takes_view.search.setText("zeppelin")
    scene.settle()


def many_takes(scene: Scene) -> None:
    scene.list_takes(many=True)


def thrown_away(scene: Scene) -> None:
    playing(scene)
    scene.session.takes.throw_away([scene.session.takes.takes[-1].file])
    scene.settle()


def not_understood(scene: Scene) -> None:
    playing(scene)
    scene.session.wish.replace("hmm")
    scene.session.compose()
    scene.settle()


def heard_change(scene: Scene) -> None:
    playing(scene)
    scene.session.wish.replace("make the ending sadder")
    scene.session.compose()
    scene.settle()


def why(scene: Scene) -> None:
    playing(scene)
    scene.window.findChild(QPushButton, "why").click()
    scene.window.findChild(QPushButton, "details").click()
    scene.settle()


def microphones(scene: Scene) -> QWidget:
    scene.window.findChild(QPushButton, "choose_microphone").click()
    scene.settle()
    scene.stage.recorder.level_db = -14.0
    scene.wait(0.6)
    return scene.window.findChild(QWidget, "microphones")


def other_chords(scene: Scene) -> QWidget:
    playing(scene)
    strip = scene.window.song_view.score.chords
    index = strip._timeline.chord_at(strip._position)
    place = strip.area(strip._timeline.chords[index or 0]).center()
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=place.toPoint())
    scene.settle()
    return scene.window.findChild(QWidget, "chord_offers")


def whole_song(scene: Scene) -> None:
    playing(scene)
    roll = scene.window.song_view.score.roll
    QTest.keyClick(roll, Qt.Key.Key_0)
    scene.settle()


def no_microphone(scene: Scene) -> None:
    scene.stage.microphone_error.append(
        DeviceError("no microphone was found", hint="Plug one in, or type your wish.")
    )
    scene.session.listening.talk()
    scene.settle()


def failed(scene: Scene) -> None:
    playing(scene)
    scene.session.news.noticed.emit(
        Notice(
            "Something unexpected happened: half a note.",
            "Try again; if it happens again, report it with the details.",
            "Traceback …",
        )
    )


@functools.cache
def insight() -> Insight:
    """Look into the real machine."""
    composer = load_composer("rbm")
    assert isinstance(composer, Pictured)
    return composer.insight(0)


def composers(scene: Scene) -> None:
    scene.own_composers()
    scene.window.findChild(object, "composers").trigger()  # type: ignore[call-overload]
    scene.settle()
    scene.stage.client.last(LookJob).finished.emit(insight())
    scene.settle()


def music_found(scene: Scene) -> None:
    composers(scene)
    scene.stage.composers.lesson.choose_folder(Path("/music/my_waltzes"))
    left_out = ("broken.mid", "is not a readable MIDI file"), ("beat.mid", "holds drums alone")
    found = FoundMusic(48, 46, 1180, left_out)
    scene.stage.client.last(SurveyJob).finished.emit(found)
    scene.settle()


def learning(scene: Scene) -> None:
    music_found(scene)
    scene.stage.composers.lesson.begin()
    request = scene.stage.client.last(TeachJob)
    for number in range(26):
        is_first = number < 12
        machine, done = ("harmony", number / 80) if is_first else ("melody", number / 28 - 0.28)
        start, n_looks = (-1.1, number) if is_first else (-0.62, number - 12)
        gain = 0.02 * n_looks
        point = CurvePoint(machine, done, 0.2, start + 1.6 * gain, start + 0.4 * gain)
        request.progressed.emit("learn", done)
        request.staged.emit("curve", point)
    scene.settle()


def learned(scene: Scene) -> None:
    learning(scene)
    request = scene.stage.client.last(TeachJob)
    request.finished.emit(FoundMusic(48, 46, 1180))
    scene.settle()
    scene.stage.client.last(LookJob).finished.emit(insight())
    scene.settle()


def inside_composer(scene: Scene) -> QWidget:
    composers(scene)
    return scene.window.findChild(InsightView)  # type: ignore[return-value]


def nothing_to_learn(scene: Scene) -> None:
    composers(scene)
    scene.stage.composers.lesson.choose_folder(Path("/music/empty"))
    failure = Failure(
        "ResourceError",
        "/music/empty holds no MIDI files",
        "Name a folder with .mid or .midi files.",
    )
    scene.stage.client.fail(SurveyJob, failure)
    scene.settle()


def preferences(scene: Scene) -> QWidget:
    scene.window.findChild(object, "preferences").trigger()  # type: ignore[call-overload]
    scene.settle()
    return scene.window.findChild(QWidget, "preferences_dialog")


def places(scene: Scene) -> QWidget:
    dialog = preferences(scene)
    dialog.findChild(QTabWidget).setCurrentIndex(1)
    scene.settle()
    return dialog


def about(scene: Scene) -> QWidget:
    scene.window.findChild(object, "about").trigger()  # type: ignore[call-overload]
    scene.settle()
    return scene.window.findChild(QWidget, "about_dialog")


SCENES: tuple[Callable[[Scene], Any], ...] = (
    start, microphones, listening, muted, transcribing, composing, playing, waltz, chosen_bars,
    search, search_in_vain, many_takes, thrown_away, not_understood, heard_change, why,
    other_chords, whole_song, no_microphone, failed, composers, music_found, learning, learned,
    inside_composer, nothing_to_learn, preferences, places, about,
)  # fmt: skip
SIZES = {"": (1280, 800), "small": (1024, 600), "middle": (1366, 768), "large": (1920, 1080)}


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="scenes whose name holds this word")
    parser.add_argument("--themes", nargs="+", default=["light", "dark"])
    parser.add_argument("--language", choices=("en", "de"), default="en", help="of the window")
    parser.add_argument("--text", type=float, default=1.0, help="size of the system's text")
    options = parser.parse_args()
    app = QApplication(sys.argv[:1])
    font = app.font()
    font.setPointSizeF(10.0 * options.text)
    app.setFont(font)
    theme = Theme(app)
    translations = Translations(app)
    translations.choose(WindowLanguage(options.language))
    FOLDER.mkdir(exist_ok=True)
    suffix = "" if options.text == 1 else f"-text-{options.text:g}"
    suffix += "" if options.language == "en" else f"-{options.language}"
    for name in options.themes:
        theme.choose(ThemeChoice(name))
        for scene in SCENES:
            if options.only not in scene.__name__:
                continue
            is_everywhere = scene in (start, playing, composers, learning)
            for size in SIZES if is_everywhere and name == "light" else ("",):
                parts = filter(None, (scene.__name__, name, size))
                shoot(scene, ThemeChoice(name), SIZES[size], f"{'-'.join(parts)}{suffix}.png")


def shoot(
    scene: Callable[[Scene], Any], theme: ThemeChoice, size: tuple[int, int], name: str
) -> None:
    """Play a scene and keep its picture."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["AFFETTO_HOME"] = folder  # what the user has taught is not in the picture
        played = Scene(Path(folder), theme, size)
        widget = scene(played) or played.window
        played.settle()
        widget.grab().save(str(FOLDER / name))
        print(name)
        played.close()


if __name__ == "__main__":
    main()
