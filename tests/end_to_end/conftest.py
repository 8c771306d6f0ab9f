"""A desktop without hardware, and the real window on it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

ROOT = Path(__file__).parents[2]
TOOL = Path(
    os.environ.get("AFFETTO_VIRTUAL_DESKTOP", ROOT.parent / "shared" / "tools" / "virtual-desktop")
)
SPEECH = Path(os.environ.get("AFFETTO_SPEECH", ROOT.parent / "shared" / "data" / "speech"))
SCREENSHOTS = Path(os.environ.get("AFFETTO_SCREENSHOTS", ROOT / "screenshots"))

PATIENCE = 180.0
"""Seconds that a step may take on a machine that is busy with other work."""

SETTINGS = """[song]
seconds=20
[window]
theme={theme}
"""


def wait_until(condition: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """Wait for something to become true and give it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    pytest.fail(f"not within {seconds:g} s: {what}")


class Desktop:
    """A screen, a microphone and a loudspeaker; everything is run with its environment."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment = environment
        self.folder = folder

    def run(self, *command: str) -> str:
        """Run a command and give what it prints."""
        result = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=True, timeout=60
        )
        return result.stdout.strip()

    def say(self, speech: Path) -> None:
        """Speak into the microphone, and return when all is said."""
        loud = self.folder / f"say-{speech.name}"
        samples, sample_rate = soundfile.read(speech, dtype="float32", always_2d=True)
        mono = samples.mean(axis=1)
        soundfile.write(loud, mono / np.abs(mono).max() * 0.7, sample_rate)
        self.run("paplay", "--device=microphone_feed", str(loud))

    @contextmanager
    def listening(self) -> Iterator[Path]:
        """Record what the loudspeaker plays meanwhile, at 48 kHz in stereo."""
        heard = self.folder / "heard.wav"
        command = ["parec", "--device=speaker.monitor", "--rate=48000", "--latency-msec=20"]
        with heard.open("wb") as file:
            process = subprocess.Popen(
                [*command, "--file-format=wav"], env=self.environment, stdout=file
            )
            try:
                yield heard
            finally:
                process.terminate()
                process.wait(10)


class Window:
    """The real window as a person meets it: looked at, clicked, typed into."""

    def __init__(self, desktop: Desktop, theme: str = "light", **environment: str) -> None:
        self.desktop = desktop
        home = desktop.folder / f"home-{theme}-{len(environment)}"
        settings = home / "Affetto" / "Affetto.ini"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(SETTINGS.format(theme=theme), encoding="utf-8")
        self._report = home / "report.json"
        self.log = home / "log.txt"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(Path(__file__).parent / "driven_window.py"), self._report],
                env={
                    **desktop.environment,
                    "XDG_CONFIG_HOME": str(home),
                    "AFFETTO_HOME": str(home / "affetto"),
                    **environment,
                },
                cwd=ROOT,
                stderr=log,
            )
        wait_until(self._report.exists, "the window reports", 30)
        ours = ("--all", "--pid", str(self.process.pid), "--name", "^Affetto$")
        found = desktop.run("xdotool", "search", "--sync", "--onlyvisible", *ours)
        self._id = found.split()[0]
        desktop.run("xdotool", "windowactivate", "--sync", self._id)

    @property
    def state(self) -> dict[str, Any]:
        """What the window shows now."""
        state: dict[str, Any] = json.loads(self._report.read_text(encoding="utf-8"))
        return state

    def shows(self, name: str) -> bool:
        """Whether a widget is in sight."""
        return name in self.state["widgets"]

    def text(self, name: str) -> str:
        """What a widget says; empty if it is not in sight."""
        return str(self.state["widgets"].get(name, {"text": ""})["text"])

    def wait(self, condition: Callable[[dict[str, Any]], Any], what: str) -> None:
        """Wait until the window shows something."""
        try:
            wait_until(lambda: condition(self.state), what)
        except pytest.fail.Exception as failure:
            pytest.fail(f"{failure}\n{self.state}\n{self.log.read_text()}")

    def wait_for_step(self, step: str) -> None:
        """Wait until a step is under way."""
        self.wait(lambda state: state["step"] == step, f"step {step}")

    def click(self, name: str) -> None:
        """Click on a widget with the mouse, after scrolling to it."""
        self.wait(lambda state: state["widgets"].get(name, {}).get("is_enabled"), f"{name} enabled")
        self._scroll_to(name)
        place, earlier = self.state["widgets"][name], None
        while place != earlier:  # what was opened just now moves the rest
            time.sleep(0.25)
            place, earlier = self.state["widgets"][name], place
        self.desktop.run("xdotool", "mousemove", str(place["x"]), str(place["y"]), "click", "1")

    def _scroll_to(self, name: str) -> None:
        """Turn the wheel beside what takes it for itself until a widget is in sight."""
        for _ in range(20):
            place, column = (self.state["widgets"][each] for each in (name, "column"))
            if place["is_in_sight"]:
                return
            wheel = "5" if place["y"] > column["y"] else "4"
            edge = str(column["right"] - 4)
            self.desktop.run("xdotool", "mousemove", edge, str(column["y"]), "click", wheel)
            time.sleep(0.3)
        pytest.fail(f"{name} cannot be scrolled to: {self.state}")

    def press(self, *keys: str) -> None:
        """Press keys, such as ``"ctrl+e"``, in whatever window is active."""
        self.desktop.run("xdotool", "key", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self.desktop.run("xdotool", "type", "--delay", "15", text)

    def enter(self, text: str) -> None:
        """Type a text and press Return."""
        self.type(text)
        self.press("Return")

    def shoot(self, name: str) -> None:
        """Take a picture of the screen."""
        SCREENSHOTS.mkdir(exist_ok=True)
        time.sleep(0.3)  # what was reported may not be painted yet
        self.desktop.run("import", "-window", "root", str(SCREENSHOTS / f"{name}.png"))

    def wait_until_heard(self) -> None:
        """Wait until what is said has ended; writing it down may take less than two looks."""
        self.wait(lambda state: state["step"] != "listening", "the end of listening")

    def wait_for_song(self, other_than: int | None = None) -> int:
        """Wait until a song is there and plays, and give its seed."""
        self.wait(
            lambda state: state["is_playing"] and state["seed"] not in {None, other_than}, "a song"
        )
        return int(self.state["seed"])

    def export(self, path: Path) -> None:
        """Export the song by keyboard, and wait until it is saved."""
        if self.shows("notice_close"):
            self.click("notice_close")
        self.ask_for_export(path)
        self.wait(lambda _: self.text("notice_message") == f"Saved {path.name}.", "saved")

    def ask_for_export(self, path: Path) -> None:
        """Open the dialog once the song is whole, and enter a file's name."""
        self.wait(lambda state: state["widgets"]["export"]["is_enabled"], "a song to export")
        self.press("ctrl+e")
        self.wait(lambda state: "ExportDialog" in state["dialogs"], "the export dialog")
        self.press("ctrl+a")
        self.type(str(path))
        self.wait(lambda _: self.text("fileNameEdit") == str(path), "the file's name")
        for _ in range(3):  # the first Return may go to the list of names that begin alike
            self.press("Return")
            if self._has_answered():
                return
        pytest.fail(f"the export dialog stays: {self.state['dialogs']}")

    def _has_answered(self) -> bool:
        """Whether the export dialog has closed or asks a question, within a moment."""
        end = time.monotonic() + 3
        while time.monotonic() < end:
            dialogs = self.state["dialogs"]
            if "QMessageBox" in dialogs or "ExportDialog" not in dialogs:
                return True
            time.sleep(0.05)
        return False

    def close(self) -> None:
        """Close the window as a person does."""
        self.desktop.run("xdotool", "windowactivate", "--sync", self._id)
        self.press("ctrl+q")
        try:
            assert self.process.wait(20) == 0
        finally:
            self.process.kill()


