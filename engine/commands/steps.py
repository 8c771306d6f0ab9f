"""The single steps on the way from speech to music, to be walked by hand."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Iterator
from typing import Any

from engine.audio.files import read_audio
from engine.author import Author
from engine.commands.console import (
    console_progress,
    describe_answers,
    read_options,
    remark_all,
)
from engine.commands.opening import open_any
from engine.commands.outputs import (
    check_outputs,
    only_sound,
    write_files,
    write_sounds,
)
from engine.commands.sounding import play_waveform, sound_of, sounding
from engine.composition.planning.dressing import suiting
from engine.composition.planning.reasons import Reason
from engine.demands.answer import answers_to_json
from engine.emotion.reading import EmotionReading, ReadWord, Segment
from engine.emotion.refusal import refuse
from engine.errors import OptionError
from engine.library.piece_file import SUFFIX
from engine.listener import Listener
from engine.options import ComposeOptions
from engine.pipeline import Pipeline
from engine.terminal import read_lines, tell, tell_json

__all__ = [
    "play",
    "read",
    "render",
    "transcribe",
]

_TOLD = 3  # named feelings told of a wish or a word
_LEAST_TOLD = 0.05
_CARDS_TOLD = 3


def transcribe(options: argparse.Namespace) -> int:
    """Print the words of a recording."""
    transcript = Listener().transcribe(
        read_audio(options.file), console_progress(), read_options(options)
    )
    if options.json:
        tell_json(transcript.to_json())
    else:
        tell(transcript.text)
    return 0


def read(options: argparse.Namespace) -> int:
    """Print what wishes feel like, one answer a line."""
    listener, chosen = Listener(), read_options(options)
    author = Author(listener)
    for text in read_lines() if options.text == "-" else [options.text]:
        reading = listener.read(text, chosen)
        reasons = author.explain(reading, chosen) if options.explain else ()
        answers = author.answer(reading, ComposeOptions(reading=chosen))
        if options.json:
            told: dict[str, Any] = {}
            if options.explain:
                told["reasons"] = [dataclasses.asdict(reason) for reason in reasons]
                told["styles"] = list(_styles(reading, listener))
            demands = {"demands": answers_to_json(reading.text, answers)}
            tell_json(reading.to_json() | demands | told)
        else:
            lines = [_describe_reading(reading), *(_describe_reason(r, reading) for r in reasons)]
            lines += describe_answers(answers)
            lines += _describe_styles(reading, listener) if options.explain else []
            lines += filter(None, map(_describe_word, reading.words)) if options.explain else []
            tell("\n".join(lines))
    return 0


def _styles(reading: EmotionReading, listener: Listener) -> Iterator[dict[str, Any]]:
    """Give for each word of style the card that it means, and how similar it is.

    Where no style is named, those whose scene is near, and those whose players suit the feelings,
    with the share of these.
    """
    for demand in reading.demands.of("style"):
        found = listener.styles.find(demand.value)
        yield {
            "word": demand.value,
            "style": found.style.name if found else None,
            "similarity": round(found.similarity, 4) if found else 0.0,
        }
    if not reading.demands.of("style"):
        seen = [word.text for word in reading.words if word.weight > 0]
        for name, similarity in list(listener.styles.find_scenes(seen).items())[:_CARDS_TOLD]:
            yield {"word": " ".join(seen), "style": name, "similarity": round(similarity, 4)}
        for style, share in suiting(reading.feelings)[:_CARDS_TOLD]:
            felt = (name for name, own in reading.feelings.items() if own >= _LEAST_TOLD)
            reasons = [name for name in felt if name in style.suits]
            told = ", ".join(reasons[:_TOLD])
            yield {"word": told, "style": style.name, "similarity": round(share, 4)}


def _describe_styles(reading: EmotionReading, listener: Listener) -> Iterator[str]:
    for told in _styles(reading, listener):
        known = f"{told['style']} ({told['similarity']:.2f})" if told["style"] else "none near"
        yield f"style: {told['word']} → {known}"


def render(options: argparse.Namespace) -> int:
    """Turn a saved song, a MIDI file or MusicXML into files of any format; it is rendered once."""
    check_outputs(options)
    if not options.outputs and options.stems is None:
        raise OptionError("nothing is to be written", hint="Name a file, such as -o song.wav.")
    if options.file.suffix.lower() == SUFFIX or not only_sound(options):
        pipeline = Pipeline()
        piece = sounding(open_any(options.file, options, pipeline), pipeline, options)
        files, seconds = write_files(piece, options, pipeline), piece.duration
    else:
        waveform = sound_of(options.file, options)
        files, seconds = write_sounds(waveform, options), waveform.duration
    if options.json:
        tell_json({"files": files, "seconds": round(seconds, 3)})
    else:
        remark_all(f"{file}: {seconds:.1f} s" for file in files)
    return 0


def play(options: argparse.Namespace) -> int:
    """Play a saved song, a MIDI file or a sound file."""
    play_waveform(sound_of(options.file, options))
    return 0


def _describe_reading(reading: EmotionReading) -> str:
    if reading.quadrant is None:
        refusal = refuse(reading)
        return f"no feeling found: {refusal}\n  {refusal.hint}"
    words = ", ".join(
        f"{word.text} ({word.nearest[0].label})" for word in reading.words if word.nearest
    )
    assumed = f"  (assumed from {', '.join(reading.assumed)})" if reading.assumed else ""
    return (
        f"{reading.quadrant}  valence {reading.valence:+.2f}  arousal {reading.arousal:+.2f}  "
        f"confidence {reading.confidence:.2f}  {_name_feelings(reading)}  {words}{assumed}"
    )


def _name_feelings(reading: EmotionReading) -> str:
    """Name the feelings of a wish by their shares, and those of an arc in their order."""
    first, *later = reading.segments
    if all(segment.kind == "mix" for segment in later):
        return _name_shares(reading.feelings)
    told = f"first {_leading_of(first)}"
    for segment in later:
        link = ", then" if segment.kind == "then" else " with"
        told += f"{link} {_leading_of(segment)}"
    return told


def _leading_of(segment: Segment) -> str:
    """Name what a part of a wish feels like most."""
    return next(iter(segment.feelings), segment.quadrant or "nothing")


def _name_shares(shares: dict[str, float]) -> str:
    """Write the leading feelings of a mixture, such as ``grief 61 %, longing 20 %``."""
    leading = list(shares.items())[:_TOLD]
    return ", ".join(f"{name} {share:.0%}" for name, share in leading if share >= _LEAST_TOLD)


def _describe_word(word: ReadWord) -> str:
    """Say which named feelings a word's vector is nearest to; empty for a word without any."""
    return f"  {word.text} is near {_name_shares(word.feelings)}" if word.feelings else ""


def _describe_reason(reason: Reason, reading: EmotionReading) -> str:
    """Name the words behind a decision, the one with the largest share first."""
    shares = zip(reading.words, reason.shares, strict=True)
    leading = sorted((pair for pair in shares if pair[1] >= 0.005), key=lambda pair: -pair[1])
    words = ", ".join(f"{word.text} {share:.0%}" for word, share in leading)
    choice = f" ({reason.choice})" if reason.choice else ""
    return f"  {reason.decision} {reason.value:.2f}{choice}: {words}"
