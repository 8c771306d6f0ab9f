"""Sets drums for a style: its drummers, its kit, hand percussion, or an orchestra's percussion."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.composition.grid import TICKS_PER_COLUMN, columns_of
from engine.composition.planning.brief import PieceBrief, SectionBrief
from engine.composition.playing.drums import drum_section
from engine.composition.playing.grooves import Groove, groove_section
from engine.composition.playing.handover import swing_of
from engine.composition.playing.velocities import ACCENTS, as_velocity
from engine.composition.score import Metre, Note, Score, Track

__all__ = ["ORCHESTRA", "let_drummers_play", "play_groove", "play_orchestral", "roll_away"]

ORCHESTRA = 48
"""General MIDI 2's kit of an orchestra: timpani where others have toms."""
_FAMILIES = {
    "kick": 0, "snare": 1, "stick": 1, "clap": 1, "closed": 2, "pedal": 2, "open": 2, "ride": 3,
}  # fmt: skip
_BY_HAND = {"bell": 56, "clave": 75, "conga": 63, "shaker": 70}
"""Drums of a grid that no drummer of the data set plays."""
_TIMPANI = (41, 53)
"""Lowest and highest key of the timpani; each sounds its own pitch, F2 to F3."""
_CYMBAL, _CONCERT_BASS = 59, 36  # of the orchestra kit, where other kits have a ride and a kick
_ROLL_SOFTEST, _ROLL_LOUDEST = -38, 4  # beside the section's loudness
_FEWEST_ROLLED = 4  # bars of a section that a roll leads out of


def let_drummers_play(
    score: Score,
    brief: PieceBrief,
    styles: Sequence[str],
    groove: Groove = (),
    kit: int = 0,
) -> Score | None:
    """Let drummers of some styles play the sections of a score.

    Parameters
    ----------
    styles
        As the data set names them.
    groove
        The grids of a style, which choose the takes that are nearest; hand percussion is played as
        they say.
    kit
        General MIDI number.

    Returns
    -------
    Score or None
        None where nobody plays in this metre.
    """
    grid = _grid(groove, score.metre) if groove else None
    notes: list[Note] = []
    for section in brief.sections[: len(score.sections)]:
        played = drum_section(
            section, score.metre, brief.seed, styles, grid=grid, swing=swing_of(section, brief)
        )
        if played is None:
            return None
        notes += played
        notes += _by_hand(groove, section, score.metre, {note.start for note in played})
    return _with_drums(score, notes, kit)


def play_groove(score: Score, brief: PieceBrief, groove: Groove, kit: int = 0) -> Score:
    """Let drums play a groove in every section of a score."""
    sections = brief.sections[: len(score.sections)]
    notes = [
        note
        for section in sections
        for note in groove_section(section, score.metre, brief.seed, groove)
    ]
    return _with_drums(score, notes, kit)


def _with_drums(score: Score, notes: Sequence[Note], kit: int) -> Score:
    """Put drums in the place of those that are there."""
    tracks = [track for track in score.tracks if not track.is_drum]
    if notes:
        ordered = sorted(notes, key=lambda note: (note.start, note.pitch))
        tracks.append(Track("drums", kit, tuple(ordered)))
    return replace(score, tracks=tuple(tracks))


def _grid(groove: Groove, metre: Metre) -> NDArray[np.float64]:
    """Give the grids as takes have them; see `DrumTake.grid`."""
    found = np.zeros((5, columns_of(metre)))
    for name, marks in groove:
        row = _FAMILIES.get(name)
        if row is not None:
            found[row] = np.maximum(found[row], [float(mark != ".") for mark in marks])
    return found


