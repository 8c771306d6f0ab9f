"""The ``affetto`` command: from what was typed to an exit code.

Exit codes: 0 done, 1 an `EngineError` with what to do, 2 wrong usage, 130 stopped by Ctrl+C.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence

from engine.arguments import build_parser
from engine.commands import load_command
from engine.errors import EngineError, JobCancelledError
from engine.threads import keep_to_one_thread

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code."""
    keep_to_one_thread()
    parser = build_parser()
    options = parser.parse_args(arguments)
    if options.command == "compose":
        _find_wish(parser, options)
    logging.basicConfig(level=logging.INFO if options.verbose else logging.ERROR)
    try:
        if options.version:
            return _print_version()
        if options.command is None:
            return _open_window()
        return load_command(options.command)(options)
    except EngineError as error:
        print(f"affetto: {error}. {error.hint}".rstrip(), file=sys.stderr)
        return 130 if isinstance(error, JobCancelledError) else 1
    except KeyboardInterrupt:
        print("affetto: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output has gone: nothing is left to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _find_wish(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Take the wish from behind ``-o FILE …``, where argparse counts it among the files."""
    if options.text is None and len(options.outputs) > 1:
        options.text = options.outputs.pop()
    if options.text is None:
        parser.error("compose: the wish TEXT is missing")


def _print_version() -> int:
    from importlib.metadata import version  # noqa: PLC0415 - costs 30 ms that --help need not pay

    print(f"affetto {version('affetto')}")
    return 0


def _open_window() -> int:
    """Hand over to the window, which stands on the engine and so cannot be imported by it."""
    code: int = importlib.import_module("desktop.__main__").main()
    return code
