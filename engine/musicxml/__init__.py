"""The one reader of MusicXML files, plain or compressed: scores, lead sheets, and music to play.

`container` opens them. `full_scores` reads every part, `lead_part` a melody with chord symbols,
`playing` what it sounds like.
"""

from __future__ import annotations
