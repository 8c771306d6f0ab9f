"""What stands above and below the staves: chords, sections, tempo and loudness."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from engine.composition.score import Score, Track

__all__ = [
    "ChordMark",
    "Mark",
    "ascii_symbol",
    "chord_marks",
    "dynamics_of",
    "marks_of",
    "section_title",
]

_LEVELS = (("pp", 41), ("p", 57), ("mp", 72), ("mf", 88), ("f", 104), ("ff", 128))
"""Dynamics up to a velocity, in the middle between those at which notation programs play them."""
_NAME = re.compile(r"([A-G])([♯♭]*)")
_SLOWS = 0.03  # share of the tempo: what is less is no ritardando


@dataclass(frozen=True)
class Mark:
    """A word, a section's name, a tempo or a dynamic at a tick."""

    tick: int
    kind: Literal["section", "words", "tempo", "dynamics"]
    text: str
    tempo: float = 0.0


@dataclass(frozen=True)
class ChordMark:
    """A chord symbol.

    Attributes
    ----------
    root, bass
        Letter and semitones of its accidentals; no bass where it is the root.
    """

    tick: int
    root: tuple[str, int]
    quality: str
    bass: tuple[str, int] | None
    symbol: str


def chord_marks(score: Score) -> Iterator[ChordMark]:
    """Give the chord symbols, a repeated one once a section."""
    bar = score.metre.ticks_per_bar
    firsts = {section.first_bar * bar for section in score.sections}
    before = ""
    for chord in score.chords:
        symbol = chord.symbol(score.key_at(chord.start // bar))
        if symbol != before or chord.start in firsts:
            before = symbol
            root, _, bass = symbol.partition("/")
            yield ChordMark(
                chord.start, _letter(root), chord.quality, _letter(bass) if bass else None, symbol
            )


def _letter(name: str) -> tuple[str, int]:
    found = _NAME.match(name)
    assert found is not None
    return found[1], found[2].count("♯") - found[2].count("♭")


def ascii_symbol(symbol: str) -> str:
    """Write accidentals as plain text has them."""
    return symbol.replace("♯", "#").replace("♭", "b")


def section_title(name: str) -> str:
    """Name a section as on paper: ``"Intro"``, ``"A"``."""
    return {"introduction": "Intro", "ending": "Ending"}.get(name, name)


def marks_of(score: Score, *, swings: bool) -> list[Mark]:
    """Give sections, tempos and words, in the order of time."""
    bar = score.metre.ticks_per_bar
    marks = [
        Mark(section.first_bar * bar, "section", section_title(section.name))
        for section in score.sections
        if len(score.sections) > 1
    ]
    if swings:
        marks.append(Mark(0, "words", "Swing"))
    marks += _tempos(score)
    return sorted(marks, key=lambda mark: mark.tick)


def _tempos(score: Score) -> Iterator[Mark]:
    """Give tempos at which music stays, and words where it only slows down or hurries on."""
    yield Mark(0, "tempo", "", score.tempo)
    bar = score.metre.ticks_per_bar
    direction = 0
    for before, change in itertools.pairwise(score.tempos):
        if change.tick >= score.n_ticks - bar:
            return  # the last chord is held as long as it needs
        share = change.tempo / before.tempo - 1
        stays = change.tick % bar == 0 and any(
            change.tick == section.first_bar * bar for section in score.sections
        )
        if stays and abs(share) > _SLOWS:
            direction = 0
            yield Mark(change.tick, "tempo", "", change.tempo)
        elif abs(share) > _SLOWS / 2 and direction != (turn := 1 if share > 0 else -1):
            direction = turn
            yield Mark(change.tick, "words", "accel." if share > 0 else "rit.")


def dynamics_of(score: Score, track: Track) -> list[Mark]:
    """Give the loudness of each section of a part, where it is another one than before."""
    bar = score.metre.ticks_per_bar
    marks: list[Mark] = []
    for section in score.sections:
        own = range(section.first_bar * bar, (section.first_bar + section.n_bars) * bar)
        notes = [note for note in track.notes if note.start in own]
        if notes:
            mean = sum(note.velocity for note in notes) / len(notes)
            text = _LEVELS[bisect.bisect_right([top for _, top in _LEVELS], mean)][0]
            if not marks or marks[-1].text != text:
                marks.append(Mark(notes[0].start, "dynamics", text))
    return marks
