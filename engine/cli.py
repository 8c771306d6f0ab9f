"""The ``affetto`` command: from what was typed to an exit code.

Exit codes: 0 done, 1 an `EngineError` with what to do, 2 wrong usage, 130 stopped by Ctrl+C.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import logging
import os
import shlex
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from engine.arguments import build_parser
from engine.commands import COMMANDS, load_command
from engine.errors import DeviceError, EngineError, JobCancelledError
from engine.files import sweep
from engine.packages import is_package_of_others, missing_package
from engine.terminal import RemarkHandler, as_typed, prepare_streams, remark, settle_streams, tell
from engine.threads import keep_to_one_thread
from engine.user_folder import user_places

__all__ = ["main", "run"]

_STOPPED = 130

_WORDS = {"text", "mood", "key", "composer", "forget", "called"}
"""The options that are words, not names of files, which keep the bytes that were typed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code."""
    keep_to_one_thread()
    prepare_streams()
    try:
        code = _answered(lambda: _answer(arguments))
    except SystemExit:  # help or usage has been printed
        if failed := _answered(settle_streams):
            return failed
        raise
    return _answered(settle_streams) or code


def run() -> NoReturn:
    """Run the command as a program of its own."""
    code = main()
    if code == _STOPPED:
        os._exit(code)  # whoever stopped it does not wait for Python to take itself down, .3 s
    sys.exit(code)


def _answer(arguments: Sequence[str] | None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    # as file managers call programs; a file may be called like a command
    if words and words[0] not in COMMANDS and all(map(os.path.isfile, words)):
        return _open_window(words)
    parser = build_parser()
    if words and words[0] not in COMMANDS and not words[0].startswith("-"):
        parser.error(_unknown(words[0]))
    options = parser.parse_args(arguments)
    if options.command == "compose":
        _find_wish(parser, options)
    for name in _WORDS & vars(options).keys():
        typed = getattr(options, name)
        setattr(options, name, as_typed(typed) if typed else typed)
    logging.basicConfig(
        level=logging.INFO if options.verbose else logging.WARNING,
        handlers=[RemarkHandler()],
        format="%(message)s",
    )
    return _run(options)


def _run(options: argparse.Namespace) -> int:
    if options.version:
        return _tell_version()
    if options.command is None:
        return _open_window([])
    sweep(user_places())
    return load_command(options.command)(options)


def _answered(call: Callable[[], int | None]) -> int:
    """Give the exit code of a call, and say what went wrong."""
    try:
        return call() or 0
    except EngineError as error:
        remark(f"affetto: {error}. {error.hint}".rstrip())
        return _STOPPED if isinstance(error, JobCancelledError) else 1
    except ImportError as error:
        if not is_package_of_others(error):
            raise
        missing = missing_package(error)
        remark(f"affetto: {missing}. {missing.hint}")
        return 1
    except KeyboardInterrupt:
        remark("affetto: stopped")
        return _STOPPED
    except BrokenPipeError:  # the reader of our output has gone: nothing is left to say
        return 1


def _unknown(word: str) -> str:
    """Say that a first word is no command, and what may have been meant."""
    if len(word.split()) > 1:
        return f"to compose a wish, write: affetto compose {shlex.quote(word)} -o song.wav"
    near = difflib.get_close_matches(word, COMMANDS, 1)
    meant = f"did you mean {near[0]}" if near else f"there are {', '.join(COMMANDS)}"
    return f"{word!r} is neither a command nor a file; {meant}"


def _find_wish(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Take the wish from behind ``-o FILE …``, where argparse counts it among the files."""
    if options.text is None and len(options.outputs) > 1:
        options.text = options.outputs.pop()
    if options.text is None:
        parser.error("compose: the wish TEXT is missing")


def _tell_version() -> int:
    from importlib.metadata import version  # noqa: PLC0415 - costs 30 ms that --help need not pay

    tell(f"affetto {version('affetto')}")
    return 0


def _open_window(files: list[str]) -> int:
    """Hand over to the window, which stands on the engine and so cannot be imported by it.

    Raises
    ------
    DeviceError
        If there is no screen: Qt would take the process down.
    """
    is_linux = sys.platform.startswith("linux")
    if is_linux and not any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))):
        raise DeviceError(
            "there is no screen to open a window on",
            hint='Without one: affetto compose "a happy song" -o song.wav; affetto --help.',
        )
    code: int = importlib.import_module("desktop.__main__").main(files)
    return code
