"""Looking into a composer: what it has learned, and how noise becomes music."""

from __future__ import annotations

import argparse
import io

from engine.composition.composers import load_composer
from engine.composition.pictured import Film, Look, Pictured
from engine.errors import OptionError
from engine.export.midi import score_to_midi_bytes
from engine.files import check_place, make_folder, write_whole
from engine.terminal import remark

__all__ = ["look"]


def look(options: argparse.Namespace) -> int:
    """Write what the composer shows: pictures, moving ones and MIDI."""
    composer = load_composer(options.composer)
    if not isinstance(composer, Pictured):
        raise OptionError(
            f"{options.composer!r} has nothing to show: only Boltzmann composers have",
            hint="Choose rbm, or one that you trained with affetto train rbm.",
        )
    contents = _contents(composer.look(options.seed))
    make_folder(options.output)
    for name in contents:
        check_place(options.output / name, overwrite=options.force)
    for name, content in contents.items():
        write_whole(options.output / name, content, overwrite=options.force)
        remark(f"written: {options.output / name}")
    return 0


def _contents(shown: Look) -> dict[str, bytes]:
    """Give the files by name."""
    stills = {name: Film((pixels,), (0,)) for name, pixels in shown.pictures.items()}
    pictures = {f"{name}.png": _png(film) for name, film in {**stills, **shown.films}.items()}
    scores = {f"{name}.mid": score_to_midi_bytes(score) for name, score in shown.scores.items()}
    return pictures | scores


def _png(film: Film) -> bytes:
    """Give a PNG file, one that moves for ever if it has several frames."""
    from PIL import Image  # noqa: PLC0415 - nothing else needs it

    first, *others = (Image.fromarray(pixels) for pixels in film.frames)
    file = io.BytesIO()
    delays = list(film.delays_ms)
    first.save(file, "png", save_all=bool(others), append_images=others, duration=delays)
    return file.getvalue()
