"""Wishes spoken into the microphone of a desktop, and when the loudspeaker answers.

Run on a desktop whose sound server has the sink ``microphone_feed``, heard by the microphone, and
the sink ``speaker``. The window's own view-models record, hear, compose and play, as they do when
somebody presses the microphone. What goes into the microphone and what comes out of the
loudspeaker are both recorded from the sound server, so that nothing is taken on trust.
"""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile
from hearing_clips import RATE, VOICES, WISHES, speak
from numpy.typing import NDArray
from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from desktop.app import Application
from desktop.settings import Preferences, Settings
from engine.audio.files import read_audio
from engine.audio.resampling import resample
from engine.listener import Listener

STAGES = ("pause noticed", "words", "end of the wish", "plan", "sound", "loudspeaker")
_AUDIBLE = 0.003  # full scale is 1; the first note of the quietest song is louder
_LONGEST = 30.0  # seconds until a wish is given up
_QUIET = 0.02  # share of the peak below which a voice has ended


class Tap(threading.Thread):
    """Records from the sound server, and knows when it heard what."""

    def __init__(self, source: str) -> None:
        super().__init__(daemon=True)
        command = ["parec", f"--device={source}", f"--rate={RATE}", "--channels=1"]
        self._process = subprocess.Popen(
            [*command, "--format=s16le", "--latency-msec=20", "--raw"], stdout=subprocess.PIPE
        )
        self._blocks: list[tuple[float, NDArray[np.float32]]] = []
        self.start()

    def run(self) -> None:
        """Note when each block came."""
        assert self._process.stdout is not None
        while block := self._process.stdout.read(640):
            samples = np.frombuffer(block, np.int16).astype(np.float32) / 32768
            self._blocks.append((time.monotonic(), samples))

    def times_above(self, level: float, since: float) -> list[float]:
        """Say when blocks louder than a level came."""
        blocks = [block for block in list(self._blocks) if block[0] >= since]
        return [moment for moment, samples in blocks if np.abs(samples).max(initial=0) > level]

    def close(self) -> None:
        """End the recording."""
        self._process.terminate()
        self._process.wait()


@dataclass
class Answer:
    """What became of one wish.

    Attributes
    ----------
    text
        What was heard.
    was_cut
        Whether the wish was taken for complete before it was.
    stages
        Seconds from the last voiced sample to each of `STAGES`; those that came are there.
    """

    said: str
    text: str = ""
    was_cut: bool = False
    stages: dict[str, float] = field(default_factory=dict)


class Answers:
    """What became of the wishes so far, the cold one first; each told, and kept in a file."""

    def __init__(self, kept: Path | None) -> None:
        self._kept = kept
        self.all: list[Answer] = []
        if kept is not None and kept.exists():
            self.all = [Answer(**json.loads(line)) for line in kept.read_text().splitlines()]

    def add(self, answer: Answer) -> None:
        """Tell and keep one more."""
        self.all.append(answer)
        print(f"  {answer}", file=sys.stderr, flush=True)
        if self._kept is not None:
            with self._kept.open("a") as file:
                file.write(json.dumps(dataclasses.asdict(answer)) + "\n")


