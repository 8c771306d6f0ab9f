"""The writers of sound, MIDI and songs: a piece becomes the content of a file."""

from __future__ import annotations

from engine.errors import ExportError
from engine.export import audio, midi
from engine.export.dawproject import Recording, score_to_dawproject
from engine.export.facts import facts_of, title_of
from engine.export.formats import Written
from engine.export.sheet.rhythm import as_written
from engine.export.stems import encode_stems
from engine.library import piece_file
from engine.options import ExportOptions
from engine.performance.played_score import PlayedScore, literal
from engine.piece import Piece
from engine.progress import Progress

__all__ = ["write_dawproject", "write_midi", "write_record", "write_sound"]


def write_sound(piece: Piece, suffix: str, options: ExportOptions, progress: Progress) -> Written:
    """Write the sound, with the wish and what gives it again in its tags."""
    if piece.waveform is None:
        raise ExportError("the piece has no sound yet", hint="Wait until it is rendered.")
    wish = piece.reading.text
    tags = {
        "title": title_of(piece),
        "artist": "Affetto",
        "comment": "; ".join([*([f"wish: {wish}"] if wish else []), *facts_of(piece)]),
        **({"date": options.date} if options.date else {}),
        "software": "Affetto",
    }
    content = audio.encode(piece.waveform, suffix, tags, options, progress)
    lacks_bits = suffix == ".flac" and options.bits == 32
    return Written(content, ("FLAC has no 32 bits: written with 24",) if lacks_bits else ())


def write_midi(piece: Piece, _suffix: str, options: ExportOptions, _progress: Progress) -> Written:
    """Write the notes, as played or as written."""
    texts = [f"wish: {piece.reading.text}", *facts_of(piece)]
    played = _played(piece, options)
    faders = piece.render_options.mix.faders
    content = midi.score_to_midi_bytes(played, title=title_of(piece), texts=texts, faders=faders)
    return Written(content)


def _played(piece: Piece, options: ExportOptions) -> PlayedScore:
    return literal(as_written(piece.score)) if options.is_quantised else piece.played


def write_dawproject(
    piece: Piece, _suffix: str, options: ExportOptions, progress: Progress
) -> Written:
    """Write tracks and notes for a studio program, and the stems where the piece has them."""
    wish = piece.reading.text
    about = {
        "Title": title_of(piece),
        "Artist": "Affetto",
        "Composer": "Affetto",
        **({"Year": options.date[:4]} if options.date else {}),
        "Comment": "; ".join([*([f"wish: {wish}"] if wish else []), *facts_of(piece)]),
    }
    faders = piece.render_options.mix.faders
    recordings = {
        role: Recording(piece.stems[role], content)
        for role, content in encode_stems(piece, options, progress).items()
    }
    return Written(score_to_dawproject(_played(piece, options), about, faders, recordings))


def write_record(
    piece: Piece, _suffix: str, _options: ExportOptions, _progress: Progress
) -> Written:
    """Write all but the sound, to be opened again."""
    return Written(piece_file.piece_to_bytes(piece))
