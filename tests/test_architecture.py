"""The promises that hold the structure together."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

import engine


def _modules_after(statement: str) -> set[str]:
    code = f"import sys; {statement}; print('\\n'.join(sys.modules))"
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    names = set(output.split())
    return names | {name.partition(".")[0] for name in names}


HEAVY = {"torch", "whisper", "gensim", "PySide6", "sounddevice", "fluidsynth", "scipy", "numba"}


def test_importing_the_engine_loads_nothing_heavy() -> None:
    assert not _modules_after("import engine") & (HEAVY | {"numpy"})


def test_the_command_explains_itself_without_numpy() -> None:
    statement = "import engine.cli; engine.cli.build_parser().format_help()"
    assert not _modules_after(statement) & (HEAVY | {"numpy"})


def test_the_values_that_cross_the_process_border_load_nothing_heavy() -> None:
    statement = "import engine.service, engine.piece, engine.speech.transcript"
    assert not _modules_after(statement) & HEAVY


def test_a_wish_is_read_without_gensim_and_its_statistics() -> None:
    """They take a second to import, of the two that a cold `affetto compose` may take."""
    statement = "from engine.listener import Listener; Listener().read('hope')"
    assert not _modules_after(statement) & {"gensim", "scipy.stats", "torch"}


def test_a_first_wish_brings_no_patterns_for_changes() -> None:
    """Compiling what can be said to a song takes a quarter of a second."""
    assert "engine.composition.changing.spoken" not in _modules_after("import engine.pipeline")


def test_a_song_is_mixed_and_levelled_without_scipy_s_signal_package() -> None:
    """It takes half a second to import, of which one function is used."""
    statement = (
        "import numpy as np; from engine.audio.loudness import normalise;"
        "from engine.audio.waveform import Waveform; from engine.synthesis.mixdown import mix;"
        "from engine.progress import Progress;"
        "sound = np.sin(np.arange(44100, dtype=np.float32)) / 4;"
        "mixed = mix({'melody': np.stack([sound, sound])}, 44100);"
        "normalise(Waveform(mixed, 44100), -16.0, Progress())"
    )
    assert "scipy.signal" not in _modules_after(statement)


def test_the_front_door_offers_exactly_its_names() -> None:
    stub = Path(engine.__file__).with_suffix(".pyi").read_text(encoding="utf-8")
    imports = [node for node in ast.parse(stub).body if isinstance(node, ast.ImportFrom)]
    homes = {alias.name: f"engine.{node.module}" for node in imports for alias in node.names}
    assert set(engine.__all__) == homes.keys()
    for name, home in homes.items():
        assert getattr(engine, name) is getattr(importlib.import_module(home), name)


def test_feelings_are_translated_into_music_in_one_place() -> None:
    """Whoever writes or plays asks for the manner of a section, not for its feeling."""
    folder = Path(engine.__file__).parent / "composition"
    found = [
        f"{file.relative_to(folder)}:{node.lineno}"
        for file in sorted(folder.rglob("*.py"))
        if file.relative_to(folder).parts[0] != "planning"
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("valence", "arousal")
    ]
    assert not found


@pytest.mark.parametrize("package", ["engine", "desktop"])
def test_the_guide_of_a_folder_names_what_is_in_it(package: str) -> None:
    lost = []
    for file in (Path(engine.__file__).parents[1] / package).rglob("__init__.py"):
        guide = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
        named = set(re.findall(r"(?<!`)`([a-z_0-9]+)`(?!`)", guide))
        lost += [
            (str(file.parent), name) for name in named - {p.stem for p in file.parent.iterdir()}
        ]
    assert not lost
