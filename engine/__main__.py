"""``python -m engine`` is the ``affetto`` command."""

from __future__ import annotations

from engine.cli import run

if __name__ == "__main__":
    run()