class SpokenWishes:
    """The application without its window, and somebody who speaks to it."""

    def __init__(self, seconds: float) -> None:
        self._app = QApplication.instance() or QApplication([])
        store = QSettings(tempfile.mkstemp(suffix=".ini")[1], QSettings.Format.IniFormat)
        settings = Settings(store)
        settings.preferences = Preferences(seconds=seconds)
        self._application = Application(self._app, settings)  # type: ignore[arg-type]
        self._session = self._application._session  # noqa: SLF001 - stands in for the window
        self._client = self._application._client  # noqa: SLF001
        self._voice, self._song = Tap("microphone_feed.monitor"), Tap("speaker.monitor")
        self._marks: dict[str, float] = {}
        session = self._session
        session.recording.rested.connect(lambda _: self._mark("pause noticed", again=True))
        session.wish.guessed.connect(lambda _: self._mark("words", again=True))
        session.recording.recorded.connect(lambda _: self._mark("end of the wish"))
        session.wish.heard.connect(lambda _: self._marks.setdefault("words", time.monotonic()))
        session.song.making.planned.connect(lambda _: self._mark("plan"))
        session.song.making.sounded.connect(lambda _: self._mark("sound"))

    def _mark(self, stage: str, *, again: bool = False) -> None:
        if again or stage not in self._marks:
            self._marks[stage] = time.monotonic()

    def warm_up(self) -> None:
        """Start the engine, and wait until it has loaded everything."""
        self._client.start()
        self._wait(lambda: not self._client.is_warming_up, 300)

    def start_cold(self) -> None:
        """Start the engine and wait for nothing."""
        self._client.start()

    def ask(self, recording: Path, said: str) -> Answer:
        """Speak a wish, and wait until its song is heard."""
        session, answer = self._session, Answer(said)
        self._marks.clear()
        session.listening.talk()
        self._wait(lambda: session.recording.state.value == "listening", 10)
        began = time.monotonic()
        speaker = subprocess.Popen(["paplay", "--device=microphone_feed", str(recording)])
        self._wait(lambda: "end of the wish" in self._marks, _LONGEST)
        self._wait(lambda: bool(self._song.times_above(_AUDIBLE, began)), _LONGEST)
        heard = self._song.times_above(_AUDIBLE, began)
        speaker.wait()
        self._wait(lambda: False, 0.2)
        peak = float(np.abs(read_audio(recording).samples).max())
        voiced = self._voice.times_above(_QUIET * peak, began)
        answer.was_cut = bool(voiced) and self._marks.get("end of the wish", np.inf) < voiced[-1]
        if heard and voiced:
            self._marks["loudspeaker"] = heard[0]
            answer.stages = {
                stage: self._marks[stage] - voiced[-1] for stage in STAGES if stage in self._marks
            }
        answer.text = session.wish.text
        session.cancel()
        session.playback.pause()
        self._wait(lambda: not self._song.times_above(_AUDIBLE, time.monotonic() - 0.3), 5)
        return answer

    def _wait(self, done: object, seconds: float) -> None:
        assert callable(done)
        loop, end = QEventLoop(), time.monotonic() + seconds
        timer = QTimer(interval=10)
        timer.timeout.connect(lambda: (done() or time.monotonic() > end) and loop.quit())
        timer.start()
        if not done():
            loop.exec()

    def close(self) -> None:
        """End everything."""
        self._voice.close()
        self._song.close()
        self._application.close()


def spoken_wishes(folder: Path | None, n: int, aside: Path) -> list[tuple[Path, str]]:
    """Give ``n`` recordings with what is said in them: those of a folder, then synthetic ones."""
    found: list[tuple[Path, str]] = []
    if folder is not None:
        lines = (folder / "transcripts.tsv").read_text(encoding="utf-8").splitlines()[1:]
        rows = [line.split("\t") for line in lines]
        # readings go on after a sentence: theirs is no wish that ends; nor is what has no song
        read = Listener().read
        found = [
            (folder / file, text)
            for file, _, text in rows
            if "librivox" not in file and read(text).quadrant is not None
        ]
    for number in range(n - len(found)):
        text = WISHES[number % len(WISHES)]
        samples = speak(text, VOICES[number % len(VOICES)], speed=130 + 10 * (number % 5))
        found.append((aside / f"{number}.wav", text))
        soundfile.write(found[-1][0], samples, RATE)
    return [(_at_48_khz(path, aside), text) for path, text in found[:n]]


def _at_48_khz(path: Path, aside: Path) -> Path:
    """Let the sound server resample nothing."""
    waveform = resample(read_audio(path), 48_000)
    target = aside / f"{path.stem}-48.wav"
    soundfile.write(target, waveform.samples, 48_000, subtype="PCM_16")
    return target
