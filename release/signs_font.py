"""Makes the font of musical signs that stand in a line of text: accidentals, and notes of a tempo.

    pip install fonttools brotli; python -m release.signs_font

Verovio brings Bravura as a web font, which nothing but a browser reads. Its licence reserves its
name, so the excerpt has another.
"""

from __future__ import annotations

import base64
import importlib.resources
import io
import re
from pathlib import Path

TARGET = Path(__file__).parents[1] / "resources" / "fonts" / "Signs.otf"
FAMILY = "Affetto Signs"
UNICODE = {0x266D: 0xE260, 0x266E: 0xE261, 0x266F: 0xE262, 0x2669: 0xECA5, 0x266A: 0xECA7}
"""Signs that have a number outside of music's own font layout, too."""
SIGNS = (*range(0xE260, 0xE265), 0xEA64, 0xEA65, 0xEA66, 0xECA3, 0xECA5, 0xECA7, 0xECB7)


def main() -> None:
    """Write the font."""
    from fontTools import subset, ttLib  # noqa: PLC0415 - not a dependency of the product

    style = importlib.resources.files("verovio") / "data" / "Bravura.css"
    found = re.search(r"base64,([A-Za-z0-9+/=]+)", style.read_text())
    assert found is not None
    font = ttLib.TTFont(io.BytesIO(base64.b64decode(found[1])), recalcTimestamp=False)
    glyphs = font.getBestCmap()
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap |= {code: glyphs[sign] for code, sign in UNICODE.items()}
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            record.string = FAMILY.replace(" ", "") if record.nameID == 6 else FAMILY
    font.flavor = None
    subsetter = subset.Subsetter(subset.Options(layout_features=[], notdef_outline=True))
    subsetter.populate(unicodes=[*SIGNS, *UNICODE])
    subsetter.subset(font)
    font.save(TARGET)


if __name__ == "__main__":
    main()
