"""What the desktop's modules may know of each other and of the engine."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import desktop

ROOT = Path(desktop.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))


def imports_of(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_engines_front_door_is_used(module: Path) -> None:
    assert not [name for name in imports_of(module) if name.startswith("engine.")]


@pytest.mark.parametrize("module", sorted((ROOT / "viewmodels").glob("*.py")), ids=lambda p: p.stem)
def test_view_models_know_no_widgets(module: Path) -> None:
    assert not {"PySide6.QtWidgets", "PySide6.QtGui"} & set(imports_of(module))
    assert not [name for name in imports_of(module) if name.startswith("desktop.widgets")]
