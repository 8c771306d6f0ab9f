"""The words and options of the ``affetto`` command; `engine.commands` does what they say."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from engine.options import DEFAULT_COMPOSER, LANGUAGES, SPACES, VECTOR_SETS
from engine.terminal import remark, tell

__all__ = ["build_parser"]

_EPILOG = """\
examples:
  affetto compose "a slow song about rain" -o rain.wav rain.mid
  affetto read "nothing gloomy, please" --json
  affetto listen -o wish.wav
Without a command the window opens."""


class _Parser(argparse.ArgumentParser):
    """A parser that notices when its help cannot be written."""

    def _print_message(self, message: str, file: Any = None) -> None:
        say = tell if file is sys.stdout else remark
        say(message.removesuffix("\n"))


def build_parser() -> argparse.ArgumentParser:
    """Describe every command and option."""
    parser: argparse.ArgumentParser = _Parser(
        prog="affetto",
        description="Say what you feel, hear it: speech to music, on your own machine.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="store_true", help="print the version and stop")
    parser.add_argument("-v", "--verbose", action="store_true", help="log what happens on stderr")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_making(commands)
    _add_editing(commands)
    _add_steps(commands)
    _add_dream(commands)
    _add_upkeep(commands)
    return parser


def _add_making(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    compose = commands.add_parser("compose", help="compose a song for a wish")
    compose.add_argument("text", nargs="?", metavar="TEXT", help="the wish; - reads it from stdin")
    compose.add_argument("--play", action="store_true", help="play it while it is composed")
    _add_piece_options(compose)
    listen = commands.add_parser("listen", help="record a spoken wish, compose and play it")
    listen.add_argument(
        "--device", metavar="NAME", help="microphone; the system's own if not given"
    )
    listen.add_argument(
        "--no-voice", action="store_true", help="let only the words count, not how they are said"
    )
    _add_language(listen)
    listen.add_argument(
        "--silence", type=float, default=2.0, metavar="S", help="ends the wish, at most"
    )
    _add_piece_options(listen)
    hum = commands.add_parser("hum", help="make a song of a tune that you hum, or of a file's")
    hum.add_argument(
        "file",
        type=Path,
        nargs="?",
        metavar="TUNE",
        help="a recording, .mid, .musicxml or .affetto; the microphone if left out",
    )
    hum.add_argument(
        "--wish", default="", metavar="TEXT", help='what it shall become: "a sad waltz"'
    )
    hum.add_argument(
        "--as-hummed", action="store_true", help="keep the tune's metre, key and tempo in any case"
    )
    hum.add_argument("--device", metavar="NAME", help="microphone; the system's by default")
    hum.add_argument("--play", action="store_true", help="play the song")
    hum.add_argument("--seed", type=int, metavar="N", help="of the accompaniment")
    hum.add_argument("--composer", default=DEFAULT_COMPOSER, metavar="NAME")
    _add_outputs(hum)
    _add_sound(hum)
    batch = commands.add_parser("batch", help="compose one song per line of a file")
    batch.add_argument("file", type=Path, metavar="FILE", help="one wish a line; - is stdin")
    batch.add_argument("-o", dest="output", type=Path, required=True, metavar="DIR")
    batch.add_argument(
        "--format", dest="formats", action="append", metavar="mid", help="default: mid; repeatable"
    )
    _add_formats(batch)
    _add_workers(batch, "processes; all cores if not given")
    _add_choices(batch)


def _add_editing(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    edit = commands.add_parser("edit", help="change a saved song; what is not named stays")
    edit.add_argument("file", type=Path, metavar="FILE", help=".affetto, .mid or .musicxml")
    edit.add_argument("--again", action="store_true", help="write it with another seed")
    edit.add_argument(
        "--bars", metavar="5-8", help="keep to these bars; without a move they are written anew"
    )
    parts = ("melody", "chords", "bass", "drums", "harmony")
    edit.add_argument(
        "--part",
        dest="parts",
        action="append",
        default=[],
        choices=parts,
        help="keep to it; likewise",
    )
    edit.add_argument(
        "--keep", choices=("chords", "melody", "rhythm"), help="keep to everything else"
    )
    edit.add_argument(
        "--move",
        dest="moves",
        action="append",
        default=[],
        metavar="MOVE",
        help='sadder, brighter, calmer, "more tense", busier, slower, …; the tune stays',
    )
    edit.add_argument(
        "--say", metavar="WORDS", help='the change in words: "a bit slower", "no drums", …'
    )
    edit.add_argument("--extend", type=float, metavar="S", help="make it so many seconds longer")
    _add_constraints(edit)
    edit.add_argument("--seed", type=int, metavar="N", help="of what is new")
    _add_outputs(edit)
    _add_sound(edit)
    harmonise = commands.add_parser("harmonise", help="write an accompaniment to a melody")
    harmonise.add_argument("file", type=Path, metavar="MELODY", help=".mid, .musicxml or .affetto")
    harmonise.add_argument("--mood", default="", metavar="TEXT", help="what it shall feel like")
    harmonise.add_argument("--seed", type=int, metavar="N", help="of the accompaniment")
    harmonise.add_argument("--composer", default=DEFAULT_COMPOSER, metavar="NAME")
    _add_outputs(harmonise)
    _add_sound(harmonise)


def _add_steps(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    transcribe = commands.add_parser("transcribe", help="turn a recording into text")
    transcribe.add_argument("file", type=Path, metavar="FILE")
    transcribe.add_argument("--json", action="store_true", help="print one JSON object")
    _add_language(transcribe)
    read = commands.add_parser("read", help="say what a wish feels like")
    read.add_argument("text", metavar="TEXT", help="the wish; - reads one a line from stdin")
    read.add_argument("--json", action="store_true", help="print one JSON object a wish")
    read.add_argument("--explain", action="store_true", help="name each word's share in the music")
    _add_reading(read)
    render = commands.add_parser("render", help="write a song, MIDI or MusicXML in other formats")
    render.add_argument("file", type=Path, metavar="FILE", help=".affetto, .mid, .musicxml, …")
    _add_outputs(render)
    _add_sound(render)
    export = commands.add_parser("export", help="write all that a purpose needs into a folder")
    export.add_argument("file", type=Path, metavar="FILE", help=".affetto, .mid, .musicxml, …")
    export.add_argument(
        "--for",
        dest="purpose",
        required=True,
        choices=("listen", "studio", "sheet"),
        help="MP3 and FLAC; WAV, MIDI, DAWproject; PDF and MusicXML",
    )
    export.add_argument(
        "-o", dest="output", type=Path, metavar="DIR", help="called as the song is if not given"
    )
    _add_formats(export)
    export.add_argument("--json", action="store_true", help="print one JSON object")
    _add_sound(export)
    play = commands.add_parser("play", help="play a saved song, a MIDI file or a sound")
    play.add_argument("file", type=Path, metavar="FILE", help=".affetto, .mid, .musicxml, .wav, …")
    _add_sound(play)


def _add_dream(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    dream = commands.add_parser("dream", help="let WaveNet make up sound by itself (experimental)")
    dream.add_argument(
        "-o", dest="output", type=Path, metavar="FILE.wav", help="played if not given"
    )
    dream.add_argument("--seconds", type=float, default=10.0, metavar="N", help="length; 10")
    dream.add_argument("--seed", type=int, default=0, metavar="N", help="the same gives the same")
    dream.add_argument("--mood", metavar="TEXT", help="how it should feel")
    dream.add_argument(
        "--instrument", default="piano", metavar="NAME", help="piano, electric piano or bass"
    )
    dream.add_argument(
        "--temperature", type=float, default=0.7, metavar="N", help="less is calmer; 0.7"
    )
    dream.add_argument("--force", action="store_true", help="overwrite an existing file")


def _add_upkeep(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    train = commands.add_parser("train", help="train a model on music or words")
    train.add_argument("name", metavar="NAME", help="which model, such as rbm")
    train.add_argument("--data", type=Path, required=True, metavar="DIR")
    train.add_argument("-o", dest="output", type=Path, metavar="DIR", help="write the model here")
    train.add_argument("--name", dest="called", metavar="NAME", help="of the composer it makes")
    train.add_argument("--minutes", type=float, metavar="N", help="train for so long in all")
    train.add_argument("--size", metavar="NAME", help="of a transformer: small, medium, large")
    train.add_argument(
        "--start", type=Path, metavar="DIR", help="a transformer of that size to go on from"
    )
    train.add_argument("--persistent", action="store_true", help="let Gibbs chains run on")
    _add_workers(train, "processes that read a large folder, for concatenative")
    prepare = commands.add_parser("prepare", help="turn data sets into what a transformer reads")
    prepare.add_argument("--data", type=Path, required=True, metavar="DIR")
    prepare.add_argument("-o", dest="output", type=Path, required=True, metavar="DIR")
    learn = commands.add_parser("learn", help="teach moods with your own MIDI files")
    learn.add_argument(
        "folder", nargs="?", type=Path, metavar="FOLDER", help="one folder for each mood in it"
    )
    _add_workers(learn, "processes that measure a large folder")
    learn.add_argument("--list", action="store_true", help="list the moods learned so far")
    learn.add_argument("--forget", metavar="NAME", help="forget a mood")
    learn.add_argument("--forget-voice", action="store_true", help="forget how you usually speak")
    learn.add_argument("--json", action="store_true", help="print one JSON object")
    styles = commands.add_parser("styles", help="list the styles that a wish can ask for")
    styles.add_argument("--json", action="store_true", help="print one JSON object")
    look = commands.add_parser("look", help="draw what a Boltzmann composer has learned")
    look.add_argument("--composer", default="rbm", metavar="NAME")
    look.add_argument("-o", dest="output", type=Path, required=True, metavar="DIR")
    look.add_argument("--seed", type=int, default=0, metavar="N", help="of the chain from noise")
    look.add_argument("--force", action="store_true", help="overwrite existing files")
    check = commands.add_parser("check", help="say whether everything works, or what to do")
    check.add_argument("--json", action="store_true", help="print one JSON object")
    integrate = commands.add_parser(
        "integrate", help="put Affetto into the menu of a Linux desktop"
    )
    integrate.add_argument("--remove", action="store_true", help="take it out again")


def _add_workers(parser: argparse.ArgumentParser, processes: str) -> None:
    parser.add_argument("--jobs", type=int, metavar="N", help=processes)
    parser.add_argument(
        "--cluster", metavar="ADDRESS", help="of a Dask scheduler, or the file that names it"
    )


def _add_piece_options(parser: argparse.ArgumentParser) -> None:
    _add_outputs(parser)
    _add_choices(parser)


def _add_outputs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-o",
        dest="outputs",
        nargs="+",
        action="extend",
        default=[],
        metavar="FILE",
        help="format by its ending: .wav .flac .mp3 .ogg .opus .mid .dawproject .pdf .svg "
        ".musicxml .abc .cho .affetto",
    )
    parser.add_argument("--stems", type=Path, metavar="DIR", help="a WAV file for each part")
    _add_formats(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _add_formats(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--bits", type=int, choices=(16, 24, 32), default=24, help="of WAV and FLAC; 32 is floating"
    )
    parser.add_argument(
        "--mp3", choices=("vbr", "320"), default="vbr", help="as the sound needs, or 320 kbit/s"
    )
    parser.add_argument(
        "--quantised", action="store_true", help="MIDI on the grid, not as it is played"
    )
    parser.add_argument("--full", action="store_true", help="every part in a sheet, not the tune")


def _add_choices(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, metavar="N", help="length; the wish's, else 60")
    parser.add_argument("--bars", type=int, metavar="N", help="length in bars")
    _add_constraints(parser)
    parser.add_argument("--style", metavar="NAME", help="such as waltz; affetto styles lists them")
    parser.add_argument("--seed", type=int, metavar="N", help="the same seed gives the same notes")
    parser.add_argument("--composer", default=DEFAULT_COMPOSER, metavar="NAME")
    _add_reading(parser)
    _add_sound(parser)


def _add_constraints(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--key", metavar="KEY", help='such as "D minor"; the wish decides it else')
    parser.add_argument("--tempo", type=float, metavar="BPM", help="quarter notes a minute")
    parser.add_argument("--metre", metavar="M/N", help="4/4, 3/4 or 6/8")


def _add_sound(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--synthesizer", metavar="NAME", help="fluidsynth, or wavenet")
    parser.add_argument("--soundfont", metavar="FILE", help="an SF2 or SF3 file of your own")
    parser.add_argument("--fluidsynth", metavar="FILE", help="a FluidSynth library of your own")
    parser.add_argument("--space", choices=SPACES, help="where it sounds; the wish decides it else")
    parser.add_argument("--loudness", type=float, metavar="LUFS", help="of the whole; -16")
    for name, metavar, what in (
        ("--level", "PART=DB", "make a part so much louder or softer, such as drums=-6"),
        ("--mute", "PART", "leave a part out of the mix"),
        ("--solo", "PART", "let a part be heard alone, or with others that are"),
    ):
        dest = name.removeprefix("--") + "s"
        parser.add_argument(
            name, dest=dest, action="append", default=[], metavar=metavar, help=what
        )
    parser.add_argument("--force", action="store_true", help="overwrite existing files")


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--language", choices=tuple(LANGUAGES), help="that is spoken; it is found out if not given"
    )


def _add_reading(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--vectors",
        choices=VECTOR_SETS,
        default=VECTOR_SETS[0],
        help="the music that words are compared with: free of strings, or EMOPIA's",
    )
