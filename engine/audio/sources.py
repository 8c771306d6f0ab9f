"""Which microphones the system has now, told without opening one.

PortAudio lists devices once; a sound server that loses a microphone gives the stream silence
instead, and tells nobody who does not ask.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

__all__ = ["list_sources"]

_CARDS = Path("/proc/asound/cards")
_PATIENCE = 2.0  # seconds for the sound server's answer


def list_sources() -> frozenset[str]:
    """Name the sound cards, and the sources of a sound server that ``pactl`` can ask.

    Empty where neither can be told: on other systems a lost device ends its stream.
    """
    return frozenset(_cards()) | frozenset(_server_sources())


def _cards() -> list[str]:
    try:
        return [line for line in _CARDS.read_text().splitlines() if "]:" in line]
    except OSError:
        return []


def _server_sources() -> list[str]:
    pactl = shutil.which("pactl")
    if pactl is None:
        return []
    try:
        listed = subprocess.run(  # noqa: S603 - the system's own program
            [pactl, "list", "short", "sources"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return [line.split("\t")[1] for line in listed.stdout.splitlines() if "\t" in line]