@pytest.fixture(scope="session")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    """Give a desktop without hardware."""
    if not TOOL.exists() or shutil.which("bash") is None:
        pytest.skip("no virtual desktop here: set AFFETTO_VIRTUAL_DESKTOP")
    if not SPEECH.is_dir():
        pytest.skip("no recorded speech here: set AFFETTO_SPEECH")
    tell = "import json, os, sys; print(json.dumps(dict(os.environ)), flush=True); sys.stdin.read()"
    environment = {key: value for key, value in os.environ.items() if key != "QT_QPA_PLATFORM"}
    with subprocess.Popen(
        [TOOL, "--size", "1280x860", "--", sys.executable, "-c", tell],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            pytest.skip("the virtual desktop does not start")
        yield Desktop(json.loads(line), tmp_path_factory.mktemp("desktop"))


@pytest.fixture(scope="module")
def window(desktop: Desktop) -> Iterator[Window]:
    """Give the real window with its real engine."""
    window = Window(desktop)
    yield window
    window.close()


@pytest.fixture(scope="session")
def speech() -> Callable[[str], Path]:
    """Find recorded speech by its name."""
    return lambda name: SPEECH / f"{name}.wav"


@pytest.fixture(scope="session")
def open_window() -> type[Window]:
    """Give the means to open another window."""
    return Window


def envelope_of(path: Path) -> NDArray[np.float32]:
    """Read a recording's peaks, 100 a second, from its first to its last sound."""
    samples, sample_rate = soundfile.read(path, dtype="float32", always_2d=True)
    step = sample_rate // 100
    peaks = np.abs(samples[: len(samples) // step * step]).max(axis=1).reshape(-1, step).max(axis=1)
    loud = np.flatnonzero(peaks > 1e-3)
    return peaks[loud[0] : loud[-1] + 1] if len(loud) else peaks[:0]


@pytest.fixture(scope="session")
def read_envelope() -> Callable[[Path], NDArray[np.float32]]:
    """Give the means to read a recording."""
    return envelope_of
