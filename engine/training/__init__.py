"""How the models that ship are made; used by the command line only."""

from __future__ import annotations

from engine.threads import keep_to_one_thread

keep_to_one_thread()  # before any of the modules here loads NumPy
