"""What the commands share: choices taken from the command line, and progress on stderr."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from engine.composition.score import Role
from engine.demands.answer import Answer, tell_obeyed, tell_refused
from engine.errors import OptionError
from engine.library.piece_file import open_piece
from engine.options import Faders, MixOptions, ReadOptions, RenderOptions
from engine.piece import Piece
from engine.progress import Progress
from engine.terminal import remark

__all__ = [
    "console_progress",
    "describe_answers",
    "mix_options",
    "open_song",
    "read_options",
    "remark_all",
    "render_options",
    "say_remarks",
    "show_progress",
]


def read_options(options: argparse.Namespace) -> ReadOptions:
    """Take from the command line how a wish is read."""
    return ReadOptions(
        getattr(options, "vectors", ReadOptions.vectors),
        uses_voice=not getattr(options, "no_voice", False),
        language=getattr(options, "language", None),
    )


def render_options(options: argparse.Namespace) -> RenderOptions:
    """Take the choice of sound from the command line."""
    return RenderOptions(
        synthesizer=options.synthesizer or RenderOptions.synthesizer,
        soundfont=options.soundfont,
        library=options.fluidsynth,
        space=options.space,
        mix=mix_options(options, MixOptions()),
    )


def mix_options(options: argparse.Namespace, before: MixOptions) -> MixOptions:
    """Move the faders that the command line names, and leave the others where they were.

    Raises
    ------
    OptionError
        If one of them is none.
    """
    faders = before.faders
    for text in options.levels:
        part, _, level = text.partition("=")
        try:
            faders = _moved(faders, part, level=float(level))
        except ValueError as error:
            raise OptionError(
                f"{text!r} is no level of a part", hint="Write it such as --level drums=-6."
            ) from error
    for part in options.mutes:
        faders = _moved(faders, part, is_muted=True)
    for part in options.solos:
        faders = _moved(faders, part, is_solo=True)
    loudness = before.loudness if options.loudness is None else options.loudness
    return MixOptions(faders, loudness)


def _moved(faders: Faders, part: str, **change: Any) -> Faders:
    if part not in get_args(Role):
        raise OptionError(
            f"no part is called {part!r}", hint=f"Choose one of: {', '.join(get_args(Role))}."
        )
    return faders.moved(part, replace(faders.of(part), **change))


def open_song(path: Path, options: argparse.Namespace) -> Piece:
    """Open a kept song, to sound as it did but for what the command line says of it."""
    piece = open_piece(path, render_options(options))
    sound = piece.render_options
    return replace(
        piece,
        render_options=replace(
            sound,
            synthesizer=options.synthesizer or sound.synthesizer,
            soundfont=options.soundfont or sound.soundfont,
            space=options.space or sound.space,
            mix=mix_options(options, sound.mix),
        ),
    )


def remark_all(sentences: Iterable[str]) -> None:
    """Say on stderr what is not as it should be though the work goes on."""
    for sentence in sentences:
        remark(sentence)


def say_remarks(stage: str, value: Any) -> None:
    """Take what `Pipeline.render` tells, and say what of it are remarks."""
    if stage == "remarks":
        remark_all(value)


def describe_answers(answers: Sequence[Answer]) -> list[str]:
    """Say in a line what of the music itself is as asked, and in another what is not."""
    obeyed, refused = tell_obeyed(answers), tell_refused(answers)
    lines = [f"as asked: {obeyed}"] if obeyed else []
    return [*lines, f"not as asked: {refused}"] if refused else lines


def console_progress() -> Progress:
    """Report on stderr, and only to a person: a log wants no moving bar."""
    if sys.stderr is None or not sys.stderr.isatty():
        return Progress()
    return Progress(show_progress)


def show_progress(stage: str, fraction: float) -> None:
    """Draw how far a stage is, over the line before."""
    end = "\n" if fraction >= 1 else ""
    remark(f"\r{stage:<12} {fraction:4.0%}", end=end)
