"""Sets chords and a melody for instruments, as each section's expression asks."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence

from engine.composition.grid import TICKS_PER_COLUMN
from engine.composition.plan import Plan
from engine.composition.planning.instruments import ensemble_of
from engine.composition.playing.drums import play_drums
from engine.composition.playing.dynamics import Played, articulate, shape_velocities, tempo_course
from engine.composition.playing.figures import Stroke
from engine.composition.playing.parts import play_bass, play_chords
from engine.composition.playing.texture import (
    Habits,
    Passage,
    choose_texture,
    cut_passages,
)
from engine.composition.score import (
    TICKS_PER_BEAT,
    Chord,
    Note,
    Role,
    Score,
    Track,
)

__all__ = ["Accompaniment", "Arranger", "arrange"]

Accompaniment = Mapping[Role, Sequence[Note]]
"""Chords and bass of a whole piece, with velocities of 64 and the accents."""

_PEDAL = 2 * TICKS_PER_BEAT  # longer, what others wrote becomes thick


def arrange(plan: Plan, chords: Sequence[Chord], melody: Sequence[Note]) -> Score:
    """Make a score: melody, chords, bass, and drums where the music moves.

    Parameters
    ----------
    chords
        Covering the piece, in order.
    melody
        Sorted, monophonic; velocities are set here.

    Raises
    ------
    CompositionError
        If a note or chord lies outside the plan's bars.
    """
    arranger = Arranger(plan)
    for _ in plan.sections:
        arranger.add_section(chords, melody)
    return arranger.score


class Arranger:
    """Sets one section after the other; what stands in a score of it stays as it is."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._chance = random.Random(f"arrangement {plan.seed}")
        self._habits = Habits.choose(plan, self._chance)
        self._programs = _choose_programs(plan)
        self._chords: list[Chord] = []
        self._parts: dict[Role, list[Note]] = {"melody": [], "chords": [], "bass": [], "drums": []}
        self._n_sections = 0

    def add_section(
        self,
        chords: Sequence[Chord],
        melody: Sequence[Note],
        accompaniment: Accompaniment | None = None,
    ) -> None:
        """Set the next section.

        Parameters
        ----------
        chords, melody
            Of the whole piece, or of its beginning up to the end of the section.
        accompaniment
            What is written already, in place of one made from the chords.
        """
        passages = cut_passages(self._plan, chords, melody)
        passage = next(itertools.islice(passages, self._n_sections, None))
        if accompaniment is None:
            played = _set_passage(passage, self._habits)
        else:
            played = _take_passage(passage, accompaniment)
        shaped = shape_velocities(played, passage.section, self._plan.metre, self._chance)
        for role, notes in shaped.items():
            self._parts[role] += sorted(notes, key=lambda note: (note.start, note.pitch))
        self._chords += passage.chords
        self._n_sections += 1

    @property
    def n_sections(self) -> int:
        """How many sections are set."""
        return self._n_sections

    @property
    def score(self) -> Score:
        """The sections set so far."""
        sections = self._plan.score_sections[: self._n_sections]
        n_bars = sum(section.n_bars for section in sections)
        end = n_bars * self._plan.metre.ticks_per_bar
        return Score(
            key=self._plan.key,
            metre=self._plan.metre,
            n_bars=n_bars,
            tempos=tuple(change for change in tempo_course(self._plan) if change.tick < end),
            sections=sections,
            chords=tuple(self._chords),
            tracks=tuple(
                Track(role, self._programs[role], tuple(notes))
                for role, notes in self._parts.items()
                if notes
            ),
        )


def _set_passage(passage: Passage, habits: Habits) -> dict[Role, list[Note]]:
    texture = choose_texture(passage, habits)
    strokes, ringing = play_chords(passage, texture)
    bass = play_bass(passage, habits, texture)
    return _perform(passage, {"chords": _played(strokes, ringing), "bass": _played(bass)})


def _take_passage(passage: Passage, accompaniment: Accompaniment) -> dict[Role, list[Note]]:
    """Play what is written for the passage, and drums to it."""
    start, end = (n * TICKS_PER_COLUMN for n in (passage.first_column, passage.end_column))
    parts: dict[Role, list[Played]] = {}
    for role, notes in accompaniment.items():
        own = [note for note in notes if start <= note.start < end]
        chords = passage.chords if role == "chords" else ()
        parts[role] = list(_ring_on(own, chords))
    return _perform(passage, parts)


def _ring_on(notes: Iterable[Note], chords: Sequence[Chord]) -> Iterator[Played]:
    """Let notes last until the pedal or their chord changes, or their key is struck again."""
    struck: dict[int, int] = {}
    for note in sorted(notes, key=lambda note: (-note.start, -note.pitch)):
        ends = (chord.end for chord in chords if chord.start <= note.start < chord.end)
        stop = min(next(ends, note.end), struck.get(note.pitch, 10**9), note.start + _PEDAL)
        yield Played(note, max(note.duration, stop - note.start))
        struck[note.pitch] = note.start


def _perform(passage: Passage, parts: dict[Role, list[Played]]) -> dict[Role, list[Note]]:
    """Give the parts and the melody their length, and add drums."""
    melody = [Played(note, note.duration) for note in passage.melody]
    end = passage.end_column * TICKS_PER_COLUMN
    held = articulate({"melody": melody, **parts}, passage.manner.note_beats, end)
    return {**held, "drums": [played.note for played in _played(play_drums(passage))]}


def _played(strokes: Iterable[Stroke], ringing: Iterable[Stroke] = ()) -> list[Played]:
    """Turn strokes into notes whose velocity is 64 and the accent, in order."""
    ticks = TICKS_PER_COLUMN
    longest = {(stroke.column, stroke.pitch): stroke.n_columns * ticks for stroke in ringing}
    played = {}
    for stroke in strokes:
        place, length = (stroke.column, stroke.pitch), stroke.n_columns * ticks
        note = Note(stroke.column * ticks, length, stroke.pitch, 64 + stroke.accent)
        played[place] = Played(note, max(length, longest.get(place, 0)))
    return [played[place] for place in sorted(played)]


def _choose_programs(plan: Plan) -> dict[Role, int]:
    ensemble = ensemble_of(plan)
    return {"melody": ensemble.melody, "chords": ensemble.chords, "bass": ensemble.bass, "drums": 0}
