"""What drums play: bars of drummers who suit a section, with fills where sections end."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.composition.planning.brief import SectionBrief
from engine.composition.planning.manner import Beat
from engine.composition.playing.drummers import DrumStroke, DrumTake, choose_fill, choose_take, even
from engine.composition.playing.gaits import SOFT_GAITS, beat_of_heart
from engine.composition.playing.grooves import GROOVES, groove_section
from engine.composition.playing.velocities import as_velocity
from engine.composition.score import TICKS_PER_BEAT, Metre, Note

__all__ = ["STYLES", "drum_section", "pick_up", "play_drums"]

STYLES: dict[tuple[Beat, bool], tuple[str, ...]] = {
    ("gentle", False): ("pop/soft", "pop", "soul", "soul/groove4", "country", "rock/folk"),
    ("gentle", True): ("rock/halftime", "rock/groove8", "rock"),
    ("strong", False): ("pop", "pop/groove7", "soul/motown", "rock/indie", "gospel", "country",
                        "soul/groove10", "funk"),
    ("strong", True): ("rock/halftime", "rock", "rock/indie"),
    ("driving", False): ("rock/indie", "pop/groove7", "dance/disco", "soul/motown", "highlife",
                         "funk/groove1", "latin/brazilian-frevo", "neworleans/secondline"),
    ("driving", True): ("punk", "rock", "rock/prog", "funk/rock"),
}  # fmt: skip
"""Styles of the data set for how drums play and whether the music is tense: what makes people dance
would make fear gay."""
_CRASH = 49  # General MIDI's crash cymbal 1
_FEWEST_FILLED = 4  # bars of a section from which it leads into the next one
_FALLS = -12.0  # steps of velocity by which a softer feeling follows
_LOUDER = 0.75
"""Share of a drummer's own loud and soft that is kept: kits of samples go farther."""
_SOFTER = 4.0  # velocity steps that drums are softer than the rest
_SOFT_ENERGY, _LOUD_ENERGY = 0.4, 0.45
"""Energy of the calmest takes, and how much more the wildest have."""
_LED = 0.8  # of the way to the loudness of the next feeling that a pick-up has gone
_LENGTHS = {_CRASH: TICKS_PER_BEAT}
# a sixteenth: struck sounds ring by themselves, however long the note
_LENGTH = TICKS_PER_BEAT // 4


def play_drums(section: SectionBrief, metre: Metre, seed: int) -> list[Note]:
    """Play a section as its feeling asks, if it moves; the same drummer plays all of a piece."""
    if section.manner.gait in SOFT_GAITS:
        return beat_of_heart(section, metre, seed)
    beat = section.manner.drums
    if beat is None:
        return []
    styles = STYLES[beat, section.manner.is_tense]
    style = random.Random(f"drummer {seed} {beat} {section.manner.is_tense}").choice(styles)
    for suits in ((style,), styles, ("rock", "jazz")):
        found = drum_section(section, metre, seed, suits)
        if found is not None:
            return found
    groove = GROOVES["gentle" if beat == "gentle" else "strong"][str(metre)]
    return groove_section(section, metre, seed, groove)


def drum_section(  # noqa: PLR0913 - what a drummer is told
    section: SectionBrief,
    metre: Metre,
    seed: int,
    styles: Sequence[str],
    *,
    grid: NDArray[np.float64] | None = None,
    swing: float = 0.5,
) -> list[Note] | None:
    """Play a section with takes of some styles; what comes back is played by the same take.

    In an introduction drums enter halfway, and they rest in the piece's last bar.

    Parameters
    ----------
    grid, swing
        See `choose_take`; where the music swings, strokes are written even, to be swung as all is.

    Returns
    -------
    list of Note or None
        None where there is no take of these styles.
    """
    tempo, velocity = section.expression.tempo, section.expression.velocity
    energy = _SOFT_ENERGY + _LOUD_ENERGY * min(max((velocity - 30) / 80, 0.0), 1.0)
    chance = random.Random(f"take {seed} {section.name}")
    take = choose_take(styles, metre, tempo, energy, chance, grid=grid, swings=swing > 0.5)
    if take is None:
        return None
    notes: list[Note] = []
    for bar, strokes in _bars(section, take, tempo, seed):
        first = (section.first_bar + bar) * metre.ticks_per_bar
        placed = {(even(s.tick) if swing > 0.5 else s.tick, s.pitch): s for s in strokes}
        for (tick, pitch), stroke in placed.items():
            loud = velocity - _SOFTER + _LOUDER * (stroke.velocity - take.loudness)
            length = _LENGTHS.get(pitch, _LENGTH)
            notes.append(Note(first + tick, length, pitch, as_velocity(loud)))
        if bar == 0 and not section.is_introduction and (0, _CRASH) not in placed:
            notes.append(Note(first, _LENGTHS[_CRASH], _CRASH, as_velocity(round(velocity) + 2)))
    return _rung_out(notes, section.end_bar * metre.ticks_per_bar)


def _rung_out(notes: Sequence[Note], end: int) -> list[Note]:
    """Sort strokes, and let none be written beyond the section, after which nothing may be yet."""
    cut = (replace(note, duration=min(note.duration, end - note.start)) for note in notes)
    return sorted(cut, key=lambda note: (note.start, note.pitch))


def _bars(
    section: SectionBrief, take: DrumTake, tempo: float, seed: int
) -> Iterator[tuple[int, tuple[DrumStroke, ...]]]:
    """Give the bars that are played, by their numbers in the section."""
    start = section.n_heard * section.n_bars  # what returns goes on where it was
    n_bars = section.n_bars - 1 if section.is_last else section.n_bars
    for bar in range(section.n_bars // 2 if section.is_introduction else 0, n_bars):
        strokes = take.bar(start + bar)
        falls = section.leads_to < _FALLS  # nobody announces that it gets quiet
        if bar == n_bars - 1 and section.n_bars >= _FEWEST_FILLED and not falls:
            chance = random.Random(f"fill {seed} {section.first_bar}")
            fill = choose_fill(take, tempo, chance)
            strokes = fill.bar(0) if fill else strokes
        yield bar, strokes


def pick_up(
    section: SectionBrief, after: SectionBrief, metre: Metre, seed: int, styles: Sequence[str]
) -> list[Note]:
    """Play the second half of a fill at the end of a section that drums follow; often nothing."""
    tempo, here = section.expression.tempo, section.expression.velocity
    chance = random.Random(f"pick-up {seed} {section.first_bar}")
    take = choose_take(styles, metre, tempo, _SOFT_ENERGY + _LOUD_ENERGY, chance)
    fill = choose_fill(take, tempo, chance) if take else None
    if fill is None:
        return []
    first = (section.end_bar - 1) * metre.ticks_per_bar
    base = here + _LED * (after.expression.velocity - here) - _LOUDER * fill.loudness
    notes = []
    for stroke in fill.bar(0):
        if stroke.tick >= metre.ticks_per_bar // 2:
            loud = as_velocity(base + _LOUDER * stroke.velocity)
            notes.append(Note(first + stroke.tick, _LENGTH, stroke.pitch, loud))
    return _rung_out(notes, section.end_bar * metre.ticks_per_bar)
