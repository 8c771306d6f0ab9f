"""Which language the user spoke last: the likeliest next time, too."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from engine.errors import ExportError
from engine.files import hold, keep_aside, read_json, write_whole
from engine.options import LANGUAGES
from engine.user_folder import user_folder

__all__ = ["language_file", "remember_language", "usual_language"]

_log = logging.getLogger(__name__)

_AT_FIRST = "en"
_LARGEST_FILE = 1_000  # bytes; it takes twenty


def language_file() -> Path:
    """Give the file; deleting it forgets the language."""
    return user_folder() / "language.json"


def usual_language() -> str:
    """Give the language spoken last; English where nobody knows."""
    path = language_file()
    try:
        return _read(path)
    except FileNotFoundError:
        return _AT_FIRST
    except OSError as error:
        _log.warning("the language in %s cannot be read: %s", path, error.strerror)
        return _AT_FIRST
    except (KeyError, TypeError, ValueError) as error:
        keep_aside(path, error)
        return _AT_FIRST


def _read(path: Path) -> str:
    code = str(read_json(path, _LARGEST_FILE)["language"])
    if code not in LANGUAGES:
        raise ValueError(f"no language is called {code!r}")
    return code


def remember_language(code: str) -> None:
    """Take note of the language of a wish; a disk that is full stops none."""
    if code == usual_language():
        return
    path = language_file()
    try:
        with hold(path):
            write_whole(path, json.dumps({"language": code}).encode(), overwrite=True)
    except ExportError as error:
        _log.warning("your language was not remembered: %s", error)
