"""What besides wish, seed and options decides how a song sounds: the same on every worker."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import importlib.resources
from collections.abc import Iterable
from pathlib import Path

from engine.batch.task import Order
from engine.composition.composers import COMPOSERS, composer_folder
from engine.emotion.learned_moods import moods_file
from engine.synthesis.soundfont_file import identify_soundfont

__all__ = ["fingerprint", "first_difference"]


@functools.cache
def fingerprint(order: Order) -> dict[str, str]:
    """Give version and hashes of all that takes part in making the songs of an order."""
    name = order.compose_options.composer
    own = sorted(composer_folder(name).iterdir()) if name not in COMPOSERS else ()
    manifest = Path(str(importlib.resources.files("resources"))) / "manifest.toml"
    return {
        "Affetto": importlib.metadata.version("affetto"),
        "program": _digest(sorted(Path(__file__).parents[1].rglob("*.py"))),
        "shipped files": _digest([manifest]),
        "composer": _digest(own),
        "learned moods": _digest([moods_file()]),
        "soundfont": identify_soundfont(order.render_options.soundfont)[1],
        **{name: importlib.metadata.version(name) for name in ("numpy", "scipy")},
    }


def first_difference(one: dict[str, str], other: dict[str, str]) -> str:
    """Name what differs, with both values; empty for nothing."""
    for name in one | other:
        values = one.get(name, "none"), other.get(name, "none")
        if values[0] != values[1]:
            return f"{name} {values[0][:12]} instead of {values[1][:12]}"
    return ""


def _digest(files: Iterable[Path]) -> str:
    """Give the SHA-256 of files with their names; "none" where there are none."""
    there = [file for file in files if file.is_file()]
    digest = hashlib.sha256()
    for file in there:
        digest.update(file.name.encode("utf-8", "surrogateescape") + b"\0" + file.read_bytes())
    return digest.hexdigest() if there else "none"
