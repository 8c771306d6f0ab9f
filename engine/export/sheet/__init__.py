"""Songs as people read them: bars, voices, values, and the files and pages made of them."""

from __future__ import annotations
