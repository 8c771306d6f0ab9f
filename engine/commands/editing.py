"""Changing a saved song: the answer is always a new one, the old file stays."""

from __future__ import annotations

import argparse
import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.commands.console import (
    console_progress,
    render_options,
    say_remarks,
)
from engine.commands.making import finish, seed_of
from engine.commands.opening import open_any, open_tune
from engine.commands.outputs import check_outputs, with_sound
from engine.composition.changing.editing import (
    KEEPS,
    REWRITES,
    Alter,
    Edit,
    Extend,
    Recompose,
    Rekey,
    Retempo,
    Rewrite,
)
from engine.composition.planning.moves import find_move
from engine.composition.revision import PARTS, Part
from engine.errors import OptionError
from engine.options import ComposeOptions
from engine.piece import Piece
from engine.pipeline import Pipeline
from engine.speech.transcript import Transcript

__all__ = ["edit", "harmonise"]

_BARS = re.compile(r"(\d+)(?:\s*[-–:]\s*(\d+))?")


def edit(options: argparse.Namespace) -> int:
    """Change a saved song and write the new one."""
    check_outputs(options)
    pipeline = Pipeline()
    piece = open_any(options.file, options, pipeline)
    seed = seed_of(options)
    scope = _scope(options)
    pipeline = Pipeline()
    said = _said(options.say, piece, seed, pipeline) if options.say else ()
    edits = [*_edits(options, scope, seed), *said]
    is_anew = scope == _Scope() and (options.again or options.metre)
    is_mixed = options.levels or options.mutes or options.solos or options.space
    if not edits and not is_anew and not is_mixed:
        raise OptionError(
            "nothing is to be changed", hint="Say what, such as --move sadder or --bars 5-8."
        )
    if is_anew:
        piece = _compose_again(pipeline, piece, options, seed)
    for change in edits:
        piece = pipeline.editor.edit(piece, change, console_progress(), say_remarks)
    finish(with_sound(pipeline, piece, options), options, pipeline)
    return 0


def harmonise(options: argparse.Namespace) -> int:
    """Write chords, bass and accompaniment to a melody."""
    check_outputs(options)
    melody = open_tune(options.file)
    pipeline = Pipeline()
    chosen = ComposeOptions(seed=seed_of(options), composer=options.composer)
    piece = pipeline.editor.harmonise(
        melody, options.mood, chosen, render_options(options), console_progress(), say_remarks
    )
    finish(with_sound(pipeline, piece, options), options, pipeline)
    return 0


def _said(words: str, piece: Piece, seed: int, pipeline: Pipeline) -> tuple[Edit, ...]:
    """Take the changes that words ask for.

    Raises
    ------
    OptionError
        If they are not understood, another wish, or a command for something that plays.
    """
    said = pipeline.listener.understand(words, piece.score, seed)
    if said.kind == "change":
        return said.edits
    if said.command == "again":
        return (Recompose(seed=seed),)
    if said.kind == "command":
        raise OptionError(
            f"{words!r} is said to a song that plays, and this one lies in a file",
            hint="Say how it shall change, such as --say slower; affetto play plays it.",
        )
    if said.kind == "wish":
        raise OptionError(
            f"{words!r} is another wish, no change to this song",
            hint=f"Compose it: affetto compose {words!r}.",
        )
    meant = ", ".join(f'"{candidate}"' for candidate in said.candidates)
    raise OptionError(f"{words!r} is not understood", hint=f"You could say {meant}.")


def _compose_again(
    pipeline: Pipeline, piece: Piece, options: argparse.Namespace, seed: int
) -> Piece:
    """Compose the same wish, or to the same tune, with another seed, or in another metre."""
    chosen = dataclasses.replace(
        piece.compose_options,
        seed=seed if options.again else piece.seed,
        metre=options.metre or piece.compose_options.metre,
    )
    if piece.tune is not None:
        return pipeline.editor.tell_again(piece, chosen, console_progress())
    wish = Transcript(piece.reading.text, voice=piece.reading.voice)
    return pipeline.compose(wish, chosen, piece.render_options, console_progress())


@dataclass(frozen=True)
class _Scope:
    """Where a change is put: bars and parts, None for all of them."""

    bars: range | None = None
    parts: frozenset[Part] | None = None
    keeps_rhythm: bool = False


def _scope(options: argparse.Namespace) -> _Scope:
    if options.keep and options.parts:
        raise OptionError(
            "--keep and --part say the same thing twice",
            hint="Name what is to change with --part, or what is to stay with --keep.",
        )
    bars = _parse_bars(options.bars) if options.bars else None
    parts = KEEPS[options.keep] if options.keep else None
    if options.parts:
        parts = frozenset(part for name in options.parts for part in REWRITES[name])
    return _Scope(bars, parts, options.keep == "rhythm")


def _edits(options: argparse.Namespace, scope: _Scope, seed: int) -> Iterator[Edit]:
    """List the changes in the order in which they make sense, whatever the order typed."""
    if scope != _Scope():
        yield from _edits_within(options, scope, seed)
        return
    if options.key:
        yield Rekey(options.key)
    if options.tempo is not None:
        yield Retempo(options.tempo)
    for name in options.moves:
        yield Alter(find_move(name), seed)
    if options.extend is not None:
        yield Extend(options.extend, seed)


def _edits_within(options: argparse.Namespace, scope: _Scope, seed: int) -> Iterator[Edit]:
    """Keep every change to the bars and parts that were named."""
    if options.say:
        raise OptionError(
            "--say tells in words where it is meant, and --bars, --part and --keep do so too",
            hint='Say it in the words, such as --say "sadder in bars 5 to 8".',
        )
    for name in ("key", "tempo", "metre", "extend"):
        if getattr(options, name) is not None:
            raise OptionError(
                f"--{name} is about the whole song, --bars, --part and --keep about some of it",
                hint="Ask for one after the other, in two commands.",
            )
    if options.again or not options.moves:
        yield Rewrite(scope.bars, scope.parts or frozenset(PARTS), scope.keeps_rhythm, seed)
    for name in options.moves:
        yield Alter(find_move(name), seed, scope.bars, scope.parts, scope.keeps_rhythm)


def _parse_bars(text: str) -> range:
    """Read ``"5-8"`` or ``"5"``, counted from 1, both ends included."""
    found = _BARS.fullmatch(text.strip())
    if found is None:
        raise OptionError(f"{text!r} names no bars", hint="Write bars such as 5-8, or 5.")
    first, last = int(found[1]), int(found[2] or found[1])
    return range(first - 1, last)
