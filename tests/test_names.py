"""No two unrelated classes or modules share a name, so that a name says what is meant."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import engine

ROOT = Path(engine.__file__).parents[1]

CLASSES: dict[str, str] = {
    "Bend": "a change of tempo; the pitch wheel of a MIDI file",
    "Found": "what was understood of a change; a phrase in a wish",
    "Ledger": "of what is planned and what has come of it, for all composers; for the transformer",
    "Request": "what a song is asked; a job of the engine",
    "Song": "what is there to be changed; music to learn from",
    "Span": "of a bass line's chord; of a wish's characters",
}
"""Names that several classes may share, and why."""

MODULES: dict[str, str] = {
    "__init__": "of a package",
    "__main__": "what ``python -m`` starts",
    "abroad": "in other languages: what is asked of a song, what is asked of the music",
    "card": "what is said of a model: in each folder of trainers that has much to say",
    "composer": "the one of each folder of composers",
    "composers": "all that compose: by their protocol, as the window lists them",
    "editing": "changes to a song; the command that makes them",
    "export": "a step of the window: what it can do, its dialog",
    "layers": "of a network: of the transformer, of WaveNet",
    "learning": "moods from the user's own music; its command",
    "measures": "key, tempo, metre and length: as asked of a song, as asked of a plan",
    "music_vectors": "how they are read; how they are made",
    "network": "the transformer: as it composes, as it learns",
    "parts": "the parts of a song: as they are asked to change, as the window shows them",
    "piano_roll": "notes by pitch and time: as a machine sees them, as the window shows them",
    "recording": "of a wish: by the command, in the window",
    "recordings": "of wishes: as they are kept, as the window has them",
    "scenes": "how they are compared with a wish; how they are made",
    "sentence_affect": "how it is read; how it is made",
    "song": "the song that is there: as words are said to it, as the window shows it",
    "stems": "an instrument alone: as a file, as WaveNet is told to play it",
    "synthesizer": "the choice of one; the one that is WaveNet",
    "train": "the command of each folder of trainers",
    "wording": "what is there in plain words: for the command, for the window",
    "word_affect": "how it is read; how it is made",
    "writers": "of files: of sheets, of all others",
}
"""Names that several modules may share: one idea, seen from two sides."""


def test_no_two_classes_share_a_name() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for file in modules("engine", "desktop"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(str(file.relative_to(ROOT)))
    shared = {name: files for name, files in homes.items() if len(files) > 1}
    assert shared.keys() <= CLASSES.keys(), shared


def test_no_two_modules_share_a_name() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for file in modules("engine", "desktop"):
        homes[file.stem].append(str(file.relative_to(ROOT)))
    shared = {name: files for name, files in homes.items() if len(files) > 1}
    assert shared.keys() == MODULES.keys(), shared


def modules(*folders: str) -> list[Path]:
    return [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]
