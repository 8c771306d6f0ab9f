"""Songs out of MIDI and MusicXML files, part by part, to be changed and written again."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from engine.composition.chord_estimation import estimate_chords
from engine.composition.key_finding import find_key, sum_lengths
from engine.composition.score import (
    Chord,
    Metre,
    Note,
    Role,
    Score,
    ScoreSection,
    Track,
    top_line,
)
from engine.errors import CompositionError
from engine.files import read_limited
from engine.library.melody_file import check_length
from engine.library.voices import (
    FEWEST_NOTES,
    ChannelVoice,
    choose_melody,
    ends_on,
    later,
    metre_of,
    tempos_of,
    uncovered,
    voices_of,
)
from engine.midi.music import MidiFile
from engine.musicxml.container import LARGEST_FILE
from engine.musicxml.lead_part import read_part
from engine.musicxml.playing import SUFFIXES, read_music_file

__all__ = ["read_song"]

_ROLES: tuple[Role, ...] = ("melody", "chords", "bass", "drums", "second")
_LOW = 55.0
"""Mean pitch below which the lowest part is a bass."""

_Parts = dict[Role, ChannelVoice]


def read_song(path: Path) -> tuple[Score, tuple[str, ...]]:
    """Read a MIDI or MusicXML file as a song, put on a grid of sixteenths and triplets.

    Parts that we wrote are known by their names; of others the tune, the bass and the drums are
    found, one more stays by itself, and what is left plays together. Chords are those written in
    the file, or else estimated.

    Returns
    -------
    Score, tuple of str
        The song, and what was joined or guessed, in sentences.

    Raises
    ------
    EngineError
        If the file cannot be read, has no melody, is too long, counts no beats, or is in a metre we
        do not know.
    """
    midi = read_music_file(path)
    if not midi.has_beats:
        raise CompositionError(
            f"{path} counts no beats", hint="Harmonise its melody: affetto harmonise does that."
        )
    voices = [voice for track in midi.tracks for voice in voices_of(track, midi)]
    pitched = [voice for voice in voices if not voice.is_drum]
    if sum(len(voice.notes) for voice in pitched) < FEWEST_NOTES:
        raise CompositionError(
            f"{path} has {'only drums' if voices else 'no notes'}",
            hint="Choose a file with a melody.",
        )
    parts, remarks = _cast(pitched)
    if drums := [voice for voice in voices if voice.is_drum]:
        parts["drums"] = _joined(drums)
    score = _make_score(path, midi, parts)
    if midi.mended:
        remarks.append(midi.mended)
    return score, tuple(remarks)


def _cast(voices: Sequence[ChannelVoice]) -> tuple[_Parts, list[str]]:
    """Say which voice does what."""
    named: _Parts = {}
    for voice in voices:
        role = next((r for r in _ROLES if voice.name.lower().startswith(r)), None)
        if role and role not in named:
            named[role] = voice
    if "melody" in named and len(named) == len(voices):
        return named, []
    melody = choose_melody(voices)
    others = [voice for voice in voices if voice is not melody]
    parts: _Parts = {}
    line = list(top_line(uncovered(melody.notes)))
    if len(line) < len(melody.notes):  # one voice for two hands
        kept = {(note.start, note.pitch) for note in line}
        rest = [note for note in melody.notes if (note.start, note.pitch) not in kept]
        others.append(ChannelVoice(melody.name, melody.program, notes=rest))
    parts["melody"] = replace(melody, notes=line)
    lowest = min(others, key=_height, default=None)
    if lowest is not None and _height(lowest) < _LOW and len(others) > 1:
        parts["bass"] = lowest
        others.remove(lowest)
    others.sort(key=lambda voice: -len(voice.notes))
    if len(others) == 2:
        parts["second"] = others.pop()
    remarks = ["the tune was taken from the highest part that moves"] if len(voices) > 1 else []
    if others:
        parts["chords"] = _joined(others)
    if len(others) > 1:
        remarks.append(f"{len(others)} parts are played together as one")
    return parts, remarks


def _height(voice: ChannelVoice) -> float:
    return sum(note.pitch for note in voice.notes) / max(len(voice.notes), 1)


def _joined(voices: Sequence[ChannelVoice]) -> ChannelVoice:
    notes = list(itertools.chain.from_iterable(voice.notes for voice in voices))
    return replace(voices[0], notes=notes)


def _make_score(path: Path, midi: MidiFile, parts: _Parts) -> Score:
    """Make a score whose bars begin with the file's, silence before the music left out."""
    metre, first = metre_of(path, midi)
    length, shift = metre.ticks_per_bar, first % metre.ticks_per_bar
    every = list(itertools.chain.from_iterable(voice.notes for voice in parts.values()))
    skipped = (min(n.start for n in every) - shift) // length * length + shift
    n_bars = -(-(max(n.end for n in every) - skipped) // length)
    tracks = tuple(
        Track(role, parts[role].program, tuple(_single(parts[role].notes, skipped)))
        for role in _ROLES
        if role in parts
    )
    notes = [note for track in tracks if not track.is_drum for note in track.notes]
    last = max(tracks[0].notes, key=lambda note: note.start)
    key = find_key(sum_lengths(notes), favoured=ends_on(last.pitch % 12))
    in_order = sorted(notes, key=_time)
    score = Score(
        key,
        metre,
        n_bars,
        tuple(later(tempos_of(midi), skipped, n_bars * length)),
        (ScoreSection("A", 0, n_bars, key),),
        _written_chords(path, metre, n_bars) or estimate_chords(in_order, metre, n_bars),
        tracks,
    )
    check_length(path, score.duration, n_bars)
    return score


def _time(note: Note) -> tuple[int, int]:
    return note.start, note.pitch


def _single(notes: Iterable[Note], skipped: int) -> Iterator[Note]:
    """Give notes in the order of time, the longest of those that share place and pitch."""
    seen = set()
    for note in sorted(notes, key=lambda note: (*_time(note), -note.duration)):
        if _time(note) not in seen:
            seen.add(_time(note))
            yield replace(note, start=note.start - skipped)


def _written_chords(path: Path, metre: Metre, n_bars: int) -> tuple[Chord, ...]:
    """Give the chord symbols of MusicXML; none where they do not fit the bars that were found."""
    if path.suffix.lower() not in SUFFIXES:
        return ()
    part = read_part(read_limited(path, LARGEST_FILE))
    if part.metres != [metre] or part.n_ticks != n_bars * metre.ticks_per_bar:
        return ()
    return tuple(part.chords)
