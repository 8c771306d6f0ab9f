"""Reads anybody's MIDI files as songs that fragments can be cut from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePath

from engine.composition.fragments.library import Source
from engine.composition.score import Note
from engine.midi.parsing import Tell, say_nothing
from engine.training.corpora.midi_music import Music, read_music
from engine.training.fragments.source_songs import SourceSong, split_hands

__all__ = ["read_midi_song"]

_GRIDS = (6, 8)
"""Ticks of a sixteenth and of a triplet: what is played lies near one of them."""
_COLLECTION = "own music"


def read_midi_song(file: Path, name: str, tell: Tell = say_nothing) -> SourceSong:
    """Read one MIDI file.

    Parameters
    ----------
    name
        Under which its fragments are to be known, such as ``"waltzes/first.mid"``.
    tell
        Receives in one line what was mended or left out of the file, if anything.

    Raises
    ------
    ResourceError
        If it is no MIDI file, or holds too little music.
    """
    music = read_music(file, tell)
    others = list(_snapped(music.others))
    upper, lower = split_hands(others, music.metre)
    work = str(PurePath(name).with_suffix(""))
    return SourceSong(
        Source(work, "", _COLLECTION), music.metre, music.melody, upper, lower, music.chords,
        _bar_starts(music),
    )  # fmt: skip


def _snapped(notes: Iterable[Note]) -> Iterator[Note]:
    """Move notes to where they were meant to begin, so that none falls into the bar before."""
    for note in notes:
        places = [round(note.start / grid) * grid for grid in _GRIDS]
        start = min(places, key=lambda place: abs(place - note.start))
        yield replace(note, start=start, duration=max(_GRIDS[0] // 2, note.end - start))


def _bar_starts(music: Music) -> dict[int, int]:
    """Count the bars as the file does, from the start of the file."""
    end = max(note.end for note in (*music.melody, *music.others))
    n_bars = -(-end // music.bar_ticks)
    return {music.first_bar + bar: bar * music.bar_ticks for bar in range(n_bars)}
