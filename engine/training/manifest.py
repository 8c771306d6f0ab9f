"""Writes ``resources/manifest.toml``, the list of what ships."""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

from engine.files import write_whole

__all__ = ["register"]


def register(root: Path, name: str, *, licence: str, made: str) -> None:
    """Enter or renew one shipped file.

    Parameters
    ----------
    root
        The ``resources`` folder.
    name
        Path of the file below it, with forward slashes.
    licence
        SPDX expression, or a name and the file that holds its text.
    made
        The command that makes the file, or where it was taken from.
    """
    manifest = root / "manifest.toml"
    entries: dict[str, dict[str, Any]] = (
        tomllib.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else {}
    )
    content = (root / name).read_bytes()
    entries[name] = {
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "licence": licence,
        "made": made,
    }
    lines: list[str] = []
    for key in sorted(entries):
        lines.append(f"[{json.dumps(key)}]")
        lines += [f"{field} = {json.dumps(value)}" for field, value in entries[key].items()]
        lines.append("")
    write_whole(manifest, "\n".join(lines).encode(), overwrite=True)


if __name__ == "__main__":
    register(Path(sys.argv[1]), sys.argv[2], licence=sys.argv[3], made=sys.argv[4])
