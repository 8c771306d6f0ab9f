"""Songs as people read them: bars, voices, values, and the files and pages made of them.

Read `rhythm` first, which puts what is played on the grid of notation, then `staves`: voices of
bars, by `values` and `accidentals`, with the `marks` and the `heading` around them. `musicxml`
(`xml_notes`), `abc` and `chordpro` write these, `engraving` makes pages; `writers` is what calls
them.
"""

from __future__ import annotations
