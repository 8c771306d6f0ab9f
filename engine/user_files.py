"""Looks through what the user's folder holds, before it is needed."""

from __future__ import annotations

import logging

from engine.composition.composers import list_composers
from engine.emotion.learned_moods import known_moods
from engine.files.damaged import keep_aside
from engine.speech.speaker import known_speaker
from engine.speech.usual_language import usual_language

__all__ = ["keep_damaged_aside"]


def keep_damaged_aside() -> tuple[str, ...]:
    """Read every file of the user's, so that damaged ones are kept aside, and say which were."""
    heard = _Heard()
    log = logging.getLogger(keep_aside.__module__)
    log.addHandler(heard)
    try:
        known_moods()
        known_speaker()
        usual_language()
        list_composers()
    finally:
        log.removeHandler(heard)
    return tuple(heard.sentences)


class _Heard(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.sentences: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one entry."""
        self.sentences.append(record.getMessage())
