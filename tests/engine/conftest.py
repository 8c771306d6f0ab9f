"""A sound library without sound: what PortAudio does, as far as the engine asks for it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from engine.audio import portaudio
from engine.composition.fragments.library import FragmentLibrary, Source
from engine.composition.grid import METRES
from engine.composition.score import Chord, Metre, Note
from engine.speech import recorder
from engine.training.fragments.cutting import cut_song
from engine.training.fragments.library_files import gather
from engine.training.fragments.source_songs import SourceSong

# As the recognizer sets it; here torch may be loaded before that. Without it, torch's threads wait
# for each other by spinning, which makes tests on a busy machine several times slower.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


class PortAudioError(Exception):
    pass


class CallbackStop(Exception):  # noqa: N818 - its name in sounddevice
    pass


class FakeStream:
    """A stream that moves when the test says so."""

    def __init__(self, library: FakeSoundDevice, **settings: Any) -> None:
        library.check(settings)
        self.settings = settings
        self._library = library
        self.samplerate = float(settings["samplerate"])
        self.latency = settings["latency"]
        self.calls: list[str] = []
        self.has_ended = False
        library.streams.append(self)

    def start(self) -> None:
        if self._library.start_error:
            raise PortAudioError(self._library.start_error)
        self.calls.append("start")

    def abort(self, **_: bool) -> None:
        self.calls.append("abort")

    def close(self, **_: bool) -> None:
        self.calls.append("close")

    def stop(self) -> None:
        raise AssertionError("stop waits for ever on a device that hangs")

    def hear(self, samples: NDArray[np.float32]) -> None:
        """Speak into the microphone: shape (n,)."""
        size = self.settings["blocksize"]
        for first in range(0, len(samples), size):
            self._call(samples[first : first + size, None].astype(np.float32))

    def listen(self, n_frames: int, delay: float = 0.0) -> NDArray[np.float32]:
        """Take what comes to the loudspeaker: shape (at most n_frames, n_channels)."""
        blocks = []
        size = self.settings["blocksize"]
        for _ in range(0, n_frames, size):
            if self.has_ended:
                break
            block = np.full((size, self.settings["channels"]), np.nan, np.float32)
            self._call(block, delay)
            blocks.append(block)
        return np.concatenate(blocks) if blocks else np.zeros((0, 2), np.float32)

    def die(self) -> None:
        """Lose the device."""
        self.has_ended = True
        self.settings["finished_callback"]()

    def _call(self, block: NDArray[np.float32], delay: float = 0.0) -> None:
        if self.has_ended or "close" in self.calls:
            return
        times = SimpleNamespace(currentTime=100.0, outputBufferDacTime=100.0 + delay)
        try:
            self.settings["callback"](block, len(block), times, None)
        except CallbackStop:
            self.die()


class FakeSoundDevice:
    """Stands in for the ``sounddevice`` module."""

    PortAudioError = PortAudioError
    CallbackStop = CallbackStop

    def __init__(self) -> None:
        self.streams: list[FakeStream] = []
        self.refused_rates: set[int] = set()
        self.is_jammed = False
        self.start_error = ""
        self.n_rereads = 0
        self.plugged: list[dict[str, Any]] = []
        self.plug("Headset", inputs=1, outputs=2)
        self.plug("USB Microphone", inputs=2, rate=44_100)
        self.plug("Speakers", outputs=2)
        self._initialize()

    def plug(self, name: str, inputs: int = 0, outputs: int = 0, rate: int = 48_000) -> None:
        """Plug a device in; it is listed when the devices are read anew."""
        self.plugged.append(
            {
                "name": name,
                "max_input_channels": inputs,
                "max_output_channels": outputs,
                "default_samplerate": float(rate),
            }
        )

    def unplug(self, *names: str) -> None:
        """Unplug devices; they stay listed until the devices are read anew."""
        self.plugged = [entry for entry in self.plugged if entry["name"] not in names]

    def plug_only(self, *names: str) -> None:
        """Leave only these plugged in since before the program started."""
        self.plugged = [entry for entry in self.plugged if entry["name"] in names]
        self._initialize()

    def _terminate(self) -> None:
        self.n_rereads += 1
        for stream in self.streams:
            assert "close" in stream.calls, "an open stream was pulled away"

    def _initialize(self) -> None:
        self._devices = [{**entry, "index": index} for index, entry in enumerate(self.plugged)]

        def default(direction: str) -> int:
            fitting = (e["index"] for e in self._devices if e[f"max_{direction}_channels"])
            return next(fitting, -1)

        self.default = SimpleNamespace(device=[default("input"), default("output")])

    def query_devices(self) -> list[dict[str, Any]]:
        return self._devices

    def check(self, settings: dict[str, Any]) -> None:
        """Refuse a stream as PortAudio would."""
        if settings["samplerate"] in self.refused_rates:
            raise PortAudioError("Invalid sample rate")
        if self.is_jammed or settings["device"] >= len(self.plugged):
            raise PortAudioError("Illegal combination of I/O devices")

    def InputStream(self, **settings: Any) -> FakeStream:  # noqa: N802 - sounddevice's name
        return FakeStream(self, **settings)

    OutputStream = InputStream


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSoundDevice]:
    """Two microphones and two loudspeakers; the first of each is the system's own choice."""
    library = FakeSoundDevice()
    monkeypatch.setitem(sys.modules, "sounddevice", library)
    monkeypatch.setattr(
        recorder, "list_sources", lambda: frozenset(entry["name"] for entry in library.plugged)
    )
    yield library
    for stream in list(portaudio._streams):
        portaudio.close_stream(stream)


