"""Keeps a damaged file of the user's aside, so that neither it nor what the user wants is lost."""

from __future__ import annotations

import logging
from pathlib import Path

__all__ = ["keep_aside"]

_log = logging.getLogger(__name__)
_MOST_KEPT = 20


def keep_aside(path: Path, reason: object) -> None:
    """Give a damaged file another name beside its own, and say so in the log.

    Where it cannot be renamed it stays, and that is said.
    """
    try:
        aside = next(name for name in _names(path) if not name.exists())
        path.rename(aside)
    except (OSError, StopIteration):
        _log.warning("%s is damaged and passed over (%s)", path, reason)
    else:
        _log.warning("%s is damaged (%s): it is kept as %s", path, reason, aside.name)


def _names(path: Path) -> list[Path]:
    return [path.with_name(f"{path.name}.damaged{number or ''}") for number in range(_MOST_KEPT)]
