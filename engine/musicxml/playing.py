"""MusicXML read as what it sounds like: the notes, instruments and tempos of a MIDI file."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

from engine.composition.score import TICKS_PER_BEAT
from engine.errors import CompositionError, ResourceError
from engine.files import read_limited
from engine.midi.music import MetreSign, MidiFile, MidiNote, MidiTrack, Program, Tempo
from engine.midi.parsing import Tell, read_midi, say_nothing
from engine.musicxml.container import LARGEST_FILE, check_length, open_score
from engine.musicxml.full_scores import lay_out, read_notes

__all__ = ["SUFFIXES", "read_music_file", "read_musicxml"]

SUFFIXES = (".musicxml", ".mxl", ".xml")
"""Endings that MusicXML files have."""

_VELOCITY = 80  # written notes say nothing of it
_USUAL_TEMPO = 120.0
_TEMPOS = (5.0, 1_000.0)
_DRUM_CHANNEL, _MOST_CHANNELS = 9, 16  # of MIDI, counted from 0


def read_music_file(path: Path, tell: Tell = say_nothing) -> MidiFile:
    """Read a MIDI or MusicXML file, whichever the ending says.

    Raises
    ------
    EngineError
        If it cannot be read, is none, is damaged, or holds more than any music does.
    """
    return read_musicxml(path) if path.suffix.lower() in SUFFIXES else read_midi(path, tell)


def read_musicxml(path: Path) -> MidiFile:
    """Read all parts; repeats are not unfolded, a pickup moves to the end of a full bar.

    Raises
    ------
    CompositionError
        If the file cannot be read, is no MusicXML, is damaged, or larger than any score.
    """
    try:
        root = open_score(read_limited(path, LARGEST_FILE))
        return _read(root)
    except OSError as error:
        is_large = error.errno == errno.EFBIG
        raise CompositionError(
            f"cannot read {path}: {error.strerror}",
            hint="Choose another file." if is_large else "Check the file's name and place.",
        ) from error
    except (ResourceError, ValueError, LookupError, ArithmeticError) as error:
        raise CompositionError(
            f"{path} is no MusicXML that can be read: {error}",
            hint="Export it again from the program that wrote it.",
        ) from error


@dataclass(frozen=True)
class _Performer:
    """What the list of parts says of one: its name, program, and drums by their id."""

    name: str
    program: int
    drums: Mapping[str, int]


def _read(root: ET.Element) -> MidiFile:
    parts = root.findall("part")
    players = {e.get("id", ""): _player(e) for e in root.iter("score-part")}
    score, starts = lay_out(parts)
    channels = [n for n in range(_MOST_CHANNELS) if n != _DRUM_CHANNEL]
    tracks = []
    for number, part in enumerate(parts):
        player = players.get(part.get("id", ""), _Performer("", 0, {}))
        channel = _DRUM_CHANNEL if player.drums else channels[number % len(channels)]
        notes = sorted(
            MidiNote(note.start, note.end, channel, note.pitch, _VELOCITY)
            for note in read_notes(part, starts, player.drums)
        )
        programs = [] if player.drums else [Program(0, channel, player.program)]
        n_events = len(notes) + len(programs)
        tracks.append(
            MidiTrack(player.name, notes, programs, n_ticks=score.n_ticks, n_events=n_events)
        )
    check_length(score.n_ticks, [])
    metres = (
        MetreSign(tick, metre.numerator, metre.denominator)
        for tick, metre in zip(score.changes, score.metres, strict=True)
    )
    tempos = tuple(_tempos(parts[0], starts))
    return MidiFile(TICKS_PER_BEAT, True, tuple(tracks), tempos, tuple(metres))


def _player(element: ET.Element) -> _Performer:
    drums = {
        midi.get("id", ""): min(max(int(midi.findtext("midi-unpitched") or 1) - 1, 0), 127)
        for midi in element.iter("midi-instrument")
        if midi.find("midi-unpitched") is not None
    }
    program = int(element.findtext("midi-instrument/midi-program") or 1) - 1
    return _Performer(element.findtext("part-name") or "", min(max(program, 0), 127), drums)


def _tempos(part: ET.Element, starts: Sequence[Fraction]) -> Iterator[Tempo]:
    """Give the tempos that are to be played, one a tick, the first one at tick 0."""
    found: dict[int, float] = {}
    divisions = 1
    for measure, start in zip(part.findall("measure"), starts, strict=False):
        cursor = Fraction(0)
        for child in measure:
            divisions = int(child.findtext("divisions") or divisions)
            length = Fraction(int(child.findtext("duration") or 0) * TICKS_PER_BEAT, divisions)
            sound = child if child.tag == "sound" else child.find("sound")
            if sound is not None and sound.get("tempo"):
                offset = Fraction(child.findtext("offset") or 0) * TICKS_PER_BEAT / divisions
                found[max(round(start + cursor + offset), 0)] = float(sound.get("tempo", 0))
            if child.tag == "backup":
                cursor -= length
            elif child.tag in {"note", "forward"} and child.find("chord") is None:
                cursor += length
    low, high = _TEMPOS
    ordered = sorted(found.items())
    if not ordered or ordered[0][0] > 0:
        yield Tempo(0, round(60e6 / (ordered[0][1] if ordered else _USUAL_TEMPO)))
    for tick, tempo in ordered:
        yield Tempo(tick, round(60e6 / min(max(tempo, low), high)))