@pytest.fixture
def no_sound_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """PortAudio is not installed: importing sounddevice fails."""

    class Finder:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "sounddevice":
                raise OSError("PortAudio library not found")

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Finder(), *sys.meta_path])


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time of the sound devices, in the first item; it stands still unless moved."""
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def wait_until() -> Callable[[Callable[[], object]], None]:
    """Wait for a thread to notice something, half a minute at most."""

    def wait(condition: Callable[[], object]) -> None:
        deadline = time.perf_counter() + 30
        while not condition():
            assert time.perf_counter() < deadline, "waited too long"
            time.sleep(0.005)

    return wait


class VirtualSound:
    """The microphone and the loudspeaker of a virtual desktop."""

    rate = 48_000

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def pactl(self, *words: str) -> str:
        return subprocess.run(
            ["pactl", *words], check=True, capture_output=True, text=True, timeout=10
        ).stdout

    def speak(self, samples: NDArray[np.float32]) -> subprocess.Popen[bytes]:
        """Speak into the microphone: shape (n,), 48 kHz."""
        path = self._folder / "said.wav"
        soundfile.write(path, samples, self.rate, subtype="PCM_16")
        return subprocess.Popen(["paplay", "--device=microphone_feed", str(path)])

    @contextmanager
    def listen(self) -> Iterator[list[NDArray[np.float32]]]:
        """Hear the loudspeaker: at the end the list holds the sound, shape (n, 2), 48 kHz."""
        heard: list[NDArray[np.float32]] = []
        command = ["parec", "--device=speaker.monitor", "--rate=48000", "--latency-msec=20"]
        path = self._folder / "heard.raw"
        with path.open("wb") as file:
            process = subprocess.Popen(
                [*command, "--format=float32le", "--channels=2"], stdout=file
            )
            time.sleep(0.5)  # until it hears
            try:
                yield heard
            finally:
                process.terminate()
                process.wait(10)
        heard.append(np.fromfile(path, np.float32).reshape(-1, 2))

    def unplug(self) -> None:
        self.pactl("unload-module", "module-remap-source")

    def plug_in(self) -> None:
        self.pactl(
            "load-module",
            "module-remap-source",
            "source_name=microphone",
            "master=microphone_feed.monitor",
        )
        self.pactl("set-default-source", "microphone")


@pytest.fixture
def virtual_sound(tmp_path: Path) -> Iterator[VirtualSound]:
    """Skips the test outside a virtual desktop: a real sound server is never touched."""
    virtual = VirtualSound(tmp_path)
    try:
        sources = virtual.pactl("list", "short", "sources")
    except (OSError, subprocess.SubprocessError):
        sources = ""
    if "microphone_feed.monitor" not in sources:
        pytest.skip("needs the microphone and loudspeaker of a virtual desktop")
    portaudio.reread_devices()
    yield virtual
    for stream in list(portaudio._streams):
        portaudio.close_stream(stream)


@pytest.fixture
def mortal_server(
    virtual_sound: VirtualSound,  # noqa: ARG001 - skips the test outside a virtual desktop
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[], None]]:
    """A sound server of this test's own; calling the value ends it."""
    socket = tmp_path / "native"
    script = tmp_path / "server.pa"
    script.write_text(
        f"load-module module-native-protocol-unix auth-anonymous=1 socket={socket}\n"
        "load-module module-null-sink sink_name=speaker norewinds=1 rate=48000 channels=2\n"
        "load-module module-null-source source_name=microphone rate=48000 channels=1\n"
    )
    for name in ("PULSE_RUNTIME_PATH", "PULSE_STATE_PATH"):
        monkeypatch.setenv(name, str(tmp_path))
    options = ["--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm=yes"]
    server = subprocess.Popen(["pulseaudio", "-n", "-F", str(script), *options])
    monkeypatch.setenv("PULSE_SERVER", f"unix:{socket}")
    deadline = time.perf_counter() + 20
    while not socket.exists():
        assert time.perf_counter() < deadline, "the sound server did not start"
        time.sleep(0.02)
    portaudio.reread_devices()

    def end() -> None:
        server.terminate()
        server.wait(10)

    yield end
    for stream in list(portaudio._streams):
        portaudio.close_stream(stream)
    end()
    monkeypatch.undo()
    portaudio.reread_devices()


