"""What a piece can be written as."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from engine.export.audio import AUDIO_FORMATS

if TYPE_CHECKING:
    from engine.options import ExportOptions
    from engine.piece import Piece
    from engine.progress import Progress

__all__ = ["FORMATS", "Format", "Purpose", "Written", "list_formats"]

Purpose = Literal["listen", "studio", "sheet", "affetto"]
"""What a file is for: to be heard, worked on in a studio, played from, or opened here again."""


@dataclass(frozen=True)
class Written:
    """The content of a file, and in sentences what of the piece its format cannot hold."""

    content: bytes
    left_out: tuple[str, ...] = ()


class Writer(Protocol):
    """Makes the content of a file; finds its format, where it knows several, by the ending."""

    def __call__(
        self, piece: Piece, suffix: str, options: ExportOptions, progress: Progress
    ) -> Written:
        """Write a piece.

        Raises
        ------
        ExportError
            If the format cannot hold this piece.
        JobCancelledError
            If the user asked to stop.
        """
        ...


@dataclass(frozen=True)
class Format:
    """One kind of file.

    Attributes
    ----------
    suffix
        The ending, with its dot.
    name
        What to call it.
    purpose
        What it is for.
    place
        Of its writer: module, loaded on first use, and function.
    """

    suffix: str
    name: str
    purpose: Purpose
    place: str

    @property
    def has_sound(self) -> bool:
        """Whether the piece has to be rendered before."""
        return self.suffix in AUDIO_FORMATS

    @property
    def has_stems(self) -> bool:
        """Whether the piece has to be rendered part by part before."""
        return self.suffix == ".dawproject"

    @property
    def is_rendered(self) -> bool:
        """Whether a synthesizer is needed."""
        return self.has_sound or self.has_stems

    def write(self, piece: Piece, options: ExportOptions, progress: Progress) -> Written:
        """Make the file's content; see `Writer`."""
        module, _, function = self.place.partition(":")
        writer: Writer = getattr(importlib.import_module(module), function)
        return writer(piece, self.suffix, options, progress)


_SOUND = "engine.export.writers:write_sound"
_SHEET = "engine.export.sheet.writers:write_"

FORMATS: dict[str, Format] = {
    entry.suffix: entry
    for entry in (
        Format(".wav", "WAV sound", "listen", _SOUND),
        Format(".flac", "FLAC sound", "listen", _SOUND),
        Format(".mp3", "MP3 sound", "listen", _SOUND),
        Format(".ogg", "Ogg Vorbis sound", "listen", _SOUND),
        Format(".opus", "Opus sound", "listen", _SOUND),
        Format(".mid", "MIDI file", "studio", "engine.export.writers:write_midi"),
        Format(".dawproject", "DAWproject", "studio", "engine.export.writers:write_dawproject"),
        Format(".musicxml", "MusicXML", "sheet", f"{_SHEET}musicxml"),
        Format(".pdf", "PDF sheet", "sheet", f"{_SHEET}pdf"),
        Format(".svg", "SVG sheet", "sheet", f"{_SHEET}svg"),
        Format(".abc", "ABC tune", "sheet", f"{_SHEET}abc"),
        Format(".cho", "ChordPro chords", "sheet", f"{_SHEET}chordpro"),
        Format(".affetto", "Song of Affetto", "affetto", "engine.export.writers:write_record"),
    )
}
"""By the file's ending, in the order in which they are offered."""


def list_formats() -> list[Format]:
    """Name every format there is, those to listen to first."""
    return list(FORMATS.values())
