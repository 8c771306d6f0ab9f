"""Nothing leaves the machine: what the whole program asks the system for, call by call."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent

CALLS = (
    "socket,connect,bind,sendto,sendmsg,"
    "open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlinkat"
)

SERVERS = re.compile(r'sun_path=@?"[^"]*(pulse|pipewire|jack|X11-unix|wayland|dbus|/bus)')
"""Sockets of the screen and the sound."""

OURS = re.compile(
    r"/dev/(null|tty|shm/)|/proc/self/"  # what every process has; semaphores and JACK's registry
    r"|/fontconfig/"  # Qt lists the fonts
    r"|^HOME/\.(config|local|local/share)$"
    r"|^HOME/\.config/(Affetto|pulse)|^HOME/\.local/share/affetto|^HOME/tmp|^HOME/songs"
)
"""Where something may be written; ``HOME`` stands for the user's home."""


def watch(tmp_path: Path) -> list[str]:
    """Run every step under strace and give the system calls."""
    strace = shutil.which("strace")
    can_trace = strace and subprocess.run([strace, "-f", "true"], capture_output=True, check=False)
    if not strace or not can_trace or can_trace.returncode:
        pytest.skip("no strace here that may watch a process")
    home, calls = tmp_path / "home", tmp_path / "calls.txt"
    (home / "songs").mkdir(parents=True)
    (home / "tmp").mkdir()
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("XDG_", "AFFETTO_", "PULSE_", "ALSA_", "DISPLAY", "WAYLAND_"))
        and name not in ("USER", "LOGNAME")  # who needs them would ask the system
    }
    environment |= {
        "HOME": str(home),
        "TMPDIR": str(home / "tmp"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(HERE.parents[1]),
        "QT_QPA_PLATFORM": "offscreen",
    }
    recording = HERE.parent / "data" / "speech" / "dashwood.flac"
    quiet = ("-qq", "-e", "signal=none")
    watched = (HERE / "every_step.py", recording, home / "songs")
    subprocess.run(
        [
            strace,
            "-f",
            "--seccomp-bpf",
            *quiet,
            "-s",
            "300",
            "-e",
            f"trace={CALLS}",
            "-o",
            calls,
            sys.executable,
            *watched,
        ],
        env=environment,
        cwd=home,
        check=True,
        capture_output=True,
    )
    assert (home / "songs" / "b.wav").exists()
    text = calls.read_text(errors="replace").replace(str(home), "HOME")
    return [line.partition(" ")[2] for line in text.splitlines()]


def is_way_out(call: str) -> bool:
    """Whether a call is about a socket that is neither the screen's nor the sound server's."""
    if call.startswith("connect("):
        return not SERVERS.search(call)
    return call.startswith(("socket(", "bind(", "send")) and bool(re.search("AF_(?!UNIX)", call))


def written(call: str) -> str | None:
    """Give the path that a call writes to, or None."""
    writes = re.match(r"(creat|mkdir|rename|link|symlink)", call) or (
        call.startswith("open") and re.search(r"O_(WRONLY|RDWR|CREAT)", call)
    )
    paths = re.findall(r'"([^"]*)"', call)
    return paths[-1] if writes and paths and not re.search(r"= -1 E", call) else None


@pytest.mark.model
@pytest.mark.slow
def test_nothing_leaves_the_machine_and_no_trace_is_left_on_it(tmp_path: Path) -> None:
    calls = watch(tmp_path)
    assert [call for call in calls if is_way_out(call)] == []
    paths = {path for path in map(written, calls) if path}
    assert sorted(path for path in paths if not OURS.search(path)) == []