def _by_hand(
    groove: Groove, section: SectionBrief, metre: Metre, struck: set[int]
) -> Iterator[Note]:
    """Play hand percussion in the bars in which drums play."""
    bar = metre.ticks_per_bar
    played = sorted({tick // bar for tick in struck})
    for number in played:
        for name, marks in groove:
            for column, mark in enumerate(marks if name in _BY_HAND else ""):
                if mark != ".":
                    tick = number * bar + column * TICKS_PER_COLUMN
                    loud = round(section.expression.velocity) - 8 + ACCENTS[mark]
                    yield Note(tick, TICKS_PER_COLUMN, _BY_HAND[name], as_velocity(loud))


def play_orchestral(score: Score, brief: PieceBrief) -> Score:
    """Let timpani mark the bars, and roll with a cymbal from one section into the next."""
    bar = score.metre.ticks_per_bar
    notes: list[Note] = []
    for section in brief.sections[: len(score.sections)]:
        velocity = section.expression.velocity
        rolls = section.n_bars >= _FEWEST_ROLLED and not section.is_last
        quiet = section.first_bar + (section.n_bars // 2 if section.is_introduction else 0)
        chance = random.Random(f"timpani {brief.seed} {section.name}")
        beats = _beats(score.metre, chance)
        for number in range(quiet, section.end_bar - rolls):
            tonic, root = _roots(score, number * bar, section)
            for place, tick in enumerate(beats[number % len(beats)]):
                pitch = tonic if place else root
                notes.append(
                    Note(number * bar + tick, 12, pitch, as_velocity(velocity - 6 - 8 * place))
                )
        if quiet == section.first_bar and not section.is_introduction:
            notes.append(Note(section.first_bar * bar, 48, _CYMBAL, as_velocity(velocity)))
            notes.append(
                Note(section.first_bar * bar, 24, _CONCERT_BASS, as_velocity(velocity + 4))
            )
        if rolls:
            notes += roll_away(section, score)
    unique = {(note.start, note.pitch): note for note in notes if note.end <= score.n_ticks}
    return _with_drums(score, list(unique.values()), ORCHESTRA)


def roll_away(section: SectionBrief, score: Score) -> list[Note]:
    """Roll through a section's last bar, to where the next feeling is as loud as that is."""
    bar = score.metre.ticks_per_bar
    end = section.end_bar * bar
    tonic, _ = _roots(score, end - bar, section)
    return list(_roll(end - bar, end, tonic, section.expression.velocity, section.leads_to))


def _beats(metre: Metre, chance: random.Random) -> list[tuple[int, ...]]:
    """Give for bars in turn the ticks on which timpani are struck: sparse, and not alike."""
    # the middle of the bar, and its last beat
    half, last = metre.ticks_per_bar // 2, metre.ticks_per_bar - 24
    bars = [(0,), (0, half), (0, last), (0, half, last), (0, last, last + 12), ()]
    # a phrase of eight bars: its first says where it begins, its last leads on
    return [bars[0], *(chance.choice(bars) for _ in range(6)), chance.choice(bars[3:5])]


def _roots(score: Score, tick: int, section: SectionBrief) -> tuple[int, int]:
    """Give the timpani's keys for the tonic and for the chord's root, where they have it."""
    chord = next((c for c in score.chords if c.start <= tick < c.end), None)
    tonic = _key_of(section.key.tonic)
    root = chord.root if chord else section.key.tonic
    # two drums are tuned to the tonic and the fifth; other chords get what fits
    fits = root in (section.key.tonic, (section.key.tonic + 7) % 12)
    return tonic, _key_of(root) if fits else tonic


def _key_of(pitch_class: int) -> int:
    return _TIMPANI[0] + (pitch_class - _TIMPANI[0]) % 12


def _roll(first: int, end: int, pitch: int, velocity: float, leads_to: float) -> Iterator[Note]:
    """Roll in thirty-seconds with a crescendo; a cymbal swells along in the second half.

    Where it gets much softer the roll dies away instead.
    """
    step, falls = 3, leads_to < -_ROLL_LOUDEST
    for tick in range(first, end, step):
        place = (tick - first) / (end - first)
        swelled = 1 - place if falls else place
        loud = velocity + max(leads_to, 0.0) * place
        loud += _ROLL_SOFTEST + (_ROLL_LOUDEST - _ROLL_SOFTEST) * swelled
        yield Note(tick, step, pitch, as_velocity(loud))
        if place >= 0.5 and tick % 6 == 0 and not falls:
            yield Note(tick, 6, _CYMBAL, as_velocity(loud - 14))
