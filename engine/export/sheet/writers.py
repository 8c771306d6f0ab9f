"""The writers of sheets: what of a song they show, and what they leave out."""

from __future__ import annotations

import dataclasses
import importlib.metadata
from collections.abc import Sequence

from engine.composition.score import ROLES, Score, Track
from engine.errors import ExportError
from engine.export.facts import facts_of, title_of
from engine.export.formats import Written
from engine.export.sheet.abc import score_to_abc
from engine.export.sheet.chordpro import score_to_chordpro
from engine.export.sheet.engraving import to_pdf, to_svg
from engine.export.sheet.heading import Heading
from engine.export.sheet.musicxml import score_to_musicxml
from engine.export.sheet.rhythm import as_written, is_swung
from engine.options import ExportOptions
from engine.piece import Piece
from engine.progress import Progress

__all__ = ["write_abc", "write_chordpro", "write_musicxml", "write_pdf", "write_svg"]

_FULL = " (--full does)"


def write_musicxml(
    piece: Piece, _suffix: str, options: ExportOptions, progress: Progress
) -> Written:
    """Write a lead sheet, or all parts."""
    score, tracks, left_out = _seen(piece, options, progress)
    return Written(score_to_musicxml(score, tracks, heading_of(piece, options)), left_out)


def write_pdf(piece: Piece, suffix: str, options: ExportOptions, progress: Progress) -> Written:
    """Engrave a lead sheet, or all parts, on pages."""
    sheet = write_musicxml(piece, suffix, options, progress)
    return Written(to_pdf(sheet.content, progress), sheet.left_out)


def write_svg(piece: Piece, suffix: str, options: ExportOptions, progress: Progress) -> Written:
    """Engrave a lead sheet, or all parts, as one picture."""
    sheet = write_musicxml(piece, suffix, options, progress)
    return Written(to_svg(sheet.content, progress), sheet.left_out)


def write_abc(piece: Piece, _suffix: str, options: ExportOptions, progress: Progress) -> Written:
    """Write the tune and its chord symbols as text."""
    alone = dataclasses.replace(options, is_full=False)
    score, (tune,), left_out = _seen(piece, alone, progress)
    content = score_to_abc(score, tune, heading_of(piece, options))
    return Written(content, tuple(text.removesuffix(_FULL) for text in left_out))


def write_chordpro(
    piece: Piece, _suffix: str, options: ExportOptions, _progress: Progress
) -> Written:
    """Write the chords, section by section."""
    content = score_to_chordpro(piece.score, heading_of(piece, options))
    return Written(content, ("ChordPro shows chords and sections, no notes",))


def heading_of(piece: Piece, options: ExportOptions) -> Heading:
    """Give what stands above a song's sheet."""
    software = f"Affetto {importlib.metadata.version('affetto')}"
    facts = "; ".join(facts_of(piece)[:-1])
    return Heading(title_of(piece), facts, options.date, software, is_swung(piece.score))


def _seen(
    piece: Piece, options: ExportOptions, progress: Progress
) -> tuple[Score, Sequence[Track], tuple[str, ...]]:
    """Give the song as written, the parts that are seen, and what is left out."""
    progress.update("write", 0.0)
    score = as_written(piece.score)
    tracks = sorted(
        (track for track in score.tracks if track.notes), key=lambda t: ROLES.index(t.role)
    )
    if options.is_full and tracks:
        return score, tracks, ()
    if not tracks or tracks[0].role != "melody":
        raise ExportError(
            "the song has no tune, so its lead sheet would be empty",
            hint="Write every part with --full.",
        )
    others = ", ".join(track.role for track in tracks[1:])
    left_out = (f"a lead sheet shows the tune and chord symbols, not {others}{_FULL}",)
    return score, tracks[:1], left_out if others else ()
