"""Keeps parts as they are whatever is changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

from engine import Alter, Edit, Rewrite

__all__ = ["spare"]

_ALL: frozenset[Any] = frozenset({"harmony", "melody", "chords", "bass", "drums"})
_NEEDS_HARMONY = frozenset({"chords", "bass"})


def spare(edits: Iterable[Edit], locked: frozenset[str]) -> tuple[Edit, ...]:
    """Let changes of notes keep to the parts that are not locked; what has none left is dropped.

    The harmony stays, too, where a part is locked that plays it: it would clash with another one.
    """
    if not locked:
        return tuple(edits)
    kept = locked | ({"harmony"} if locked & _NEEDS_HARMONY else set())
    spared: list[Edit] = []
    for edit in edits:
        if isinstance(edit, Alter | Rewrite):
            parts = (edit.parts or _ALL) - kept
            if parts:
                spared.append(dataclasses.replace(edit, parts=parts))
        else:
            spared.append(edit)
    return tuple(spared)
