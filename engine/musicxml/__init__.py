"""The one reader of MusicXML files, plain or compressed: scores, lead sheets, and music to play."""

from __future__ import annotations
