"""Making songs: from a wish, from speech, and from a list of wishes."""

from __future__ import annotations

import argparse
import itertools
import secrets
from pathlib import Path
from typing import Any

from engine.commands.console import (
    console_progress,
    describe_answers,
    read_options,
    render_options,
    say_remarks,
)
from engine.commands.outputs import check_outputs, with_sound, write_files
from engine.commands.recording import record_wish
from engine.commands.sounding import LivePlayer
from engine.commands.wording import describe_edit
from engine.demands.answer import tell_refused
from engine.errors import DeviceError, SpeechError
from engine.export import export_piece
from engine.options import LANGUAGES, MAX_SEED, ComposeOptions, ListenOptions
from engine.piece import Piece
from engine.pipeline import Pipeline
from engine.speech.transcript import Transcript
from engine.synthesis.soundfont_file import find_soundfont
from engine.terminal import read_stdin, remark, tell, tell_json

__all__ = ["compose", "compose_options", "finish", "listen", "seed_of"]


def compose(options: argparse.Namespace) -> int:
    """Compose a song for a wish and write it in every format asked for."""
    check_outputs(options)
    text = read_stdin().strip() if options.text == "-" else options.text
    if options.play:
        _make_and_play(Pipeline(), text, options)
    else:
        pipeline = Pipeline()
        finish(_make(pipeline, text, options), options, pipeline)
    return 0


def listen(options: argparse.Namespace) -> int:
    """Record one wish, compose for it, write the song and play it."""
    check_outputs(options)
    pipeline = Pipeline()
    chosen = ListenOptions(device=options.device, silence=options.silence)
    transcript = record_wish(chosen, pipeline.listener, read_options(options))
    if not transcript.text:
        raise SpeechError(
            "no words were heard",
            hint="Speak closer to the microphone, or type the wish: affetto compose TEXT.",
        )
    remark(f"heard ({LANGUAGES[transcript.language]}): {transcript.text}")
    _make_and_play(pipeline, transcript, options)
    return 0


def seed_of(options: argparse.Namespace) -> int:
    """Give the seed that was asked for, or draw one."""
    return secrets.randbelow(MAX_SEED + 1) if options.seed is None else int(options.seed)


def _tell(stage: str, value: Any) -> None:
    """Say before anything sounds what of the wish cannot be done, and which parts are silent."""
    if stage == "plan" and (refused := tell_refused(value.answers)):
        remark(f"not as asked: {refused}")
    say_remarks(stage, value)


def compose_options(options: argparse.Namespace, seed: int) -> ComposeOptions:
    """Take from the command line how a piece is composed."""
    return ComposeOptions(
        options.seconds,
        seed,
        options.composer,
        key=options.key,
        tempo=options.tempo,
        metre=options.metre,
        n_bars=options.bars,
        reading=read_options(options),
        style=options.style,
    )


def _make_and_play(pipeline: Pipeline, wish: str | Transcript, options: argparse.Namespace) -> None:
    """Compose, and let the song be heard from its first bars on."""
    player = LivePlayer()
    chosen, rendered = compose_options(options, seed_of(options)), render_options(options)

    def watch(stage: str, value: Any) -> None:
        _tell(stage, value)
        player.watch(stage, value)

    piece = pipeline.make(wish, chosen, rendered, console_progress(), watch)
    finish(piece, options, pipeline)
    try:
        player.hear_out(piece)
    except DeviceError:
        _keep_unheard(piece, options)
        raise


def _make(pipeline: Pipeline, wish: str | Transcript, options: argparse.Namespace) -> Piece:
    """Compose, and play where a file is asked for that holds sound."""
    chosen, rendered = compose_options(options, seed_of(options)), render_options(options)
    pipeline.synthesizer(rendered)  # what nobody can play with is refused, heard or not
    find_soundfont(rendered.soundfont)
    piece = pipeline.compose(wish, chosen, rendered, console_progress(), _tell)
    return with_sound(pipeline, piece, options)


def finish(piece: Piece, options: argparse.Namespace, pipeline: Pipeline) -> None:
    """Write the piece to every file asked for, and print what it is."""
    answer = {
        **piece.to_json(),
        "edits": [*piece.told_edits, *map(describe_edit, piece.edits)],
        "files": write_files(piece, options, pipeline),
    }
    if options.json:
        tell_json(answer)
    else:
        tell(_describe(piece, answer))


def _describe(piece: Piece, answer: dict[str, Any]) -> str:
    summary = "{key} {mode}, {tempo:.0f} BPM, {metre}, {seconds:.0f} s, seed {seed}"
    lines = [
        summary.format_map(answer),
        "chords: " + " ".join(chord["symbol"] for chord in answer["chords"]),
    ]
    lines += [
        f"from: {work}, from bar {', '.join(map(str, bars))}" for work, bars in piece.works.items()
    ]
    lines += describe_answers(piece.plan.answers)
    lines += [f"changed: {edit}" for edit in answer["edits"]]
    lines += [f"written: {file}" for file in answer["files"]]
    if not answer["files"]:
        lines.append("not written: name files to keep it, such as -o song.wav song.mid")
    return "\n".join(lines)


def _keep_unheard(piece: Piece, options: argparse.Namespace) -> None:
    """Write the song to a file if it can neither be heard nor was to be written."""
    if not options.outputs:
        ends = itertools.chain([""], map("-{}".format, itertools.count(2)))
        names = (f"affetto-{piece.seed}{end}.wav" for end in ends)
        target = next(path for path in map(Path, names) if not path.exists())
        export_piece(piece, target)
        remark(f"the song is in {target}")
