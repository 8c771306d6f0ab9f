"""What each word of the ``affetto`` command does; `engine.arguments` says how it is written."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable

__all__ = ["COMMANDS", "Command", "load_command"]

Command = Callable[[argparse.Namespace], int]
"""Takes what was typed and gives the exit code."""

COMMANDS: dict[str, str] = {
    "compose": "engine.commands.making:compose",
    "listen": "engine.commands.making:listen",
    "hum": "engine.commands.humming:hum",
    "batch": "engine.commands.batching:batch",
    "edit": "engine.commands.editing:edit",
    "harmonise": "engine.commands.editing:harmonise",
    "transcribe": "engine.commands.steps:transcribe",
    "read": "engine.commands.steps:read",
    "render": "engine.commands.steps:render",
    "export": "engine.commands.exporting:export",
    "play": "engine.commands.steps:play",
    "styles": "engine.commands.listing:styles",
    "look": "engine.commands.looking:look",
    "dream": "engine.commands.dreaming:dream",
    "prepare": "engine.commands.upkeep:prepare",
    "train": "engine.commands.upkeep:train",
    "learn": "engine.commands.learning:learn",
    "check": "engine.commands.upkeep:check",
    "integrate": "engine.commands.integrating:integrate",
}
"""Where each command lives: its module, loaded on first use, and its function."""


def load_command(name: str) -> Command:
    """Load the command of that name."""
    module, _, function = COMMANDS[name].partition(":")
    command: Command = getattr(importlib.import_module(module), function)
    return command
