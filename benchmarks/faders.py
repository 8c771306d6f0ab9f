"""How soon a fader's move is heard, and whether the sound breaks off: target 50 ms, no gap.

``virtual-desktop python -m benchmarks.faders`` plays two tones as the parts of a song on a real
stream, mutes one of them again and again, and looks for it in what the loudspeaker played. The
capture's own delay (10 ms) and the window of the search (10 ms) are part of the figure. The first
move also changes from the sound as a whole to its parts: its gap is told apart.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.audio.waveform import Waveform
from engine.options import Fader, Faders
from engine.playback.live_mix import LivePart
from engine.playback.player import Player

TARGET = 0.05
RATE, CAPTURED = 44_100, 48_000
STEP, WINDOW = 240, 480  # 5 and 10 ms of what was captured
TUNE, OTHER = 500.0, 3_000.0  # Hz
LEVEL, THERE = 0.2, 0.05
N_MOVES = 10
FRAME = 8  # bytes of two channels of 32 bits


def tone(frequency: float, seconds: float) -> Waveform:
    """Make a tone in stereo."""
    moments = np.arange(int(seconds * RATE)) / RATE
    sound = (LEVEL * np.sin(2 * np.pi * frequency * moments)).astype(np.float32)
    return Waveform(np.stack([sound, sound], axis=1), RATE)


def strength(sound: NDArray[np.float32], frequency: float) -> NDArray[np.float64]:
    """Say how strong a tone is, every 5 ms."""
    wave = np.exp(-2j * np.pi * frequency * np.arange(WINDOW) / CAPTURED)
    frames = np.lib.stride_tricks.sliding_window_view(sound, WINDOW)[::STEP]
    strong: NDArray[np.float64] = 2 * np.abs(frames @ wave) / WINDOW
    return strong


def play_and_move(heard: Path) -> list[tuple[int, bool]]:
    """Move the fader and give where in what was captured; True for a mute."""
    parts = {"melody": tone(TUNE, 30.0), "drums": tone(OTHER, 30.0)}
    whole = Waveform(sum(p.samples for p in parts.values()), RATE)  # type: ignore[arg-type]
    player = Player()
    player.load(whole)
    player.take_apart({role: LivePart.of(part) for role, part in parts.items()}, Faders())
    player.play()
    time.sleep(2.0)
    moves = []
    for number in range(N_MOVES):
        is_muted = number % 2 == 0
        moves.append((heard.stat().st_size // FRAME, is_muted))
        player.move_faders(Faders().moved("drums", Fader(is_muted=is_muted)))
        time.sleep(1.2)
    player.stop()
    return moves


def main() -> None:
    """Print what was heard after each move."""
    with tempfile.TemporaryDirectory() as folder:
        heard = Path(folder) / "heard.raw"
        with heard.open("wb") as file:
            command = ["parec", "--device=speaker.monitor", f"--rate={CAPTURED}", "--raw",
                       "--latency-msec=10", "--format=float32le", "--channels=2"]  # fmt: skip
            capture = subprocess.Popen(command, stdout=file)
            moves = play_and_move(heard)
            time.sleep(0.5)
            capture.terminate()
            capture.wait()
        sound = np.fromfile(heard, np.float32).reshape(-1, 2)[:, 0]
    tune, other = strength(sound, TUNE), strength(sound, OTHER)
    for number, (frame, is_muted) in enumerate(moves):
        here = slice(frame // STEP, frame // STEP + 120)
        has_come = (other[here] < THERE) if is_muted else (other[here] > THERE)
        after = 0.005 * int(np.argmax(has_come)) if has_come.any() else float("inf")
        gap = 0.005 * int((tune[here] < THERE).sum())
        print(
            f"move {number + 1}: heard after {1000 * after:.0f} ms (target {1000 * TARGET:.0f}), "
            f"the rest silent for {1000 * gap:.0f} ms"
        )


if __name__ == "__main__":
    main()
