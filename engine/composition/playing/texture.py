"""Chooses how a section is accompanied: figure, rhythm, and the bass's manner."""

from __future__ import annotations

import itertools
import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from engine.composition.draft import Draft
from engine.composition.grid import TICKS_PER_COLUMN, columns_of
from engine.composition.planning.brief import SectionBrief
from engine.composition.planning.manner import BassRhythm, Figure, Manner
from engine.composition.planning.phrases import split_bars
from engine.composition.playing.bass import BASS_RHYTHMS
from engine.composition.playing.figures import MOST_ONSETS, PUSHED, RHYTHMS, SPREAD
from engine.composition.score import TICKS_PER_BEAT, Chord, Metre, Note

__all__ = ["Habits", "Passage", "Texture", "choose_texture", "cut_passage"]


_FULLER = 1.08
"""A piece as a whole shall have the density asked for, and its introduction and ending are thin."""


@dataclass(frozen=True)
class Passage:
    """One section with what is written of it, before it is set."""

    section: SectionBrief
    metre: Metre
    chords: tuple[Chord, ...]
    melody: tuple[Note, ...]

    @property
    def n_columns(self) -> int:
        """Columns of a bar."""
        return columns_of(self.metre)

    @property
    def first_column(self) -> int:
        """Where the passage begins."""
        return self.section.first_bar * self.n_columns

    @property
    def end_column(self) -> int:
        """Where it has ended."""
        return self.section.end_bar * self.n_columns

    @property
    def held_from(self) -> int:
        """Column from which on all parts hold their last chord: the piece's last bar."""
        return self.end_column - (self.n_columns if self.section.is_last else 0)

    def columns(self, rhythm: Collection[int], relaxed: Collection[int]) -> list[int]:
        """Give the columns that are struck up to the last chord, bars at rest by ``relaxed``."""
        return [
            column
            for column in range(self.first_column, self.held_from)
            if column % self.n_columns in (relaxed if self.rests(column) else rhythm)
        ]

    def rests(self, column: int) -> bool:
        """Whether the bar closes a phrase, or opens an introduction."""
        bar = (column - self.first_column) // self.n_columns
        if self.section.is_introduction:
            return bar < self.section.n_bars // 2
        ends = itertools.accumulate(split_bars(self.section.n_bars))
        return bar + 1 in ends


def cut_passage(draft: Draft, section: SectionBrief, metre: Metre) -> Passage:
    """Give a section with its chords and melody; a chord held over its border begins anew there."""
    start, end = (bar * metre.ticks_per_bar for bar in (section.first_bar, section.end_bar))
    return Passage(
        section,
        metre,
        tuple(
            _within(chord, start, chord.end if section.is_last else end)
            for chord in draft.chords
            if chord.start < end and chord.end > start
        ),
        tuple(note for note in draft.melody if start <= note.start < end),
    )


def _within(chord: Chord, start: int, end: int) -> Chord:
    first, stop = max(chord.start, start), min(chord.end, end)
    return replace(chord, start=first, duration=stop - first)


@dataclass(frozen=True)
class Habits:
    """The song's own manner: figures at home, there again and away, and what the bass does.

    It may walk into the next chord, push before the beat, or insist on the key note.
    """

    home: Figure
    again: Figure
    away: Figure
    walks: bool
    pushes: bool
    insists: bool = False

    @classmethod
    def choose(cls, manner: Manner, chance: random.Random) -> Habits:
        """Choose by the manner of the piece and by chance."""
        home, again, away = chance.sample(manner.figures, 3)
        walks, pushes = chance.random() < 0.6, chance.random() < 0.5
        insists = manner.is_tense and chance.random() < 0.5
        return cls(home, again, away, walks, pushes, insists)

    def figure(self, passage: Passage) -> Figure:
        """Choose a section's figure: what comes back is clothed anew every other time."""
        if passage.section.contrasts:
            return self.away
        return self.again if passage.section.n_heard % 2 else self.home

    def bass_rhythm(self, manner: Manner) -> BassRhythm:
        """Choose the bass's rhythm."""
        plain, pushing = manner.basses
        return pushing if self.pushes else plain


@dataclass(frozen=True)
class Texture:
    """How a passage is accompanied; rhythms are columns of a bar.

    Attributes
    ----------
    relaxed, bass_relaxed
        The rhythms of bars in which the music rests.
    """

    figure: Figure
    rhythm: tuple[int, ...]
    relaxed: tuple[int, ...]
    bass_rhythm: tuple[int, ...]
    bass_relaxed: tuple[int, ...]


def choose_texture(passage: Passage, habits: Habits) -> Texture:
    """Choose what has, with the melody, the onsets a second that are asked for."""
    beats = passage.section.n_bars * passage.metre.ticks_per_bar / TICKS_PER_BEAT
    wanted = _FULLER * passage.section.manner.density * beats
    textures = _textures(passage, habits)
    return min(textures, key=lambda texture: abs(_count_onsets(passage, texture) - wanted))


def _textures(passage: Passage, habits: Habits) -> Iterator[Texture]:
    """Give all that suit the habits, the busy basses first."""
    manner, metre = passage.section.manner, str(passage.metre)
    rhythms = RHYTHMS[metre]
    resting = manner.resting_bass
    for bass in dict.fromkeys((habits.bass_rhythm(manner), resting)):
        for level, rhythm in enumerate(rhythms):
            relaxed = rhythms[max(0, level - 2)]
            yield Texture(
                _suit(habits.figure(passage), rhythm, least=1 if manner.rings_out else 2),
                _shift(rhythm, manner, habits, metre),
                relaxed,
                BASS_RHYTHMS[bass][metre],
                BASS_RHYTHMS[resting][metre],
            )


def _shift(rhythm: tuple[int, ...], manner: Manner, habits: Habits, metre: str) -> tuple[int, ...]:
    """Let onsets come before their beats where music pushes, gather them where it is sad."""
    if manner.rings_out and metre in ("4/4", "3/4"):
        return SPREAD.get(rhythm, rhythm)
    pushes = habits.pushes and manner.may_push and metre == "4/4"
    return PUSHED.get(rhythm, rhythm) if pushes else rhythm


def _suit(figure: Figure, rhythm: tuple[int, ...], *, least: int) -> Figure:
    """Replace a figure that the rhythm does not bear; of few onsets, up to ``least``, is held."""
    if len(rhythm) > MOST_ONSETS[figure]:
        return "broken"
    return "sustained" if len(rhythm) <= least else figure


def _count_onsets(passage: Passage, texture: Texture) -> int:
    """Count the moments at which something begins."""
    struck = {*passage.columns(texture.rhythm, texture.relaxed)}
    struck |= {*passage.columns(texture.bass_rhythm, texture.bass_relaxed)}
    struck |= {chord.start // TICKS_PER_COLUMN for chord in passage.chords}
    struck |= {note.start // TICKS_PER_COLUMN for note in passage.melody}
    return len(struck)
