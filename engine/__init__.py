"""Affetto's engine: speech to music, without windows.

This is the front door. What stands in ``__init__.pyi`` is loaded on first use (PEP 562), so that
``import engine`` costs next to nothing.
"""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
