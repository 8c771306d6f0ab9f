"""MusicXML engraved by Verovio: pages as SVG and PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from engine import resources
from engine.errors import ExportError
from engine.packages import missing_package
from engine.progress import Progress

if TYPE_CHECKING:
    import verovio

__all__ = ["to_pdf", "to_svg"]

_A4_WIDTH, _A4_HEIGHT, _MARGIN = 2100, 2970, 150
"""In tenths of a millimetre, as Verovio counts; one of its units is one of paper at scale 100."""
_SCALE, _SMALLEST = 80, 55  # percent: staves 6 and 4 mm high
_MOST_STAVES = 8
"""Of which two systems fit on a page in full size, with its title."""
_POINT = 254 / 72
"""Tenths of a millimetre."""
_TEXT, _SIGNS = "Inter", "Affetto Signs"
_SMALLER = 0.86
"""Inter runs wider than the Times that Verovio makes room for."""
_OPTIONS = {
    "footer": "none",
    "breaks": "auto",
    "smuflTextFont": "none",
    "spacingSystem": 6,
    "spacingNonLinear": 0.55,
    "spacingLinear": 0.3,
    "svgViewBox": True,
    "svgFormatRaw": True,  # without line ends, half as long
    "font": "Bravura",
}


_LABEL = re.compile(r"<title.*?</title>\s*")
"""Verovio names some words in a hint beside them; svg2pdf loses the words' place over it."""
_SHARED = re.compile(r"<(defs|style)\b.*?</\1>", re.DOTALL)
_HIDDEN = re.compile(r"<g\b[^>]*\bplaceholder\b[^>]*>.*?</g>", re.DOTALL)
_GLYPH = re.compile(r'<g id="([^"]*)"><path transform="scale\(1,-1\)" d="([^"]*)"/></g>')
_USE = re.compile(r'<use xlink:href="#([^"]*)" transform="([^"]*)"\s*/>')
_CLASS = re.compile(r'(<g\b[^>]*?) class="(\w+)[^"]*"')
_NAMES = re.compile(r' (?:id|class|data-[a-z]+)="[^"]*"')
_STYLES = {
    **dict.fromkeys(("ending", "fing", "reh", "tempo"), ' font-weight="bold"'),
    **dict.fromkeys(("dir", "dynam", "mNum"), ' font-style="italic"'),
}
"""What Verovio's style sheet says of text, by the class of its group."""


def to_svg(musicxml: bytes, progress: Progress) -> bytes:
    """Engrave all on one page, as long as it needs to be.

    Raises
    ------
    ExportError
        If Verovio does not understand it.
    """
    toolkit = _load(musicxml, _page_of(_SCALE) | {"pageHeight": 60_000, "adjustPageHeight": True})
    progress.update("write", 0.5)
    svg = _with_our_fonts(toolkit.renderToSVG(1), f"{_TEXT}, Helvetica, Arial, sans-serif")
    return svg.encode()


def to_pdf(musicxml: bytes, progress: Progress) -> bytes:
    """Engrave on pages of A4.

    Raises
    ------
    ExportError
        If there is no svg2pdf here, or Verovio does not understand it.
    JobCancelledError
        If the user asked to stop.
    """
    try:
        import svg2pdf_py  # noqa: PLC0415
    except ImportError as error:
        raise ExportError(
            "PDF cannot be written here: svg2pdf-py has no package for this kind of machine",
            hint="Write .svg, which a browser prints as PDF.",
        ) from error
    toolkit = _load(musicxml, _page_of(_scale_for(musicxml.count(b"<clef"))))
    fonts = svg2pdf_py.FontDatabase()
    for name in ("Inter-Regular", "Inter-SemiBold", "Signs"):
        fonts.load_font_file(str(resources.path(f"fonts/{name}.otf")))
    pages = list(_pages(toolkit, progress))
    size = f'<svg width="{_A4_WIDTH / _POINT:.2f}px" height="{_A4_HEIGHT / _POINT:.2f}px" '
    sized = (_plain(page).replace("<svg ", size, 1) for page in pages)
    return _join([svg2pdf_py.svg_to_pdf(page, fonts) for page in sized])


def _scale_for(n_staves: int) -> int:
    """Choose how large to engrave, in percent: many parts smaller, as printed scores are."""
    return min(max(_SCALE * _MOST_STAVES // max(n_staves, 1), _SMALLEST), _SCALE)


def _page_of(scale: int) -> dict[str, int]:
    """Give the measures of a page of A4 at a scale in percent."""
    margin = _MARGIN * 100 // scale
    sides = ("Top", "Bottom", "Left", "Right")
    return {
        "pageWidth": _A4_WIDTH * 100 // scale,
        "pageHeight": _A4_HEIGHT * 100 // scale,
        **{f"pageMargin{side}": margin for side in sides},
        "scale": scale,
    }


def _load(musicxml: bytes, more: Mapping[str, object]) -> verovio.toolkit:
    try:
        import verovio  # noqa: PLC0415
    except ImportError as error:
        raise missing_package(error) from error
    verovio.enableLog(verovio.LOG_OFF)
    toolkit = verovio.toolkit()
    toolkit.setOptions({**_OPTIONS, **more})
    if not toolkit.loadData(musicxml.decode()):
        raise ExportError("Verovio cannot engrave this song", hint="Write .musicxml instead.")
    return toolkit


def _pages(toolkit: verovio.toolkit, progress: Progress) -> Iterator[str]:
    n_pages = toolkit.getPageCount()
    for number in range(1, n_pages + 1):
        progress.update("write", 0.2 + 0.6 * number / n_pages)
        yield _with_our_fonts(toolkit.renderToSVG(number), _TEXT)


def _with_our_fonts(svg: str, family: str) -> str:
    """Name fonts that are there, and fit the size of text to them."""

    def smaller(found: re.Match[str]) -> str:
        return f'<tspan font-size="{float(found[1]) * _SMALLER:.0f}px"'

    svg = _LABEL.sub("", svg)
    svg = svg.replace('font-family="Times, serif"', f'font-family="{family}"')
    svg = re.sub(r'font-family="(?:Bravura|Leipzig)"', f'font-family="{_SIGNS}, Bravura"', svg)
    return re.sub(r'<tspan font-size="([\d.]+)px"', smaller, svg)


def _plain(svg: str) -> str:
    """Say of each shape itself what it is, without names and styles: half the work for svg2pdf."""
    glyphs = dict(_GLYPH.findall(svg))

    def placed(use: re.Match[str]) -> str:
        return f'<path stroke="none" transform="{use[2]} scale(1,-1)" d="{glyphs[use[1]]}"/>'

    def styled(group: re.Match[str]) -> str:
        return group[1] + _STYLES.get(group[2], "")

    svg = _USE.sub(placed, _HIDDEN.sub("", _SHARED.sub("", svg)))
    svg = _NAMES.sub("", _CLASS.sub(styled, svg))
    return svg.replace('color="black"', 'stroke="black"').replace("<text", '<text stroke="none"')


def _join(pages: list[bytes]) -> bytes:
    import pypdf  # noqa: PLC0415 - only where several pages become one file

    writer = pypdf.PdfWriter()
    for page in pages:
        writer.append(io.BytesIO(page))
    writer.add_metadata({"/Producer": "Affetto, Verovio"})
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
