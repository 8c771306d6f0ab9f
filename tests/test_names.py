"""No two unrelated classes share a name, so that a name says what is meant."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import engine

OF_ONE_NAME: dict[str, str] = {
    "Bend": "a change of tempo; the pitch wheel of a MIDI file",
    "Found": "what was understood of a change; a phrase in a wish",
    "Ledger": "of what is planned and what has come of it, for all composers; for the transformer",
    "Request": "what a song is asked; a job of the engine",
    "Song": "what is there to be changed; music to learn from",
    "Span": "of a bass line's chord; of a wish's characters",
}
"""Names that several classes may share, and why."""


def test_no_two_classes_share_a_name() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    root = Path(engine.__file__).parents[1]
    for file in [*root.glob("engine/**/*.py"), *root.glob("desktop/**/*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(str(file.relative_to(root)))
    shared = {name: files for name, files in homes.items() if len(files) > 1}
    assert shared.keys() <= OF_ONE_NAME.keys(), shared