@pytest.fixture
def make_song() -> Callable[..., SourceSong]:
    """Make songs in C of sixteen bars: a melody of chord tones over broken chords and a bass."""

    def make(seed: int = 0, metre: Metre = Metre(4, 4), mode: str = "major") -> SourceSong:  # noqa: B008
        chance = random.Random(seed)
        third, length = (4 if mode == "major" else 3), metre.ticks_per_bar
        melody, upper, lower, chords = [], [], [], []
        for bar, root in enumerate((0, 5, 7, 0) * 4):
            triad = (0, third if root != 7 else 4, 7)
            chords.append(Chord(bar * length, length, root, "m" if 3 in triad else ""))
            upper += [
                Note(tick, 12, 55 + (root + triad[tick // 12 % 3]) % 12, 64)
                for tick in range(bar * length, (bar + 1) * length, 12)
            ]
            lower += [Note(bar * length, length, 36 + root, 64)]
            onsets = [0] if bar % 4 == 3 else sorted({0, *chance.sample(range(0, length, 12), 3)})
            for onset, end in zip(onsets, [*onsets[1:], length], strict=True):
                pitch = 60 if bar % 4 == 3 else 60 + (root + chance.choice(triad)) % 12
                melody.append(Note(bar * length + onset, end - onset, pitch, 64))
        return SourceSong(
            Source(f"Song {seed}", "Nobody", "tests"), metre, tuple(melody), tuple(upper),
            tuple(lower), tuple(chords), {bar + 1: bar * length for bar in range(16)}, 100.0,
        )  # fmt: skip

    return make


@pytest.fixture
def small_library(make_song: Callable[..., SourceSong]) -> FragmentLibrary:
    """Make a library of a few songs in every metre and mode."""
    songs = [
        make_song(seed, metre, mode)
        for seed in range(4)
        for metre in METRES
        for mode in ("major", "minor")
    ]
    return gather((song.source, stretch) for song in songs for stretch in cut_song(song))
